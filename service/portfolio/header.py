"""The header of a file against the columns we know: names count, case and surrounding blanks do not."""

from service.portfolio.contract import STATUS_COLUMNS, FileContract
from service.portfolio.currencies import other_currency
from service.portfolio.faults import HEADER_ROW, Fault, shown
from service.portfolio.nearest import nearest_word
from service.portfolio.table import TextTable, spreadsheet_letter
from service.portfolio.texts import BLANKS


def plain_name(name: str) -> str:
    """A header cell as it is compared."""
    return name.strip(BLANKS).lower()


def column_places(table: TextTable, contract: FileContract) -> dict[str, int]:
    """Where each column of the contract stands in a table with a checked header."""
    names = [plain_name(name) for name in table.names]
    return {name: names.index(name) for name in contract.names if name in names}


def header_faults(table: TextTable, contract: FileContract) -> list[Fault]:
    """Every column that is missing, unknown or there twice."""
    header, names = table.header, [plain_name(name) for name in table.names]
    known = {*contract.names, *STATUS_COLUMNS}
    if not any(names):
        return [Fault(HEADER_ROW, "", "is blank", _expected(contract), code="header")]
    if not known.intersection(names):
        return [Fault(HEADER_ROW, "", "is not a header of ours", _expected(contract), code="header")]
    missing = [column.name for column in contract.columns if column.required and column.name not in names]
    unknown = [(place, name) for place, name in enumerate(names) if name and name not in known]
    faults = [_unknown(place, header[place], _free_for(header[place], names, contract)) for place, _ in unknown]
    faults += [
        _missing(name, [own for _, own in unknown if not other_currency(own, contract.column(name))])
        for name in missing
    ]
    twice = [(place, name) for place, name in enumerate(names) if name in known and name in names[:place]]
    return faults + [_twice(place, name, names.index(name)) for place, name in twice]


def _expected(contract: FileContract) -> str:
    required = ",".join(column.name for column in contract.columns if column.required)
    return f"the first row names the columns, at least {required}"


def _free_for(heading: str, names: list[str], contract: FileContract) -> list[str]:
    free = [column for column in contract.columns if column.name not in names]
    return [column.name for column in free if not other_currency(heading, column)]


def _unknown(place: int, given: str, free: list[str]) -> Fault:
    near = nearest_word(plain_name(given), free)
    meant = f"did you mean {near[0]}?" if near else "leave it out, or see the template for the columns we know"
    problem = f"{shown(given)} in column {spreadsheet_letter(place)} is no column we know"
    return Fault(HEADER_ROW, "", problem, meant, given, "unknown_column", near)


def _missing(name: str, unknown: list[str]) -> Fault:
    near = nearest_word(name, unknown)
    meant = f"is it the one called {shown(near[0])}?" if near else "add it"
    return Fault(HEADER_ROW, name, "this column is missing", meant, code="missing_column")


def _twice(place: int, name: str, first: int) -> Fault:
    where = f"in columns {spreadsheet_letter(first)} and {spreadsheet_letter(place)}"
    return Fault(HEADER_ROW, name, f"stands twice, {where}", "keep one of them", name, "column_twice")
