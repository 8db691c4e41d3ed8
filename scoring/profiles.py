"""Product lines as whole numbers: lines alike in all but amounts share a profile, lines alike in figures too a case."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from scoring.collecting import collected, collected_all
from scoring.exact import MONEY_SCALE, fixed, run_sums
from scoring.numbering import numbered, packed
from scoring.portfolio import NUMBER, TERM_COLUMNS, Portfolio
from scoring.segments import numbers, starts
from scoring.world import World

LINE = ["company_id", "product_id", "importer"]
FIGURES = [name for name, kind in TERM_COLUMNS.items() if kind == NUMBER]
"""Terms of supply that are figures; they make a case of a profile."""

WORDS = [name for name, kind in TERM_COLUMNS.items() if kind != NUMBER]
"""Terms of supply that are words; lines that differ in one differ in profile."""

GIVEN = ["contribution_margin", "recovery_share", *TERM_COLUMNS]
"""What a company may state of a line: whether it did decides defaults and grade, and so belongs to the profile."""

SCORED = ["company_id", "company_name", *LINE[1:], "material_id", "annual_units", "annual_revenue_usd", *GIVEN]
"""Columns of lines and overrides that scores are made from; the others only tell companies apart."""

EARNS = pl.col("annual_revenue_usd").fill_null(0.0) > 0
"""Whether a loss can be measured against the line's revenue."""


@dataclass(frozen=True)
class Encoded:
    """A portfolio as whole numbers: `line`, `profile` and `case` are row numbers of the three frames.

    ids: company_id, company_name, product_id and importer of each line. lines: line, company, profile, case,
    annual_units, annual_revenue_usd, and margin and recovery where given; companies are numbered in the order of their
    ids. profiles: profile, product_id, importer, buyer_size_default, words, given_* flags, and the company and line it
    is taken from. cases: case, profile, FIGURES where given, and `stated_by`, the line whose figures for single
    materials hold. stated: one row a line × material with terms of its own.
    """

    ids: pl.DataFrame
    lines: pl.DataFrame
    profiles: pl.DataFrame
    cases: pl.DataFrame
    stated: pl.DataFrame


def encoded(portfolio: Portfolio, world: World) -> Encoded:
    """A portfolio as whole numbers, lines sorted by company; the world knows all its products and importers."""
    said = ["company_id", "company_name", *LINE[1:], "annual_units", "annual_revenue_usd", *GIVEN]
    rows = sorted_lines(portfolio.lines).lazy().select(said).with_row_index("line")
    lines = _sized(collected(rows.with_columns(company=pl.col("company_id").rle_id())), world)
    stated = _stated(lines, portfolio.overrides)
    profiles, first_lines = numbered(_keys(lines, stated, portfolio.applications, world), ["key"])
    lines = lines.with_columns(profile=profiles)
    case_numbers, cases = _cases(lines, stated, first_lines.len())
    columns = ["line", "company", "profile", "annual_units", "annual_revenue_usd", *GIVEN[:2]]
    ids = lines.select("company_id", "company_name", *LINE[1:])
    return Encoded(
        ids, lines.select(columns).with_columns(case=case_numbers), _profiles(lines[first_lines]), cases, stated
    )


def sorted_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines in the order of their companies' ids."""
    return lines if lines["company_id"].is_sorted() else lines.sort("company_id", maintain_order=True)


