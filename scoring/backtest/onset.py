"""Part 2: which materials came under control, and when, against what their shares said beforehand."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from math import fsum, log

import polars as pl

from reference_data.loader import Tables
from scoring.backtest.finding import Check, Control, Part
from scoring.onset import (
    ASSUMED_ODDS,
    STARTS,
    Hazard,
    Material,
    estimate_days,
    fitted,
    materials_at_risk,
    ranked_materials,
)

SEED, BOOTSTRAPS, SHUFFLES = 20250404, 400, 200
RANKED = (("origin_share", 0.92), ("herfindahl", 0.86), ("supply_risk", 0.80))
"""What ranks the materials, and the AUC of an earlier run on the same study."""

SAME = 0.01
MAJORITY = 0.5
"""From this share on the origin controls the material: what the assumed odds were meant for."""

WINDOWS = (
    (date(2023, 7, 1), date(2024, 7, 1), 0.10),
    (date(2024, 7, 1), date(2025, 7, 1), 0.10),
    (date(2025, 7, 1), date(2026, 7, 1), 0.21),
)
"""First day, day after the last, and the odds the method's text assumes on the first."""

LAST_FIT = date(2026, 10, 1)

Odds = Callable[[Material], float]


def onset_part(tables: Tables) -> Part:
    """Ranking by share, Herfindahl and supply risk; then odds of onset fitted by each date, scored on the next year."""
    materials = materials_at_risk(tables)
    return Part(
        title="Onset: who came under China's control from July 2023 to October 2025",
        claim="Materials ranked by China's share (85 with printed shares) against the 21 that were put under licence; "
        "then yearly log scores of the odds as fitted by each July, against the assumed odds.",
        sample="Shares are of 2016 to 2020, published before the first onset, and each year's odds use nothing later "
        "than its first day: out of sample. The assumed 0.10 and 0.21 were written after the fact: in sample.",
        checks=(*_ranking_checks(tables), *_window_checks(materials)),
        lines=(*_totals(materials), *_coefficients(materials), *_without_rare_earths(tables)),
        controls=_controls(tables, materials),
        sources=tuple(sorted({"supply-eu-crm-study-2023", *tables["controlled_materials"]["source_id"]})),
    )


def auc(values: Sequence[float], labels: Sequence[bool]) -> float:
    """Chance that a controlled material ranks above one that is not; ties count half."""
    hits = [value for value, label in zip(values, labels, strict=True) if label]
    rest = [value for value, label in zip(values, labels, strict=True) if not label]
    above = fsum((hit > other) + 0.5 * (hit == other) for hit in hits for other in rest)
    return above / (len(hits) * len(rest))


def bootstrap(values: Sequence[float], labels: Sequence[bool]) -> tuple[float, float]:
    """5 % and 95 % of the AUC over resampled materials, controlled and others apart."""
    chance = random.Random(SEED)
    groups = [[value for value, label in zip(values, labels, strict=True) if label is kind] for kind in (True, False)]
    marks = [True] * len(groups[0]) + [False] * len(groups[1])
    found = sorted(
        auc([drawn for group in groups for drawn in chance.choices(group, k=len(group))], marks)
        for _ in range(BOOTSTRAPS)
    )
    return found[round(0.05 * BOOTSTRAPS)], found[round(0.95 * BOOTSTRAPS) - 1]


def log_score(materials: Sequence[Material], first: date, after: date, odds: Odds) -> float:
    """Sum over materials not controlled by the first day of the log of the odds given to what came; 0 is perfect."""
    free = [one for one in materials if not one.onset(first)]
    return fsum(log(odds(one) if one.onset(after) else 1 - odds(one)) for one in free)


def rolling_score(materials: Sequence[Material]) -> float:
    """Log score of the odds fitted on each window's first day, summed over the windows."""
    return fsum(log_score(materials, first, after, _by_share(fitted(materials, first))) for first, after, _ in WINDOWS)


def _ranking_checks(tables: Tables) -> list[Check]:
    checks = []
    for column, earlier in RANKED:
        values, labels = _ranked(tables, column)
        found, (low, high) = auc(values, labels), bootstrap(values, labels)
        checks.append(
            Check(
                subject=f"AUC of {column} over {len(values)} materials, {sum(labels)} of them controlled",
                predicted=found,
                observed=earlier,
                unit="AUC",
                tolerance=f"within {SAME} of an earlier run, and the interval above 0.5",
                hit=abs(found - earlier) <= SAME and low > 0.5,
                note=f"bootstrap 5 to 95 %: {low:.3f} to {high:.3f}",
            )
        )
    return checks


def _window_checks(materials: Sequence[Material]) -> list[Check]:
    majority = [one for one in materials if one.share >= MAJORITY]
    named = ((materials, "all materials"), (majority, "materials China makes half of or more"))
    return [
        _window_check(some, name, fitted(materials, first), first, after, assumed)
        for some, name in named
        for first, after, assumed in WINDOWS
    ]


