"""Measures and prints: `python -m tests.benchmarks [SECTION …] [--sizes …] [--mixes …] [--day …]`."""

import argparse
import importlib
import inspect
from datetime import date
from importlib.util import find_spec

from tests.benchmarks.portfolios import MIXES
from tests.benchmarks.report import machine

SECTIONS = {
    "engine": "The engine against the same model in DuckDB, pandas and numpy",
    "full_run": "A full run with all five levels written",
    "incremental": "A small change against a full run",
    "serving": "Serving",
    "pages": "Pages over 10,000 companies",
    "what_if": "What-ifs and overviews over 10,000 companies",
}
"""Modules of this package that measure something, in the order of the report; those that are there are run.

Each has `run(...) -> rows` and `markdown(rows) -> str`. Of sizes, mixes and day, `run` gets what it has a name for.
"""


def main() -> None:
    """Runs the sections asked for, all by default, and prints each as soon as it is measured."""
    there = [name for name in SECTIONS if find_spec(f"tests.benchmarks.{name}")]
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measures and prints Markdown.")
    asked.add_argument("sections", nargs="*", metavar="SECTION", help=f"{', '.join(there)} (all by default)")
    asked.add_argument("--sizes", type=_sizes, help="companies, comma-separated (10000,100000,1000000)")
    asked.add_argument("--mixes", type=_mixes, help=f"of {', '.join(MIXES)}, comma-separated (both)")
    asked.add_argument("--day", type=date.fromisoformat, default=date.today(), help="day scored (today)")
    given = asked.parse_args()
    unknown = [name for name in given.sections if name not in there]
    if unknown:
        asked.error(f"no section {', '.join(unknown)}; there are {', '.join(there)}")
    print(f"Measured on {machine(given.day)}\n", flush=True)
    options = {name: getattr(given, name) for name in ("sizes", "mixes", "day") if getattr(given, name)}
    for name in given.sections or there:
        section = importlib.import_module(f"tests.benchmarks.{name}")
        wanted = inspect.signature(section.run).parameters
        rows = section.run(**{key: value for key, value in options.items() if key in wanted})
        print(f"### {SECTIONS[name]}\n\n{section.markdown(rows)}\n", flush=True)


def _sizes(text: str) -> tuple[int, ...]:
    parts = text.split(",")
    if not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise argparse.ArgumentTypeError("sizes are numbers of companies, such as 10000,100000")
    return tuple(map(int, parts))


def _mixes(text: str) -> tuple[str, ...]:
    mixes = tuple(text.split(","))
    if not set(mixes) <= set(MIXES):
        raise argparse.ArgumentTypeError(f"mixes are {' and '.join(MIXES)}")
    return mixes


if __name__ == "__main__":
    main()
