"""Writes one file of one run to where somebody wants it, whole or not at all."""

from pathlib import Path

from service.exports.files import heights, refuse_too_long, write_file
from service.exports.selection import Selection
from service.progress import Report, unheard
from service.refusal import Refusal
from service.runs.files import replacing
from service.runs.snapshot import Snapshot

FORMATS = ("csv", "json", "parquet", "xlsx")


def save_export(snapshot: Snapshot, export: str, form: str, output: Path, *, report: Report = unheard) -> int:
    """Writes scores, lines, delays, costs, contributions or the workbook of a run; answers the number of rows.

    `report` hears how many rows are written.
    Raises Refusal where the file cannot be written or the format cannot hold the rows; the old file stays then.
    """
    chosen, file = Selection(snapshot), f"{export}.{form}"
    rows = heights(chosen, file)
    refuse_too_long(rows, file)
    if output.exists() and not output.is_file():
        raise Refusal(f"{output}: cannot be written: is not a file")
    try:
        with replacing(output.absolute()) as aside:
            write_file(chosen, file, aside, report=report)
    except OSError as error:
        raise Refusal(f"{output}: cannot be written: {error.strerror or error}") from error
    return sum(rows.values())
