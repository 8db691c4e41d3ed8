"""Part 4: days a crossing is blocked without cover, against the normal days of magnet exports that went missing."""

import random
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.backtest.finding import Check, Control, Part
from scoring.backtest.shortfall import (
    CONTROL_BEGAN,
    Baseline,
    Tonnes,
    average_month,
    baselines,
    blocked_days,
    days_to_end,
    exports_to,
    missing_days,
)
from scoring.method import Method
from scoring.regimes import regimes_on
from scoring.wait import WAIT_COLUMNS

MONTHS = (date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1))
LOOKING_BACK = date(2025, 12, 31)
"""By then the flows of April to July 2025 were known, and the wait of large buyers had been fitted to them."""

LARGE, SMALL, UNION, AMERICA = (
    "CHN-18-MADE-ANY-CIV-LARGE",
    "CHN-18-MADE-ANY-CIV-SMALL",
    "CHN-18-MADE-EU27-CIV-SMALL",
    "CHN-18-MAG-USA-CIV-LARGE",
)
WITHIN_DAYS = 5.0
CONTROLLED_SHARE = (0.4, 0.6, 0.8)
"""Share of exported magnets that carry Dy or Tb: low, middle, high. Assumption: customs count all magnets under one
code and no source gives the share."""

SHUFFLES = 200
SEED = 20250404


def flow_part(tables: Tables, method: Method) -> Part:
    """Expected blocked days without cover against the cumulative shortfall of Chinese magnet exports."""
    year, half, usa = baselines(tables)
    world, america = exports_to(tables, "*"), exports_to(tables, "USA")
    lost, lost_usa = (missing_days(flow, MONTHS, b.tonnes_a_month) for flow, b in ((world, year), (america, usa)))
    waits = {name: _wait(tables, method, name, LOOKING_BACK) for name in (LARGE, SMALL, UNION, AMERICA)}
    prior = _wait(tables, method, LARGE, CONTROL_BEGAN)
    all_magnets = "all magnets, all destinations"
    return Part(
        title="Days blocked against magnet exports that went missing",
        claim=f"Expected days blocked without cover from {CONTROL_BEGAN} lie within {WITHIN_DAYS:g} days of the "
        f"cumulative shortfall of Chinese magnet exports in normal days ({year.words}). April is compared whole: what "
        "its 30 days are short of is laid on the 27 from the 4th on.",
        sample="In sample: the wait of large buyers was fitted to this flow of April to June 2025, that of US buyers "
        "to the flow to the USA. Not in sample: the prior alone, as on the day control began.",
        checks=(
            *_checks(f"large buyer, {all_magnets}", waits[LARGE], lost, in_sample=True, claimed=True),
            *_checks(f"prior alone, {all_magnets}", prior, lost, in_sample=False, claimed=True),
            *_checks("US buyer, magnets to the USA", waits[AMERICA], lost_usa, in_sample=True, claimed=True),
            *_checks("large buyer, magnets to the USA", waits[LARGE], lost_usa, in_sample=False, claimed=False),
            *_checks(f"small buyer, {all_magnets}", waits[SMALL], lost, in_sample=False, claimed=False),
            *_checks(f"small buyer in the Union, {all_magnets}", waits[UNION], lost, in_sample=False, claimed=False),
            *_germany(tables, waits[LARGE]),
            *_controlled(waits[LARGE], lost),
        ),
        lines=_lines(world, america, year, half, usa),
        controls=(_control(world, year, waits[LARGE]),),
        sources=_sources(tables),
    )


def _wait(tables: Tables, method: Method, regime_id: str, known_at: date) -> Mapping[str, float]:
    as_of = max(MONTHS[-1], known_at) if known_at > CONTROL_BEGAN else known_at
    ours = pl.col("regime_id") == regime_id
    return (
        regimes_on(tables, method, as_of, known_at)
        .select("regime_id", *WAIT_COLUMNS)
        .row(by_predicate=ours, named=True)
    )


