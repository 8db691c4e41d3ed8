"""Contracts of what goods are made of, as published: magnet grades, and the elements in the parts of a product."""

import polars as pl

from reference_data.contract import Column, Rule, Table
from reference_data.contracts.common import (
    ASSUMPTION_EXPLAINED,
    EDITION,
    PROVENANCE,
    SLUG,
    VALIDITY_RULES,
    low_mid_high,
    number,
    ranged,
)

RULES = (*VALIDITY_RULES, ASSUMPTION_EXPLAINED)
CONSTITUENTS = ("nd", "pr", "dy", "tb", "gd", "ce", "la", "sm", "fe", "b", "co", "other")
"""Element symbols in small letters; other is all else."""
ROUNDING = 1e-6


def _said(constituent: str) -> str:
    return "all else" if constituent == "other" else constituent.title()


MAGNET_GRADES = Table(
    "magnet_grades",
    grain="one grade of magnet, with everything it is made of",
    key=("grade", "valid_from"),
    columns=(
        Column("grade", "text", "stable name", pattern=SLUG),
        Column("name", "text", "as the trade or the study calls it"),
        Column("family", "text", "alloy or compound", one_of=("NdFeB", "SmCo", "SmFeN", "ferrite", "Fe16N2")),
        Column("process", "text", "how it is made"),
        Column("typical_use", "text", "where it is found"),
        Column("max_temperature_c", "integer", "highest working temperature", unit="°C", minimum=0, maximum=600),
        *(
            number(f"{name}_fraction", f"kg of {_said(name)} per kg of magnet", "kg/kg", maximum=1.0)
            for name in CONSTITUENTS
        ),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(
        *RULES,
        Rule(
            "the fractions do not sum to 1",
            (pl.sum_horizontal(f"{name}_fraction" for name in CONSTITUENTS) - 1).abs() < ROUNDING,
        ),
    ),
    silent="materials name the grade they stand on; a grade enters a score only through material_compositions",
)

PRODUCT_CONTENTS = Table(
    "product_contents",
    grain="one element in one part of a product, as published or estimated",
    key=("product_id", "part", "element", "valid_from"),
    columns=(
        Column("product_id", "text", "the product", references=("products",)),
        Column("part", "text", "part of the product that holds the element"),
        Column("element", "text", "the element", references=("elements",)),
        Column("substance", "text", "what the part is made of"),
        Column(
            "material_id",
            "text",
            "traded good that carries it in product_materials",
            references=("materials",),
            empty="traces or nothing by design: no good of its own is scored",
        ),
        *ranged("element_kg_per_unit", "kg of the element in one functional unit", "kg"),
        number("part_kg_per_unit", "kg of the substance in one functional unit", "kg", empty="not known"),
        Column("data_year", "integer", "year the figure describes", minimum=2000, maximum=2100),
        number(
            "substitutable_share",
            "how far another design can do without it in three to five years: 0 not at all, 1 freely",
            "share",
            maximum=1.0,
        ),
        number("substitutable_share_12_months", "the same within twelve months", "share", maximum=1.0),
        Column("substitutes", "text", "what would take its place"),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(*RULES, low_mid_high("element_kg_per_unit")),
    silent="evidence behind product_materials, which a score reads; the substitutable shares are judgements",
)

CONTENT_TABLES = (MAGNET_GRADES, PRODUCT_CONTENTS)
