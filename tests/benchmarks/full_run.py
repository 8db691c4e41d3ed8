"""A night's full run: every company scored, all five levels, signals and look-ups written and published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.fresh import fresh
from tests.benchmarks.portfolios import MIXES
from tests.benchmarks.report import Target, table
from tests.benchmarks.stored import Night, night, store

SIZES = (10_000, 100_000, 1_000_000)
LONGEST_SECONDS = 7200.0
MOST_MIB, LARGEST_EXPONENT = 2048.0, 1.05
GREAT = 1_000_000


@dataclass(frozen=True)
class Row:
    """One run over one portfolio."""

    mix: str
    companies: int
    lines: int
    night: Night


def run(sizes: Sequence[int] = SIZES, mixes: Sequence[str] = MIXES, day: date | None = None) -> list[Row]:
    """One row a mix × size; each run once, in a process of its own."""
    return [_row(mix, size, day or date.today()) for mix in mixes for size in sorted(sizes)]


def markdown(rows: Sequence[Row]) -> str:
    """Tables and targets."""
    head = ["mix", "companies", "seconds", "lines/s", "peak MiB", "MiB written", "contribution rows"]
    figures = [
        [
            row.mix,
            f"{row.companies:,}",
            f"{row.night.seconds:.1f}",
            f"{row.lines / row.night.seconds:,.0f}",
            f"{row.night.peak_mib:.0f}",
            f"{row.night.mib_written:,.0f}",
            f"{row.night.rows['contribution']:,}",
        ]
        for row in rows
    ]
    return table(head, figures) + "\n\n" + "\n".join(map(str, targets(rows)))


def targets(rows: Sequence[Row]) -> list[Target]:
    """Memory of the largest portfolio and growth, mix by mix."""
    return [target for mix in dict.fromkeys(row.mix for row in rows) for target in _of_mix(rows, mix)]


def _of_mix(rows: Sequence[Row], mix: str) -> list[Target]:
    own = [row for row in rows if row.mix == mix]
    largest = max(own, key=lambda row: row.companies)
    memory = f"{largest.night.peak_mib:.0f} MiB at {largest.companies:,} companies"
    hit = largest.night.peak_mib < MOST_MIB if largest.companies >= GREAT else None
    grown = _exponent(own)
    return [
        Target(f"{GREAT:,} companies under 2 GiB with contributions written, {mix}", memory, hit),
        Target(
            f"scaling exponent ≤ {LARGEST_EXPONENT}, full run, {mix}",
            "one size only" if grown is None else f"{grown:.2f}",
            None if grown is None else grown <= LARGEST_EXPONENT,
        ),
    ]


def _exponent(rows: Sequence[Row]) -> float | None:
    """How seconds grow from the smallest portfolio to the largest."""
    ends = [min(rows, key=lambda row: row.companies), max(rows, key=lambda row: row.companies)]
    if ends[0].companies == ends[1].companies:
        return None
    return log(ends[1].night.seconds / ends[0].night.seconds) / log(ends[1].companies / ends[0].companies)


def _row(mix: str, companies: int, day: date) -> Row:
    with TemporaryDirectory(prefix="exposure-bench-") as folder:
        home = Path(folder) / "home"
        lines = fresh(store, home, mix, companies, day)
        return Row(mix, companies, lines, fresh(night, home, day, longest_seconds=LONGEST_SECONDS))
