"""A small change against a full run: what is laid out anew, how long it takes, and whether the bytes are the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.fresh import fresh
from tests.benchmarks.full_run import LONGEST_SECONDS
from tests.benchmarks.portfolios import DEFAULT_HEAVY
from tests.benchmarks.report import Target, table
from tests.benchmarks.stored import DUTY, STOCK, Night, night, store

SIZES = (10_000, 100_000)


@dataclass(frozen=True)
class Row:
    """One change: the run that takes over what it may, and the same run from nothing."""

    change: str
    companies: int
    grown: Night
    full: Night

    @property
    def same_bytes(self) -> bool:
        """Whether every file is the same."""
        return self.grown.sha256 == self.full.sha256


def run(sizes: Sequence[int] = SIZES, day: date | None = None) -> list[Row]:
    """One row a change × size, on the default-heavy mix; every run in a process of its own."""
    return [_row(change, size, day or date.today()) for size in sorted(sizes) for change in (DUTY, STOCK)]


def markdown(rows: Sequence[Row]) -> str:
    """A table and whether the bytes are the same."""
    head = ["change", "companies", "full run s", "change s", "ratio", "laid out anew", "same bytes"]
    figures = [
        [
            row.change,
            f"{row.companies:,}",
            f"{row.full.seconds:.1f}",
            f"{row.grown.seconds:.1f}",
            f"{row.grown.seconds / row.full.seconds:.2f}",
            f"{row.grown.laid_out:,}",
            "yes" if row.same_bytes else "**no**",
        ]
        for row in rows
    ]
    return table(head, figures) + "\n\n" + "\n".join(map(str, targets(rows)))


def targets(rows: Sequence[Row]) -> list[Target]:
    """The bytes of all runs; ratios are reported and aimed at nothing."""
    same = sum(row.same_bytes for row in rows)
    return [
        Target("a change equals a full run to the byte", f"{same} of {len(rows)} runs", all(r.same_bytes for r in rows))
    ]


def _row(change: str, companies: int, day: date) -> Row:
    with TemporaryDirectory(prefix="exposure-bench-") as folder:
        grown, full = Path(folder) / "grown", Path(folder) / "full"
        fresh(store, grown, DEFAULT_HEAVY, companies, day)
        fresh(night, grown, day, longest_seconds=LONGEST_SECONDS)
        nights = []
        for home in (grown, full):
            fresh(store, home, DEFAULT_HEAVY, companies, day, change)
            nights.append(fresh(night, home, day, change, longest_seconds=LONGEST_SECONDS))
        return Row(change, companies, *nights)
