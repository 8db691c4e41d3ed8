"""A broken table is refused with every fault at once, each with its file and line."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reference_data.contracts import TABLES
from reference_data.faults import TableFaults
from reference_data.loader import TABLES_DIRECTORY, load_tables

Edit = Callable[[str], str]


@pytest.fixture
def broken(tmp_path: Path) -> Callable[..., list[str]]:
    """The faults of the shipped tables after edits of whole files, each `name=edit`."""

    def load(**edits: Edit) -> list[str]:
        folder = tmp_path / "tables"
        shutil.copytree(TABLES_DIRECTORY, folder)
        for name, edit in edits.items():
            file = folder / f"{name}.csv"
            file.write_text(edit(file.read_text(encoding="utf-8")), encoding="utf-8")
        with pytest.raises(TableFaults) as refusal:
            load_tables(folder)
        return [str(fault) for fault in refusal.value.faults]

    return load


def cell(line: int, column: str, value: str) -> Edit:
    """Sets one cell of a file (line 1 is the header)."""

    def edit(text: str) -> str:
        rows = list(csv.reader(io.StringIO(text)))
        rows[line - 1][rows[0].index(column)] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue()

    return edit


def has(faults: list[str], start: str, words: str) -> bool:
    return any(fault.startswith(start) and words in fault for fault in faults)


def test_the_shipped_tables_are_without_fault() -> None:
    assert load_tables().keys() == TABLES.keys()


def test_all_faults_of_all_files_are_reported_at_once(broken: Callable[..., list[str]]) -> None:
    faults = broken(elements=cell(2, "oxide_factor", "much"), products=cell(3, "contribution_margin", "1.5"))
    assert has(faults, "elements.csv:2:", "oxide_factor is much, not a number")
    assert has(faults, "products.csv:3:", "contribution_margin is 1.5, above 1")


@pytest.mark.parametrize(
    ("table", "edit", "start", "words"),
    [
        ("elements", cell(4, "oxide_factor", ""), "elements.csv:4:", "oxide_factor is empty"),
        ("elements", cell(4, "oxide_factor", "inf"), "elements.csv:4:", "oxide_factor is not a finite number"),
        ("elements", cell(4, "verified_on", "2026-02-30"), "elements.csv:4:", "not a date like 2025-04-04"),
        ("elements", cell(4, "confidence", "sure"), "elements.csv:4:", "confidence is sure; one of high, medium, low"),
        ("elements", cell(4, "source_id", "hearsay"), "elements.csv:4:", "source_id hearsay is not in sources"),
        ("elements", cell(4, "element", "dysprosium"), "elements.csv:4:", "element is dysprosium; expected the form"),
        (
            "elements",
            lambda text: text.replace("oxide_factor", "factor", 1),
            "elements.csv:1:",
            "header lacks oxide_factor and has unknown factor",
        ),
        ("elements", lambda text: text + "Xx,too,short\n", "elements.csv:19:", "has 3 cells"),
        ("elements", lambda text: text + text.split("\n")[1] + "\n", "elements.csv:2:", "stands more than once"),
        ("elements", lambda text: text + text.split("\n")[1] + "\n", "elements.csv:19:", "out of order"),
        ("elements", lambda text: text.replace('"', "", 1) + '"open', "elements.csv:1:", "is not CSV"),
        ("elements", lambda _: "", "elements.csv:1:", "header lacks"),
        (
            "tariff_layers",
            cell(2, "valid_to", "2001-01-01"),
            "tariff_layers.csv:2:",
            "valid_to is not after valid_from",
        ),
        (
            "tariff_layers",
            cell(2, "legal_ref", "sum of rows above"),
            "tariff_layers.csv:2:",
            "a sum of layers is not a layer",
        ),
        ("supply_shares", cell(2, "share", "0.123"), "supply_shares.csv:", "sums to"),
        ("feed_shares", cell(2, "origin", "ZZZ"), "feed_shares.csv:2:", "origin ZZZ is not in countries"),
    ],
)
def test_a_broken_row_is_named(
    broken: Callable[..., list[str]], table: str, edit: Edit, start: str, words: str
) -> None:
    assert has(broken(**{table: edit}), start, words)


def test_a_missing_and_a_strange_file_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(TABLES_DIRECTORY, folder)
    (folder / "prices.csv").rename(folder / "price.csv")
    with pytest.raises(TableFaults) as refusal:
        load_tables(folder)
    faults = [str(fault) for fault in refusal.value.faults]
    assert has(faults, "prices.csv:0:", "is not there")
    assert has(faults, "price.csv:0:", "is not a table of ours")


def twice(text: str) -> str:
    """The file with its last row once more under another id."""
    lines = text.rstrip("\n").split("\n")
    return "\n".join([*lines, lines[-1].replace(lines[-1].split(",")[0], "ZZZ-TWIN", 1)]) + "\n"


def test_two_regimes_with_the_same_scope_at_the_same_time_are_refused(broken: Callable[..., list[str]]) -> None:
    assert has(broken(licence_regimes=twice), "licence_regimes.csv:", "ties with")


def test_two_layers_of_one_programme_on_one_line_are_refused(broken: Callable[..., list[str]]) -> None:
    assert has(broken(tariff_layers=twice), "tariff_layers.csv:", "overlaps with")


def test_a_changed_byte_changes_the_version(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(TABLES_DIRECTORY, folder)
    before = load_tables(folder).version
    assert load_tables().version == before
    text = (folder / "sources.csv").read_text(encoding="utf-8")
    (folder / "sources.csv").write_text(text.replace("note\n", "note\r\n", 1), encoding="utf-8", newline="")
    assert load_tables(folder).version != before


@pytest.mark.parametrize("name", ["licence_measures", "licence_regimes", "licence_observations", "materials"])
def test_a_row_that_stands_twice_is_told_in_every_table(broken: Callable[..., list[str]], name: str) -> None:
    def twice(text: str) -> str:
        rows = list(csv.reader(io.StringIO(text)))
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([*rows[:2], *rows[1:]])
        return out.getvalue()

    faults = broken(**{name: twice})
    assert has(faults, f"{name}.csv:2:", "stands more than once")
    assert has(faults, f"{name}.csv:3:", "stands more than once")
