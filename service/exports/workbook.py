"""A whole run as one workbook: five levels, sources, the constants of the method, and what each column means."""

from dataclasses import asdict
from pathlib import Path

import polars as pl

from service.dictionary.assembled import dictionary_rows
from service.dictionary.levels import levels
from service.exports.levels import EXPORTS
from service.exports.selection import Selection
from service.exports.xlsx import Sheet, write_workbook
from service.ledger.keeping import kept_method
from service.progress import Report, counted
from service.runs.identity import STAMP_COLUMNS
from service.runs.snapshot import Snapshot

WORKBOOK = "workbook"


def write_run(chosen: Selection, output: Path, report: Report) -> None:
    """Writes the sheets scores, lines, delays, costs, contributions, sources, method and data_dictionary."""
    snapshot = chosen.snapshot
    rows = [
        Sheet(name, counted(chosen.batches(name), report, f"writing {name}, by row", chosen.height(name)))
        for name in EXPORTS
    ]
    sources = snapshot.signal("sources").drop(STAMP_COLUMNS)
    meanings = dictionary_rows(levels()).drop("part")
    frames = {"sources": sources, "method": constants(snapshot), "data_dictionary": meanings}
    others = [Sheet(name, [frame]) for name, frame in frames.items()]
    write_workbook([*rows, *others], output, snapshot.manifest.as_of)


def constants(snapshot: Snapshot) -> pl.DataFrame:
    """The stamp of the run and the constants of its method: name, value."""
    told = {name: getattr(snapshot.stamp, name) for name in STAMP_COLUMNS} | {"direction": "higher is riskier"}
    home = snapshot.folder.parent.parent
    method = asdict(kept_method(home, snapshot.manifest.method))
    rows = [{"name": name, "value": _written(value)} for name, value in (told | method).items() if name != "version"]
    return pl.DataFrame(rows, schema={"name": pl.String, "value": pl.String})


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(f"{name} from {least:g}" for least, name in value)
    return str(value)
