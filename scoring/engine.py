"""One pass from product lines to scores: the only place where frames are collected."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring import (
    applications,
    contributions,
    cost,
    delay,
    gaps,
    levels,
    licences,
    losses,
    paths,
    standing_in,
    terms,
)
from scoring.companies import company_scores
from scoring.intervals import score_intervals
from scoring.levels import Levels
from scoring.method import Method
from scoring.points import with_points
from scoring.portfolio import TERM_COLUMNS, Portfolio
from scoring.signals import signal_frames
from scoring.world import World, world_on


def score(portfolio: Portfolio, tables: Tables, method: Method, *, as_of: date, known_at: date) -> Levels:
    """Scores a portfolio as of a day with what was known on another, for the year that follows.

    Raises GapError with every place where the tables are silent and silence would lower a score.
    """
    _refuse(gaps.day_gaps(as_of))
    return score_in(world_on(tables, method, as_of, known_at), portfolio, tables)


def score_in(world: World, portfolio: Portfolio, tables: Tables) -> Levels:
    """Scores a portfolio in one state of the world, which may differ from what the tables say; else as `score`.

    `tables` serve to cite what the figures rest on.
    """
    return _with_signals(_scored(world, portfolio), world, portfolio, tables)


def companies_in(world: World, portfolio: Portfolio) -> pl.DataFrame:
    """The company level in one state of the world, where nothing but scores is asked for; else as `score`."""
    return _scored(world, portfolio).levels.company


@dataclass(frozen=True)
class _Scored:
    """The five levels, and the frames between terms and losses that signals are read from."""

    levels: Levels
    named: pl.DataFrame
    mixes: pl.DataFrame
    own: pl.DataFrame
    gated: pl.DataFrame
    governed: pl.DataFrame
    costs: pl.DataFrame
    stood_in: pl.DataFrame


def _scored(world: World, portfolio: Portfolio) -> _Scored:
    _refuse(gaps.default_gaps(world, [n for n in TERM_COLUMNS if n not in ("origin_shares", "buyer_size")]))
    _refuse(gaps.range_gaps(world) + gaps.portfolio_gaps(portfolio, world))
    lines = _now(terms.line_terms(portfolio, world))
    named = _now(paths.choose_mix(terms.material_terms(lines.lazy(), portfolio.overrides, world), world))
    files = applications.files_on(portfolio.applications, world, world.known_at)
    own = applications.own_waits(applications.own_evidence(files, world, world.known_at), world)
    named = _now(applications.with_file_company(named.lazy(), files))
    cases = _now(delay.delay_cases(named.lazy()))
    named = _now(
        named.lazy().join(cases.lazy(), on=delay.CASE, how="left", validate="m:1").sort("line_id", "material_id")
    )
    mixes = _now(paths.origin_mixes(named.lazy(), world))
    walked = _now(paths.supply_paths(mixes.lazy(), world))
    _refuse(gaps.path_gaps(named, mixes, walked, world))
    named = _now(named.lazy().join(paths.path_notes(walked.lazy()), on=paths.MIX, how="left", validate="m:1"))
    stood_in = _now(standing_in.stand_ins(named.lazy(), walked.lazy(), world))
    named = _now(standing_in.flagged(named.lazy(), stood_in.lazy()).sort("line_id", "material_id"))
    gated, governed, by_regime = _delays(cases, walked, own, world)
    costs = _now(cost.costs(named.lazy(), mixes.lazy(), world))
    _refuse(gaps.cost_gaps(costs))
    intervals = score_intervals(lines, named, walked, governed, costs, world)
    levels = _levels(world, lines, named, governed, by_regime, costs, intervals)
    return _Scored(levels, named, mixes, own, gated, governed, costs, stood_in)


def _with_signals(scored: _Scored, world: World, portfolio: Portfolio, tables: Tables) -> Levels:
    grounds = signal_frames(tables, world, scored.costs, scored.mixes, scored.governed)
    licensed = licences.licence_frames(tables, world, portfolio.applications, scored.own, scored.gated, scored.named)
    return replace(scored.levels, signals={**grounds, "stand_ins": scored.stood_in, **licensed})


def _delays(
    cases: pl.DataFrame, walked: pl.DataFrame, own: pl.DataFrame, world: World
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    crossings, rules = delay.crossings_and_rules(cases.lazy(), walked.lazy(), world)
    crossed, ruled = _now(crossings), _now(rules)
    _refuse(gaps.regime_gaps(crossed, ruled, world))
    gated = _now(delay.gated_paths(crossed.lazy(), ruled.lazy()))
    stopped = delay.stopped_shares(gated.lazy(), cases.lazy())
    governed = _now(delay.governed_paths(gated.lazy(), stopped, own.lazy(), world))
    _refuse(gaps.element_gaps(governed, world))
    return gated, governed, _now(delay.regime_losses(governed.lazy(), world))


def _levels(
    world: World,
    lines: pl.DataFrame,
    named: pl.DataFrame,
    governed: pl.DataFrame,
    by_regime: pl.DataFrame,
    costs: pl.DataFrame,
    intervals: pl.DataFrame,
) -> Levels:
    materials = _now(losses.material_authority_shares(named.lazy(), by_regime.lazy()))
    lost = losses.lost_shares(losses.authority_shares(materials.lazy()))
    used = terms.defaults_used(named.lazy(), costs.lazy(), world)
    with_losses = losses.line_losses(lines.lazy(), lost, costs.lazy(), world.method.year_days)
    lost_lines = _now(
        with_losses.join(used, on="line_id", how="left", validate="1:1").with_columns(
            pl.col("defaults_used").fill_null("")
        )
    )
    values = cost.element_values(world)
    delayed = contributions.delay_cells(
        lost_lines.lazy(), materials.lazy(), by_regime.lazy(), governed.lazy(), values, world.regimes.lazy()
    )
    cells = _now(
        pl.concat(
            [
                delayed.select(contributions.COLUMNS),
                contributions.cost_cells(costs.lazy()).select(contributions.COLUMNS),
            ]
        )
    )
    own = pl.concat(
        [
            named.lazy().select("line_id", "material_id", signal=pl.lit(s), own_fraction=terms.own_evidence(s))
            for s in terms.OWN_EVIDENCE
        ]
    )
    companies = _now(company_scores(lost_lines.lazy(), cells.lazy(), own, intervals.lazy(), world.method))
    pointed = _now(with_points(cells.lazy(), companies.lazy()))
    return Levels(
        company=_now(levels.company_level(companies.lazy(), pointed.lazy())),
        line=_now(levels.line_level(lost_lines.lazy())),
        delay=_now(levels.delay_level(named.lazy(), by_regime.lazy())),
        cost=_now(levels.cost_level(costs.lazy())),
        contribution=_now(levels.contribution_level(pointed.lazy(), named.lazy())),
        signals={},
    )


def _now(frame: pl.LazyFrame) -> pl.DataFrame:
    # The in-memory engine keeps row order through sorts and windows, on which first rows and running sums rely.
    return frame.collect(engine="in-memory")


def _refuse(found: list[str]) -> None:
    if found:
        raise gaps.GapError(found)
