"""What the page of evidence shows: figures past shelf life, trade rows set aside, and the record of collection."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from reference_data.quarantine import quarantine
from scoring.freshness import stale_rows
from service.api.models.stamp import Stamped
from service.pages.tables import PageTable, table

Row = dict[str, Any]


@dataclass(frozen=True)
class StaleTable:
    """The figures of one table that have outlived its shelf life."""

    name: str
    grain: str
    shelf_life_days: int
    because: str
    oldest_days: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class EvidenceView:
    """Everything on the page: figures past their shelf life, trade rows set aside, the record of collection."""

    stamp: Stamped
    stale: Sequence[StaleTable]
    stale_rows: pl.DataFrame
    set_aside: pl.DataFrame
    trade_rows: int
    collected: pl.DataFrame
    table_count: int
    row_count: int
    source_count: int

    def tables(self) -> list[PageTable]:
        """The tables of the page."""
        return [table("stale", self.stale_rows), table("set_aside", self.set_aside), table("collected", self.collected)]


def evidence_view(tables: Tables, stamp: Stamped) -> EvidenceView:
    """The page of one day."""
    flows, stale = quarantine(tables["trade_flows"]), stale_rows(tables, stamp.as_of)
    return EvidenceView(
        stamp,
        stale_tables(stale),
        stale,
        flows.drop_nulls("quarantined_because").sort("value_usd", descending=True),
        flows.height,
        tables["collected_rows"],
        len(tables),
        sum(frame.height for frame in tables.values()),
        tables["sources"].height,
    )


def stale_tables(found: pl.DataFrame) -> list[StaleTable]:
    """Figures past their shelf life, by table in the order of their names."""
    return [_stale(str(name), rows) for (name,), rows in found.group_by("table", maintain_order=True)]


def _stale(name: str, rows: pl.DataFrame) -> StaleTable:
    life, ages = TABLES[name].shelf_life, rows["age_days"].to_list()
    assert life is not None  # only tables that state a shelf life are listed
    return StaleTable(name, TABLES[name].grain, life.days, life.because, max(ages), rows.to_dicts())
