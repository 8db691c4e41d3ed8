"""US duties on Chinese magnets, day by day, and what each layer is for."""

from datetime import date

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.duty import duty_answer

SINTERED, SAMARIUM_COBALT = "8505110070", "85051100"


@pytest.mark.parametrize(
    ("line", "day", "expected"),
    [
        (SINTERED, "2025-06-01", 0.321),
        (SINTERED, "2025-10-01", 0.221),
        (SINTERED, "2025-12-01", 0.121),
        (SINTERED, "2026-02-01", 0.371),
        (SINTERED, "2026-03-01", 0.271),
        (SAMARIUM_COBALT, "2026-02-01", 0.471),
        (SAMARIUM_COBALT, "2026-03-01", 0.371),
        (SAMARIUM_COBALT, "2026-08-01", 0.396),
    ],
)
def test_duty_on_magnets_from_china(tables: Tables, line: str, day: str, expected: float) -> None:
    on = date.fromisoformat(day)
    answer = duty_answer(tables, importer="USA", origin="CHN", tariff_line=line, as_of=on, known_at=on)
    assert answer.rate == pytest.approx(expected, abs=1e-12)
    known = tables["sources"]["source_id"].to_list()
    assert answer.layers.height >= 2
    assert all(source in known for source in answer.layers["source_id"])


def test_without_the_section_301_row_only_the_base_rate_is_left(tables: Tables) -> None:
    day = date(2026, 3, 1)
    layers = tables["tariff_layers"].filter(pl.col("programme") != "section_301_magnets")
    without = Tables({**tables, "tariff_layers": layers}, "without")
    answer = duty_answer(without, importer="USA", origin="CHN", tariff_line=SINTERED, as_of=day, known_at=day)
    assert answer.rate == pytest.approx(0.021, abs=1e-12)


def test_no_layer_is_a_sum_of_layers(tables: Tables) -> None:
    words = tables["tariff_layers"].select(
        pl.concat_str("layer_id", "programme", "legal_ref", separator=" ").alias("words")
    )
    assert not words["words"].str.contains("(?i)total|sum of").any()