def _checks(
    who: str, wait: Mapping[str, float], lost: Sequence[float], *, in_sample: bool, claimed: bool
) -> list[Check]:
    expected = blocked_days(wait, MONTHS)
    return [
        Check(
            subject=f"days blocked by the end of {month:%B %Y}: {who}",
            predicted=days,
            observed=short,
            unit="days",
            tolerance=f"within {WITHIN_DAYS:g} days" if claimed else "context",
            hit=abs(days - short) <= WITHIN_DAYS if claimed else None,
            in_sample=in_sample,
            note=f"a {wait['wait_shape']:.2f}, b {wait['wait_scale_days']:.0f} d",
        )
        for month, days, short in zip(MONTHS, expected, lost, strict=True)
    ]


def _germany(tables: Tables, wait: Mapping[str, float]) -> list[Check]:
    """May and June only: April is not known, and the only usual month is that of 2020."""
    exports, usual = exports_to(tables, "DEU"), average_month(tables, "DEU", date(2020, 1, 1), date(2021, 1, 1), 12)
    april, _, june = blocked_days(wait, MONTHS)
    return [
        Check(
            subject="days blocked in May and June 2025: large buyer, magnets to Germany",
            predicted=june - april,
            observed=missing_days(exports, MONTHS[1:], usual)[-1],
            unit="days",
            tolerance="context",
            hit=None,
            note=f"usual month: average of 2020, {usual:,.0f} t, long out of date; April is not known",
        )
    ]


def _controlled(wait: Mapping[str, float], lost: Sequence[float]) -> list[Check]:
    """The same shortfall, if only magnets with Dy or Tb had been held."""
    low, mid, high = CONTROLLED_SHARE
    rows = zip(MONTHS, blocked_days(wait, MONTHS), lost, strict=True)
    return [
        Check(
            subject=f"days blocked by the end of {month:%B %Y}: large buyer, magnets with Dy or Tb only",
            predicted=days,
            observed=short / mid,
            unit="days",
            tolerance="context",
            hit=None,
            note=f"share with Dy or Tb {mid:g} ({low:g}–{high:g}, assumption): {short / high:.0f} to "
            f"{short / low:.0f} days; {days_to_end(month)} had passed: where more went missing, others were held",
        )
        for month, days, short in rows
    ]


def _lines(world: Tonnes, america: Tonnes, year: Baseline, half: Baseline, usa: Baseline) -> tuple[str, ...]:
    def days(flow: Tonnes, base: Baseline) -> str:
        return " / ".join(f"{d:.1f}" for d in missing_days(flow, MONTHS, base.tonnes_a_month))

    trough = 1 - min(world[month] for month in MONTHS) / year.tonnes_a_month
    return (
        f"shortfall by the end of April / May / June 2025, all destinations, {year.words}: {days(world, year)} days",
        f"the same on the {half.words}: {days(world, half)} days",
        f"magnets to the USA, {usa.words}: {days(america, usa)} days",
        f"had magnets without Dy and Tb moved freely, {trough:.0%} or more would have to carry them by the trough "
        "of May; inspections held others too",
        "Japan, Korea, India: no usual month or no month of April to June 2025 is in evidence",
    )


def _control(world: Tonnes, year: Baseline, wait: Mapping[str, float]) -> Control:
    """Three months drawn from all that are known, in place of April, May and June 2025."""
    rng, expected, known = random.Random(SEED), blocked_days(wait, MONTHS), sorted(world)

    def error(months: Sequence[date]) -> float:
        flow = {month: world[drawn] for month, drawn in zip(MONTHS, months, strict=True)}
        lost = missing_days(flow, MONTHS, year.tonnes_a_month)
        return sum(abs(days - short) for days, short in zip(expected, lost, strict=True)) / len(MONTHS)

    shuffled = tuple(error(rng.sample(known, len(MONTHS))) for _ in range(SHUFFLES))
    return Control("mean difference of blocked and missing days, months shuffled", False, error(MONTHS), shuffled)


def _sources(tables: Tables) -> tuple[str, ...]:
    months = tables["magnet_exports"].filter(pl.col("month").is_in(list(MONTHS)))
    totals = tables["export_flows"].filter(pl.col("item") == "rare_earth_magnets")
    return tuple(sorted({*months["source_id"], *totals["source_id"]}))
