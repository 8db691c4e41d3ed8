"""A company run by run, from the look-up files of the newest runs, which stay open."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from service.runs.snapshot import RUN_ID, NoSuchRun, Snapshot

MOST_RUNS = 366
"""Runs looked back at: a year of nights, and as many files open as every system allows."""

NOT_ON_RECORD = datetime.min.replace(tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True)
class RunByRun:
    """The headline of a company in the newest runs that have it, earliest first, and how many runs there are.

    Runs are in the order of their days, those of one day in the order of their publication.
    """

    rows: list[Row]
    published: int


class Lately:
    """Reads the newest runs of one home folder, each opened once; one for each process."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "runs"
        self._opened: dict[str, Snapshot] = {}
        self._opening = Lock()

    def company(self, company_id: str, published_at: Mapping[str, datetime] | None = None) -> RunByRun:
        """One row a run; a company that a run does not have has none in it.

        published_at: run id → when it was published; of one day, runs that are not in it come before those that are.
        """
        known = published_at or {}

        def order(run: Snapshot) -> tuple[Any, ...]:
            stamp = run.manifest
            return stamp.as_of, known.get(run.run_id, NOT_ON_RECORD), stamp.known_at, run.run_id

        names = sorted(filter(RUN_ID.fullmatch, os.listdir(self._folder)))
        runs = sorted(self._open(names[-MOST_RUNS:]), key=order)
        rows = [_row(run, headline) for run in runs if (headline := run.headline(company_id))]
        return RunByRun(rows, len(names))

    def _open(self, names: list[str]) -> list[Snapshot]:
        with self._opening:
            known = self._opened
            found = {name: known.get(name) or self._read(name) for name in names}
            self._opened = {name: run for name, run in found.items() if run is not None}
            return list(self._opened.values())

    def _read(self, name: str) -> Snapshot | None:
        try:
            return Snapshot.open(self._folder.parent, name)
        except NoSuchRun:
            # Being removed, or not a run.
            return None


def _row(run: Snapshot, headline: Row) -> Row:
    return headline | {"as_of": run.manifest.as_of, "known_at": run.manifest.known_at}
