"""A file's bytes to a text table with a header we know, whatever the file is."""

from pathlib import PurePath

from service.portfolio.contract import FileContract
from service.portfolio.faults import ImportRefused, refused, shown
from service.portfolio.header import header_faults
from service.portfolio.limits import MIB, MOST_FILE_BYTES
from service.portfolio.reading_csv import read_csv
from service.portfolio.reading_xlsx import read_xlsx
from service.portfolio.table import TextTable

_ZIP = b"PK\x03\x04"


def read_table(data: bytes, filename: str, contract: FileContract) -> TextTable:
    """The table in a CSV or XLSX file, told apart by the ending of its name; raises ImportRefused with all faults."""
    if len(data) > MOST_FILE_BYTES:
        problem = f"the file has {len(data) / MIB:,.0f} MiB, at most {MOST_FILE_BYTES / MIB:,.0f} are read"
        raise refused("file_too_large", problem, "split it in several portfolios")
    table = _read(data, filename, contract)
    faults = header_faults(table.header, contract)
    if faults:
        raise ImportRefused(faults)
    if table.height == 0:
        problem = "the file has a header but no rows"
        raise refused("no_rows", problem, "add at least one row; the template shows examples")
    return table


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
