"""Contracts of who ships to whom, who digs how much, and who could make it outside China."""

import polars as pl

from reference_data.contract import Column, Rule, Table
from reference_data.contracts.common import ASSUMPTION_EXPLAINED, KNOWN_FROM, PROVENANCE, number

TRADE_FLOWS = Table(
    "trade_flows",
    grain="what one importer bought of one code from one origin in a period, as reported",
    key=("importer", "hs_code", "origin", "period_from", "period_to"),
    columns=(
        Column("importer", "text", "country or customs area that imports", references=("countries",)),
        Column("hs_code", "text", "HS code of four or six digits, or a national line", pattern=r"^[0-9]{4,10}$"),
        Column("origin", "text", "country that ships; ROW for origins too small to name", references=("countries",)),
        Column("period_from", "date", "first day of the period"),
        Column("period_to", "date", "first day after the period"),
        number("value_usd", "value as the source states it (BACI: FOB; US: customs value)", "USD", empty="not given"),
        number("quantity_t", "mass", "t", empty="not given by the source"),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(
        ASSUMPTION_EXPLAINED,
        Rule("period_to is not after period_from", pl.col("period_to") > pl.col("period_from")),
        Rule("neither value nor quantity", pl.col("value_usd").is_not_null() | pl.col("quantity_t").is_not_null()),
        Rule("importer and origin are one", pl.col("importer") != pl.col("origin")),
    ),
    silent="import mixes are derived from these rows; an importer without rows has no mix of its own",
)

MINE_OUTPUT = Table(
    "mine_output",
    grain="rare-earth oxide mined in one country in one year, as one edition has it",
    key=("origin", "year", "known_from"),
    columns=(
        Column("origin", "text", "country, or ROW for the rest of the edition's total", references=("countries",)),
        Column("year", "integer", "year of mining", minimum=1990, maximum=2100),
        number("oxide_t", "rare-earth oxide equivalent", "t"),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(ASSUMPTION_EXPLAINED,),
    silent="the country is in the edition's rest; mining shares in supply_shares are derived from these rows",
)

PLANTS = Table(
    "plants",
    grain="one work outside China that makes, or is to make, a rare-earth good",
    key=("company", "site", "stage"),
    columns=(
        Column("company", "text", "who runs it"),
        Column("site", "text", "where, in words"),
        Column("country", "text", "country of the work; ROW for a sum over countries", references=("countries",)),
        Column("stage", "text", "stage", one_of=("mining", "separation", "metal", "magnet")),
        Column("product", "text", "what it makes"),
        number("capacity_t_per_year", "capacity, or output where the unit says so", "t/year", empty="not disclosed"),
        Column("capacity_of", "text", "what the tonnes are of", empty="no capacity is given"),
        Column(
            "status",
            "text",
            "how far it is",
            one_of=("operating", "commissioning", "under construction", "planned", "under study"),
        ),
        Column("year", "integer", "year the status is of", minimum=2000, maximum=2100),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(
        ASSUMPTION_EXPLAINED,
        Rule(
            "a capacity without what it is of",
            pl.col("capacity_t_per_year").is_null() | pl.col("capacity_of").is_not_null(),
        ),
    ),
    silent="context for second sources; a work that is not listed may exist, and none enters a score",
)

TRADE_TABLES = (TRADE_FLOWS, MINE_OUTPUT, PLANTS)
