"""JSON rows, streamed: one array of objects, null where a value is not known."""

from collections.abc import Iterable, Iterator

import polars as pl


def json_chunks(batches: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """The rows as one JSON array, one chunk of bytes a batch; dates as ISO text."""
    separator = "[\n"
    for batch in batches:
        rows = batch.write_ndjson().removesuffix("\n").replace("\n", ",\n")
        if rows:
            yield (separator + rows).encode()
            separator = ",\n"
    yield b"[]\n" if separator == "[\n" else b"\n]\n"
