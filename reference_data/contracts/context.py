"""Contracts of facts that stand beside a score: what companies disclosed, and prices of goods that are no element."""

import polars as pl

from reference_data.contract import Column, Rule, Table
from reference_data.contracts.common import (
    ASSUMPTION_EXPLAINED,
    EDITION,
    KNOWN_FROM,
    PROVENANCE,
    VALIDITY_RULES,
    low_mid_high,
    ranged,
)

TOPICS = (
    "production_stop",
    "production_cut",
    "supply_risk",
    "inventory",
    "sourcing_contract",
    "substitution",
    "reduction",
    "recycled_content",
    "content_estimate",
)

DISCLOSURES = Table(
    "disclosures",
    grain="one dated fact that a company made known, or that was reported of it",
    key=("disclosure_id",),
    columns=(
        Column("disclosure_id", "text", "stable name", pattern=r"^[a-z0-9][a-z0-9-]*$"),
        Column(
            "company_id",
            "text",
            "company of the demonstration",
            references=("demo_portfolio",),
            empty="an industry, or a company outside the demonstration",
        ),
        Column("company_name", "text", "whom it is about"),
        Column("happened_on", "date", "day of the event or statement; the last day where only month or year is known"),
        Column("topic", "text", "what it is about", one_of=TOPICS),
        Column("effect", "text", "which way the exposure goes", one_of=("up", "down", "neutral")),
        Column("elements", "list", "elements named", references=("elements",), empty="none named"),
        Column("fact", "text", "the fact in our words"),
        Column("quantity", "text", "how much or how long", empty="no quantity given"),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(
        ASSUMPTION_EXPLAINED,
        Rule("known before it happened", pl.col("known_from") >= pl.col("happened_on")),
    ),
    silent="shown with a company, never read by a score; silence of a company says nothing",
)

PRICE_CONTEXT = Table(
    "price_context",
    grain="one quoted price of a good that is no single element or no oxide, from a day on",
    key=("good", "market", "valid_from"),
    columns=(
        Column("good", "text", "metal, alloy or mixed oxide quoted"),
        Column("market", "text", "where and on what terms"),
        Column("elements", "list", "elements it holds", references=("elements",)),
        *ranged("price_usd_per_kg", "price as quoted", "USD/kg"),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(*VALIDITY_RULES, ASSUMPTION_EXPLAINED, low_mid_high("price_usd_per_kg")),
    silent="to hold beside prices; never read by a score",
)

CONTEXT_TABLES = (DISCLOSURES, PRICE_CONTEXT)
