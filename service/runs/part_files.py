"""Rows that come part by part, kept aside until they are joined to one file a name."""

import shutil
from pathlib import Path

import polars as pl

from service.runs.identity import Stamp
from service.runs.layout import join_rows, write_rows


class PartFiles:
    """The rows of a run's files in `folder`; how many parts there are is known beforehand.

    A single part is kept in memory. More are written aside with little compression and read back once.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self._aside = folder / ".parts"
        self._folder = folder
        self._several = count > 1
        self._frames: dict[str, pl.DataFrame] = {}
        self._files: dict[str, list[Path]] = {}
        self.heights: dict[str, int] = {}
        if self._several:
            self._aside.mkdir()

    def add(self, name: str, rows: pl.DataFrame) -> None:
        """Adds the next rows of the file of that name."""
        self.heights[name] = self.heights.get(name, 0) + rows.height
        if not self._several:
            self._frames[name] = rows
            return
        files = self._files.setdefault(name, [])
        path = self._aside / f"{name}.{len(files):05}"
        rows.write_parquet(path, compression="lz4", statistics=False)
        files.append(path)

    def join(self, name: str, stamp: Stamp | None) -> None:
        """Writes the file of that name, with the stamp where there is one, and lets go of its parts."""
        columns = stamp.columns() if stamp else []
        if not self._several:
            write_rows(self._frames.pop(name).with_columns(columns), self._folder / name)
            return
        files = self._files.pop(name)
        join_rows(pl.scan_parquet(files).with_columns(columns), self._folder / name)
        for path in files:
            path.unlink()

    def close(self) -> None:
        """Removes whatever is left aside."""
        if self._several:
            shutil.rmtree(self._aside, ignore_errors=True)
