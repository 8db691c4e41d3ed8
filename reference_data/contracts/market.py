"""Contracts of sources, prices, defaults, trade and the demonstration portfolio."""

import polars as pl

from reference_data.contract import Column, Rule, ShelfLife, Table
from reference_data.contracts.common import (
    ASSUMPTION_EXPLAINED,
    EDITION,
    KNOWN_FROM,
    PROVENANCE,
    VALIDITY_RULES,
    low_mid_high,
    number,
    ranged,
)

RULES = (*VALIDITY_RULES, ASSUMPTION_EXPLAINED)

SOURCES = Table(
    "sources",
    grain="one publication, act or statement",
    key=("source_id",),
    columns=(
        Column("source_id", "text", "stable name", pattern=r"^[a-z0-9][a-z0-9_.-]*$"),
        Column("producer", "text", "who says it"),
        Column("title", "text", "what it is called"),
        Column("published", "date", "day of publication", empty="not dated"),
        Column("accessed", "date", "day it was last read"),
        Column("url", "text", "where it can be read", empty="not online, or our own assumption", pattern=r"^https?://"),
        Column("licence", "text", "terms under which a figure may be passed on"),
        Column("note", "text", "what a reader should know", empty="nothing to add"),
    ),
    silent="every row of every table names a source; a source no row names is a fault",
)

