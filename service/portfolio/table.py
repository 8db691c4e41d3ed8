"""An uploaded table as it was given: text in rows and columns, before anything is made of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import polars as pl

from service.portfolio.faults import refused
from service.portfolio.limits import MOST_ROWS

CHUNK_ROWS = 50_000

NumberedRow = tuple[int, list[str]]
"""A row as the user counts it, and its cells."""


@dataclass(frozen=True)
class CellNote:
    """Something about a cell that its text does not say: what kind of workbook cell it came from."""

    row: int
    place: int
    code: str


@dataclass(frozen=True)
class TextTable:
    """The header, the rows as wide as the header, and rows of another width by row number; blank rows are left out.

    `rows` has `row` and one text column a place (`place_name`), empty cells null. `names` says what each heading is
    read as: the heading itself, or the column it is mapped to; nothing for a column that is left out. A file with
    semicolons may have decimal commas.
    """

    header: tuple[str, ...]
    rows: pl.DataFrame
    ragged: dict[int, list[str]]
    names: tuple[str, ...]
    notes: tuple[CellNote, ...] = ()
    has_semicolons: bool = False

    @property
    def height(self) -> int:
        return self.rows.height + len(self.ragged)

    @property
    def last_row(self) -> int:
        return max(int(self.rows["row"][-1]) if self.rows.height else 0, *self.ragged, 0)

    def numbered_rows(self) -> Iterator[NumberedRow]:
        """All rows that are not blank, in the order of the file."""
        ragged = sorted(self.ragged.items())
        following = iter(ragged)
        next_ragged = next(following, None)
        for row, *cells in self.rows.iter_rows():
            while next_ragged and next_ragged[0] < row:
                yield next_ragged
                next_ragged = next(following, None)
            yield row, [cell or "" for cell in cells]
        if next_ragged:
            yield next_ragged
            yield from following


def place_name(place: int) -> str:
    """The name of a column of `TextTable.rows`."""
    return f"place_{place}"


def text_table(header: list[str], rows: Iterable[NumberedRow]) -> TextTable:
    """Sorts rows into those as wide as the header, others, and blank ones."""
    ragged: dict[int, list[str]] = {}
    width = len(header)
    schema = {"row": pl.Int64, **{place_name(place): pl.String for place in range(width)}}
    whole = (row for row in rows if _is_whole(row, width, ragged))
    chunks = [pl.DataFrame(schema=schema)]
    while chunk := list(islice(whole, CHUNK_ROWS)):
        chunks.append(_chunk(chunk, schema))
    return TextTable(tuple(header), pl.concat(chunks, rechunk=True), ragged, names=tuple(header))


def spreadsheet_letter(place: int) -> str:
    """The letter a spreadsheet shows above a column."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _is_whole(row: NumberedRow, width: int, ragged: dict[int, list[str]]) -> bool:
    number, cells = row
    if number > MOST_ROWS:
        raise refused("too_many_rows", f"the file has over {MOST_ROWS:,} rows", "split it in several portfolios")
    if not any(cell and not cell.isspace() for cell in cells):
        return False
    if len(cells) != width:
        ragged[number] = cells
    return len(cells) == width


def _chunk(rows: list[NumberedRow], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    columns = zip(*([number, *(cell or None for cell in cells)] for number, cells in rows), strict=True)
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema, strict=False)
