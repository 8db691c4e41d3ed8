"""Contracts of what a company could do: what levers cost, and which goods take the place of which."""

from reference_data.contract import Column, Table
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
UNITS = ("share", "days", "files", "years", "USD", "USD/kg", "kg/kg")

LEVER_COSTS = Table(
    "lever_costs",
    grain="one amount or cost of a lever, in one edition",
    key=("lever_id", "parameter", "valid_from"),
    columns=(
        Column("lever_id", "text", "the lever", pattern=SLUG),
        Column("parameter", "text", "what is assumed, with its unit in the name", pattern=SLUG),
        *ranged("value", "amount or cost", "as `unit` says"),
        Column("unit", "text", "unit of value", one_of=UNITS),
        Column("meaning", "text", "in words"),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(*RULES, low_mid_high("value")),
    silent="the lever is not recomputed, and says so; no score reads this table",
)

LEVER_SWAPS = Table(
    "lever_swaps",
    grain="the good that takes the place of a material when a lever is pulled, in one edition",
    key=("lever_id", "material_id", "valid_from"),
    columns=(
        Column(
            "lever_id",
            "text",
            "another grade, a design without the magnet, or the magnet bought inside a larger part",
            one_of=("dy_free_grade", "magnet_free_design", "import_form"),
        ),
        Column("material_id", "text", "the material that goes", references=("materials",)),
        Column(
            "becomes_material_id",
            "text",
            "the material that comes",
            references=("materials",),
            empty="nothing: the design does without",
        ),
        number(
            "kg_ratio",
            "kg that come for each kg that goes",
            "kg/kg",
            empty="kg_ratio of the lever in lever_costs, or nothing comes",
        ),
        *EDITION,
        *PROVENANCE,
    ),
    rules=RULES,
    silent="the lever has no such counterpart on record for the material; no score reads this table",
)

LEVER_TABLES = (LEVER_COSTS, LEVER_SWAPS)
