"""Files sent in with their faults marked beside each row, kept for a day under names nobody can guess."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from re import fullmatch
from uuid import uuid4

from service.portfolio.corrected import corrected_csv, corrected_xlsx
from service.portfolio.report import FileReport
from service.runs.files import make_folder, replacing

KEPT = timedelta(days=1)
MOST_KEPT = 100
NAME = r"[0-9a-f]{32}\.(csv|xlsx)"


@dataclass(frozen=True)
class CorrectedFiles:
    """Corrected files of one installation. They are a courtesy to the sender: nothing is read from them."""

    folder: Path

    def keep(self, report: FileReport, now: datetime) -> str | None:
        """The name under which the corrected file can be had; none where the file could not be read as a table."""
        in_sheet = report.filename.lower().endswith((".xlsx", ".xlsm"))
        content = corrected_xlsx(report) if in_sheet else corrected_csv(report)
        if content is None:
            return None
        make_folder(self.folder)
        self._clear(now)
        name = f"{uuid4().hex}.{'xlsx' if in_sheet else 'csv'}"
        with replacing(self.folder / name) as aside:
            aside.write_bytes(content)
        return name

    def path(self, name: str) -> Path | None:
        """The file of that name, or none."""
        path = self.folder / name
        return path if fullmatch(NAME, name) and path.is_file() else None

    def _clear(self, now: datetime) -> None:
        aged = sorted((path.stat().st_mtime, path) for path in self.folder.iterdir())
        oldest = (now - KEPT).timestamp()
        for place, (changed, path) in enumerate(reversed(aged)):
            if changed < oldest or place >= MOST_KEPT - 1:
                path.unlink(missing_ok=True)
