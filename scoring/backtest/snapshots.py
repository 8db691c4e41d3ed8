"""Dated snapshots of licence files, each with what was known of the same files the day before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from reference_data.loader import Tables
from scoring.method import Method
from scoring.regimes import regimes_on

COUNTED = ("count", "share")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """How many files were approved by a day, and how many of them were still open when last seen."""

    observation_id: str
    cohort: str
    regime_id: str
    source_id: str
    observed_on: date
    known_from: date
    files: int
    approved_share: float
    open_files: int
    """Files not yet decided at the last snapshot of the same files known before; all of them where there is none."""
    approved_since: int
    denied_before: int
    late_days: float
    """Days the open files waited since then, or since the lag."""


def snapshots(tables: Tables, method: Method) -> list[Snapshot]:
    """Every count or share that a regime names as evidence, in the order in which they became known."""
    rows = _counted(tables)
    named = _regime_of(tables)
    return [
        _snapshot(row, named[row["observation_id"]], _before(row, rows, method), method)
        for row in rows
        if row["observation_id"] in named
    ]


def wait_before(tables: Tables, method: Method, snapshot: Snapshot) -> tuple[float, float, float]:
    """Shape, scale and denial share of the snapshot's regime with what was known the day before it.

    Where the regime itself was not known yet, its prior.
    """
    day = snapshot.known_from - timedelta(days=1)
    ours = pl.col("regime_id") == snapshot.regime_id
    known = regimes_on(tables, method, day, day).filter(ours).select("wait_shape", "wait_scale_days", "denial_share")
    prior = tables["licence_regimes"].filter(ours).select("prior_shape", "prior_scale_days", "prior_denial_share")
    shape, scale, denied = (known if known.height else prior).row(0)
    return shape, scale, denied


def _counted(tables: Tables) -> Sequence[Row]:
    rows = tables["licence_observations"].filter(pl.col("kind").is_in(COUNTED))
    return list(rows.sort("known_from", "observed_on", "observation_id").iter_rows(named=True))


def _regime_of(tables: Tables) -> dict[str, tuple[str, float]]:
    """Observation → the licence regime it is evidence of, its own before one that borrows it, and that regime's lag."""
    rows = tables["licence_regimes"].filter(pl.col("regime_kind") == "licence").to_dicts()
    pairs = [
        (name, name in (row["borrowed"] or []), row["regime_id"], row["wait_lag_days"])
        for row in rows
        for name in row["evidence"] or []
    ]
    return {name: (regime, lag) for name, _, regime, lag in sorted(pairs, reverse=True)}


def _before(row: Row, rows: Sequence[Row], method: Method) -> Row | None:
    """The last snapshot of the same files known earlier."""
    earlier = [other for other in rows if other["known_from"] < row["known_from"] and _same_files(other, row, method)]
    return max(earlier, key=lambda other: (other["observed_on"], other["known_from"]), default=None)


def _same_files(before: Row, row: Row, method: Method) -> bool:
    """Of one group, as many, waiting longer and no fewer approved: else there are other files among them."""
    return bool(
        before["file_group"] == row["file_group"]
        and _files(before, method) == _files(row, method)
        and before["elapsed_days"] <= row["elapsed_days"]
        and _approved(before, method) <= _approved(row, method)
    )


def _snapshot(row: Row, regime: tuple[str, float], before: Row | None, method: Method) -> Snapshot:
    regime_id, lag = regime
    files, approved = _files(row, method), _approved(row, method)
    seen, denied = (_approved(before, method), _denied(before)) if before else (0, 0)
    late = max(row["elapsed_days"] - lag, 0.0)
    waited = max(before["elapsed_days"] - lag, 0.0) if before else 0.0
    return Snapshot(
        **{name: row[name] for name in ("observation_id", "cohort", "source_id", "observed_on", "known_from")},
        regime_id=regime_id,
        files=files,
        approved_share=approved / files,
        open_files=files - seen - denied,
        approved_since=approved - seen,
        denied_before=denied,
        late_days=late - waited,
    )


def _files(row: Row, method: Method) -> int:
    count = row["filed_count"]
    return round(float(method.share_weight_files if count is None else count))


def _approved(row: Row, method: Method) -> int:
    count = row["approved_count"]
    return round(float(row["approved_share"] * _files(row, method) if count is None else count))


def _denied(row: Row) -> int:
    return round(float(row["denied_count"] or 0))
