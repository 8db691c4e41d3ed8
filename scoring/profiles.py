"""Product lines as whole numbers: lines alike in all but amounts share a profile, lines alike in figures too a case."""

from dataclasses import dataclass

import polars as pl

from scoring.exact import MONEY_SCALE, fixed, run_sums
from scoring.numbering import numbered, packed
from scoring.portfolio import NUMBER, TERM_COLUMNS, Portfolio
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
    lines = sorted_lines(portfolio.lines).select(said).with_row_index("line")
    lines = lines.with_columns(company=pl.col("company_id").rle_id()).pipe(_sized, world)
    stated = _stated(lines, portfolio.overrides)
    profiles, first_lines = numbered(_keys(lines, stated, portfolio.applications, world), ["key"])
    lines = lines.with_columns(profile=profiles)
    numbers, cases = _cases(lines, stated, first_lines.len())
    columns = ["line", "company", "profile", "annual_units", "annual_revenue_usd", *GIVEN[:2]]
    ids = lines.select("company_id", "company_name", *LINE[1:])
    return Encoded(ids, lines.select(columns).with_columns(case=numbers), _profiles(lines[first_lines]), cases, stated)


def sorted_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines in the order of their companies' ids."""
    return lines if lines["company_id"].is_sorted() else lines.sort("company_id", maintain_order=True)


def _stated(lines: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """What was stated for single materials, with the number of its line; of no line it concerns nobody."""
    of_lines = lines.select("line", *LINE) if overrides.height else lines.select("line", *LINE).clear()
    rows = overrides.join(of_lines, on=LINE, how="inner", validate="m:1", nulls_equal=True)
    return rows.sort("line", "material_id")


def _keys(lines: pl.DataFrame, stated: pl.DataFrame, applications: pl.DataFrame, world: World) -> pl.DataFrame:
    """Per line: all that a profile is told by, packed into one number (`key`)."""
    products = pl.Enum(world.products["product_id"].unique().sort())
    importers = pl.Enum(world.areas["country"].unique().sort())
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
    own_files = pl.col("company_id").is_in(applications["company_id"].unique().implode())
    alone = lines.select(own_files | pl.col("line").is_in(stated["line"].unique().implode())).to_series()
    spoken = lines.filter(~alone & lines.select(pl.any_horizontal(pl.col(WORDS).is_not_null())).to_series())
    said, _ = numbered(spoken, WORDS)
    texts = pl.zeros(lines.height, pl.Int64, eager=True).scatter(spoken["line"], 1 + said.cast(pl.Int64))
    own = lines["line"].filter(alone)
    return texts.scatter(own, 1 + lines.height + own.cast(pl.Int64))


def _sized(lines: pl.DataFrame, world: World) -> pl.DataFrame:
    """Adds whether a line's company counts as a large buyer, by the revenue of all its lines."""
    revenue = lines.select(fixed(pl.col("annual_revenue_usd"), MONEY_SCALE))
    lengths = lines.select(runs=pl.col("company").rle())["runs"].struct.field("len")
    sums = run_sums(revenue, lengths)["annual_revenue_usd"]
    large = sums >= int(world.method.large_buyer_revenue_usd * MONEY_SCALE)
    return lines.with_columns(large=large.gather(lines["company"]))


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
    of_materials = stated.filter(pl.any_horizontal(pl.col(FIGURES).is_not_null()))["line"].unique().implode()
    stated_by = pl.when(pl.col("line").is_in(of_materials)).then("line")
    told = lines.select("line", "profile", *FIGURES, stated_by=stated_by)
    speaks = told.select(pl.any_horizontal(pl.col(told_by[1:]).is_not_null())).to_series()
    spoken, silent = told.filter(speaks), told.filter(~speaks)["profile"]
    own, firsts = numbered(spoken, told_by)
    silent_profiles = silent.unique().sort()
    cases = pl.concat([silent_profiles.to_frame(), spoken[firsts].select(told_by)], how="diagonal")
    case_of = cases.head(silent_profiles.len()).with_row_index("case")
    of_profile = pl.zeros(profiles, pl.UInt32, eager=True).scatter(case_of["profile"], case_of["case"])
    numbers = of_profile.gather(lines["profile"]).scatter(spoken["line"], own + silent_profiles.len())
    return numbers, cases.with_row_index("case").select("case", *told_by)
