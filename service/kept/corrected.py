"""Files sent in with their faults marked beside each row."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from service.kept.folder import CORRECTED, KeptFolder
from service.portfolio.corrected import corrected_csv, corrected_xlsx
from service.portfolio.report import FileReport

MOST_KEPT = 100
NAME = r"[0-9a-f]{32}\.(csv|xlsx)"


@dataclass(frozen=True)
class CorrectedFiles:
    """Corrected files of one installation. They are a courtesy to the sender: nothing is read from them."""

    home: Path

    def keep(self, portfolio: str, report: FileReport, now: datetime) -> str | None:
        """The name under which the corrected file can be had; none where the file could not be read as a table."""
        in_sheet = report.filename.lower().endswith((".xlsx", ".xlsm"))
        content = corrected_xlsx(report) if in_sheet else corrected_csv(report)
        if content is None:
            return None
        name = f"{uuid4().hex}.{'xlsx' if in_sheet else 'csv'}"
        self._folder.put(portfolio, name, content, now)
        return name

    def path(self, portfolio: str, name: str, now: datetime) -> Path | None:
        """The file of that name, or none."""
        return self._folder.path(portfolio, name, now)

    @property
    def _folder(self) -> KeptFolder:
        return KeptFolder(self.home / CORRECTED, NAME, MOST_KEPT)
