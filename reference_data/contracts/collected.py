"""Contracts of how the tables came about: the fate of every collected row, and corrections of published ones."""

import polars as pl

from reference_data.contract import Column, Rule, Table

COLLECTED_ROWS = Table(
    "collected_rows",
    grain="rows of one collected paper that met the same fate for the same reason",
    key=("paper", "part"),
    columns=(
        Column(
            "paper", "text", "working paper of the collection, folder and file", pattern=r"^[a-z]+/[a-z0-9_]+\.csv$"
        ),
        Column("part", "integer", "number of the group within the paper", minimum=1),
        Column("rows", "list", "data rows of the paper, the first below its header being 1; a span is written 3-17"),
        Column("row_count", "integer", "how many rows these are", unit="rows", minimum=1),
        Column("paper_rows", "integer", "data rows of the whole paper", unit="rows", minimum=1),
        Column("fate", "text", "what became of them", one_of=("taken", "left_out")),
        Column("tables", "list", "tables that hold what was taken", empty="left out"),
        Column("reason", "text", "why they were left out, or how they were taken", empty="taken as they stood"),
    ),
    rules=(
        Rule("tables and fate disagree", (pl.col("fate") == "taken") == pl.col("tables").is_not_null()),
        Rule("left out without a reason", (pl.col("fate") == "taken") | pl.col("reason").is_not_null()),
    ),
    silent="every paper of the collection is here; it never enters a score",
)

CORRECTIONS = Table(
    "corrections",
    grain="one value of a published row that was wrong and was put right in place",
    key=("table", "key", "column", "corrected_on"),
    columns=(
        Column("table", "text", "table of the row"),
        Column("key", "text", "key of the row, its parts joined by a comma and a blank"),
        Column("column", "text", "column put right; * where the whole row was taken out"),
        Column("corrected_on", "date", "day of the correction"),
        Column("was", "text", "what the column said", empty="it was empty, or the whole row was taken out"),
        Column("became", "text", "what it says now", empty="it is empty now, or the whole row was taken out"),
        Column("reason", "text", "why the published value was wrong, with where the right one stands"),
    ),
    silent="a published value that changed without a row here is a fault; a replay uses the corrected value",
)

COLLECTED_TABLES = (COLLECTED_ROWS, CORRECTIONS)
