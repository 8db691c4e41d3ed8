"""Contracts of duties: the layers of law, and what is assumed where none is known."""

import polars as pl

from reference_data.contract import Column, Rule, ShelfLife, Table
from reference_data.contracts.common import (
    ANY,
    AREA,
    ASSUMPTION_EXPLAINED,
    DATED,
    DIGITS,
    LAW,
    LAW_RULES,
    PROVENANCE,
    SLUG,
    VALIDITY_RULES,
    number,
)

TARIFF_LAYERS = Table(
    "tariff_layers",
    grain="one duty of one programme on one tariff line from one origin, while it holds",
    key=("layer_id",),
    columns=(
        Column("layer_id", "text", "stable name of the row", pattern=r"^[A-Z0-9][A-Za-z0-9_.-]*$"),
        Column("importer", "text", "customs area that levies the duty", references=AREA),
        Column("origin", "text", "customs area of origin, or * for every origin", references=AREA, wildcard=ANY),
        Column("tariff_line", "text", "leading digits of the lines covered, or * for every line", pattern=DIGITS),
        Column(
            "programme",
            "text",
            "the act the layer belongs to; the longest matching line of a programme wins",
            pattern=SLUG,
        ),
        Column(
            "stacking",
            "text",
            "base: the MFN rate; adds: on top; replaces: the programmes named in replaces do not apply; "
            "minimum_total: tops the base rate up to the rate; "
            "exempt: the programme does not apply to this line; a condition that we cannot see stands in only_if",
            one_of=("base", "adds", "replaces", "minimum_total", "exempt"),
        ),
        Column("replaces", "list", "programmes that do not apply while this layer does", empty="replaces none"),
        Column(
            "only_if",
            "text",
            "what must be true of the goods, where the tables cannot tell; the dearer case counts",
            empty="unconditional",
        ),
        number(
            "rate",
            "duty as a share of customs value; 0 for exempt",
            "share",
            empty="a duty is charged and its rate was not read: the rate of the stack is null, with the reason",
        ),
        number("assumed_rate", "what a score counts where the rate was not read", "share", empty="the rate was read"),
        Column("legal_ref", "text", "the act, article or heading"),
        *LAW,
        *PROVENANCE,
    ),
    rules=(
        *LAW_RULES,
        ASSUMPTION_EXPLAINED,
        Rule("one of rate and assumed_rate is needed", pl.col("rate").is_null() != pl.col("assumed_rate").is_null()),
        Rule(
            "an assumed_rate that is 0, or is not marked as an assumption",
            pl.col("assumed_rate").is_null() | ((pl.col("assumed_rate") > 0) & (pl.col("basis") == "assumption")),
        ),
        Rule("an exempt row with a rate", (pl.col("stacking") != "exempt") | (pl.col("rate") == 0)),
        Rule(
            "replaces is filled but stacking is not replaces",
            pl.col("replaces").is_null() | (pl.col("stacking") == "replaces"),
        ),
        Rule(
            "a base layer outside the programme mfn", (pl.col("stacking") == "base") == (pl.col("programme") == "mfn")
        ),
        Rule("a sum of layers is not a layer", ~pl.col("legal_ref").str.contains("(?i)total|sum of")),
    ),
    silent="without a base layer the rate is null, with the reason; in a score default_duties stands in for the base",
    shelf_life=ShelfLife(
        60,
        "duties were changed every few weeks in 2025",
        items=("layer_id",),
    ),
)

DEFAULT_DUTIES = Table(
    "default_duties",
    grain="the base rate assumed for an importer and tariff line where none is on record",
    key=("importer", "tariff_line", "valid_from"),
    columns=(
        Column("importer", "text", "customs area, or * for every importer", references=AREA, wildcard=ANY),
        Column("tariff_line", "text", "leading digits, or * for every line", pattern=DIGITS),
        number("rate", "duty as a share of customs value", "share"),
        *DATED,
        *PROVENANCE,
    ),
    rules=(
        *VALIDITY_RULES,
        ASSUMPTION_EXPLAINED,
        Rule("a default of 0 counts what is not known as free", pl.col("rate") > 0),
        Rule("a default duty is an assumption", pl.col("basis") == "assumption"),
    ),
    silent="no row for an importer and line: the gap check refuses to score",
    shelf_life=ShelfLife(
        365,
        "assumed until a schedule is read; schedules change by the year",
        items=("importer", "tariff_line"),
    ),
)

DUTY_TOTALS = Table(
    "duty_totals",
    grain="the sum of all duties on one tariff line from one origin over some days, as worked out by hand",
    key=("total_id",),
    columns=(
        Column("total_id", "text", "number of the row in the collection", pattern=r"^T[0-9]{3}$"),
        Column("importer", "text", "customs area that levies the duties", references=AREA),
        Column("origin", "text", "customs area of origin", references=AREA),
        Column("tariff_line", "text", "line of the importer's schedule", pattern=r"^[0-9]{6,10}$"),
        number("total_rate", "all duties together, as a share of customs value", "share"),
        *DATED,
        *PROVENANCE,
    ),
    rules=(*VALIDITY_RULES, Rule("a total is derived", pl.col("basis") == "derived"), ASSUMPTION_EXPLAINED),
    silent="never enters a score: the layers are held against it",
)

DUTY_TABLES = (TARIFF_LAYERS, DEFAULT_DUTIES, DUTY_TOTALS)
