"""What reports have in common: Markdown tables, targets hit or missed, and the machine they were measured on."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("polars", "duckdb", "pandas", "numpy")


@dataclass(frozen=True)
class Target:
    """What was aimed for and what was found; `hit` is none where it could not be measured."""

    aim: str
    found: str
    hit: bool | None

    def __str__(self) -> str:
        word = {True: "hit", False: "**missed**", None: "not measured"}[self.hit]
        return f"- {word}: {self.aim} ({self.found})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are numbers."""
    ruler = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ruler, *rows))


def machine(day: date) -> str:
    """One line that says where, when and with what the figures came about."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    cores = len(os.sched_getaffinity(0))
    software = f"Python {platform.python_version()}, {versions}"
    return f"{day}: {cores} cores ({_processor()}), {_memory_gib():.0f} GiB; {software}."


def _processor() -> str:
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return found[1].strip() if found else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
