"""CSV that every spreadsheet opens and none executes: UTF-8, CRLF, RFC 4180, full-precision numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from service.exports.cells import one_cell_each
from service.refusal import Refusal

DELIMITERS = {",": ",", ";": ";", "|": "|", "\t": "tab"}
DECIMALS = (".", ",")
DANGEROUS_START = r"^[=+\-@\t\r]"
"""A text cell starting so is run as a formula by spreadsheets."""


@dataclass(frozen=True)
class CsvForm:
    """Byte order mark, delimiter and decimal sign. Raises Refusal for what no spreadsheet would read back."""

    bom: bool = False
    delimiter: str = ","
    decimal: str = "."

    def __post_init__(self) -> None:
        if self.delimiter not in DELIMITERS:
            raise Refusal(f"delimiter: {self.delimiter!r} is not one of , ; | or tab")
        if self.decimal not in DECIMALS:
            raise Refusal(f"decimal: {self.decimal!r} is not . or ,")
        if self.decimal == self.delimiter:
            raise Refusal("delimiter and decimal are both a comma: use decimal=, with delimiter=;")


DEFAULT = CsvForm()


def csv_chunks(batches: Iterable[pl.DataFrame], form: CsvForm = DEFAULT) -> Iterator[bytes]:
    """The rows as CSV, one chunk of bytes a batch, the header in the first. Empty cell = not known.

    Text cells that start with = + - @ tab or CR get an apostrophe in front; numbers are never touched.
    """
    for number, batch in enumerate(batches):
        text = _guarded(one_cell_each(batch)).write_csv(
            include_bom=form.bom and number == 0,
            include_header=number == 0,
            separator=form.delimiter,
            decimal_comma=form.decimal == ",",
            line_terminator="\r\n",
        )
        yield text.encode()


def write_csv(batches: Iterable[pl.DataFrame], path: Path, form: CsvForm = DEFAULT) -> None:
    """Writes the rows to a CSV file."""
    with path.open("wb") as file:
        file.writelines(csv_chunks(batches, form))


def _guarded(batch: pl.DataFrame) -> pl.DataFrame:
    # Most columns hold no such cell, and to look costs a fifth of rewriting them.
    texts = batch.select(pl.col(pl.String)).iter_columns()
    dangerous = [text.name for text in texts if text.str.contains(DANGEROUS_START).any()]
    return batch.with_columns(pl.col(dangerous).str.replace(DANGEROUS_START, "'${0}")) if dangerous else batch
