"""Contracts of published figures the method is held against, and of governance: context beside the score."""

import polars as pl

from reference_data.contract import Column, Rule, Table
from reference_data.contracts.common import (
    AREA,
    ASSUMPTION_EXPLAINED,
    EDITION,
    KNOWN_FROM,
    PROVENANCE,
    SLUG,
    VALIDITY_RULES,
    number,
)

DIMENSIONS = (
    "voice_accountability",
    "political_stability",
    "government_effectiveness",
    "regulatory_quality",
    "rule_of_law",
    "control_of_corruption",
)
"""The six dimensions of the Worldwide Governance Indicators."""

STAGES = ("extraction", "processing")
NEVER_SCORED = "context beside the score; it never enters one"
NOT_MEASURED = "the edition gives none for the country"

GOVERNANCE = Table(
    "governance",
    grain="governance of one country in one data year, as one edition of the indicators has it",
    key=("country", "edition_year", "valid_from"),
    columns=(
        Column("country", "text", "the country", references=AREA),
        Column("edition_year", "integer", "year the edition was published; editions are never mixed", minimum=1999),
        *(
            number(
                f"{name}_estimate",
                f"{name.replace('_', ' ')}; higher is better governed",
                "standard normal",
                empty=NOT_MEASURED,
                minimum=-4.0,
                maximum=4.0,
            )
            for name in DIMENSIONS
        ),
        *(
            number(
                f"{name}_percentile",
                f"{name.replace('_', ' ')}, rank among countries",
                "percentile",
                empty="not collected for this edition",
                maximum=100.0,
            )
            for name in DIMENSIONS
        ),
        number(
            "political_stability_score",
            "political stability on the scale of 0 to 100 that the 2025 edition brought in",
            "points",
            empty="the edition has no such scale",
            maximum=100.0,
        ),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(
        *VALIDITY_RULES,
        ASSUMPTION_EXPLAINED,
        Rule(
            "no dimension is given",
            pl.any_horizontal(pl.col(f"{name}_estimate").is_not_null() for name in DIMENSIONS),
        ),
        Rule("the data year is not before the edition", pl.col("valid_from").dt.year() < pl.col("edition_year")),
    ),
    silent=NEVER_SCORED,
)

SUPPLY_RISK_SHARES = Table(
    "supply_risk_shares",
    grain="one country's share of a raw material at one stage, in the world's supply or in the EU's sourcing",
    key=("study", "material", "stage", "scope", "country"),
    columns=(
        Column("study", "text", "study that prints it", pattern=SLUG),
        Column("material", "text", "raw material, as the study's results call it"),
        Column("stage", "text", "stage of the supply chain", one_of=STAGES),
        Column("scope", "text", "world supply, or what the EU sources", one_of=("global", "eu_sourcing")),
        Column("country", "text", "producing or supplying country", references=AREA),
        Column("printed_share", "text", "share as printed, in per cent"),
        number("share", "share as a number; half of what is printed as less than a figure", "share", maximum=1.0),
        number(
            "trade_weight", "t: below 1 for members of the EU, above 1 for restricted exports", "factor", maximum=2.0
        ),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(ASSUMPTION_EXPLAINED,),
    silent="a country without a row supplies less than the study prints",
)

SUPPLY_RISK_RESULTS = Table(
    "supply_risk_results",
    grain="one raw material's published supply risk and what it was computed from",
    key=("study", "material"),
    columns=(
        Column("study", "text", "study that prints it", pattern=SLUG),
        Column("material", "text", "raw material, or group of them"),
        Column("element", "text", "the element", references=("elements",), empty="a group of elements"),
        number("supply_risk", "supply risk as published", "points"),
        number("economic_importance", "economic importance as published", "points"),
        Column("used_stage", "text", "stage whose risk is published as the material's", one_of=STAGES),
        Column("stages", "list", "stages assessed"),
        *(
            column
            for stage in STAGES
            for column in (
                Column(
                    f"{stage}_supply",
                    "text",
                    f"shares the risk at {stage} was computed from: world only, or world and EU sourcing",
                    one_of=("global", "global_and_eu"),
                    empty="stage not assessed",
                ),
                number(f"{stage}_risk", f"supply risk at {stage}", "points", empty="not printed"),
                number(
                    f"{stage}_import_reliance", f"IR: import reliance at {stage}", "share", empty="none", maximum=1.0
                ),
            )
        ),
        number("substitution_economic", "SI_EI: substitution index", "index", empty="not printed", maximum=1.0),
        number("substitution_supply", "SI_SR: substitution index", "index", empty="not printed", maximum=1.0),
        number("recycling_input_rate", "EoL-RIR: supply from end-of-life recycling", "share", maximum=1.0),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(ASSUMPTION_EXPLAINED,),
    silent=NEVER_SCORED,
)

MATERIALS_AT_RISK = Table(
    "materials_at_risk",
    grain="one raw material that a controlling country may put under licence",
    key=("material",),
    columns=(
        Column("material", "text", "raw material, as the study's results call it"),
        Column("controlling_origin", "text", "country whose share is given", references=AREA),
        number("supply_risk", "supply risk as published", "points"),
        number("economic_importance", "economic importance as published", "points"),
        number("origin_share", "largest share of the controlling origin at any stage", "share", maximum=1.0),
        number(
            "herfindahl", "largest Herfindahl index of any stage", "index", empty="no shares are printed", maximum=1.0
        ),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(ASSUMPTION_EXPLAINED,),
    silent="a material the study did not assess is in no ranking",
)

EXPORT_RESTRICTION_WEIGHTS = Table(
    "export_restriction_weights",
    grain="one weight that a published method gives to restrictions on exports",
    key=("weight_id",),
    columns=(
        Column("weight_id", "text", "stable name", pattern=SLUG),
        Column("method_name", "text", "who uses it"),
        Column("restriction", "text", "restriction it stands for"),
        number("weight", "the weight", "by how_used", empty="a range, or none"),
        number("weight_low", "low end", "by how_used", empty="no range"),
        number("weight_high", "high end", "by how_used", empty="no range"),
        Column("how_used", "text", "what the weight does in the method"),
        Column("row_count", "integer", "rows of supply_risk_shares that carry it", unit="rows", empty="not counted"),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(ASSUMPTION_EXPLAINED,),
    silent=NEVER_SCORED,
)

PUBLISHED_TABLES = (
    GOVERNANCE,
    SUPPLY_RISK_SHARES,
    SUPPLY_RISK_RESULTS,
    MATERIALS_AT_RISK,
    EXPORT_RESTRICTION_WEIGHTS,
)