PRICES = Table(
    "prices",
    grain="one quoted price of an element or material on one side of the border, from a day on",
    key=("item", "side", "valid_from"),
    columns=(
        Column("item", "text", "element symbol or material_id", references=("elements", "materials")),
        Column(
            "side",
            "text",
            "inside or outside the controlling country; traded: customs value of a material",
            one_of=("inside", "outside", "traded"),
        ),
        Column(
            "form",
            "text",
            "form quoted; an oxide price is turned into contained element by the oxide factor",
            one_of=("oxide", "metal", "material"),
        ),
        *ranged("price_usd_per_kg", "price as quoted", "USD/kg"),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(
        *RULES,
        low_mid_high("price_usd_per_kg"),
        Rule("a price is more than 0", pl.col("price_usd_per_kg") > 0),
        Rule(
            "traded prices are of materials, inside and outside prices of elements",
            (pl.col("side") == "traded") == (pl.col("form") == "material"),
        ),
    ),
    silent="the newest known row holds; an element under control needs a price on both sides, or it is a gap; outside "
    "prices of Sc, Sm, Lu, Er, Eu, Ho, Tm, Yb and La are assumptions, as no quote was found",
    shelf_life=ShelfLife(
        120,
        "a squeeze doubles a price in weeks; four months leave room for a quarterly source",
        items=("item", "side"),
        dated_by="valid_from",
    ),
)

PREMIUM_SHARES = Table(
    "premium_shares",
    grain="share of the year's volume bought at the quoted outside price while a control bites",
    key=("element", "valid_from"),
    columns=(
        Column("element", "text", "element, or * for any", references=("elements",), wildcard="*"),
        *ranged("quoted_share", "q: share bought at the quoted price", "share", maximum=1.0),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(*RULES, low_mid_high("quoted_share")),
    silent="no row for the element: the row for *; neither: a gap",
    shelf_life=ShelfLife(
        365,
        "contracts are renewed by the year",
        items=("element",),
        dated_by="valid_from",
    ),
)

LINE_DEFAULTS = Table(
    "line_defaults",
    grain="what a product line is taken to be where the company does not say",
    key=("parameter", "valid_from"),
    columns=(
        Column(
            "parameter",
            "text",
            "column of the portfolio file",
            one_of=(
                "stock_days",
                "transit_days",
                "lead_days",
                "second_source_share",
                "requalification_days",
                "licence_kind",
                "licence_valid_days",
                "end_use",
                "tariff_borne_share",
            ),
        ),
        *(
            number("value", "number taken, middle value", "by parameter", empty="the parameter is a word"),
            number("value_low", "low end", "by parameter", empty="no range"),
            number("value_high", "high end", "by parameter", empty="no range"),
        ),
        Column("word", "text", "word taken", empty="the parameter is a number"),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(
        *RULES,
        low_mid_high("value"),
        Rule("exactly one of value and word", pl.col("value").is_null() != pl.col("word").is_null()),
    ),
    silent="a parameter without a default is a gap",
    shelf_life=ShelfLife(
        730,
        "standing assumptions; practice moves by the year",
        items=("parameter",),
    ),
)

DEFAULT_RANGES = Table(
    "default_ranges",
    grain="how far a figure may be off whose source gives no range, by how far it can be relied on",
    key=("figure_confidence", "valid_from"),
    columns=(
        Column("figure_confidence", "text", "confidence of the figure", one_of=("high", "medium", "low")),
        number("low_factor", "low end of the figure over its middle", "–", minimum=0.0, maximum=1.0),
        number("high_factor", "high end of the figure over its middle", "–", minimum=1.0),
        *EDITION,
        *PROVENANCE,
    ),
    rules=RULES,
    silent="a gap: a figure is never certain because nobody said how uncertain it is",
    shelf_life=ShelfLife(
        730,
        "a standing assumption, read off the ranges that other rows of the tables state",
        items=("figure_confidence",),
    ),
)

MAGNET_EXPORTS = Table(
    "magnet_exports",
    grain="Chinese exports of rare-earth magnets to one destination in one month",
    key=("month", "destination"),
    columns=(
        Column("month", "date", "first day of the month"),
        Column("destination", "text", "customs area, or * for all", references=("countries",), wildcard="*"),
        number("tonnes", "exported mass", "t"),
        number(
            "change_on_year", "reported change on the same month a year before", "share", empty="none", minimum=-1.0
        ),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(
        ASSUMPTION_EXPLAINED,
        Rule("month is not the first day of a month", pl.col("month").dt.day() == 1),
        Rule("known_from is before the month is over", pl.col("known_from") >= pl.col("month").dt.offset_by("1mo")),
    ),
    silent="a month without a row is not known; used to test the waits, never in a score",
    shelf_life=ShelfLife(
        90,
        "customs publish a month within seven weeks",
        items=("destination",),
        dated_by="month",
    ),
)

DEMO_PORTFOLIO = Table(
    "demo_portfolio",
    grain="one product line of a real company, from public volumes and default sourcing",
    key=("company_id", "product_id", "importer"),
    columns=(
        Column("company_id", "text", "stable name", pattern=r"^[a-z0-9][a-z0-9-]*$"),
        Column("company_name", "text", "legal name"),
        Column("country", "text", "seat", references=("countries",)),
        Column("industry", "text", "industry, in words"),
        Column("product_id", "text", "product", references=("products",)),
        Column(
            "importer", "text", "where it is assembled", references=("countries",), empty="a none line has no importer"
        ),
        number("annual_units", "functional units a year", "units", empty="a none line has no units"),
        number("annual_revenue_usd", "revenue a year", "USD"),
        Column(
            "end_use",
            "text",
            "end use of the product",
            empty="not said: civil, by default",
            one_of=("civil", "defence"),
        ),
        Column("units_basis", "text", "how the units are known", one_of=("reported", "derived", "not_applicable")),
        Column("revenue_basis", "text", "how the revenue is known", one_of=("reported", "derived", "assumption")),
        Column(
            "split_basis",
            "text",
            "how the split over assembly regions is known",
            one_of=("reported", "derived", "assumption", "not_applicable"),
        ),
        Column("period", "text", "year or fiscal year of units and revenue"),
        *PROVENANCE,
    ),
    rules=(
        ASSUMPTION_EXPLAINED,
        Rule(
            "a line needs importer and units unless it is none",
            (pl.col("product_id") == "none") == (pl.col("importer").is_null() & pl.col("annual_units").is_null()),
        ),
        Rule(
            "a row with an assumed revenue or split is an assumption",
            ((pl.col("revenue_basis") != "assumption") & (pl.col("split_basis") != "assumption"))
            | (pl.col("basis") == "assumption"),
        ),
    ),
    silent="a demonstration: no assessment of the companies named; one year's volumes stand for every day scored",
)

MARKET_TABLES = (SOURCES, PRICES, PREMIUM_SHARES, LINE_DEFAULTS, DEFAULT_RANGES, MAGNET_EXPORTS, DEMO_PORTFOLIO)
