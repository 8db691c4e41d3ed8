"""A row that says when it ends does not reach into the row that follows it."""

from datetime import date

import polars as pl
import pytest

from reference_data.contracts import TABLES
from reference_data.period_checks import period_faults


def odds(*periods: tuple[date, date | None]) -> dict[str, pl.DataFrame]:
    """Tables that are empty but for the odds of one regime in the periods given."""
    frames = {name: pl.DataFrame(schema={"line": pl.Int64, **table.schema}) for name, table in TABLES.items()}
    rows = [
        {"line": line, "regime_id": "POT", "valid_from": begin, "valid_to": end}
        for line, (begin, end) in enumerate(periods, start=2)
    ]
    schema = frames["onset_odds"].schema
    return frames | {
        "onset_odds": pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    }


JAN, JUL, DEC = date(2025, 1, 1), date(2025, 7, 1), date(2025, 12, 1)


@pytest.mark.parametrize("periods", [[(JAN, JUL), (JUL, None)], [(JAN, None), (JUL, None)], [(JAN, JUL), (DEC, None)]])
def test_rows_that_follow_each_other_are_no_fault(periods: list[tuple[date, date | None]]) -> None:
    assert period_faults(odds(*periods)) == []


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_an_end_after_the_next_beginning_is_a_fault(order: slice) -> None:
    (fault,) = period_faults(odds(*[(JAN, DEC), (JUL, None)][order]))
    assert "valid_to is 2025-12-01 but the row that follows begins on 2025-07-01" in str(fault)
