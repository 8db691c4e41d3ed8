"""What a company's figures rest on, by kind and name, to tell which changed rows concern it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from scoring.differing import EVERYTHING, TOUCH
from scoring.levels import Levels

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Rested:
    """The rows of one company that tell what its figures rest on."""

    lines: Sequence[Row]
    delays: Sequence[Row]
    costs: Sequence[Row]
    duty_layers: Sequence[Row]
    areas: Mapping[str, str]
    """country → customs area"""
    defaults_used: str | None
    has_files: bool
    """whether it has licence applications of its own"""

    @staticmethod
    def of(levels: Levels) -> "Rested":
        """The rows of the one company in `levels`."""
        return Rested(
            levels.line.to_dicts(),
            levels.delay.to_dicts(),
            levels.cost.to_dicts(),
            levels.signals["duty_layers"].to_dicts(),
            dict(levels.signals["areas"].select("country", "customs_area").iter_rows()),
            levels.company["defaults_used"].item(),
            not levels.signals["applications"].is_empty(),
        )


def touched(rested: Rested) -> pl.DataFrame:
    """One row a thing that the figures of one company rest on (TOUCH)."""
    used = [name for name in (rested.defaults_used or "").split(";") if name]
    kinds: dict[str, Iterable[str]] = {
        EVERYTHING: [""],
        "regime": (row["regime_id"] for row in rested.delays),
        "layer": (row["layer_id"] for row in rested.duty_layers if row.get("layer_id")),
        "default": [""] if "duty_rate" in used else [],
        "element": (row["element"] for row in rested.costs),
        "product": (row["product_id"] for row in rested.lines),
        "material": (row["material_id"] for row in rested.costs),
        "use": _uses(rested),
        "country": [row["importer"] for row in rested.lines if row["importer"]] + [r["origin"] for r in rested.costs],
        "parameter": used,
        "files": [""] if rested.has_files else [],
    }
    rows = [(kind, name) for kind, names in kinds.items() for name in sorted(set(names))]
    return pl.DataFrame(rows, schema=TOUCH, orient="row")


def concerning(rows: pl.DataFrame, touches: pl.DataFrame) -> pl.DataFrame:
    """The changed rows that bear on something touched, each once."""
    found = rows.join(touches.unique(), on=list(TOUCH), how="semi", maintain_order="left")
    return found.drop(list(TOUCH)).unique(maintain_order=True)


def _uses(rested: Rested) -> list[str]:
    """Importers, and their customs areas, with each material they use."""
    pairs = [(row["importer"], row["material_id"]) for row in rested.costs]
    return [f"{place}/{material}" for own, material in pairs for place in (own, rested.areas.get(own, own))]
