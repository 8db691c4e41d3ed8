"""Files between their preview and their import, so that nobody has to choose them twice."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from pydantic import BaseModel

from service.importing import Sent
from service.kept.folder import UPLOADS, KeptFolder
from service.portfolio.manner import Identifier
from service.portfolio.versions import is_name

MOST_KEPT = 40
"""Twenty uploads: each is a file and what its sender said of it."""

TOKEN = r"[0-9a-f]{32}"


class _Said(BaseModel):
    """What whoever sent a file said of it."""

    file_name: str
    applications: bool
    columns: dict[str, str]
    merge_by: Identifier | None


@dataclass(frozen=True)
class KeptUploads:
    """Uploads of one installation that wait for a decision."""

    home: Path

    def keep(self, sent: Sent, now: datetime) -> str:
        """Keeps an upload; answers the name under which it is found again."""
        token = uuid4().hex
        self._folder.put(sent.portfolio, f"{token}.file", sent.content, now)
        self.say(token, sent, now)
        return token

    def say(self, token: str, sent: Sent, now: datetime) -> None:
        """Keeps what is said of an upload, in place of what was said before."""
        said = _Said(
            file_name=sent.file_name,
            applications=sent.applications,
            columns=dict(sent.columns),
            merge_by=sent.merge_by,
        )
        self._folder.put(sent.portfolio, f"{token}.said", said.model_dump_json().encode(), now)

    def find(self, portfolio: str, token: str, now: datetime) -> Sent | None:
        """The upload of that name, or none where there is none, or none any more."""
        if not is_name(portfolio):
            return None
        file, said = (self._folder.path(portfolio, f"{token}.{part}", now) for part in ("file", "said"))
        if file is None or said is None:
            return None
        told = _Said.model_validate_json(said.read_bytes())
        return replace(
            Sent(portfolio, told.file_name, file.read_bytes(), told.applications),
            columns=told.columns,
            merge_by=told.merge_by,
        )

    def forget(self, portfolio: str, token: str) -> None:
        """Removes an upload."""
        for part in ("file", "said"):
            (self._folder.root / portfolio / f"{token}.{part}").unlink(missing_ok=True)

    @property
    def _folder(self) -> KeptFolder:
        return KeptFolder(self.home / UPLOADS, rf"{TOKEN}\.(file|said)", MOST_KEPT)
