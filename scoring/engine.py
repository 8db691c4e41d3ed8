"""One pass from product lines to scores: unit losses once per distinct case, then money line by line."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring import gaps, licences
from scoring.answers import Worked, all_units, scored_lines, worked
from scoring.collecting import collected
from scoring.companies import company_scores
from scoring.detail import detailed
from scoring.levels import Levels, company_level
from scoring.method import Method
from scoring.portfolio import Portfolio
from scoring.profiles import LINE, Encoded, encoded
from scoring.signals import signal_frames
from scoring.sourcing import Sourcing, sourcing, unstated
from scoring.world import World, world_on


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
    scored = _scored(world, portfolio)
    lines = _published_lines(scored)
    done = worked(scored.book.cases, scored.book, scored.found, world)
    levels = detailed(lines, scored.companies, done, scored.found)
    return replace(levels, signals=_signals(scored, lines, done, portfolio, tables))


def companies_in(world: World, portfolio: Portfolio) -> pl.DataFrame:
    """The company level in one state of the world, where nothing but scores is asked for; else as `score`."""
    return collected(company_level(_scored(world, portfolio).companies.lazy()))


@dataclass(frozen=True)
class _Scored:
    """A portfolio with the losses of its lines and companies, before any of them is laid out in rows."""

    world: World
    book: Encoded
    found: Sourcing
    lines: pl.DataFrame
    companies: pl.DataFrame


def _scored(world: World, portfolio: Portfolio) -> _Scored:
    gaps.refuse(unstated(world))
    gaps.refuse(gaps.portfolio_gaps(portfolio, world))
    book = encoded(portfolio, world)
    found = sourcing(portfolio, book, world)
    lines = scored_lines(book, all_units(book, found, world), found, world)
    companies = collected(company_scores(lines, found.profiles, world.method))
    names = book.ids[companies["line"]].select("company_id", "company_name")
    return _Scored(world, book, found, lines, companies.hstack(names))


def _published_lines(scored: _Scored) -> pl.DataFrame:
    """The scored lines with their ids, in the order of the levels: by company, then by line."""
    line_id = pl.concat_str(*LINE[:2], pl.col(LINE[2]).fill_null(""), separator="/")
    of_profile = {
        name: scored.found.profiles[name].gather(scored.lines["profile"]) for name in ("defaults_used", "reason")
    }
    rows = scored.lines.with_columns(**of_profile).hstack(scored.book.ids)
    return rows.with_columns(line_id=line_id).sort("company", "line_id")


def _signals(
    scored: _Scored, lines: pl.DataFrame, done: Worked, portfolio: Portfolio, tables: Tables
) -> dict[str, pl.DataFrame]:
    world, found = scored.world, scored.found
    binding = done.rows.select(pl.col("regime_id").cast(pl.String)).unique()
    grounds = signal_frames(tables, world, found.costs, found.mixes, binding)
    bought = lines.select("company_id", "profile").unique()
    terms = bought.join(found.named.select("profile", "material_id", "gate"), on="profile", how="inner", validate="m:m")
    licensed = licences.licence_frames(tables, world, portfolio.applications, found.own, found.gated, terms)
    return {**grounds, "stand_ins": found.stood_in, **licensed}
