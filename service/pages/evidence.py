"""What the page of evidence shows: figures past shelf life, trade rows set aside, and the record of collection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from reference_data.quarantine import quarantine
from scoring.freshness import stale_rows
from service.api.models.stamp import Stamped

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
class Paper:
    """One collected paper: how many of its rows were taken, and the groups they fell into."""

    name: str
    rows: int
    taken: int
    parts: Sequence[Row]


@dataclass(frozen=True)
class EvidenceView:
    """Everything on the page."""

    stamp: Stamped
    stale: Sequence[StaleTable]
    set_aside: Sequence[Row]
    trade_rows: int
    papers: Sequence[Paper]
    table_count: int
    row_count: int
    source_count: int


def evidence_view(tables: Tables, stamp: Stamped) -> EvidenceView:
    """The page of one day."""
    flows = quarantine(tables["trade_flows"])
    return EvidenceView(
        stamp,
        stale_tables(tables, stamp.as_of),
        flows.drop_nulls("quarantined_because").sort("value_usd", descending=True).to_dicts(),
        flows.height,
        papers(tables["collected_rows"]),
        len(tables),
        sum(frame.height for frame in tables.values()),
        tables["sources"].height,
    )


def stale_tables(tables: Tables, as_of: date) -> list[StaleTable]:
    """Figures past their shelf life, by table in the order of their names."""
    found = stale_rows(tables, as_of)
    return [_stale(str(name), rows) for (name,), rows in found.group_by("table", maintain_order=True)]


def papers(record: pl.DataFrame) -> list[Paper]:
    """The record of collection, paper by paper."""
    return [_paper(str(name), parts) for (name,), parts in record.group_by("paper", maintain_order=True)]


def _stale(name: str, rows: pl.DataFrame) -> StaleTable:
    life, ages = TABLES[name].shelf_life, rows["age_days"].to_list()
    assert life is not None  # only tables that state a shelf life are listed
    return StaleTable(name, TABLES[name].grain, life.days, life.because, max(ages), rows.to_dicts())


def _paper(name: str, parts: pl.DataFrame) -> Paper:
    taken = int(parts.filter(pl.col("fate") == "taken")["row_count"].sum())
    return Paper(name, parts["paper_rows"][0], taken, parts.to_dicts())
