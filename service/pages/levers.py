"""What the page of a company's levers shows: what would help, the best stock, the best pair, and what that rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.levers.report import LeverReport
from service.api.models.levers import LeverAssumption, LeverPair, LeverRow, Levers, LineStep, TableStep
from service.pages.names import Names

MOST_PAIRS, MOST_BEST = 5, 3


@dataclass(frozen=True)
class Best:
    """One of the levers that save most for the money, as the company's own page names it."""

    title: str
    saved_usd: float
    cost_usd: float
    saved_points: float


@dataclass(frozen=True)
class Told:
    """A lever and what it changes, in words."""

    figures: LeverRow
    title: str
    changes: Sequence[str]


@dataclass(frozen=True)
class LeversPage:
    """All the page of levers shows."""

    found: Levers
    levers: Sequence[Told]
    pairs: Sequence[tuple[str, LeverPair]]
    """all pairs, those that save most after their cost first; the page shows the first few"""
    assumptions: Mapping[str, Sequence[LeverAssumption]]
    """lever in words → its assumptions"""
    sources: Mapping[str, Mapping[str, Any]]
    costs: str

    @property
    def all_assumptions(self) -> Sequence[LeverAssumption]:
        """Every assumption in the order of the page."""
        return [one for rows in self.assumptions.values() for one in rows]


def levers_page(found: Levers, names: Names, sources: Mapping[str, Mapping[str, Any]], costs: str | None) -> LeversPage:
    """The page of a company's levers."""
    by_net = sorted(found.pairs, key=lambda pair: -pair.net_usd)
    assumptions: dict[str, list[LeverAssumption]] = {}
    for one in found.assumptions:
        assumptions.setdefault(one.name.partition(".")[0].replace("_", " "), []).append(one)
    return LeversPage(
        found=found,
        levers=[Told(one, _title(one.title, one.origin, names), changes(one, names)) for one in found.levers],
        pairs=[(" and ".join(_title(one.title, one.origin, names) for one in pair.levers), pair) for pair in by_net],
        assumptions=assumptions,
        sources=sources,
        costs=costs or "",
    )


def best_levers(report: LeverReport, names: Names) -> list[Best]:
    """The first levers of a report: those that save most for the money."""
    return [
        Best(_title(one.levers[0].title, one.levers[0].origin, names), one.saved_usd, one.cost_usd, one.saved_points)
        for one in report.ranked[:MOST_BEST]
    ]


def changes(lever: LeverRow, names: Names) -> list[str]:
    """What a lever changes, each change once with the number of portfolio rows it is made in."""
    rows: dict[str, int] = {}
    for edit in lever.edits.lines:
        for words in _edit_words(edit, names):
            rows[words] = rows.get(words, 0) + 1
    told = [f"{words} ({count} {'row' if count == 1 else 'rows'} of the portfolio)" for words, count in rows.items()]
    return [*told, *(_row_words(row, names) for row in lever.edits.tables if row.table == "product_materials")]


def _edit_words(edit: LineStep, names: Names) -> list[str]:
    of = f" of {names.materials.get(edit.material_id, edit.material_id)}" if edit.material_id else ""
    if edit.values is None:
        return [f"what was said{of} goes"]
    return [f"{name}{of} becomes {value if value is not None else 'empty'}" for name, value in edit.values.items()]


def _row_words(row: TableStep, names: Names) -> str:
    material = str(row.values.get("material_id", row.like["material_id"]))
    kg = row.values.get("kg_per_unit")
    amount = f"{kg:g} kg of" if isinstance(kg, float) else "as much"
    return f"product {row.values['product_id']} holds {amount} {names.materials.get(material, material)} a unit"


def _title(title: str, origin: str | None, names: Names) -> str:
    return f"{title}: {names.countries.get(origin, origin)}" if origin else title
