"""The levers there are: what each is called, which cells it touches, how it is pulled and what it costs."""

from dataclasses import dataclass

from scoring.levers import designs, moves, spending
from scoring.levers.assumptions import Assumption, Assumptions
from scoring.levers.case import Case
from scoring.levers.setting import Setting

GOODS = frozenset({"product_id", "origin_shares"})
"""What is bought and from where. Where goods come from is stated for those that are bought now."""


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


def _redesign(lever_id: str) -> moves.Pull:
    def pull(case: Case, setting: Setting) -> Case | str:
        return designs.redesigned(case, setting, lever_id)

    return pull


LEVERS = (
    Lever("dy_free_grade", "a grade without Dy and Tb", GOODS, _redesign("dy_free_grade"), spending.on_grade),
    Lever(
        "magnet_free_design", "a design without the magnet", GOODS, _redesign("magnet_free_design"), spending.on_design
    ),
    Lever(
        "import_form", "the magnet bought inside a larger part", GOODS, designs.bought_inside, spending.on_import_form
    ),
    Lever("more_stock", "more stock", frozenset({"stock_days"}), moves.more_stock, spending.on_stock),
    Lever(
        "second_source",
        "a second source",
        frozenset({"second_source_share"}),
        moves.second_source,
        spending.on_second_source,
    ),
    Lever("filing_earlier", "filing earlier", frozenset({"lead_days"}), moves.filing_earlier, spending.on_filing),
    Lever(
        "longer_validity",
        "longer licence validity",
        frozenset({"licence_valid_days"}),
        moves.longer_validity,
        spending.on_validity,
    ),
    Lever(
        "general_licence",
        "a general licence",
        frozenset({"licence_kind", "licence_valid_days"}),
        moves.general_licence,
        spending.on_general_licence,
    ),
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


def _move_to(origin: str) -> Lever:
    def pull(case: Case, setting: Setting) -> Case | str:
        return moves.other_origin(case, setting, origin)

    return Lever(OTHER_ORIGIN, ORIGIN_TITLE, GOODS, pull, spending.on_other_origin, origin)
