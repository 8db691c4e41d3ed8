"""Portfolios of a what-if: rows as in a portfolio file, and edited lines, held to the rules of an import."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from scoring.edit_faults import EditFault, EditFaults
from scoring.line_edits import LINE, LineAdded, LineEdit, LineRemoved, PortfolioEdit, edited_portfolio
from scoring.portfolio import Portfolio
from service.portfolio.cells import cell_faults
from service.portfolio.columns import PORTFOLIO
from service.portfolio.faults import Fault, ImportRefused
from service.portfolio.frames import portfolio_of
from service.portfolio.line_checks import LINE_KEY, line_faults
from service.portfolio.magnitudes import magnitude_notes
from service.portfolio.row_faults import in_one_voice
from service.portfolio.texts import BLANKS
from service.portfolio.vocabulary import Vocabulary

Row = Mapping[str, object]
_POWER_OF_TEN = re.compile(r"(?<=:)[0-9](\.[0-9]+)?e-[0-9]{2,3}(?=;|$)")
SCHEMA = {"row": pl.Int64, **dict.fromkeys(PORTFOLIO.names, pl.String)}


@dataclass(frozen=True)
class Checked:
    """A portfolio without faults, and remarks that are no faults; rows count from 1."""

    portfolio: Portfolio
    notes: tuple[str, ...] = ()


def portfolio_of_rows(rows: Sequence[Row], vocabulary: Vocabulary) -> Checked:
    """Lines and overrides given as rows of a portfolio file, numbers as numbers.

    Raises ImportRefused with every fault of every row, as an import of the same rows would find them; rows from 1.
    """
    cells = _cells(rows)
    faults = [*_faults(cells, vocabulary), *_other_companies(cells)]
    if faults:
        raise ImportRefused(in_one_voice(faults, PORTFOLIO.names))
    return _checked(cells, vocabulary)


def edited(portfolio: Portfolio, edits: Sequence[PortfolioEdit], vocabulary: Vocabulary) -> Checked:
    """The portfolio after edits of its lines; what an import would refuse is the fault of the edit that said it.

    Raises EditFaults.
    """
    if not edits:
        return Checked(portfolio)
    changed = edited_portfolio(portfolio, edits)
    rows = [*map(_row, changed.lines.to_dicts()), *map(_row, changed.overrides.to_dicts())]
    if not changed.lines.height:
        raise EditFaults([EditFault(None, (), "the edits leave no line to score")])
    cells = _cells(rows)
    faults = in_one_voice(_faults(cells, vocabulary), PORTFOLIO.names)
    if faults:
        raise EditFaults(list(dict.fromkeys(_edit_fault(fault, rows, edits) for fault in faults)))
    checked = _checked(cells, vocabulary)
    return Checked(
        Portfolio(checked.portfolio.lines, checked.portfolio.overrides, portfolio.applications), checked.notes
    )


def _checked(cells: pl.DataFrame, vocabulary: Vocabulary) -> Checked:
    lines = cells.select("row", *LINE_KEY, "annual_units", "annual_revenue_usd")
    return Checked(portfolio_of(cells), magnitude_notes(lines, vocabulary.unit_values_usd))


def _faults(cells: pl.DataFrame, vocabulary: Vocabulary) -> list[Fault]:
    return [*cell_faults(cells, PORTFOLIO, vocabulary), *line_faults(cells, vocabulary)]


def _other_companies(cells: pl.DataFrame) -> list[Fault]:
    """A what-if is about one company: rows of another than the first row's."""
    given = cells.drop_nulls("company_id").select("row", "company_id")
    first = given["company_id"][0] if given.height else ""
    others = given.filter(pl.col("company_id") != first).iter_rows()
    words = f"a what-if is about one company, the first row is of {first!r}"
    return [
        Fault(row, "company_id", f"{company!r} is another company", words, company, "other_company")
        for row, company in others
    ]


def _cells(rows: Iterable[Row]) -> pl.DataFrame:
    texts = [
        {"row": number, **{name: _text(row.get(name)) for name in PORTFOLIO.names}}
        for number, row in enumerate(rows, start=1)
    ]
    return pl.DataFrame(texts, schema=SCHEMA)


def _text(value: object) -> str | None:
    """A value as a file would hold it; figures as the shortest text that is the same figure."""
    text = repr(float(value)) if isinstance(value, int | float) else str(value).strip(BLANKS)
    return None if value is None or text == "" else text


def _row(stored: Row) -> Row:
    """A stored row as a file may hold it: no share in a file is written in powers of ten."""
    shares = stored["origin_shares"]
    if not isinstance(shares, str):
        return stored
    return {**stored, "origin_shares": _POWER_OF_TEN.sub(lambda share: format(Decimal(share[0]), "f"), shares)}


def _edit_fault(fault: Fault, rows: Sequence[Row], edits: Sequence[PortfolioEdit]) -> EditFault:
    """A fault of the edited rows as one of the edit that last set the cell or, where the cell is not set, the row."""
    words = f"{fault.problem}: {fault.suggestion}" if fault.suggestion else fault.problem
    row = rows[fault.row - 1]
    column = fault.column
    told = f"{column} {words}" if column else words
    meant = [place for place, edit in enumerate(edits) if _means(edit, row)]
    setting = [place for place in meant if column in _values(edits[place])]
    if setting:
        return EditFault(setting[-1], ("values", column), told, fault.did_you_mean)
    return EditFault(meant[-1] if meant else None, (), told, fault.did_you_mean)


def _means(edit: PortfolioEdit, row: Row) -> bool:
    """Whether the row, as it is after all edits, may be one that the edit wrote."""
    if isinstance(edit, LineRemoved):
        return False
    values = _values(edit)
    named = {name: None if isinstance(edit, LineAdded) else getattr(edit, name) for name in (*LINE, "material_id")}
    wanted = {name: values.get(name, named[name]) for name in named}
    return all(value is None or row.get(name) == value for name, value in wanted.items())


def _values(edit: PortfolioEdit) -> Mapping[str, object]:
    return edit.values if isinstance(edit, LineEdit | LineAdded) else {}
