"""Frames as Parquet bytes, and one name for their content."""

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

import polars as pl


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as a Parquet file."""
    content = io.BytesIO()
    frame.write_parquet(content, compression="zstd")
    return content.getvalue()


def rows_of(path: Path, columns: Mapping[str, pl.DataType], company_id: str | None = None) -> pl.LazyFrame:
    """The rows of a stored frame, or those of one company; columns that were not known when it was stored are empty."""
    rows = pl.scan_parquet(path, schema=dict(columns), missing_columns="insert", extra_columns="ignore")
    return rows if company_id is None else rows.filter(pl.col("company_id") == company_id)


def content_version(kind: str, *frames: pl.DataFrame) -> str:
    """Sixteen hex digits that change with any cell or column, and with nothing else."""
    digest = hashlib.sha256(kind.encode())
    for frame in frames:
        digest.update(b"\x00" + hashlib.sha256(frame.write_csv().encode()).digest())
    return digest.hexdigest()[:16]
