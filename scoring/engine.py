"""One pass from product lines to scores: unit losses once per distinct case, then money line by line."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import polars as pl

from reference_data.loader import Tables
from scoring import gaps, licences
from scoring.answers import Units, Worked, all_units, scored_lines, worked
from scoring.books import parted
from scoring.collecting import collected
from scoring.companies import company_scores
from scoring.detail import detailed
from scoring.intervals import score_intervals
from scoring.levels import INTERVAL, Levels, company_level, line_level
from scoring.method import Method
from scoring.portfolio import Portfolio
from scoring.profiles import LINE, WORDS, Encoded, encoded
from scoring.signals import signal_frames
from scoring.sourcing import Sourcing, sourcing, unstated
from scoring.world import World, world_on
from scoring.world_draws import WorldDraws

LINES_AT_ONCE = (75_000, 750_000)
"""Lines worked off together where only scores are asked for: as many as make a part worth its while, and as many as
fit into memory."""

UNLIKE_AT_ONCE = (10_000, 100_000)
"""Lines and materials with words of their own that are worked off together, likewise: each has its own supply."""


def score(portfolio: Portfolio, tables: Tables, method: Method, *, as_of: date, known_at: date) -> Levels:
    """Scores a portfolio as of a day with what was known on another, for the year that follows.

    Raises GapError with every place where the tables are silent and silence would lower a score.
    """
    gaps.refuse(gaps.day_gaps(as_of))
    return score_in(world_on(tables, method, as_of, known_at), portfolio, tables)


def score_in(world: World, portfolio: Portfolio, tables: Tables) -> Levels:
    """Scores a portfolio in one state of the world, which may differ from what the tables say; else as `score`.

    `tables` serve to cite what the figures rest on.
    """
    scored = prepared(world, portfolio)
    return replace(levels_of(scored), signals=signals_of(scored, tables))


def companies_in(world: World, portfolio: Portfolio) -> pl.DataFrame:
    """The company level but for intervals, where nothing but scores is asked for; else as `score_in`.

    Large portfolios are worked off in parts, some at once; a GapError names the gaps of all of them.
    """
    parts = parted(portfolio, _part_count(portfolio))
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        found = list(pool.map(partial(_scores_or_gaps, world), parts))
    gaps.refuse([gap for _, silent in found for gap in silent])
    return pl.concat(scores for scores, _ in found)


def _part_count(portfolio: Portfolio) -> int:
    """How many parts make full use of the threads and fit into memory."""
    threads = pl.thread_pool_size()
    speaking = portfolio.lines.select(pl.any_horizontal(pl.col(WORDS).is_not_null()).sum()).item()
    sizes = ((portfolio.lines.height, LINES_AT_ONCE), (speaking + portfolio.overrides.height, UNLIKE_AT_ONCE))
    worthwhile = min(threads, max(size // least for size, (least, _) in sizes))
    needed = max(-(-size // most) for size, (_, most) in sizes)
    return -(-needed // threads) * threads if needed > worthwhile else max(1, worthwhile)


def headlines_and_lines_in(
    world: World, portfolio: Portfolio, drawn: WorldDraws | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The company level with intervals and the line level, where no other rows are asked for; else as `score_in`.

    `drawn`: the draws of the world where they are at hand.
    """
    scored = replace(prepared(world, portfolio), drawn=drawn)
    return headlines_of(scored), collected(line_level(_published_lines(scored).lazy()))


def _scores_or_gaps(world: World, portfolio: Portfolio) -> tuple[pl.DataFrame, list[str]]:
    try:
        return _company_scores(world, portfolio), []
    except gaps.GapError as error:
        return pl.DataFrame(), error.gaps


def _company_scores(world: World, portfolio: Portfolio) -> pl.DataFrame:
    unknown = {end: pl.lit(None, pl.Float64) for end in INTERVAL}
    companies = prepared(world, portfolio).companies.lazy().with_columns(**unknown)
    return collected(company_level(companies).drop(INTERVAL))


def headlines_in(world: World, portfolio: Portfolio) -> pl.DataFrame:
    """The company level with intervals, where no rows are asked for; else as `score_in`."""
    return headlines_of(prepared(world, portfolio))


@dataclass(frozen=True)
class Scored:
    """A portfolio with the losses of its lines and companies, before any of them is laid out in rows."""

    world: World
    portfolio: Portfolio
    book: Encoded
    found: Sourcing
    worked: Units
    lines: pl.DataFrame
    companies: pl.DataFrame
    drawn: WorldDraws | None = None
    """the draws of the world, where they were made before"""