def _stated(lines: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """What was stated for single materials, with the number of its line; of no line it concerns nobody."""
    if overrides.is_empty():
        return overrides.with_columns(line=pl.lit(None, lines.schema["line"]))
    of_lines = lines.lazy().select("line", *LINE)
    rows = overrides.lazy().join(of_lines, on=LINE, how="inner", validate="m:1", nulls_equal=True)
    return collected(rows.sort("line", "material_id"))


def _keys(lines: pl.DataFrame, stated: pl.DataFrame, applications: pl.DataFrame, world: World) -> pl.DataFrame:
    """Per line: all that a profile is told by, packed into one number (`key`)."""
    products, importers = world.words["product_id"], world.words["origin"]
    given = [(pl.col(name).is_not_null(), 2) for name in GIVEN if lines[name].null_count() < lines.height]
    parts = [
        (pl.col("texts"), 1 + 2 * lines.height),
        *given,
        (pl.col("large"), 2),
        (EARNS, 2),
        (
            pl.col("importer").cast(importers).to_physical().fill_null(len(importers.categories)),
            1 + len(importers.categories),
        ),
        (pl.col("product_id").cast(products).to_physical(), len(products.categories)),
    ]
    return lines.with_columns(texts=_texts(lines, stated, applications)).select(key=packed(parts))


def _texts(lines: pl.DataFrame, stated: pl.DataFrame, applications: pl.DataFrame) -> pl.Series:
    """Per line a number for what it states in words; 0 for nothing.

    A line that says more of single materials, or whose company has files of its own, is told from all others.
    """
    own_files = pl.col("company_id").is_in(pl.lit(applications["company_id"]).implode())
    of_materials = pl.col("line").is_in(pl.lit(stated["line"]).implode())
    speaks = pl.any_horizontal(pl.col(WORDS).is_not_null())
    told = lines.lazy().select("line", *WORDS, alone=own_files | of_materials, speaks=speaks)
    alone, spoken = collected_all(
        [told.filter("alone").select("line"), told.filter("speaks", ~pl.col("alone")).select("line", *WORDS)]
    )
    said, _ = numbered(spoken, WORDS)
    texts = np.zeros(lines.height, np.int64)
    texts[spoken["line"].to_numpy()] = 1 + said.to_numpy().astype(np.int64)
    texts[alone["line"].to_numpy()] = 1 + lines.height + alone["line"].to_numpy().astype(np.int64)
    return pl.Series(texts)


def _sized(lines: pl.DataFrame, world: World) -> pl.DataFrame:
    """Adds whether a line's company counts as a large buyer, by the revenue of all its lines."""
    revenue = lines.select(fixed(pl.col("annual_revenue_usd"), MONEY_SCALE))
    sums = run_sums(revenue, starts(numbers(lines["company"])))
    large = sums.select(large=pl.col("annual_revenue_usd") >= int(world.method.large_buyer_revenue_usd * MONEY_SCALE))
    return lines.hstack(large[lines["company"]])


def _profiles(firsts: pl.DataFrame) -> pl.DataFrame:
    return firsts.select(
        "profile",
        "line",
        *LINE,
        *WORDS,
        *(pl.col(name).is_not_null().alias(f"given_{name}") for name in GIVEN),
        earns=EARNS,
        buyer_size_default=pl.when("large").then(pl.lit("large")).otherwise(pl.lit("small")),
    )


def _cases(lines: pl.DataFrame, stated: pl.DataFrame, profiles: int) -> tuple[pl.Series, pl.DataFrame]:
    """The case of each line, and the cases; lines that give no figure are told by their profile alone."""
    told_by = ["profile", *FIGURES, "stated_by"]
    of_materials = stated.filter(pl.any_horizontal(pl.col(FIGURES).is_not_null()))["line"]
    stated_by = pl.when(pl.col("line").is_in(pl.lit(of_materials).implode())).then("line")
    told = lines.lazy().select("line", "profile", *FIGURES, stated_by=stated_by)
    speaks = pl.any_horizontal(pl.col(told_by[1:]).is_not_null())
    spoken, silent = collected_all(
        [told.filter(speaks), told.filter(~speaks).select(pl.col("profile").unique().sort())]
    )
    own, firsts = numbered(spoken, told_by)
    cases = pl.concat([silent, spoken.select(told_by)[firsts]], how="diagonal").with_row_index("case")
    of_profile = np.zeros(profiles, np.uint32)
    of_profile[silent["profile"].to_numpy()] = np.arange(silent.height, dtype=np.uint32)
    case_of = of_profile[lines["profile"].to_numpy()]
    case_of[spoken["line"].to_numpy()] = own.to_numpy() + silent.height
    return pl.Series(case_of), cases
