"""Two sides of a table compared row by row: which cells differ, as text, with their days and sources."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

CHANGED = {
    "group": pl.String(),
    "table": pl.String(),
    "key": pl.String(),
    "column": pl.String(),
    "before": pl.String(),
    "after": pl.String(),
    "since": pl.Date(),
    "source_id": pl.String(),
}
"""What a changed figure says: where it stands, both values as text, the day it counts from and who says so."""

TOUCH = {"touches": pl.String(), "touch": pl.String()}
"""What a figure bears on: a kind of thing (regime, layer, element, …) and its name; `everything` bears on all."""

EVERYTHING = "everything"


@dataclass(frozen=True)
class Figures:
    """Figures of one table, before and after. A row on one side only shows its first column, or every cell given."""

    group: str
    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    touches: str
    touch: tuple[str, ...]
    sides: Sequence[pl.DataFrame]
    all_of_new: bool = False


def differing(figures: Figures) -> pl.DataFrame:
    """One row a row × column that differs: CHANGED and TOUCH."""
    one, other = (_cells(frame, figures) for frame in figures.sides)
    rows = one.join(other, on=["key", "column"], how="full", coalesce=True, validate="1:1", suffix="_after")
    known = {side: pl.col(f"there{side}").is_not_null() for side in ("", "_after")}
    first = pl.lit(figures.all_of_new) | (pl.col("column") == figures.columns[0])
    moved = pl.col("cell").ne_missing(pl.col("cell_after")) & (first | (known[""] & known["_after"]))
    return rows.filter(moved).select(
        pl.lit(figures.group).alias("group"),
        pl.lit(figures.table).alias("table"),
        "key",
        "column",
        before="cell",
        after="cell_after",
        since=pl.when(known["_after"]).then("begins_after").otherwise("ends"),
        source_id=pl.coalesce("source_id_after", "source_id"),
        touches=pl.lit(figures.touches),
        touch=pl.coalesce("touch_after", "touch"),
    )


def _cells(frame: pl.DataFrame, figures: Figures) -> pl.DataFrame:
    """One row a row × column: its key and value as text, whose figure it is, and the days it counts."""
    begins = [pl.lit(None, pl.Date), *(pl.col(name) for name in ("valid_from", "known_from") if name in frame.columns)]
    touch = pl.concat_str(figures.touch, separator="/") if figures.touch else pl.lit("")
    named = frame.select(
        *(_text(frame, name).alias(name) for name in figures.columns),
        pl.concat_str(pl.col(figures.key).cast(pl.String).fill_null(""), separator="/").alias("key"),
        touch.alias("touch"),
        source_id=pl.col("source_id") if "source_id" in frame.columns else pl.lit(None, pl.String),
        begins=pl.max_horizontal(begins),
        ends=pl.col("valid_to") if "valid_to" in frame.columns else pl.lit(None, pl.Date),
        there=pl.lit(True),
    )
    about = ["key", "touch", "source_id", "begins", "ends", "there"]
    return named.unpivot(figures.columns, index=about, variable_name="column", value_name="cell")


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    cell = pl.col(name)
    return cell.list.join(";") if isinstance(frame.schema[name], pl.List) else cell.cast(pl.String)