def prepared(world: World, portfolio: Portfolio) -> Scored:
    """Works out what every company loses. Raises GapError as `score` does."""
    gaps.refuse(unstated(world))
    gaps.refuse(gaps.range_gaps(world) + gaps.portfolio_gaps(portfolio, world))
    book = encoded(portfolio, world)
    found = sourcing(portfolio, book, world)
    units = all_units(book, found, world)
    lines = scored_lines(book, units.units, found, world)
    companies = collected(company_scores(lines, found.profiles, found.defaults, world.method))
    names = book.ids[companies["line"]].select("company_id", "company_name")
    return Scored(world, portfolio, book, found, units, lines, companies.hstack(names))


def levels_of(scored: Scored, companies: pl.Series | None = None) -> Levels:
    """The five levels without signals, of all companies or of those with the given numbers."""
    lines, headlines = _published_lines(scored), scored.companies
    if companies is not None:
        lines = lines.filter(pl.col("company").is_in(companies.implode()))
        headlines = headlines.filter(pl.col("company").is_in(companies.implode()))
    told = collected(_with_intervals(scored, headlines))
    return detailed(lines, told, _worked(scored, lines["case"]), scored.found, scored.world)


def headlines_of(scored: Scored, companies: pl.Series | None = None) -> pl.DataFrame:
    """The company level of all companies or of those with the given numbers, without rows."""
    headlines = scored.companies
    if companies is not None:
        headlines = headlines.filter(pl.col("company").is_in(companies.implode()))
    return collected(company_level(_with_intervals(scored, headlines)))


def signals_of(scored: Scored, tables: Tables) -> dict[str, pl.DataFrame]:
    """What the losses rest on, cited from the tables; see scoring/signals.py and scoring/licences.py."""
    return {**grounds_of(scored, tables), **licensed_of(scored, tables)}


def grounds_of(scored: Scored, tables: Tables) -> dict[str, pl.DataFrame]:
    """The signals that like companies share: rows of the tables that any of them rests on."""
    world, found = scored.world, scored.found
    grounds = signal_frames(tables, world, found, scored.worked.binding)
    return {**grounds, "stand_ins": found.stood_in}


def licensed_of(scored: Scored, tables: Tables) -> dict[str, pl.DataFrame]:
    """The signals with rows of each company's own: its licence waits and its files."""
    world, found = scored.world, scored.found
    bought = scored.lines.select("profile", company_id=scored.book.ids["company_id"]).unique()
    terms = bought.join(found.named.select("profile", "material_id", "gate"), on="profile", how="inner", validate="m:m")
    files = scored.portfolio.applications
    return licences.licence_frames(tables, world, files, found.own, found.gated, terms)


def scorable_lines(scored: Scored) -> pl.DataFrame:
    """The lines that can be scored, by company, with their product and whether margin and recovery are their own."""
    lines = scored.lines.filter("scored")
    given = {"margin_given": "given_contribution_margin", "recovery_given": "given_recovery_share"}
    of_profile = scored.found.profiles.select("product_id", **given)[lines["profile"]]
    return lines.hstack(of_profile).with_columns(pl.col("annual_units").fill_null(0.0))


def _with_intervals(scored: Scored, companies: pl.DataFrame) -> pl.LazyFrame:
    """The companies with the ends of their intervals; who has no score has none."""
    lines = scorable_lines(scored)
    if companies.height < scored.companies.height:
        lines = lines.join(companies, on="company", how="semi", maintain_order="left")
    ends = score_intervals(lines, lambda cases: _worked(scored, cases), scored.found, scored.world, scored.drawn)
    joined = companies.lazy().join(ends.lazy(), on="company", how="left", validate="1:1", maintain_order="left")
    return joined.with_columns(pl.when(pl.col("score").is_not_null()).then(end).alias(end) for end in INTERVAL)


def _worked(scored: Scored, cases: pl.Series) -> Worked:
    """Cases in full: those at hand, else worked out once more."""
    wanted = cases.unique().sort()
    if scored.worked.done is not None and len(wanted) == scored.book.cases.height:
        return scored.worked.done
    return worked(scored.book.cases[wanted], scored.book, scored.found, scored.world)


def _published_lines(scored: Scored) -> pl.DataFrame:
    """The scored lines with their ids, in the order of the levels: by company, then by line."""
    line_id = pl.concat_str(*LINE[:2], pl.col(LINE[2]).fill_null(""), separator="/")
    of_profile = scored.found.profiles.select("defaults_used", "reason")[scored.lines["profile"]]
    rows = scored.lines.hstack(of_profile).hstack(scored.book.ids)
    return rows.with_columns(line_id=line_id).sort("company", "line_id")
