"""The levers there are: what each is called, which cells it touches, how it is pulled and what it costs."""

from dataclasses import dataclass

from scoring.levers import designs, moves, spending
from scoring.levers.assumptions import Assumption, Assumptions
from scoring.levers.case import Case
from scoring.levers.setting import Setting

CONFIDENCE = ("low", "medium", "high")
"""From the least on."""

OWN_FIGURES = "own figures"
"""Stands for the confidence of a lever that rests on figures of the reader alone."""

GOODS = frozenset({"product_id", "origin_shares"})
"""What is bought and from where. Where goods come from is stated for those that are bought now."""

VALIDITY = frozenset({"licence_valid_days"})
GENERAL = VALIDITY | {"licence_kind"}


@dataclass(frozen=True)
class Lever:
    """One thing a company can do; two levers that touch the same are not pulled together."""

    lever_id: str
    title: str
    touches: frozenset[str]
    pull: moves.Pull
    spending: spending.Spending
    origin: str | None = None
    """Where goods come from instead; empty for other levers."""


def _cells(*names: str) -> frozenset[str]:
    return frozenset(names)


def _redesign(lever_id: str) -> moves.Pull:
    def pull(case: Case, setting: Setting) -> Case | str:
        return designs.redesigned(case, setting, lever_id)

    return pull


LEVERS = (
    Lever("dy_free_grade", "a grade without Dy and Tb", GOODS, _redesign("dy_free_grade"), spending.on_grade),
    Lever("magnet_free_design", "a magnet-free design", GOODS, _redesign("magnet_free_design"), spending.on_design),
    Lever("import_form", "the magnet bought inside a larger part", GOODS, designs.bought_inside, spending.on_form),
    Lever("more_stock", "more stock", _cells("stock_days"), moves.more_stock, spending.on_stock),
    Lever("second_source", "a second source", _cells("second_source_share"), moves.second_source, spending.on_source),
    Lever("filing_earlier", "filing earlier", _cells("lead_days"), moves.filing_earlier, spending.on_filing),
    Lever("longer_validity", "longer licence validity", VALIDITY, moves.longer_validity, spending.on_validity),
    Lever("general_licence", "a general licence", GENERAL, moves.general_licence, spending.on_general_licence),
)
"""In the order in which they are pulled: what is bought first, since terms are stated for what is bought."""

OTHER_ORIGIN = "other_origin"
ORIGIN_TITLE = "another origin"


def levers_for(origins: list[str]) -> list[Lever]:
    """The levers in the order in which they are pulled, one for each origin that goods could come from instead."""
    moves_to = [_move_to(origin) for origin in origins]
    return [*moves_to, *LEVERS]


def assumptions_of(lever_id: str, assumptions: Assumptions) -> list[Assumption]:
    """The assumptions that a lever rests on, by name."""
    return [assumption for name, assumption in assumptions.items() if name.startswith(f"{lever_id}.")]


def confidence_of(lever_id: str, setting: Setting) -> str:
    """The least confidence of the rows that a lever rests on; a reader's own figures are left out."""
    rows = [row["confidence"] for row in setting.swaps.get(lever_id, {}).values()]
    rows += [one.confidence for one in assumptions_of(lever_id, setting.assumptions) if not one.given]
    return min(rows, key=CONFIDENCE.index, default=OWN_FIGURES)


def _move_to(origin: str) -> Lever:
    def pull(case: Case, setting: Setting) -> Case | str:
        return moves.other_origin(case, setting, origin)

    return Lever(OTHER_ORIGIN, ORIGIN_TITLE, GOODS, pull, spending.on_other_origin, origin)
