"""Writes one export of one run to a file, whole or not at all."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from service.exports.csv import write_csv
from service.exports.json import json_chunks
from service.exports.levels import EXPORTS, level_batches
from service.exports.xlsx import Sheet, refuse_too_many, write_workbook
from service.refusal import Refusal
from service.runs.files import replacing
from service.runs.snapshot import Snapshot

FORMATS = ("csv", "json", "parquet", "xlsx")


Batches = Iterable[pl.DataFrame]


def save_export(
    snapshot: Snapshot, export: str, form: str, output: Path, *, seen: Callable[[Batches], Batches] = iter
) -> int:
    """Writes scores, lines, delays, costs or contributions of a run; answers the number of rows.

    `seen` sees the batches of rows pass, for a progress bar.
    Raises Refusal where the file cannot be written or the format cannot hold the rows; the old file stays then.
    """
    rows = snapshot.manifest.rows[EXPORTS[export]]
    if form == "xlsx":
        refuse_too_many(rows)
    if output.exists() and not output.is_file():
        raise Refusal(f"{output}: cannot be written: is not a file")
    try:
        with replacing(output.absolute()) as aside:
            _write(snapshot, export, form, aside, seen(level_batches(snapshot, export)))
    except OSError as error:
        raise Refusal(f"{output}: cannot be written: {error.strerror or error}") from error
    return rows


def _write(snapshot: Snapshot, export: str, form: str, path: Path, batches: Batches) -> None:
    if form == "parquet":
        shutil.copyfile(snapshot.level_path(EXPORTS[export]), path)
    elif form == "csv" and export == "scores":
        shutil.copyfile(snapshot.scores_csv, path)
    elif form == "csv":
        write_csv(batches, path)
    elif form == "json":
        with path.open("wb") as file:
            file.writelines(json_chunks(batches))
    else:
        write_workbook([Sheet(export, batches)], path, snapshot.manifest.as_of)
