"""What the documents say of settings, commands and files is true."""

import re
from pathlib import Path

import pytest

from service.cli.group import COMMANDS
from service.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = ["README.md", "CHANGELOG.md", "scoring/README.md", "service/README.md", "reference_data/README.md"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_is_described_and_no_other() -> None:
    described = set(re.findall(r"`EXPOSURE_(\w+)`", read("service/README.md")))
    assert described == {name.upper() for name in Settings.model_fields}


def test_every_command_is_described_and_no_other() -> None:
    described = {words.split()[0] for words in re.findall(r"`exposure (\w[^`]*)`", read("service/README.md"))}
    assert described == set(COMMANDS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_linked_files_are_there(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", read(name)):
        if not target.startswith("http"):
            assert ((ROOT / name).parent / target).exists(), target


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = read("Makefile")
    for target in re.findall(r"^make (\w+)", read("README.md"), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
