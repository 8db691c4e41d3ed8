"""Where lazy frames are worked out."""

from collections.abc import Iterable

import polars as pl


def collected(frame: pl.LazyFrame) -> pl.DataFrame:
    """The rows of a frame, by the in-memory engine: it keeps row order through sorts and windows, on which we rely."""
    return frame.collect(engine="in-memory")


def collected_all(frames: Iterable[pl.LazyFrame]) -> list[pl.DataFrame]:
    """The rows of several frames as `collected`, all at once: on few rows, handing work over is what takes time."""
    return pl.collect_all(frames, engine="in-memory")
