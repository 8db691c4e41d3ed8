"""Makes the edits that an answer about levers tells in CSV files, cell by cell, as a reader would by hand."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reference_data.contracts import TABLES
from reference_data.loader import TABLES_DIRECTORY

KEY = ("company_id", "product_id", "importer", "material_id")
LINE = KEY[:3]
Edit = Mapping[str, Any]


def cell(value: object) -> str:
    return "" if value is None else ";".join(value) if isinstance(value, list) else str(value)


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return list(rows.fieldnames or []), list(rows)


def write(path: Path, header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def portfolio_edited(source: Path, company_id: str, edits: Sequence[Edit], target: Path) -> Path:
    """The portfolio file with each edit made in turn; a line takes its rows for materials along to another product."""
    header, rows = read(source)
    for edit in edits:
        wanted = (company_id, *(cell(edit[name]) for name in KEY[1:]))
        found = [row for row in rows if tuple(row[name] for name in KEY) == wanted]
        if edit["action"] == "remove":
            rows = [row for row in rows if row not in found]
            continue
        if not found:
            found = [dict.fromkeys(header, "") | dict(zip(KEY, wanted, strict=True))]
            rows += found
        if "product_id" in edit["values"]:
            found += [row for row in rows if row["material_id"] and tuple(row[name] for name in LINE) == wanted[:3]]
        for row in found:
            row.update(
                {name: cell(v) for name, v in edit["values"].items() if row in found[:1] or name == "product_id"}
            )
    added = sorted({name for row in rows for name in row} - set(header))
    return write(target, [*header, *added], rows)


def tables_edited(edits: Sequence[Edit], target: Path) -> Path:
    """A folder of tables with each row added, like the row it is told after, in the order of the table's key."""
    shutil.copytree(TABLES_DIRECTORY, target)
    for edit in edits:
        path = target / f"{edit['table']}.csv"
        header, rows = read(path)
        (model,) = [row for row in rows if all(row[name] == cell(value) for name, value in edit["like"].items())]
        rows.append(model | {name: cell(value) for name, value in edit["values"].items()})
        key = TABLES[edit["table"]].key
        write(path, header, sorted(rows, key=lambda row: [row[name] for name in key]))
    return target
