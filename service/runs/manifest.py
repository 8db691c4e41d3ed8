"""What a published run says about itself."""

import hashlib
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from service.runs.identity import Stamp
from service.runs.layout import FINGERPRINTS, LOOKUP, SHARES

MANIFEST = "manifest.json"


class Manifest(BaseModel):
    """Inputs, row counts and file hashes of one run. Nothing in it depends on when or where the run was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run_id: str
    as_of: date
    known_at: date
    method: str
    tables_version: str
    portfolios: dict[str, str]
    applications: dict[str, str] = {}
    rows: dict[str, int]
    sha256: dict[str, str]

    @property
    def stamp(self) -> Stamp:
        """The stamp its rows carry."""
        return Stamp(self.as_of, self.known_at, self.run_id, self.method, self.tables_version)

    @property
    def total_rows(self) -> int:
        """Rows of all levels together."""
        return sum(self.rows.values())

    def same_figures(self, other: "Manifest") -> bool:
        """Whether another run says the same.

        How look-ups are stored, rows are told apart and sums are kept is a matter of the software, not of the run.
        """
        return self._figures() == other._figures()

    def _figures(self) -> "Manifest":
        kept = {name: digest for name, digest in self.sha256.items() if name not in (LOOKUP, FINGERPRINTS, SHARES)}
        return self.model_copy(update={"sha256": kept})


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a published run, or none if there is no such run."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None


def file_hash(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
