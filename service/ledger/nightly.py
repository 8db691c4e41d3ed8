"""The ledger of a night: what moved every company since the run served before."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from reference_data.loader import Tables
from scoring.changed_rows import changed_rows
from scoring.changes import change_ledger
from service.ledger.files import run_before, store_ledger, stored_ledger
from service.ledger.made_from import made_from
from service.refusal import Refusal
from service.runs.snapshot import Snapshot


def record_changes(home: Path, run_id: str, installed: Callable[[], Tables]) -> str | None:
    """Stores the ledger from the run served before to `run_id`; answers the former, or none with nothing to do.

    Both runs are made again from what is kept. Raises InputsGone where that is gone, GapError where it no longer
    suffices, and Refusal where this release scores one of them differently.
    """
    before = run_before(home, run_id)
    if before is None or stored_ledger(home, before, run_id):
        return None
    snapshots = [Snapshot.open(home, one) for one in (before, run_id)]
    sides = [made_from(home, snapshot.manifest, installed) for snapshot in snapshots]
    ledger = change_ledger(*(side.standing for side in sides))
    for snapshot, side in zip(snapshots, ("before", "after"), strict=True):
        _check(snapshot, ledger.companies, side)
    store_ledger(home, before, run_id, ledger.parts, changed_rows(*(side.told for side in sides)))
    return before


def _check(snapshot: Snapshot, companies: pl.DataFrame, side: str) -> None:
    figures = ["score", "expected_annual_loss_usd"]
    published = pl.read_parquet(snapshot.level_path("company"), columns=["company_id", *figures])
    made = companies.select("company_id", *(pl.col(f"{name}_{side}").alias(name) for name in figures))
    strange = published.join(made, on=published.columns, how="anti", nulls_equal=True).height
    if strange:
        raise Refusal(
            f"run {snapshot.run_id} was published with other scores of {strange} companies than it has made again: "
            "it is of another release"
        )
