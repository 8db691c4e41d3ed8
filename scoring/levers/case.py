"""A company with levers pulled: its portfolio rows and the designs of its products, each a change that can be told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from scoring.edits import Edit
from scoring.levers.setting import Row, Setting
from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS, TERM_COLUMNS, Portfolio

LineKey = tuple[str, str, str]
"""company, product, importer"""
MaterialKey = tuple[str, str, str, str]
"""company, product, importer, material"""


@dataclass(frozen=True)
class Design:
    """A product with another bill of materials: kg of each material a unit, and the table rows that say so."""

    product_id: str
    kg: Mapping[str, float]
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Case:
    """A company's lines and overrides, row by row, and the designs that its lines may name."""

    lines: tuple[Row, ...]
    overrides: tuple[Row, ...]
    designs: Mapping[str, Design]


@dataclass(frozen=True)
class Good:
    """One material of one line that can be scored: what is bought in a year, and the terms it is bought on."""

    line: int
    """Place of the line in the case."""
    material_id: str
    abroad: bool
    """The line is assembled outside the controlling origins."""
    licensed: bool
    """Abroad, and the material or its feed is under a licence or prohibition in force."""
    watched: bool
    """Abroad, and the material or its feed is under a regime in force or potential."""
    contained_kg: float
    value_usd: float
    stated: tuple[Row, ...]
    """Rows that state terms, the nearest first: the override, the line, the defaults."""

    def term(self, name: str) -> float | str | None:
        """A term as the material is bought on: stated for it, else for the line, else the default."""
        return next((row[name] for row in self.stated if row.get(name) is not None), None)

    def number(self, name: str) -> float:
        """A term that is a number."""
        return float(self.term(name) or 0.0)

    def is_bought_as(self, other: "Good") -> bool:
        """Whether all terms are those of the other."""
        return all(self.term(name) == other.term(name) for name in TERM_COLUMNS)


def case_of(portfolio: Portfolio) -> Case:
    """A company as it is. `portfolio` holds one company."""
    return Case(tuple(portfolio.lines.to_dicts()), tuple(portfolio.overrides.to_dicts()), {})


def portfolio_of(case: Case, applications: pl.DataFrame) -> Portfolio:
    """The portfolio of a case, with the company's own licence applications."""
    return Portfolio(
        pl.DataFrame(case.lines, schema=LINE_COLUMNS),
        pl.DataFrame(case.overrides, schema=OVERRIDE_COLUMNS),
        applications,
    )


def line_key(row: Row) -> LineKey:
    """What names a line: company, product, importer."""
    return row["company_id"], row["product_id"], row["importer"]


def goods_of(case: Case, setting: Setting) -> list[Good]:
    """The goods of the case, line by line: materials by name. Lines that cannot be scored have none."""
    own = {(*line_key(row), row["material_id"]): row for row in case.overrides}
    return [good for place, line in enumerate(case.lines) for good in _line_goods(place, line, case, own, setting)]


def bill_of(case: Case, product_id: str, setting: Setting) -> Mapping[str, float]:
    """Material → kg in one unit of the product."""
    if product_id in case.designs:
        return case.designs[product_id].kg
    return {material: row["kg_per_unit"] for material, row in setting.bills.get(product_id, {}).items()}


def with_term(
    case: Case, setting: Setting, name: str, change: Callable[[Any], Any], at_stake: Callable[[Good], bool]
) -> Case:
    """The case with one term changed on every line with goods at stake, and on their overrides that state it.

    `change` takes what holds now: the row's figure or word, else the default.
    """
    goods = [good for good in goods_of(case, setting) if at_stake(good)]
    places = {good.line for good in goods}
    named = {(*line_key(case.lines[good.line]), good.material_id) for good in goods}
    default = setting.world.defaults[name]

    def changed(row: Row) -> Row:
        held = default if row[name] is None else row[name]
        value = change(held)
        return row if value == held else {**row, name: value}

    def is_meant(row: Row) -> bool:
        return row[name] is not None and (*line_key(row), row["material_id"]) in named

    return replace(
        case,
        lines=tuple(changed(row) if place in places else row for place, row in enumerate(case.lines)),
        overrides=tuple(changed(row) if is_meant(row) else row for row in case.overrides),
    )


def _line_goods(place: int, line: Row, case: Case, own: Mapping[MaterialKey, Row], setting: Setting) -> Iterator[Good]:
    if not (line["annual_revenue_usd"] or 0.0) > 0:
        return
    abroad = setting.areas.get(line["importer"]) not in setting.world.controlling_origins
    for material_id, kg in sorted(bill_of(case, line["product_id"], setting).items()):
        material = setting.materials[material_id]
        classes = setting.classes(material_id)
        contained = (line["annual_units"] or 0.0) * kg
        value = contained * material["purchase_factor"] * (material["unit_value_usd_per_kg"] or 0.0)
        yield Good(
            line=place,
            material_id=material_id,
            abroad=abroad,
            licensed=abroad and not classes.isdisjoint(setting.licensed),
            watched=abroad and not classes.isdisjoint(setting.watched),
            contained_kg=contained,
            value_usd=value,
            stated=(*filter(None, [own.get((*line_key(line), material_id))]), line, setting.world.defaults),
        )
