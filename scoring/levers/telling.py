"""What a lever changes, as edits of the portfolio and of tables that can be made again by hand."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scoring.edits import Edit
from scoring.levers.case import Case, line_key
from scoring.levers.setting import Row
from scoring.line_edits import LINE, LineEdit, LineRemoved, PortfolioEdit
from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS

KEY = (*LINE, "material_id")
TERMS = [name for name in OVERRIDE_COLUMNS if name not in KEY]
BLANK: Row = dict.fromkeys(TERMS)


def portfolio_edits(before: Case, after: Case) -> list[PortfolioEdit]:
    """The edits that turn the lines and overrides of one case into those of the other, in the order to make them.

    A line whose product changes takes its overrides along, so edits of overrides name the product it has then.
    """
    products = {line_key(old): new["product_id"] for old, new in zip(before.lines, after.lines, strict=True)}
    carried = _by_key({**row, "product_id": products[line_key(row)]} for row in before.overrides)
    wanted = _by_key(after.overrides)
    gone = [LineRemoved(**_named(row)) for key, row in carried.items() if key not in wanted]
    return [*_line_edits(before, after), *gone, *_override_edits(carried, wanted)]


def table_edits(case: Case) -> dict[str, list[Edit]]:
    """Design → the rows of tables that it adds."""
    return {name: list(design.edits) for name, design in sorted(case.designs.items())}


def _line_edits(before: Case, after: Case) -> Iterator[PortfolioEdit]:
    for old, new in zip(before.lines, after.lines, strict=True):
        values = {name: new[name] for name in LINE_COLUMNS if new[name] != old[name]}
        if values:
            yield LineEdit(values, **{name: old[name] for name in LINE})


def _override_edits(carried: Mapping[str, Row], wanted: Mapping[str, Row]) -> Iterator[PortfolioEdit]:
    for key, row in sorted(wanted.items()):
        old = carried.get(key, BLANK)
        values = {name: row[name] for name in TERMS if row[name] != old[name]}
        if values or key not in carried:
            yield LineEdit(values, **_named(row))


def _by_key(rows: Iterable[Row]) -> dict[str, Row]:
    return {"/".join(str(row[name]) for name in KEY): row for row in rows}


def _named(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in KEY}
