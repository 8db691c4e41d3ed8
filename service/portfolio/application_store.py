"""Where licence applications are kept: beside the portfolio of the same name, one current version each."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from scoring.portfolio import APPLICATION_COLUMNS, no_applications
from service.portfolio.applications import ApplicationReport, read_applications
from service.portfolio.faults import ImportRefused, shown
from service.portfolio.import_record import IMPORT_RECORD, ImportRecord, import_record
from service.portfolio.manner import AS_IT_IS, Manner
from service.portfolio.parquet import content_version, parquet_bytes, rows_of
from service.portfolio.standing import Standing
from service.portfolio.store import PATIENCE_SECONDS, PortfolioStore
from service.portfolio.turning import turned
from service.portfolio.versions import (
    Step,
    checked_name,
    current_versions,
    import_lock,
    no_step,
    point,
    put_in_place,
    refuse_deleted,
    standing_in,
)
from service.portfolio.vocabulary import Vocabulary
from service.progress import Report, unheard

_FILE = "applications.parquet"


@dataclass(frozen=True)
class StoredApplications:
    """All current applications as one, one row a file, and the version of each portfolio's."""

    applications: pl.DataFrame
    versions: dict[str, str]


class ApplicationStore:
    """Licence applications under `home`. Readers need no lock; imports wait for each other, across processes."""

    def __init__(
        self,
        home: Path,
        *,
        step: Step = no_step,
        patience_seconds: float = PATIENCE_SECONDS,
        report: Report = unheard,
    ) -> None:
        self._portfolios = PortfolioStore(home)
        self._root = home / "applications"
        self._step = step
        self._patience = patience_seconds
        self._report = report

    def import_file(
        self,
        name: str,
        data: bytes,
        filename: str,
        vocabulary: Vocabulary,
        *,
        imported: datetime,
        accept_valid: bool = False,
        dry_run: bool = False,
        manner: Manner = AS_IT_IS,
    ) -> ApplicationReport:
        """Replaces the applications of that portfolio by the file, or says everything that is wrong with it.

        The report names the version stored; none after faults and dry runs. Never raises for bad input.
        """
        report = ApplicationReport(filename, 0, 0, (), (), None)
        try:
            checked_name(name)
            self._report("reading and checking rows")
            report = read_applications(
                data, filename, vocabulary, accept_valid=accept_valid, manner=manner, today=imported.date()
            )
            applications = report.applications
            if applications is None:
                return report
            report = replace(report, notes=(*report.notes, *self._strangers(applications)))
            if dry_run:
                refuse_deleted(name, standing_in(self._root / name))
                return report
            record = import_record(report, data, imported).content
            return replace(report, version=self._save(name, applications, record))
        except ImportRefused as refusal:
            told = (*refusal.faults, *report.faults)
            return replace(report, faults=told, accepted_rows=0, applications=None)

    def turn(self, name: str, *, back: bool) -> Standing:
        """Undoes the last import of applications or, forward, takes that undo back; answers how they stand then.

        Raises ImportRefused where there is nothing to turn.
        """
        checked_name(name)
        with import_lock(self._root, self._patience):
            after = turned(self._root / name, back)
            point(self._root / name, after, self._step)
        return after

    def record(self, name: str, version: str) -> ImportRecord:
        """Where a version came from."""
        return ImportRecord.model_validate_json((self._root / name / version / IMPORT_RECORD).read_bytes())

    def current(self) -> dict[str, str]:
        """The version of the applications of each portfolio, at one instant."""
        return current_versions(self._root)

    def load(self, name: str, version: str, *, company_id: str | None = None) -> pl.DataFrame:
        """The applications of one portfolio in a version, or of one company in it; raises KeyError if there is none."""
        path = self._root / name / version / _FILE
        if not path.is_file():
            raise KeyError(name)
        return rows_of(path, APPLICATION_COLUMNS, company_id).collect(engine="in-memory")

    def load_all(self) -> StoredApplications:
        """Every current application, sorted; empty before the first import."""
        versions = self.current()
        files = pl.concat([no_applications(), *(self.load(name, version) for name, version in versions.items())])
        return StoredApplications(files.sort(list(APPLICATION_COLUMNS)), versions)

    def _save(self, name: str, applications: pl.DataFrame, record: bytes) -> str:
        self._report("storing")
        version = version_of_applications(applications)
        with import_lock(self._root, self._patience):
            self._step("locked")
            files = {_FILE: parquet_bytes(applications), IMPORT_RECORD: record}
            put_in_place(self._root / name, version, files, self._step)
        return version

    def _strangers(self, applications: pl.DataFrame) -> list[str]:
        known = self._portfolios.load_all().companies
        unknown = applications.join(known, on="company_id", how="anti")["company_id"].unique().sort()
        return [
            f"company {shown(company)} is in no portfolio yet: kept, without effect until it is" for company in unknown
        ]


def version_of_applications(applications: pl.DataFrame) -> str:
    """The version applications are stored as: a hash of their rows."""
    return content_version("licence applications 1", applications)