def _window_check(
    materials: Sequence[Material], name: str, hazard: Hazard, first: date, after: date, assumed: float
) -> Check:
    ours = log_score(materials, first, after, _by_share(hazard))
    theirs = log_score(materials, first, after, _flat(assumed))
    free = [one for one in materials if not one.onset(first)]
    expected = fsum(hazard.odds(one.share) for one in free)
    return Check(
        subject=f"log score of {first} to {after}, {name}",
        predicted=ours,
        observed=theirs,
        unit="nats",
        tolerance=f"above that of the assumed {assumed:.2f} for every material",
        hit=ours > theirs,
        note=f"{expected:.1f} onsets expected, {sum(one.onset(after) for one in free)} came, of {len(free)}",
    )


def _by_share(hazard: Hazard) -> Odds:
    return lambda one: hazard.odds(one.share)


def _flat(odds: float) -> Odds:
    return lambda _: odds


def _totals(materials: Sequence[Material]) -> list[str]:
    """Log scores over all windows: fitted, as assumed with hindsight, and the 0.05 that stood beforehand."""
    majority = [one for one in materials if one.share >= MAJORITY]
    lines = []
    for some, name in ((materials, "all materials"), (majority, "materials China makes half of or more")):
        ours = fsum(log_score(some, first, after, _by_share(fitted(materials, first))) for first, after, _ in WINDOWS)
        hindsight = fsum(log_score(some, first, after, _flat(assumed)) for first, after, assumed in WINDOWS)
        beforehand = fsum(log_score(some, first, after, _flat(ASSUMED_ODDS)) for first, after, _ in WINDOWS)
        lines.append(
            f"log score of three years, {name}: fitted {ours:.1f}, assumed with hindsight {hindsight:.1f}, "
            f"{ASSUMED_ODDS:.2f} throughout {beforehand:.1f}"
        )
    return lines


def _coefficients(materials: Sequence[Material]) -> list[str]:
    form = (
        "hazard a year = exp(a + b · (share − 0.849)); prior a: ln(−ln 0.95) ± 1, b: 0 ± 5; from "
        f"{STARTS}, when the shares were published; evidence weighed by acts per onset"
    )
    lines = [form]
    for day in estimate_days(materials, LAST_FIT):
        fit = fitted(materials, day)
        low, high = fit.odds(0.849, -1.645), fit.odds(0.849, 1.645)
        lines.append(
            f"{day}: {fit.onsets} onsets in {fit.acts} acts, a {fit.intercept:+.2f}, b {fit.slope:+.2f}; 12-month odds "
            f"{fit.odds(0.849):.3f} ({low:.3f} to {high:.3f}) at a share of 0.849, {fit.odds(1.0):.3f} at 1"
        )
    kept = fitted([_without(one, date(2025, 10, 9)) for one in materials], LAST_FIT)
    return [
        *lines,
        f"without the act of October 2025, suspended before it began: {kept.odds(0.849):.3f} at 0.849 on {LAST_FIT}",
    ]


def _without_rare_earths(tables: Tables) -> list[str]:
    rare = tables["elements"]["name"].to_list()
    lines = []
    for column, _ in RANKED:
        values, labels = _ranked(tables, column, without=rare)
        lines.append(f"AUC of {column} without rare earths, {sum(labels)} of {len(values)}: {auc(values, labels):.3f}")
    return lines


def _controls(tables: Tables, materials: Sequence[Material]) -> tuple[Control, ...]:
    chance = random.Random(SEED)
    values, labels = _ranked(tables, "origin_share")
    days = [one.announced for one in materials]
    controlled = [place for place, day in enumerate(days) if day]
    ranks, scores, dates = [], [], []
    for _ in range(SHUFFLES):
        ranks.append(auc(values, chance.sample(labels, len(labels))))
        scores.append(rolling_score(_announced(materials, chance.sample(days, len(days)))))
        mixed = dict(
            zip(controlled, chance.sample([days[place] for place in controlled], len(controlled)), strict=True)
        )
        dates.append(rolling_score(_announced(materials, [mixed.get(place) for place in range(len(days))])))
    real = rolling_score(materials)
    return (
        Control("AUC of the share, labels shuffled among materials", True, auc(values, labels), tuple(ranks)),
        Control("log score of the fitted odds, onsets shuffled among all materials", True, real, tuple(scores)),
        Control("the same, dates shuffled among the controlled materials alone", True, real, tuple(dates)),
    )


def _announced(materials: Sequence[Material], days: Sequence[date | None]) -> list[Material]:
    return [replace(one, announced=day) for one, day in zip(materials, days, strict=True)]


def _without(one: Material, act: date) -> Material:
    return replace(one, announced=None) if one.announced == act else one


def _ranked(tables: Tables, column: str, without: Sequence[str] = ()) -> tuple[list[float], list[bool]]:
    rows = ranked_materials(tables).filter(~pl.col("material").is_in(list(without)))
    return rows[column].to_list(), rows["announced_on"].is_not_null().to_list()
