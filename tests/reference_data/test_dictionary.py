"""The data dictionary says what the contracts and the files say."""

import csv
from pathlib import Path

import pytest

from reference_data.contracts import TABLES
from reference_data.dictionary import dictionary
from reference_data.loader import TABLES_DIRECTORY

README = Path(TABLES_DIRECTORY).parent / "README.md"


def test_the_dictionary_on_disk_is_the_one_the_contracts_give() -> None:
    assert README.read_text(encoding="utf-8") == dictionary(), "run: python -m reference_data.dictionary"


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_a_file_stands_in_the_dictionary(name: str) -> None:
    with (TABLES_DIRECTORY / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        header = next(csv.reader(file))
    section = README.read_text(encoding="utf-8").split(f"## {name}\n")[1].split("\n## ")[0]
    assert all(f"| `{column}` |" in section for column in header)
