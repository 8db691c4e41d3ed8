"""A file's bytes to a text table with a header we know, whatever the file is."""

from pathlib import PurePath

from service.portfolio.column_map import absent_faults, mapped
from service.portfolio.contract import FileContract
from service.portfolio.faults import WHOLE_FILE, Fault, refused, shown
from service.portfolio.header import header_faults
from service.portfolio.limits import MIB, MOST_FILE_BYTES
from service.portfolio.manner import Manner
from service.portfolio.reading_csv import read_csv
from service.portfolio.reading_xlsx import read_xlsx
from service.portfolio.table import TextTable

_ZIP = b"PK\x03\x04"
NO_ROWS = "no_rows"
"""Code of the fault of a file whose header is ours and that has nothing below it."""
_NO_ROWS = "the file has a header but no rows"


def read_table(data: bytes, filename: str, contract: FileContract, manner: Manner) -> TextTable:
    """The table in a CSV or XLSX file, told apart by the ending of its name, whatever its header.

    Raises ImportRefused where there is none.
    """
    if len(data) > MOST_FILE_BYTES:
        problem = f"the file has {len(data) / MIB:,.0f} MiB, at most {MOST_FILE_BYTES / MIB:,.0f} are read"
        raise refused("file_too_large", problem, "split it in several portfolios")
    table = _read(data, filename, contract)
    return mapped(table, manner.columns(table.header))


def table_faults(table: TextTable, contract: FileContract, manner: Manner) -> list[Fault]:
    """Why a table is none of ours: headings nobody can place, or no rows; nothing where it can be read."""
    faults = [*absent_faults(manner.said, table.header), *header_faults(table, contract)]
    if not faults and table.height == 0:
        faults.append(
            Fault(WHOLE_FILE, "", _NO_ROWS, "add at least one row; the template shows examples", code=NO_ROWS)
        )
    return faults


def _read(data: bytes, filename: str, contract: FileContract) -> TextTable:
    ending = PurePath(filename).suffix.lower()
    if ending in (".xlsx", ".xlsm"):
        return read_xlsx(data, contract)
    if ending != ".csv":
        problem = f"the file is called {shown(filename)}, and only .csv and .xlsx files are read"
        raise refused("file_ending", problem, "save it as CSV UTF-8 or as an Excel workbook (.xlsx)")
    if data.startswith(_ZIP):
        problem = "the file is a zip archive or workbook, but is called .csv"
        raise refused("not_a_table", problem, "if it is an Excel workbook, name it .xlsx")
    return read_csv(data, contract)
