"""A folder of our tables edited by hand, as text, to hold edits of loaded tables against."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from reference_data.loader import TABLES_DIRECTORY

Rows = list[dict[str, str]]


def edited_folder(folder: Path, **edits: Callable[[Rows], Rows]) -> Path:
    """A copy of the shipped tables in which each named file's rows, as text, went through its edit."""
    shutil.copytree(TABLES_DIRECTORY, folder)
    for name, edit in edits.items():
        file = folder / f"{name}.csv"
        with file.open(encoding="utf-8", newline="") as text:
            reader = csv.DictReader(text)
            names, rows = list(reader.fieldnames or ()), list(reader)
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(edit(rows))
    return folder


def setting(key: dict[str, str], **cells: str) -> Callable[[Rows], Rows]:
    """Sets cells of the rows with a key."""

    def edit(rows: Rows) -> Rows:
        hit = [row for row in rows if key.items() <= row.items()]
        assert len(hit) == 1, "the test names one row"
        hit[0].update(cells)
        return rows

    return edit
