"""What goes into a cell of a flat file."""

import polars as pl
import polars.selectors as cs


def one_cell_each(batch: pl.DataFrame) -> pl.DataFrame:
    """The batch with lists joined by semicolons: a flat file has one value a cell."""
    return batch.with_columns(cs.list().cast(pl.List(pl.String)).list.join(";"))
