"""Contracts of acts on exports: the act, its goods and firms, what parties claim of it, materials controlled."""

import polars as pl

from reference_data.contract import Column, Rule, ShelfLife, Table
from reference_data.contracts.common import (
    ANY,
    AREA,
    ASSUMPTION_EXPLAINED,
    DATED,
    KNOWN_FROM,
    LAW,
    LAW_RULES,
    PROVENANCE,
    VALIDITY_RULES,
)

MEASURE_KINDS = (
    "licence",
    "prohibition",
    "entity_list",
    "general_licence",
    "suspension",
    "quota",
    "technology",
    "extraterritorial",
    "framework",
    "other",
)
NEVER_SUSPENDED = "never suspended"

LICENCE_MEASURES = Table(
    "licence_measures",
    grain="one dated act of a government on exports, for one scope; what it covers stands in measure_goods",
    key=("measure_id",),
    columns=(
        Column("measure_id", "text", "stable name of the measure"),
        Column("authority", "text", "who acts; measures of one authority never add up"),
        Column("legal_ref", "text", "announcement, article or law"),
        Column("title", "text", "what it does, in words a buyer understands"),
        Column("origin", "text", "customs area whose exports it governs", references=AREA),
        Column("destinations", "list", "customs areas it is aimed at, or *", references=AREA, wildcard=ANY),
        Column("end_use", "text", "end use it is aimed at", one_of=("civil", "defence", ANY)),
        Column("measure_kind", "text", "what kind of act", one_of=MEASURE_KINDS),
        Column("announced_on", "date", "day of announcement", empty="never announced, or the day was not read"),
        Column("suspended_from", "date", "first day of a suspension", empty=NEVER_SUSPENDED),
        Column(
            "suspended_to",
            "date",
            "first day after the suspension, by the text of the act",
            empty="never suspended, or open",
        ),
        Column(
            "suspension_known_from",
            "date",
            "first day on which the public could know of the suspension and its end",
            empty=NEVER_SUSPENDED,
        ),
        Column("evidence_on", "date", "date of the newest evidence on what became of the act"),
        Column(
            "statutory_review_working_days",
            "integer",
            "promised review time",
            unit="working days",
            empty="none promised",
            minimum=0,
        ),
        *LAW,
        *PROVENANCE,
    ),
    rules=(
        *LAW_RULES,
        ASSUMPTION_EXPLAINED,
        Rule(
            "a suspension needs both suspended_from and suspension_known_from",
            pl.col("suspended_from").is_null() == pl.col("suspension_known_from").is_null(),
        ),
        Rule(
            "suspended_to is not after suspended_from",
            pl.col("suspended_to").is_null()
            | (pl.col("suspended_from").is_not_null() & (pl.col("suspended_to") > pl.col("suspended_from"))),
        ),
        Rule(
            "suspension_known_from is before known_from",
            pl.col("suspension_known_from").is_null() | (pl.col("suspension_known_from") >= pl.col("known_from")),
        ),
    ),
    silent="measures explain regimes; the score reads licence_regimes only",
    shelf_life=ShelfLife(
        60,
        "acts were changed and suspended within weeks in 2025",
        items=("measure_id",),
    ),
)

MEASURE_GOODS = Table(
    "measure_goods",
    grain="one group of goods that one measure covers, with its own codes",
    key=("measure_id", "goods_id"),
    columns=(
        Column("measure_id", "text", "the measure", references=("licence_measures",)),
        Column("goods_id", "text", "name of the group within the measure"),
        Column(
            "elements",
            "list",
            "elements covered",
            references=("elements",),
            empty="the act names no rare earth (other materials, frameworks)",
        ),
        Column("forms", "list", "metal, alloy, oxide, compound, magnet, target …"),
        Column("control_codes", "list", "codes of the control list", empty="none named in what was read"),
        Column("hs_codes", "list", "customs codes the act or the customs list names", empty="none named"),
        *PROVENANCE,
    ),
    rules=(ASSUMPTION_EXPLAINED,),
    silent="goods that are not listed are not covered, as far as the text was read",
)

MEASURE_CLAIMS = Table(
    "measure_claims",
    grain="what one party says about one disputed fact of one measure",
    key=("claim_id",),
    columns=(
        Column("claim_id", "text", "stable name of the claim"),
        Column("measure_id", "text", "the measure", references=("licence_measures",)),
        Column("fact", "text", "column of licence_measures that is disputed", one_of=("suspended_to", "valid_to")),
        Column("claimant", "text", "who says it, as a buyer would name it"),
        Column("claim_kind", "text", "the text of the act, or another party", one_of=("act", "party")),
        Column("claimed_on", "date", "the day claimed: first day after"),
        Column("said_on", "date", "day on which it was said"),
        Column("scenario_id", "text", "the future in which the claimant is right", references=("scenarios",)),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(
        ASSUMPTION_EXPLAINED,
        Rule("known_from is before said_on", pl.col("known_from") >= pl.col("said_on")),
    ),
    silent="nobody disputes the fact: the column of licence_measures stands",
)

MEASURE_ENTITIES = Table(
    "measure_entities",
    grain="one firm named by one measure",
    key=("measure_id", "entity_name"),
    columns=(
        Column("measure_id", "text", "the measure that names the firm", references=("licence_measures",)),
        Column("entity_name", "text", "name of the firm as reported"),
        Column("country", "text", "where it is based", references=AREA),
        Column(
            "list_kind",
            "text",
            "ban: no dual-use exports; watch: individual licences only, review without a time limit; "
            "holder: an exporter that holds a general licence",
            one_of=("ban", "watch", "holder"),
        ),
        *DATED,
        *PROVENANCE,
    ),
    rules=(*VALIDITY_RULES, ASSUMPTION_EXPLAINED),
    silent="a firm that is not named is not listed here; names in the press are incomplete, as the measure's note says",
)

CONTROLLED_MATERIALS = Table(
    "controlled_materials",
    grain="one raw material that an origin put under export licence, rare earths and others",
    key=("material",),
    columns=(
        Column("material", "text", "raw material, as materials_at_risk calls it"),
        Column("element", "text", "the rare earth", references=("elements",), empty="no rare earth"),
        Column("origin", "text", "customs area whose exports are controlled", references=AREA),
        Column("legal_ref", "text", "the act"),
        Column(
            "measure_id",
            "text",
            "the act in licence_measures",
            references=("licence_measures",),
            empty="an act that names no rare earth and is not kept there",
        ),
        Column("announced_on", "date", "day of announcement"),
        Column("suspended_from", "date", "first day of a suspension", empty=NEVER_SUSPENDED),
        *LAW,
        *PROVENANCE,
    ),
    rules=(*LAW_RULES, ASSUMPTION_EXPLAINED),
    silent="no licence on the material was announced by the day the rows were last verified",
)

ACT_TABLES = (LICENCE_MEASURES, MEASURE_GOODS, MEASURE_CLAIMS, MEASURE_ENTITIES, CONTROLLED_MATERIALS)
