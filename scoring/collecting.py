"""Where lazy frames are worked out."""

import polars as pl


def collected(frame: pl.LazyFrame) -> pl.DataFrame:
    """The rows of a frame, by the in-memory engine: it keeps row order through sorts and windows, on which we rely."""
    return frame.collect(engine="in-memory")
