"""Made-up portfolios of any size on the real tables, the same on every run: n companies of three product lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.in_force import serving
from scoring.portfolio import LINE_COLUMNS, Portfolio
from tests.benchmarks.portfolio_terms import LINES_PER_COMPANY, all_terms, few_terms, overrides

DEFAULT_HEAVY, OVERRIDE_HEAVY = "default-heavy", "override-heavy"
MIXES = (DEFAULT_HEAVY, OVERRIDE_HEAVY)

IMPORTERS = {
    "USA": 18, "CHN": 14, "DEU": 12, "JPN": 10, "KOR": 6, "IND": 6, "MEX": 5, "FRA": 4, "GBR": 4, "VNM": 4,
    "THA": 3, "CZE": 2, "ESP": 2, "HUN": 2, "ITA": 2, "POL": 2, "SWE": 2, "TUR": 1, "BRA": 1, "CAN": 1,
}  # fmt: skip
"""Where products are assembled, and how often."""


@dataclass(frozen=True)
class PortfolioFiles:
    """Where a portfolio lies on disk, and how many companies and lines it has."""

    lines: Path
    overrides: Path
    companies: int
    line_count: int


def written(folder: Path, mix: str, companies: int, tables: Tables, day: date) -> PortfolioFiles:
    """The portfolio as two Parquet files in `folder`."""
    return saved(folder, made_up(mix, companies, tables, day))


def saved(folder: Path, portfolio: Portfolio) -> PortfolioFiles:
    """Any portfolio as two Parquet files."""
    lines, companies = portfolio.lines.height, portfolio.lines["company_id"].n_unique()
    files = PortfolioFiles(folder / "lines.parquet", folder / "overrides.parquet", companies, lines)
    portfolio.lines.write_parquet(files.lines)
    portfolio.overrides.write_parquet(files.overrides)
    return files


def read(files: PortfolioFiles) -> Portfolio:
    """The portfolio as the engine takes it."""
    return Portfolio(pl.read_parquet(files.lines), pl.read_parquet(files.overrides))


def made_up(mix: str, companies: int, tables: Tables, day: date) -> Portfolio:
    """A portfolio of one mix; every line can be scored.

    default-heavy: one company in twenty gives its stock or its second source, the others nothing.
    override-heavy: every line gives stock, transit, lead, second source, margin and recovery, many their origins, some
    more for a single material; figures are drawn evenly, so that few are alike.
    """
    rng = np.random.default_rng([MIXES.index(mix), companies])
    lines = _lines(rng, companies, _goods(tables, day))
    if mix == DEFAULT_HEAVY:
        return Portfolio.of(_sorted(_with(lines, few_terms(rng, companies))))
    built = lines["product_id"] != "none"
    given = _sorted(_with(lines, all_terms(rng, lines.height), where=built))
    return Portfolio.of(given, overrides(rng, given, _bills(tables, day)))


def _goods(tables: Tables, day: date) -> pl.DataFrame:
    """Products with a bill of materials, what a unit is worth, and how common they are (`weight`)."""
    products = serving(TABLES["products"], tables["products"], day, day)
    built = products.join(_bills(tables, day), on="product_id", how="semi").sort("product_id")
    weight = pl.when(pl.col("category") == "other").then(1.0).otherwise(4.0)
    return built.select("product_id", unit_value_usd="default_unit_value_usd", weight=weight)


def _bills(tables: Tables, day: date) -> pl.DataFrame:
    rows = serving(TABLES["product_materials"], tables["product_materials"], day, day)
    return rows.select("product_id", "material_id").sort("product_id", "material_id")


def _lines(rng: np.random.Generator, companies: int, goods: pl.DataFrame) -> pl.DataFrame:
    """Three lines a company with different keys; one company in ten earns a third of its money without rare earths."""
    picked = np.stack([_pick(rng, companies, goods["weight"].to_numpy(), part) for part in range(3)])
    landed = _pick(rng, LINES_PER_COMPANY * companies, np.array([*IMPORTERS.values()], float), None)
    landed = landed.reshape(LINES_PER_COMPANY, companies)
    # Three companies in ten build their first product in a second country.
    twice = rng.random(companies) < 0.3
    picked[1] = np.where(twice, picked[0], picked[1])
    landed[1] = np.where(twice & (landed[1] == landed[0]), (landed[0] + 1) % len(IMPORTERS), landed[1])
    none = np.zeros_like(picked, dtype=bool)
    none[2] = rng.random(companies) < 0.1
    frame = _priced(rng, goods, picked.T.ravel(), landed.T.ravel(), none.T.ravel())
    return pl.concat([_names(rng, companies), frame], how="horizontal")


def _pick(rng: np.random.Generator, count: int, weights: np.ndarray, part: int | None) -> np.ndarray:
    """Places drawn by weight; with `part` only every third place from it on, so that parts never meet."""
    open_to = np.arange(len(weights)) if part is None else np.arange(part, len(weights), LINES_PER_COMPANY)
    chance = weights[open_to] / weights[open_to].sum()
    return open_to[np.searchsorted(np.cumsum(chance)[:-1], rng.random(count))]


def _names(rng: np.random.Generator, companies: int) -> pl.DataFrame:
    number = pl.Series(np.repeat(np.arange(companies), LINES_PER_COMPANY)).cast(pl.String).str.zfill(7)
    seats = np.array([*IMPORTERS])[rng.integers(0, len(IMPORTERS), companies)]
    return pl.DataFrame(
        {"company_id": "C" + number, "company_name": "Company " + number, "country": seats.repeat(LINES_PER_COMPANY)}
    )


def _priced(
    rng: np.random.Generator, goods: pl.DataFrame, product: np.ndarray, importer: np.ndarray, none: np.ndarray
) -> pl.DataFrame:
    """Products, importers, revenue from a few million to tens of billions, and units at about the usual price."""
    companies = len(product) // LINES_PER_COMPANY
    size = np.exp(rng.normal(np.log(1e8), 1.6, companies)).clip(3e7, 5e10)
    parts = rng.dirichlet((4.0,) * LINES_PER_COMPANY, companies).clip(0.02, None)
    revenue = (size[:, None] * parts).ravel().round(2)
    price = goods["unit_value_usd"].to_numpy()[product] * np.exp(rng.normal(0, 0.25, len(product)))
    rows = pl.DataFrame(
        {
            "product_id": goods["product_id"].gather(product),
            "importer": pl.Series([*IMPORTERS]).gather(importer),
            "annual_units": revenue / price,
            "annual_revenue_usd": revenue,
        }
    )
    built = pl.lit(pl.Series(~none))
    return rows.with_columns(
        product_id=pl.when(built).then("product_id").otherwise(pl.lit("none")),
        importer=pl.when(built).then("importer"),
        annual_units=pl.when(built).then("annual_units"),
    )


def _with(lines: pl.DataFrame, terms: Mapping[str, pl.Series], where: pl.Series | None = None) -> pl.DataFrame:
    kept = pl.lit(True) if where is None else pl.lit(where)
    return lines.with_columns(
        pl.when(kept).then(pl.lit(values).cast(LINE_COLUMNS[name])).alias(name) for name, values in terms.items()
    )


def _sorted(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.sort("company_id", "product_id", "importer")
