"""A folder of files kept aside, by portfolio; the oldest make room, and after a day each is gone."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from re import fullmatch

from service.runs.files import make_folder, replacing

KEPT = timedelta(days=1)
CORRECTED, UPLOADS = "corrected", "uploads"


@dataclass(frozen=True)
class KeptFolder:
    """Files by portfolio and name; `names` says which names there are, `most` how many files are kept."""

    root: Path
    names: str
    most: int

    def put(self, portfolio: str, name: str, content: bytes, now: datetime) -> None:
        """Keeps a file, readable by nobody else on this machine; what is too old or too much goes."""
        make_folder(self.root)
        self.root.chmod(0o700)
        self._clear(now)
        make_folder(self.root / portfolio)
        with replacing(self.root / portfolio / name) as aside:
            aside.write_bytes(content)
            os.utime(aside, (now.timestamp(), now.timestamp()))

    def path(self, portfolio: str, name: str, now: datetime) -> Path | None:
        """The file of that name, or none where there is none or its day is over."""
        path = self.root / portfolio / name
        if not fullmatch(self.names, name) or not path.is_file():
            return None
        return path if path.stat().st_mtime >= (now - KEPT).timestamp() else None

    def _clear(self, now: datetime) -> None:
        aged = sorted((path.stat().st_mtime, path) for path in self.root.rglob("*") if path.is_file())
        oldest = (now - KEPT).timestamp()
        for place, (changed, path) in enumerate(reversed(aged)):
            if changed < oldest or place >= self.most - 1:
                path.unlink(missing_ok=True)


def kept_files(home: Path, portfolio: str) -> list[Path]:
    """All files kept aside of a portfolio."""
    return [path for kind in (CORRECTED, UPLOADS) for path in sorted((home / kind / portfolio).glob("*"))]


def forget_files(home: Path, portfolio: str) -> None:
    """Removes all files kept aside of a portfolio, and those of earlier releases, which name none."""
    for kind in (CORRECTED, UPLOADS):
        shutil.rmtree(home / kind / portfolio, ignore_errors=True)
    for path in (home / CORRECTED).glob("*.*"):
        if path.is_file():
            path.unlink(missing_ok=True)
