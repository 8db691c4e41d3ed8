"""Frames as Parquet bytes, and one name for their content."""

import hashlib
import io
from pathlib import Path

import polars as pl


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as a Parquet file."""
    content = io.BytesIO()
    frame.write_parquet(content, compression="zstd")
    return content.getvalue()


def rows_of(path: Path, company_id: str | None = None) -> pl.DataFrame:
    """The rows of a stored frame, or those of one company."""
    if company_id is None:
        return pl.read_parquet(path)
    return pl.scan_parquet(path).filter(pl.col("company_id") == company_id).collect(engine="in-memory")


def content_version(kind: str, *frames: pl.DataFrame) -> str:
    """Sixteen hex digits that change with any cell or column, and with nothing else."""
    digest = hashlib.sha256(kind.encode())
    for frame in frames:
        digest.update(b"\x00" + hashlib.sha256(frame.write_csv().encode()).digest())
    return digest.hexdigest()[:16]
