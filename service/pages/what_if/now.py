"""What a company's lines say now of what the controls can change."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress

from scoring.portfolio import Portfolio
from scoring.world import World
from service.pages.what_if.controls import FIGURES


@dataclass(frozen=True)
class Now:
    """What lines say now: in words, and the figure where it is the same for all of them."""

    words: str
    figure: str | None


def as_now(company: Portfolio, world: World) -> Mapping[str, Now]:
    """By control: the figures or words of the lines as they are, with the default where one says nothing."""
    scales = {control.name: (control.column, control.scale) for control in FIGURES if control.column}
    columns = {**scales, "licence_kind": ("licence_kind", 1.0)}
    return {name: _now(company, world, str(column), scale) for name, (column, scale) in columns.items()}


def _now(company: Portfolio, world: World, column: str, scale: float) -> Now:
    made = [product != "none" for product in company.lines["product_id"]]
    values = list(compress(company.lines[column], made))
    given = sorted({value for value in values if value is not None})
    default = _figure(world.defaults[column], scale)
    figures = {_figure(value, scale) for value in given} | ({default} if None in values else set())
    parts = [" to ".join(dict.fromkeys([_figure(given[0], scale), _figure(given[-1], scale)]))] if given else []
    if None in values:
        parts.append(f"{default} by default")
    if company.overrides[column].null_count() < company.overrides.height:
        parts.append("single materials have their own, which stays")
    return Now(", ".join(parts) or "nothing: no line has goods", figures.pop() if len(figures) == 1 else None)


def _figure(value: float | str, scale: float) -> str:
    return value if isinstance(value, str) else f"{value * scale:g}"
