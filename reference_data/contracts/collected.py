"""Contract of the record of collection: what became of every row of the papers the tables were made from."""

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
        Column(
            "rows",
            "list",
            "data rows of the paper, the first below its header being 1; a span is written 3-17",
        ),
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
    silent="the record explains the tables; it never enters a score",
)

COLLECTED_TABLES = (COLLECTED_ROWS,)
