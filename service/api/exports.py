"""Flat files at fixed addresses: the five levels of the served run as CSV or JSON, whole or filtered."""

from collections.abc import Iterator

import polars as pl
from flask import Blueprint, Response, send_file

from service.api.backing import backing
from service.api.finding import check_codes, matching_ids
from service.api.openapi import answers
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import ExportQuery
from service.api.refusing import refused
from service.api.tagging import from_snapshot
from service.exports.csv import CsvForm, csv_chunks
from service.exports.json import json_chunks
from service.exports.levels import EXPORTS, level_batches
from service.portfolio.nearest import nearest_word
from service.refusal import Refusal
from service.runs.snapshot import Snapshot

blueprint = Blueprint("exports", __name__, url_prefix="/v1/exports")
MEDIA = {"csv": "text/csv", "json": "application/json"}
FILES = tuple(f"{export}.{form}" for export in EXPORTS for form in MEDIA)
PATHS = {"file": "which level, and in which format"}


@blueprint.get("/<file>")
@from_snapshot
@answers(
    None,
    Kind.UNKNOWN_FILE,
    Kind.NOT_READY,
    operation="export",
    tag="exports",
    query=ExportQuery,
    paths=PATHS,
    limits={"file": {"enum": list(FILES)}},
    media=tuple(MEDIA.values()),
    tagged=True,
)
def export(file: str, query: ExportQuery) -> Response:
    """One level of the served run as one flat table, the same rows and columns as everywhere.

    CSV is UTF-8 with CRLF; texts a spreadsheet would run as formulas are guarded by an apostrophe. X-Total-Rows has
    the number of rows, X-Run-Id the run and X-Stale whether it is out of date.
    """
    level, form = _known(file)
    check_codes(query)
    snapshot = backing().snapshot()
    ids = matching_ids(snapshot, query)
    prebuilt = file == "scores.csv" and ids is None and _csv_form(query) == CsvForm()
    answer = send_file(snapshot.scores_csv, MEDIA[form]) if prebuilt else _streamed(snapshot, level, form, query, ids)
    answer.headers["X-Total-Rows"] = str(_total(snapshot, level, ids))
    answer.headers["X-Run-Id"] = snapshot.run_id
    answer.headers["X-Stale"] = str(backing().stamp(snapshot).stale).lower()
    answer.headers["Content-Disposition"] = f"attachment; filename={level}-{snapshot.manifest.as_of}.{form}"
    return answer


def _known(file: str) -> tuple[str, str]:
    if file not in FILES:
        detail = f"there is no export {file[:80]!r}; there are {', '.join(FILES)}"
        error = ProblemError(
            pointer="/path/file",
            code="unknown_file",
            value=file[:80],
            detail=detail,
            did_you_mean=list(nearest_word(file, FILES)),
        )
        raise Problem(Kind.UNKNOWN_FILE, detail, [error])
    level, _, form = file.rpartition(".")
    return level, form


def _csv_form(query: ExportQuery) -> CsvForm:
    try:
        return CsvForm(query.bom == "1", "\t" if query.delimiter == "tab" else query.delimiter, query.decimal)
    except Refusal as refusal:
        raise refused(refusal) from None


def _streamed(snapshot: Snapshot, level: str, form: str, query: ExportQuery, ids: pl.Series | None) -> Response:
    batches = _batches(snapshot, level, ids)
    chunks = csv_chunks(batches, _csv_form(query)) if form == "csv" else json_chunks(batches)
    return Response(chunks, mimetype=MEDIA[form])


def _batches(snapshot: Snapshot, level: str, ids: pl.Series | None) -> Iterator[pl.DataFrame]:
    for batch in level_batches(snapshot, level):
        yield batch if ids is None else batch.filter(pl.col("company_id").is_in(ids.implode()))


def _total(snapshot: Snapshot, level: str, ids: pl.Series | None) -> int:
    if ids is None:
        return snapshot.manifest.rows[EXPORTS[level]]
    rows = pl.scan_parquet(snapshot.level_path(EXPORTS[level])).filter(pl.col("company_id").is_in(ids.implode()))
    return int(rows.select(pl.len()).collect(engine="in-memory").item())
