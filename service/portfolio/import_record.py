"""Where a stored version came from."""

import hashlib
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from service.portfolio.report import FileReport

IMPORT_RECORD = "import.json"


class ImportRecord(BaseModel):
    """The first file that gave a version its content, and when it came."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_name: str
    file_sha256: str
    rows: int
    accepted_rows: int
    imported: datetime

    @property
    def content(self) -> bytes:
        """The record as it is stored."""
        return self.model_dump_json(indent=2).encode()


def content_sha256(content: bytes) -> str:
    """SHA-256 of a file in hex."""
    return hashlib.sha256(content).hexdigest()


def import_record(report: FileReport, data: bytes, imported: datetime) -> ImportRecord:
    """The record of a file that is taken."""
    return ImportRecord(
        file_name=report.filename,
        file_sha256=content_sha256(data),
        rows=report.rows,
        accepted_rows=report.accepted_rows,
        imported=imported,
    )
