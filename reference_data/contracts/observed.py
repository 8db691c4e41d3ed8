"""Contracts of what was seen of controls beside licences: flows of goods and stopped plants."""

import polars as pl

from reference_data.contract import Column, Rule, Table
from reference_data.contracts.common import ANY, AREA, ASSUMPTION_EXPLAINED, KNOWN_FROM, PROVENANCE, number

EXPORT_FLOWS = Table(
    "export_flows",
    grain="one reported flow of one group of goods between two customs areas in one period",
    key=("item", "origin", "destination", "period_from", "period_to"),
    columns=(
        Column(
            "item",
            "text",
            "group of goods; months of magnets stand in magnet_exports",
            one_of=(
                "rare_earth_magnets",
                "rare_earth_metals_and_compounds",
                "rare_earths_and_magnets",
                "rare_earths_not_specified",
                "dysprosium",
                "terbium",
                "yttrium_compounds",
                "hts_8505",
                "hts_2846",
            ),
        ),
        Column("origin", "text", "customs area of departure", references=AREA),
        Column("destination", "text", "customs area of arrival, or * for all", references=AREA, wildcard=ANY),
        Column("period_from", "date", "first day of the period"),
        Column("period_to", "date", "first day after the period", empty="the source does not say"),
        number("tonnes", "mass", "t", empty="not reported"),
        number("value_usd", "customs value", "USD", empty="not reported"),
        number("change_on_year", "reported change on a year before", "share", empty="not reported", minimum=-1.0),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(
        ASSUMPTION_EXPLAINED,
        Rule(
            "neither tonnes nor value_usd nor change_on_year",
            pl.any_horizontal(pl.col("tonnes", "value_usd", "change_on_year").is_not_null()),
        ),
        Rule("period_to is not after period_from", (pl.col("period_to") > pl.col("period_from")).fill_null(True)),
        Rule("known_from is before the period is over", (pl.col("known_from") >= pl.col("period_to")).fill_null(True)),
    ),
    silent="a period without a row is not known; used to test the waits, never in a score",
)

STOPPAGES = Table(
    "stoppages",
    grain="one reported stop or cut of production for want of licensed goods",
    key=("stoppage_id",),
    columns=(
        Column("stoppage_id", "text", "stable name of the row", pattern=r"^[A-Z0-9][A-Za-z0-9_.-]*$"),
        Column("who", "text", "firm, plant or group of firms"),
        Column("area", "text", "country or customs area of the plants", references=AREA),
        Column("period_from", "date", "first day, or first day of the month"),
        Column("period_to", "date", "first day after, or first day of the next month", empty="not reported"),
        Column("date_precision", "text", "how exact the period is", one_of=("day", "month")),
        Column("state", "text", "whether it had happened when it was reported", one_of=("happened", "expected")),
        number("stopped_days", "days without production", "days", empty="not reported"),
        number("sites_count", "plants, lines or firms stopped", "sites", empty="not reported as a number"),
        number("output_change", "change of output on the plan", "share", empty="not reported", minimum=-1.0),
        Column("cause", "text", "what was missing, as reported"),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(
        ASSUMPTION_EXPLAINED,
        Rule("period_to is not after period_from", (pl.col("period_to") > pl.col("period_from")).fill_null(True)),
    ),
    silent="a stop that was not reported is not here; never in a score",
)

OBSERVED_TABLES = (EXPORT_FLOWS, STOPPAGES)
