"""Part 3: the share of files approved, foretold before each dated snapshot of files became known."""

import random
from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from reference_data.loader import Tables
from scoring.backtest.finding import Check, Control, Part
from scoring.backtest.foretold import DRAWS, SEED, TAILS, Forecast, chances, forecast, log_score
from scoring.backtest.snapshots import snapshots
from scoring.method import METHOD, Method

SHUFFLES = 25

PRIOR_SPREAD = (
    "EU-CHAMBER-2025-09",
    "EU-CLEPA-2025-06-04",
    "EU-CLEPA-2025-06-27",
    "EU-COMMISSION-2025-11",
    "EU-COMMISSION-2025-12",
    "US-DEXTER-2025-06",
)
"""The six snapshots from whose spread the prior's shape and scale were taken."""

DAYS = ("observed_on", "known_from", "elapsed_days")


def waits_part(tables: Tables, method: Method = METHOD) -> Part:
    """Approved share foretold for each snapshot before it is absorbed: log score and 80 % coverage."""
    forecasts = [forecast(tables, method, snapshot) for snapshot in snapshots(tables, method)]
    return Part(
        title="Approved shares foretold before each snapshot",
        claim="The approved share of each dated snapshot of files lies in the 80 % interval that the model, with what "
        "was known the day before, gives for its day and its number of files; of files seen before, only those still "
        "open can move.",
        sample="The shape and scale of the prior were taken from the spread of six of these snapshots (marked in "
        "sample) and the lag from the first of them; each update uses earlier snapshots only. One ministry decides "
        "all, so they are not independent.",
        checks=tuple(_check(found, method) for found in forecasts),
        lines=_lines(forecasts, method),
        controls=(_control(tables, method),),
        sources=tuple(sorted({found.snapshot.source_id for found in forecasts})),
    )


def _score(found: Forecast, method: Method) -> float:
    snapshot = found.snapshot
    return log_score(found.chances, snapshot.open_files, snapshot.approved_since, method.file_correlation)


def _inside(found: Forecast) -> bool:
    return found.low <= found.snapshot.approved_share <= found.high


def _check(found: Forecast, method: Method) -> Check:
    snapshot = found.snapshot
    return Check(
        subject=f"share approved by {snapshot.observed_on}, {snapshot.cohort} ({snapshot.observation_id})",
        predicted=found.mean,
        observed=snapshot.approved_share,
        unit="share of files",
        tolerance=f"in the 80 % interval {found.low:.2f}–{found.high:.2f}",
        hit=_inside(found),
        in_sample=snapshot.observation_id in PRIOR_SPREAD,
        note=f"{snapshot.files} files, {snapshot.open_files} open before; known {snapshot.known_from}, foretold as of "
        f"{snapshot.known_from - timedelta(days=1)} under {snapshot.regime_id}; "
        f"log score {_score(found, method):+.2f}",
    )


def _lines(forecasts: Sequence[Forecast], method: Method) -> tuple[str, ...]:
    fresh = [found for found in forecasts if found.snapshot.observation_id not in PRIOR_SPREAD]
    missed = [found.snapshot.observation_id for found in forecasts if not _inside_by_hazards(found)]
    mean = sum(_score(found, method) for found in forecasts) / max(len(forecasts), 1)
    return (
        f"{sum(map(_inside, forecasts))} of {len(forecasts)} snapshots in the 80 % interval; "
        f"{sum(map(_inside, fresh))} of {len(fresh)} of those the prior was not taken from",
        f"mean log score {mean:+.3f} nats against a forecast that holds every share equally likely",
        f"with uncertain hazards alone, as if files were many and independent, "
        f"{len(forecasts) - len(missed)} of {len(forecasts)}; missed: {', '.join(missed) or 'none'}",
        f"{DRAWS} seeded draws a snapshot of approval and denial hazards (gamma, common scale) and of files "
        "correlated as the method says (beta-binomial); bare shares are rounded to whole files of 20",
    )


def _inside_by_hazards(found: Forecast) -> bool:
    snapshot, chances = found.snapshot, sorted(found.chances)
    low, high = (chances[round(tail * (DRAWS - 1))] for tail in TAILS)
    return low <= snapshot.approved_since / max(snapshot.open_files, 1) <= high


def _control(tables: Tables, method: Method) -> Control:
    """The same snapshots with their days dealt out anew, learnt from in the wrong order."""
    rng = random.Random(SEED)
    own = [snapshot.observation_id for snapshot in snapshots(tables, method)]
    shuffled = tuple(_mean_score(_redated(tables, own, rng.sample(own, len(own))), method) for _ in range(SHUFFLES))
    statistic = "mean log score of the snapshots in nats, their dates shuffled"
    return Control(statistic, True, _mean_score(tables, method), shuffled)


def _mean_score(tables: Tables, method: Method) -> float:
    scores = [
        log_score(
            chances(tables, method, snapshot, random.Random(SEED)),
            snapshot.open_files,
            snapshot.approved_since,
            method.file_correlation,
        )
        for snapshot in snapshots(tables, method)
    ]
    return sum(scores) / max(len(scores), 1)


def _redated(tables: Tables, own: Sequence[str], others: Sequence[str]) -> Tables:
    """The tables with each snapshot's days taken from another one."""
    observations = tables["licence_observations"]
    days = observations.select(*DAYS, taken_from="observation_id")
    dealt = pl.DataFrame({"observation_id": own, "taken_from": others}).join(days, on="taken_from", validate="1:1")
    changed = observations.join(dealt, on="observation_id", how="left", validate="1:1", suffix="_dealt").with_columns(
        pl.coalesce(f"{day}_dealt", day).alias(day) for day in DAYS
    )
    return Tables({**tables, "licence_observations": changed.select(observations.columns)}, "shuffled")
