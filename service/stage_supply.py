"""Who supplies which element at which stage on a day, and at which stage goods and rules are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reference_data.loader import Tables
from scoring.in_force import latest_edition
from scoring.mixes import Mix, used_mixes, world_mixes


@dataclass(frozen=True)
class StageSupply:
    """Supply of the world by element and stage, use by element, stage and importer; stages of goods and classes."""

    world: Mapping[tuple[str, ...], Mix]
    used: Mapping[tuple[str, ...], Mix]
    stage_of: Mapping[str, str]
    """material → stage"""
    stages_of_class: Mapping[str, frozenset[str]]
    """class of materials that rules name → stages its materials are at"""


def stage_supply(tables: Tables, as_of: date, known_at: date) -> StageSupply:
    """The supply of a day, as known on another."""
    goods = latest_edition(tables["materials"], ["material_id"], as_of, known_at)
    rows = list(goods.select("material_id", "material_class", "stage").iter_rows())
    classes: dict[str, set[str]] = {}
    for _, name, stage in rows:
        classes.setdefault(name, set()).add(stage)
    return StageSupply(
        world=world_mixes(tables, as_of, known_at),
        used=used_mixes(tables, as_of, known_at),
        stage_of={material: stage for material, _, stage in rows},
        stages_of_class={name: frozenset(stages) for name, stages in classes.items()},
    )
