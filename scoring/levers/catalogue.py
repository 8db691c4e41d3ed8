"""The levers there are: what each is called, which cells it touches, how it is pulled and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.levers import designs, moves, spending
from scoring.levers.case import Case
from scoring.levers.setting import Setting

GOODS = "what is bought and from where"


@dataclass(frozen=True)
class Lever:
    """One thing a company can do; two levers that touch the same are not pulled together."""

    lever_id: str
    title: str
    touches: str
    pull: moves.Pull
    spending: spending.Spending


def _redesign(lever_id: str) -> moves.Pull:
    def pull(case: Case, setting: Setting) -> Case | str:
        return designs.redesigned(case, setting, lever_id)

    return pull


LEVERS = (
    Lever("dy_free_grade", "a grade without Dy and Tb", GOODS, _redesign("dy_free_grade"), spending.on_grade),
    Lever("magnet_free_design", "a design without the magnet", GOODS, _redesign("magnet_free_design"), spending.on_design),
    Lever("import_form", "the magnet bought inside a larger part", GOODS, designs.bought_inside, spending.on_import_form),
    Lever("more_stock", "more stock", "stock_days", moves.more_stock, spending.on_stock),
    Lever("second_source", "a second source", "second_source_share", moves.second_source, spending.on_second_source),
    Lever("filing_earlier", "filing earlier", "lead_days", moves.filing_earlier, spending.on_filing),
    Lever("longer_validity", "longer licence validity", "licence_valid_days", moves.longer_validity, spending.on_validity),
    Lever("general_licence", "a general licence", "licence_kind", moves.general_licence, spending.on_general_licence),
)
"""In the order in which they are pulled: what is bought first, since terms are stated for what is bought."""

OTHER_ORIGIN = "other_origin"
ORIGIN_TITLE = "another origin"


def levers_for(origins: list[str]) -> dict[str, Lever]:
    """Name → lever, one more for each origin that goods could come from instead."""
    return {lever.lever_id: lever for lever in LEVERS[:3]} | _to(origins) | {lever.lever_id: lever for lever in LEVERS[3:]}


def parameters_of(lever: Lever, names: Mapping[str, object]) -> list[str]:
    """The assumptions that a lever rests on, by name."""
    shared = ["more_stock.holding_share"] if lever.lever_id == "more_stock" else []
    own = [name for name in names if name.startswith(f"{lever.lever_id}.")]
    return sorted({*own, *shared})


def _to(origins: list[str]) -> dict[str, Lever]:
    return {f"{OTHER_ORIGIN}:{origin}": _move_to(origin) for origin in origins}


def _move_to(origin: str) -> Lever:
    def pull(case: Case, setting: Setting) -> Case | str:
        return moves.other_origin(case, setting, origin)

    return Lever(OTHER_ORIGIN, f"{ORIGIN_TITLE}: {origin}", GOODS, pull, spending.on_other_origin)
