"""Who supplies each element at each stage, to the world and to each importer, on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.in_force import EARLIEST, IN_FORCE, STALE, latest_edition

Shares = Mapping[str, float]


@dataclass(frozen=True)
class Mix:
    """Shares of one supply by origin, summing to 1."""

    shares: Shares
    items: str
    """Element or goods the shares were collected for."""
    year: int
    """The oldest data year among them."""
    edition: str
    """in_force, stale or earliest; the worst of what was averaged."""
    source_ids: tuple[str, ...]


def world_mixes(tables: Tables, as_of: date, known_at: date) -> dict[tuple[str, ...], Mix]:
    """Per element and stage: shares of world supply, the element's own, else the average of the goods that hold it."""
    rows = latest_edition(tables["supply_shares"], ["item", "stage"], as_of, known_at)
    own = rows.filter(pl.col("item").is_in(tables["elements"]["element"].to_list())).with_columns(element="item")
    goods = rows.join(
        _holding(tables, as_of, known_at), left_on="item", right_on="material_id", how="inner", validate="m:m"
    )
    goods = goods.join(own, on=["element", "stage"], how="anti")
    return _mixes(pl.concat([own.select(goods.columns), goods]), ["element", "stage"])


def used_mixes(tables: Tables, as_of: date, known_at: date) -> dict[tuple[str, ...], Mix]:
    """Per element, stage and importer: shares of what the importer uses, averaged over the goods that hold it."""
    rows = latest_edition(tables["use_shares"], ["importer", "material_id"], as_of, known_at)
    stages = latest_edition(tables["materials"], ["material_id"], as_of, known_at).select("material_id", "stage")
    goods = rows.join(stages, on="material_id", how="inner", validate="m:1").rename({"material_id": "item"})
    goods = goods.join(
        _holding(tables, as_of, known_at), left_on="item", right_on="material_id", how="inner", validate="m:m"
    )
    return _mixes(goods, ["element", "stage", "importer"])


def _holding(tables: Tables, as_of: date, known_at: date) -> pl.DataFrame:
    rows = latest_edition(tables["material_compositions"], ["material_id"], as_of, known_at)
    return rows.filter(pl.col("mass_fraction") > 0).select("material_id", "element").unique()


def _mixes(rows: pl.DataFrame, key: list[str]) -> dict[tuple[str, ...], Mix]:
    found: dict[tuple[str, ...], Mix] = {}
    for group, part in rows.sort(*key, "item", "origin").group_by(key, maintain_order=True):
        items = part["item"].unique().sort().to_list()
        sums = part.group_by("origin", maintain_order=True).agg(pl.col("share").sum())
        oldest = min(part["valid_from"].dt.year().to_list())
        states = set(part["edition"].to_list())
        worst = next(state for state in (EARLIEST, STALE, IN_FORCE) if state in states)
        shares = {origin: share / len(items) for origin, share in sums.iter_rows()}
        found[tuple(map(str, group))] = Mix(
            shares, ", ".join(items), oldest, worst, tuple(part["source_id"].unique().sort())
        )
    return found
