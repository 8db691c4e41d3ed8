"""What the page of the method shows: its constants, bands and defaults as the code has them, and a worked example."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from reference_data.loader import Tables
from scoring.in_force import latest_edition
from scoring.method import Method
from service.api.models.stamp import Stamped
from service.pages.tables import PageTable, table
from service.pages.worked_example import Step, small

CONSTANTS = {
    "horizon_days": ("days", "the year ahead that losses are counted over"),
    "year_days": ("days", "the year that lost days are a share of"),
    "file_correlation": ("", "how alike decisions of one ministry are: 0 each file tells its own tale, 1 all tell one"),
    "share_weight_files": ("files", "what a bare share of approvals counts for where nobody says of how many files"),
    "large_buyer_revenue_usd": ("USD", "revenue a year from which a buyer counts as large"),
    "points_per_decade": ("points", "points that ten times the loss add"),
    "loss_unit_of_revenue": ("share of revenue", "loss at which the scale begins to count in decades"),
    "highest_score": ("points", "end of the scale"),
    "licence_speed": ("", "waits are divided by it: 1 in the world as it is"),
    "least_covered_revenue": ("share of revenue", "revenue that has to be scorable for a company to have a score"),
    "lowest_band": ("", "band below the last step"),
    "lowest_grade": ("", "data grade below the last step"),
}
"""Constant → its unit and what it does; bands and grades are tables of their own."""

BAND_SCHEMA = {"band": pl.String, "score_from": pl.Float64, "score_below": pl.Float64, "loss_share_from": pl.Float64}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class MethodView:
    """Everything on the page."""

    stamp: Stamped
    method: Method
    bands: Sequence[Row]
    grades: Sequence[Row]
    constants: Sequence[Row]
    defaults: Sequence[Row]
    company: Row | None
    """Headline of the company that is worked through; none before the first run."""
    steps: Sequence[Step]
    companies: Sequence[tuple[str, str]]
    """Id and name of companies with a score, the riskiest first."""

    @property
    def loss_unit(self) -> str:
        """The loss as a share of revenue at which the scale begins to count in decades, in digits."""
        return small(self.method.loss_unit_of_revenue)

    @property
    def asked(self) -> dict[str, str]:
        """The parameters of the files, which are of the company that is worked through."""
        return {"company_id": self.company["company_id"]} if self.company else {}

    def tables(self) -> list[PageTable]:
        """The tables of the page, the worked example first."""
        columns = ["table", "what", "formula", "figures", "unit", "computed", "exported", "difference"]
        kinds = {name: pl.Float64 if name in ("computed", "exported", "difference") else pl.String for name in columns}
        steps = [{name: getattr(step, name) for name in columns} for step in self.steps]
        return [
            table("worked_example", pl.DataFrame(steps, schema=kinds, orient="row")),
            table("bands", pl.DataFrame(self.bands)),
            table("grades", pl.DataFrame(self.grades)),
            table("constants", pl.DataFrame(self.constants)),
            table("defaults", pl.DataFrame(self.defaults, infer_schema_length=None)),
        ]


def bands(method: Method) -> list[dict[str, Any]]:
    """The bands from the top: the scores of each, and the loss as a share of revenue at which it begins."""
    floors = [*(floor for floor, _ in method.bands), 0.0]
    names = [*(name for _, name in method.bands), method.lowest_band]
    tops = [None, *floors[:-1]]
    return [
        {"band": name, "score_from": floor, "score_below": top, "loss_share_from": loss_share(floor, method)}
        for name, floor, top in zip(names, floors, tops, strict=True)
    ]


def loss_share(score: float, method: Method) -> float:
    """The expected annual loss as a share of revenue that gives a score: the scale read backwards."""
    return float(method.loss_unit_of_revenue * (10 ** (score / method.points_per_decade) - 1))


def grades(method: Method) -> list[dict[str, Any]]:
    """The data grades from the top, each with the share of the loss it begins at."""
    steps = [*method.grades, (0.0, method.lowest_grade)]
    return [{"data_grade": name, "own_evidence_share_from": least} for least, name in steps]


def constants(method: Method) -> list[dict[str, str]]:
    """The other constants with their values as text, since some are words."""
    values = asdict(method)
    return [
        {"constant": name, "value": _digits(values[name]), "unit": unit, "meaning": meaning}
        for name, (unit, meaning) in CONSTANTS.items()
    ]


def _digits(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.12f}".rstrip("0").rstrip(".")


def line_defaults(tables: Tables, stamp: Stamped) -> list[dict[str, Any]]:
    """What stands in for what a portfolio does not say on the day, with its range and why."""
    rows = latest_edition(tables["line_defaults"], ["parameter"], stamp.as_of, stamp.known_at).sort("parameter")
    columns = ["parameter", "value", "value_low", "value_high", "word", "basis", "confidence", "note"]
    return rows.select(columns).to_dicts()
