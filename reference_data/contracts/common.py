"""Columns and rules that many tables share: validity, knowledge and provenance."""

import polars as pl

from reference_data.contract import Column, Rule

CODE = r"^[A-Z][A-Z0-9]{2,3}$"
DIGITS = r"^([0-9]{4,10}|\*)$"
SLUG = r"^[a-z][a-z0-9_]*$"

AREA = ("countries",)
ANY = "*"
"""Stands for every value of a column that says so."""

VALID_FROM = Column("valid_from", "date", "first day on which the row holds")
VALID_TO = Column(
    "valid_to",
    "date",
    "first day on which the row no longer holds",
    empty="open: it holds until a later row says otherwise",
)
KNOWN_FROM = Column("known_from", "date", "first day on which the public could know the row")
END_KNOWN_FROM = Column(
    "end_known_from",
    "date",
    "first day on which the public could know that the row ends at valid_to; before it the row counts as open",
    empty="the end was known together with the row",
)

VALIDITY_RULES = (
    Rule(
        "valid_to is not after valid_from",
        pl.col("valid_to").is_null() | (pl.col("valid_to") > pl.col("valid_from")),
    ),
)

LAW_RULES = (
    Rule(
        "valid_to is not after valid_from (called off before it began: both on one day, with end_known_from)",
        pl.col("valid_to").is_null()
        | (pl.col("valid_to") > pl.col("valid_from"))
        | ((pl.col("valid_to") == pl.col("valid_from")) & pl.col("end_known_from").is_not_null()),
    ),
    Rule("end_known_from without valid_to", pl.col("end_known_from").is_null() | pl.col("valid_to").is_not_null()),
    Rule(
        "end_known_from is before known_from",
        pl.col("end_known_from").is_null() | (pl.col("end_known_from") >= pl.col("known_from")),
    ),
)

PROVENANCE = (
    Column("source_id", "text", "where the figure comes from", references=("sources",)),
    Column("locator", "text", "page, row, article or quotation mark within the source", empty="the source as a whole"),
    Column("confidence", "text", "how far the figure can be relied on", one_of=("high", "medium", "low")),
    Column(
        "basis",
        "text",
        "reported by the source, derived from what it reports, or our assumption",
        one_of=("reported", "derived", "assumption"),
    ),
    Column("verified_on", "date", "day on which the row was last held against its source"),
    Column(
        "note",
        "text",
        "what a reader should know; reason for a derived figure or an assumption",
        empty="nothing to add",
    ),
)

DATED = (VALID_FROM, VALID_TO)
"""Validity of a plain fact."""

EDITION = (VALID_FROM, VALID_TO, KNOWN_FROM)
"""Validity of a dated figure of which later editions follow."""

LAW = (VALID_FROM, VALID_TO, KNOWN_FROM, END_KNOWN_FROM)
"""Validity of an act of government, whose end may become known after its beginning."""

ASSUMPTION_EXPLAINED = Rule(
    "an assumption or derived figure without a note that gives its reason",
    (pl.col("basis") == "reported") | pl.col("note").is_not_null(),
)


def number(
    name: str, meaning: str, unit: str, *, empty: str | None = None, minimum: float = 0.0, maximum: float | None = None
) -> Column:
    """A number column with its range, zero or more unless told otherwise."""
    return Column(name, "number", meaning, unit=unit, empty=empty, minimum=minimum, maximum=maximum)


def low_mid_high(name: str) -> Rule:
    """The middle value lies within its range."""
    low, mid, high = pl.col(f"{name}_low"), pl.col(name), pl.col(f"{name}_high")
    return Rule(
        f"{name} is outside {name}_low to {name}_high",
        (low.is_null() | (low <= mid)) & (high.is_null() | (mid <= high)),
    )


def ranged(name: str, meaning: str, unit: str, *, maximum: float | None = None) -> tuple[Column, Column, Column]:
    """Middle, low and high of one figure; low and high may be empty where no source gives a range."""
    no_range = "no range is known"
    return (
        number(name, f"{meaning}, middle value", unit, maximum=maximum),
        number(f"{name}_low", f"{meaning}, low end", unit, empty=no_range, maximum=maximum),
        number(f"{name}_high", f"{meaning}, high end", unit, empty=no_range, maximum=maximum),
    )
