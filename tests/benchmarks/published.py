"""A run to be served: many companies put together from lines of the demonstration, published as any run is.

The rows are not scored: each company takes three lines of the demonstration at random, as the engine scored them, with
what was behind them (one delay row a regime, one cost row an element, ten contributions), and the headline of one of
its companies with its money scaled. Files, side file, evidence and sizes are those of a real run of so many companies.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from reference_data.loader import load_tables
from scoring import engine
from scoring.levels import Levels
from scoring.method import METHOD
from service.context import context
from service.portfolio.demo import DEMO, demo_portfolio
from service.runs.building import Sources
from service.runs.identity import stamp_of
from service.runs.publishing import publish

LINES_EACH = 3
CONTRIBUTIONS_EACH = 10


def publish_many(home: Path, companies: int, day: date, seed: int = 1) -> list[str]:
    """Publishes a run of so many companies as of a day and serves it; answers the ids of the companies."""
    tables = load_tables()
    scored = engine.score(demo_portfolio(tables), tables, METHOD, as_of=day, known_at=day)
    levels = _multiplied(scored, companies, np.random.default_rng(seed))
    names = context(tables, day, day)
    ids = levels.company["company_id"]
    sources = Sources(
        portfolios={DEMO: f"benchmark-{companies}-{seed}"},
        membership=pl.DataFrame({"company_id": ids, "portfolio": [DEMO] * companies}),
        categories=names["products"].select("product_id", "category"),
    )
    stamp = stamp_of(sources.portfolios, as_of=day, known_at=day, method=METHOD.version, tables_version=tables.version)
    publish(home, replace(levels, signals={**levels.signals, **names}), stamp, sources, today=day)
    return ids.to_list()


def _multiplied(scored: Levels, companies: int, rng: np.random.Generator) -> Levels:
    ids = pl.Series("own_id", [f"company-{number:07d}" for number in range(companies)])
    known = scored.line["line_id"]
    drawn = pl.DataFrame(
        {
            "own_id": ids.repeat_by(LINES_EACH).explode(),
            "line_id": known.gather(rng.integers(0, known.len(), companies * LINES_EACH)),
        }
    ).unique(maintain_order=True)

    def taken(level: pl.DataFrame, *keys: str) -> pl.DataFrame:
        """The rows of the drawn lines, one a company and key, as rows of the company."""
        rows = level.unique(["line_id", *keys], maintain_order=True) if keys else level
        rows = drawn.join(rows, on="line_id", how="inner", validate="m:m")
        rows = rows.unique(["own_id", *keys], maintain_order=True) if keys else rows
        return _renamed(rows, level.columns)

    contributions = scored.contribution.group_by("line_id", maintain_order=True).head(CONTRIBUTIONS_EACH)
    contributions = _renamed(
        drawn.join(contributions, on="line_id", how="inner", validate="m:m"), contributions.columns
    )
    return Levels(
        company=_headlines(scored.company, ids, rng),
        line=taken(scored.line),
        delay=taken(scored.delay, "regime_id"),
        cost=taken(scored.cost, "element"),
        contribution=contributions.group_by("company_id", maintain_order=True).head(CONTRIBUTIONS_EACH),
        signals=scored.signals,
    )


def _headlines(company: pl.DataFrame, ids: pl.Series, rng: np.random.Generator) -> pl.DataFrame:
    rows = company[rng.integers(0, company.height, ids.len())]
    scale = pl.Series("scale", rng.lognormal(0, 1, ids.len()))
    money = pl.selectors.ends_with("_usd")
    return rows.with_columns(
        money * scale,
        company_id=ids,
        company_name=pl.lit("Company ") + ids,
    ).sort("company_id")


def _renamed(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The rows as those of the company that took them, its id in front of the line's."""
    line_id = pl.col("own_id") + "/" + pl.col("line_id")
    return rows.with_columns(company_id=pl.col("own_id"), line_id=line_id).select(columns)
