"""Reference tables, what they cite, and the method: everything a score can be traced back to."""

from dataclasses import asdict

from flask import Blueprint, url_for

from reference_data.contract import Column, Table
from reference_data.contracts import TABLES
from scoring.freshness import stale_rows
from scoring.in_force import rows_on
from scoring.method import METHOD
from service.api.backing import backing
from service.api.citing import cited
from service.api.models.companies import DIRECTION
from service.api.models.reference import (
    ColumnMeaning,
    Constant,
    Methods,
    MethodVersion,
    Sources,
    StaleFigure,
    StaleFigures,
    TableList,
    TableRows,
    TableSummary,
)
from service.api.openapi import answers
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import AsOfQuery, RowsQuery
from service.api.tagging import from_tables
from service.portfolio.nearest import nearest_word

blueprint = Blueprint("tables", __name__, url_prefix="/v1")


@blueprint.get("/tables")
@from_tables
@answers(TableList, operation="listTables", tag="reference", tagged=True)
def tables() -> TableList:
    """All reference tables: what a row is, how many there are, and what an absent row means."""
    return TableList(**backing().tables_stamp().model_dump(), data=[_summary(table) for table in TABLES.values()])


@blueprint.get("/tables/stale")
@from_tables
@answers(StaleFigures, operation="listStaleFigures", tag="reference", query=AsOfQuery, tagged=True)
def stale(query: AsOfQuery) -> StaleFigures:
    """Which figures, or their last verification, are older on a day than the shelf life of their table."""
    stamp = backing().tables_stamp(query.as_of)
    rows = stale_rows(backing().tables(), stamp.as_of).to_dicts()
    return StaleFigures(**stamp.model_dump(), total=len(rows), data=[StaleFigure(**row) for row in rows])


@blueprint.get("/tables/<name>")
@from_tables
@answers(
    TableRows,
    Kind.UNKNOWN_TABLE,
    operation="getTable",
    tag="reference",
    query=RowsQuery,
    paths={"name": "name of the table"},
    limits={"name": {"enum": sorted(TABLES)}},
    tagged=True,
)
def table_rows(name: str, query: RowsQuery) -> TableRows:
    """The rows of a reference table with validity, source, confidence and basis; with a day only those in force.

    None where no row held that was known: a score then takes the earliest figure on record and names it.
    """
    table = TABLES.get(name)
    if table is None:
        raise _no_such_table(name)
    rows = backing().tables()[name]
    stamp = backing().tables_stamp(query.as_of, query.known_at)
    asked = query.as_of or query.known_at
    held = rows_on(table, rows, stamp.as_of, stamp.known_at) if asked else rows
    return TableRows(
        **stamp.model_dump(),
        name=name,
        grain=table.grain,
        total=held.height,
        columns=[_meaning(column) for column in table.columns],
        data=held.to_dicts(),
    )


@blueprint.get("/sources")
@from_tables
@answers(Sources, operation="listSources", tag="reference", tagged=True)
def sources() -> Sources:
    """Every publication, act and statement the tables cite."""
    found = cited(backing().tables(), backing().tables()["sources"]["source_id"])
    return Sources(**backing().tables_stamp().model_dump(), total=len(found), data=found)


@blueprint.get("/methods")
@from_tables
@answers(Methods, operation="listMethods", tag="reference", tagged=True)
def methods() -> Methods:
    """The method and its constants."""
    constants = [Constant(name=name, value=value) for name, value in asdict(METHOD).items() if name != "version"]
    version = MethodVersion(version=METHOD.version, direction=DIRECTION, default=True, constants=constants)
    return Methods(**backing().tables_stamp().model_dump(), data=[version])


def _summary(table: Table) -> TableSummary:
    return TableSummary(
        name=table.name,
        grain=table.grain,
        rows=backing().tables()[table.name].height,
        key=list(table.key),
        columns=list(table.column_names),
        silent=table.silent,
        url=url_for("tables.table_rows", name=table.name),
    )


def _meaning(column: Column) -> ColumnMeaning:
    return ColumnMeaning(
        name=column.name, kind=column.kind, unit=column.unit or None, meaning=column.meaning, empty=column.empty
    )


def _no_such_table(name: str) -> Problem:
    close = list(nearest_word(name, TABLES))
    detail = f"there is no table {name[:80]!r}{f'; did you mean {close[0]}?' if close else ''}"
    error = ProblemError(pointer="/path/name", code="unknown_table", value=name[:80], detail=detail, did_you_mean=close)
    return Problem(Kind.UNKNOWN_TABLE, detail, [error])
