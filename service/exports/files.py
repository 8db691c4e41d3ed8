"""The files of a run by name: five levels in four forms, and all of it as one workbook."""

import shutil
from pathlib import Path

from service.exports.csv import DEFAULT, CsvForm, write_csv
from service.exports.json import json_chunks
from service.exports.levels import EXPORTS
from service.exports.media import MEDIA
from service.exports.selection import Selection
from service.exports.workbook import WORKBOOK, write_run
from service.exports.xlsx import Sheet, refuse_too_many, write_workbook
from service.progress import Report, counted, unheard

WHOLE = f"{WORKBOOK}.xlsx"
FILES = (*(f"{export}.{form}" for export in EXPORTS for form in MEDIA), WHOLE)


def heights(chosen: Selection, file: str) -> dict[str, int]:
    """How many rows each level of a file has."""
    export = file.rpartition(".")[0]
    return {name: chosen.height(name) for name in (EXPORTS if export == WORKBOOK else (export,))}


def refuse_too_long(rows: dict[str, int], file: str) -> None:
    """Raises Refusal with the count and what to do where a sheet of the file cannot hold its rows."""
    if file.endswith(".xlsx"):
        for sheet, height in rows.items():
            refuse_too_many(sheet, height)


def write_file(
    chosen: Selection, file: str, output: Path, *, form: CsvForm = DEFAULT, report: Report = unheard
) -> None:
    """Writes one file of a run. `report` hears how many of its rows are written.

    Raises Refusal where the rows, or a text in them, do not fit the form.
    """
    export, _, ending = file.rpartition(".")
    if file == WHOLE:
        write_run(chosen, output, report)
    elif ending == "parquet":
        _write_parquet(chosen, export, output)
    elif file == "scores.csv" and form == DEFAULT and chosen.ids is None:
        shutil.copyfile(chosen.snapshot.scores_csv, output)
    else:
        _write_rows(chosen, export, ending, output, form, report)


def _write_parquet(chosen: Selection, export: str, output: Path) -> None:
    if chosen.ids is None:
        shutil.copyfile(chosen.snapshot.level_path(EXPORTS[export]), output)
    else:
        chosen.rows(export).sink_parquet(output, compression="zstd", maintain_order=True, engine="streaming")


def _write_rows(chosen: Selection, export: str, ending: str, output: Path, form: CsvForm, report: Report) -> None:
    batches = counted(chosen.batches(export), report, f"writing {export}, by row", chosen.height(export))
    if ending == "csv":
        write_csv(batches, output, form)
    elif ending == "json":
        with output.open("wb") as file:
            file.writelines(json_chunks(batches))
    else:
        write_workbook([Sheet(export, batches)], output, chosen.snapshot.manifest.as_of)
