"""The columns of the reference tables and of the files that are imported, from their contracts."""

from reference_data.contract import Column, Table
from reference_data.contracts import TABLES
from reference_data.dictionary import values
from service.dictionary.entry import NEVER, Described, Kind, Meaning
from service.portfolio.application_columns import LICENCE_APPLICATIONS
from service.portfolio.columns import PORTFOLIO
from service.portfolio.contract import Column as FileColumn
from service.portfolio.contract import FileContract
from service.portfolio.help import takes

FILE_KINDS: dict[str, Kind] = {"number": "number", "date": "date"}
"""Kind of a column of a file → kind of its cells, text for all others."""

GRAINS = {
    PORTFOLIO.name: "one product line of a company, or with material_id what it says of one material",
    LICENCE_APPLICATIONS.name: "one licence application of a company",
}


def reference_tables() -> list[Described]:
    """All reference tables, as their contracts have them."""
    return [
        Described("Reference tables", table.name, table.grain, reference_columns(table)) for table in TABLES.values()
    ]


def reference_columns(table: Table) -> dict[str, Meaning]:
    """The columns of one reference table."""
    return {column.name: _meaning(column) for column in table.columns}


def imported_files() -> list[Described]:
    """The portfolio file and the file of licence applications."""
    return [_file(PORTFOLIO), _file(LICENCE_APPLICATIONS)]


def _file(contract: FileContract) -> Described:
    columns = {column.name: _of_file(column) for column in contract.columns}
    return Described("Files to import", contract.name, GRAINS[contract.name], columns)


def _of_file(column: FileColumn) -> Meaning:
    kind = FILE_KINDS.get(column.kind, "text")
    empty = "must be filled in" if column.required else column.empty
    return Meaning(kind, column.meaning, column.unit, empty, takes(column))


def _meaning(column: Column) -> Meaning:
    return Meaning(column.kind, column.meaning, column.unit, column.empty or NEVER, values(column))
