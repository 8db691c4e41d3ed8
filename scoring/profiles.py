"""Product lines as whole numbers: lines alike in all but amounts share a profile, lines alike in figures too a case."""

from dataclasses import dataclass

import polars as pl

from scoring.exact import MONEY_SCALE, fixed, run_sums
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
    keys = lines.select("line", key=_keys(lines, stated, portfolio.applications, world))
    firsts = keys.group_by("key").agg(pl.col("line").min()).sort("line").with_row_index("profile")
    lines = lines.with_columns(_joined(keys, firsts.select("key", "profile"), "key")["profile"])
    numbered, cases = _cases(lines, stated)
    columns = ["line", "company", "profile", "annual_units", "annual_revenue_usd", *GIVEN[:2]]
    ids = lines.select("company_id", "company_name", *LINE[1:])
    return Encoded(ids, lines.select(columns).with_columns(case=numbered), _profiles(lines, firsts), cases, stated)


def sorted_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines in the order of their companies' ids."""
    return lines if lines["company_id"].is_sorted() else lines.sort("company_id", maintain_order=True)


def _joined(rows: pl.DataFrame, more: pl.DataFrame, key: str) -> pl.DataFrame:
    return rows.join(more, on=key, how="left", validate="m:1", maintain_order="left")


def _stated(lines: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """What was stated for single materials, with the number of its line; of no line it concerns nobody."""
    of_lines = lines.select("line", *LINE) if overrides.height else lines.select("line", *LINE).clear()
    rows = overrides.join(of_lines, on=LINE, how="inner", validate="m:1", nulls_equal=True)
    return rows.sort("line", "material_id")


def _keys(lines: pl.DataFrame, stated: pl.DataFrame, applications: pl.DataFrame, world: World) -> pl.Series:
    """Per line: all that a profile is told by, packed into one number."""
    products = pl.Enum(world.products["product_id"].unique().sort())
    importers = pl.Enum(world.areas["country"].unique().sort())
    given = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int64) * 2**i for i, name in enumerate(GIVEN))
    texts = _texts(lines, stated, applications).rename("texts")
    parts = [
        (pl.col("texts"), 1 + lines.height),
        (given, 2 ** len(GIVEN)),
        (pl.col("large"), 2),
        (EARNS, 2),
        (
            pl.col("importer").cast(importers).to_physical().fill_null(len(importers.categories)),
            1 + len(importers.categories),
        ),
        (pl.col("product_id").cast(products).to_physical(), len(products.categories)),
    ]
    key = pl.lit(0, pl.Int64)
    for part, size in parts:
        key = key * size + part.cast(pl.Int64)
    return lines.with_columns(texts).select(key=key)["key"]


def _texts(lines: pl.DataFrame, stated: pl.DataFrame, applications: pl.DataFrame) -> pl.Series:
    """Per line a number for what it states in words, for single materials and with files of its own; 0 for nothing."""
    said = pl.concat_str([pl.col(name).fill_null("") for name in WORDS], separator="\n")
    given = pl.concat_str([pl.col(name).is_not_null().cast(pl.Int8).cast(pl.String) for name in TERM_COLUMNS])
    material = stated.select("line", text=pl.concat_str("material_id", said, given, separator="\n"))
    of_materials = material.group_by("line").agg(of_materials=pl.col("text").sort().str.join("\n"))
    own_files = pl.col("company_id").is_in(applications["company_id"].unique().implode())
    speaks = pl.any_horizontal(pl.col(WORDS).is_not_null()) | own_files
    spoken = lines.filter(speaks | pl.col("line").is_in(of_materials["line"].implode())).select(
        "line", said=said, own=pl.when(own_files).then("company_id").otherwise(pl.lit(""))
    )
    spoken = _joined(spoken, of_materials, "line").with_columns(pl.col("of_materials").fill_null(""))
    text = pl.concat_str("said", "own", "of_materials", separator="\n\n").rank("dense").cast(pl.UInt32)
    return _joined(lines.select("line"), spoken.select("line", text=text), "line")["text"].fill_null(0)


def _sized(lines: pl.DataFrame, world: World) -> pl.DataFrame:
    """Adds whether a line's company counts as a large buyer, by the revenue of all its lines."""
    revenue = lines.select(fixed(pl.col("annual_revenue_usd"), MONEY_SCALE))
    lengths = lines.select(runs=pl.col("company").rle())["runs"].struct.field("len")
    sums = run_sums(revenue, lengths)["annual_revenue_usd"]
    large = sums >= int(world.method.large_buyer_revenue_usd * MONEY_SCALE)
    return lines.with_columns(large=large.gather(lines["company"]))


def _profiles(lines: pl.DataFrame, firsts: pl.DataFrame) -> pl.DataFrame:
    return lines[firsts["line"]].select(
        "profile",
        "line",
        *LINE,
        *WORDS,
        *(pl.col(name).is_not_null().alias(f"given_{name}") for name in GIVEN),
        earns=EARNS,
        buyer_size_default=pl.when("large").then(pl.lit("large")).otherwise(pl.lit("small")),
    )


def _cases(lines: pl.DataFrame, stated: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """The case of each line, and the cases; lines that give no figure are told by their profile alone."""
    told_by = ["profile", *FIGURES, "stated_by"]
    of_materials = stated.filter(pl.any_horizontal(pl.col(FIGURES).is_not_null())).select("line").unique()
    given = [name for name in FIGURES if lines[name].null_count() < lines.height]
    speaks = pl.any_horizontal(pl.col(given).is_not_null()) if given else pl.lit(False)
    speaks = speaks | pl.col("line").is_in(of_materials["line"].implode())
    told = lines.select("line", "profile", *FIGURES)
    spoken = _joined(told.filter(speaks), of_materials.with_columns(stated_by="line"), "line")
    silent = told.filter(~speaks).select("profile").unique().sort("profile")
    distinct = spoken.select(told_by).unique().sort(told_by)
    cases = pl.concat([silent, distinct], how="diagonal").with_row_index("case").select("case", *told_by)
    own = spoken.join(cases[silent.height :], on=told_by, how="left", validate="m:1", nulls_equal=True)
    of_profile = _joined(lines.select("profile"), cases[: silent.height].select("profile", "case"), "profile")["case"]
    return of_profile.scatter(own["line"], own["case"]), cases
