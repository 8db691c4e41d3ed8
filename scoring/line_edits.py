"""What-if portfolios: figures of product lines or of single materials changed, lines added and lines removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scoring.edit_faults import EditFault, EditFaults, unknown_name
from scoring.edit_values import number
from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS, TERM_COLUMNS, Portfolio

LINE = ("company_id", "product_id", "importer")
NAMES = ("company_name", "country", "industry", "lei", "isin", "supplier_number")
MOST_LINES_TOLD = 5


@dataclass(frozen=True)
class LineEdit:
    """Other values for every line that is meant, or with `material_id` for one material of each of them.

    What is left out of company, product and importer means any. `buyer_size` is one answer for a whole company.
    """

    values: Mapping[str, object]
    company_id: str | None = None
    product_id: str | None = None
    importer: str | None = None
    material_id: str | None = None


@dataclass(frozen=True)
class LineAdded:
    """One more product line; names and seat of the company are as in its other lines unless given."""

    values: Mapping[str, object]


@dataclass(frozen=True)
class LineRemoved:
    """Every line that is meant goes, with what it says of single materials; with `material_id` only the latter."""

    company_id: str | None = None
    product_id: str | None = None
    importer: str | None = None
    material_id: str | None = None


PortfolioEdit = LineEdit | LineAdded | LineRemoved


def edited_portfolio(portfolio: Portfolio, edits: Sequence[PortfolioEdit]) -> Portfolio:
    """The portfolio after the edits, applied in order; applications stay as they are.

    Values are not held against the rules of a portfolio file here: whoever takes them from a user does that. Raises
    EditFaults for columns that are not known, values of the wrong kind, and edits that mean no line.
    """
    faults: list[EditFault] = []
    edited = portfolio
    for place, edit in enumerate(edits):
        found = _value_faults(place, edit)
        if not found and not isinstance(edit, LineAdded) and edited.lines.filter(meant_by(edit)).is_empty():
            found = [_no_such_line(place, edit, edited)]
        edited = edited if found else _applied(edited, edit)
        faults += found
    if faults:
        raise EditFaults(faults)
    overrides = edited.overrides.sort(*LINE, "material_id")
    return Portfolio(edited.lines.sort(LINE), overrides, edited.applications)


def meant_by(edit: LineEdit | LineRemoved) -> pl.Expr:
    """Whether a line, or a row for a material of it, belongs to a line that the edit means."""
    given = [(name, getattr(edit, name)) for name in LINE]
    same = (pl.col(name).eq_missing(pl.lit(value)) for name, value in given if value is not None)
    return pl.all_horizontal(pl.lit(True), *same)


def _applied(portfolio: Portfolio, edit: PortfolioEdit) -> Portfolio:
    lines, overrides, files = portfolio.lines, portfolio.overrides, portfolio.applications
    if isinstance(edit, LineAdded):
        return Portfolio(pl.concat([lines, _new_line(lines, edit)]), overrides, files)
    meant = meant_by(edit)
    of_material = pl.col("material_id") == (edit.material_id or "")
    if isinstance(edit, LineRemoved):
        if edit.material_id is None:
            return Portfolio(lines.filter(~meant), overrides.filter(~meant), files)
        return Portfolio(lines, overrides.filter(~(meant & of_material)), files)
    if edit.material_id is not None:
        return Portfolio(lines, _with_override(lines.filter(meant), overrides, edit, meant & of_material), files)
    values = dict(edit.values)
    everywhere = {"buyer_size": values.pop("buyer_size")} if "buyer_size" in values else {}
    moved = {name: value for name, value in values.items() if name in LINE}
    size_of = pl.col("company_id").is_in(lines.filter(meant)["company_id"].unique().to_list())
    return Portfolio(
        _set(_set(lines, everywhere, size_of), values, meant),
        _set(_set(overrides, everywhere, size_of), moved, meant),
        files,
    )


def _with_override(lines: pl.DataFrame, overrides: pl.DataFrame, edit: LineEdit, own: pl.Expr) -> pl.DataFrame:
    """Sets the terms where the material has a row already, and adds a row for each line where it has none."""
    absent = lines.select(*LINE).with_columns(material_id=pl.lit(edit.material_id))
    absent = absent.join(overrides, on=[*LINE, "material_id"], how="anti", nulls_equal=True)
    blank = absent.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in OVERRIDE_COLUMNS.items() if name not in absent.columns
    ).select(*OVERRIDE_COLUMNS)
    return _set(pl.concat([overrides, blank]), edit.values, own)


def _set(frame: pl.DataFrame, values: Mapping[str, object], meant: pl.Expr) -> pl.DataFrame:
    kinds = frame.schema
    return frame.with_columns(
        pl.when(meant).then(pl.lit(value, kinds[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


def _new_line(lines: pl.DataFrame, edit: LineAdded) -> pl.DataFrame:
    company = edit.values.get("company_id")
    siblings = lines.filter(pl.col("company_id") == company) if company is not None else lines.clear()
    known = siblings.select(*NAMES, "buyer_size").head(1).to_dicts()
    return pl.DataFrame([{**(known[0] if known else {}), **edit.values}], schema=LINE_COLUMNS)


def _value_faults(place: int, edit: PortfolioEdit) -> list[EditFault]:
    if isinstance(edit, LineRemoved):
        return []
    of_material = isinstance(edit, LineEdit) and edit.material_id is not None
    known = TERM_COLUMNS | {"note": pl.String()} if of_material else LINE_COLUMNS
    where = "cannot be said of one material" if of_material else "is not a column of a portfolio"
    faults = []
    for name, value in edit.values.items():
        if name not in known:
            faults.append(unknown_name(place, ("values", name), name, known, where))
        elif known[name] == pl.Float64 and value is not None and number(value) is None:
            faults.append(EditFault(place, ("values", name), f"{name} is {value!r}, not a finite number"))
        elif known[name] == pl.String and not isinstance(value, str | None):
            faults.append(EditFault(place, ("values", name), f"{name} is {value!r}, not a text"))
    return faults


def _no_such_line(place: int, edit: LineEdit | LineRemoved, portfolio: Portfolio) -> EditFault:
    for name in LINE:
        value = getattr(edit, name)
        known = portfolio.lines[name].drop_nulls().unique().sort().to_list()
        if value is not None and value not in known:
            return unknown_name(place, (name,), value, known, f"is not the {name} of any line")
    lines = portfolio.lines.select("product_id", "importer").head(MOST_LINES_TOLD).iter_rows()
    some = "; ".join(" in ".join(part for part in line if part) for line in lines)
    return EditFault(place, (), f"no line has all of this together; there are {some}")
