"""Where portfolios are kept: one current version a name, each import a whole new version."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scoring.collecting import collected_all
from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS, Portfolio
from service.portfolio.faults import ImportRefused
from service.portfolio.import_record import IMPORT_RECORD, ImportRecord, import_record
from service.portfolio.manner import AS_IT_IS, Manner
from service.portfolio.parquet import parquet_bytes, rows_of
from service.portfolio.report import ImportReport, read_portfolio
from service.portfolio.standing import Standing
from service.portfolio.together import (
    Stored,
    StoredPortfolios,
    foreign_faults,
    in_order,
    put_together,
    version_of,
)
from service.portfolio.turning import standings, turned
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

PATIENCE_SECONDS = 60.0

OWN = "own"
"""Name of a portfolio whose owner gives it none."""


class PortfolioStore:
    """Portfolios under `home`. Readers need no lock; imports wait for each other, across processes."""

    def __init__(
        self,
        home: Path,
        *,
        step: Step = no_step,
        patience_seconds: float = PATIENCE_SECONDS,
        report: Report = unheard,
    ) -> None:
        self._root = home / "portfolios"
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
    ) -> ImportReport:
        """Replaces the portfolio of that name by the file, or says everything that is wrong with it.

        The report names the version stored; none after faults and dry runs. Never raises for bad input.
        """
        report = ImportReport(filename, 0, 0, (), (), None)
        try:
            checked_name(name)
            report = read_portfolio(
                data, filename, vocabulary, accept_valid=accept_valid, manner=manner, report=self._report
            )
            if report.portfolio is None:
                return report
            if dry_run:
                refuse_deleted(name, standing_in(self._root / name))
                self._refuse_foreign_companies(name, report.portfolio, report.company_rows)
                return report
            record = import_record(report, data, imported)
            return replace(report, version=self.save(name, report.portfolio, record, report.company_rows))
        except ImportRefused as refusal:
            told = (*refusal.faults, *report.faults)
            return replace(report, faults=told, accepted_rows=0, portfolio=None)

    def save(
        self, name: str, portfolio: Portfolio, record: ImportRecord, company_rows: dict[str, int] | None = None
    ) -> str:
        """Makes checked frames the current version of that name and answers its version.

        Raises ImportRefused for a name that cannot be, companies of other portfolios, and a disk that refuses.
        """
        checked_name(name)
        self._report("storing")
        ordered = in_order(portfolio)
        version = version_of(ordered)
        files = {
            "lines.parquet": parquet_bytes(ordered.lines),
            "overrides.parquet": parquet_bytes(ordered.overrides),
            IMPORT_RECORD: record.content,
        }
        with import_lock(self._root, self._patience):
            self._step("locked")
            self._refuse_foreign_companies(name, portfolio, company_rows or {})
            put_in_place(self._root / name, version, files, self._step)
        return version

    def turn(self, name: str, *, back: bool) -> Standing:
        """Undoes the last import of a portfolio or, forward, takes that undo back; answers how it stands then.

        Raises ImportRefused where there is nothing to turn, or a company of the version turned to is elsewhere by now.
        """
        checked_name(name)
        with import_lock(self._root, self._patience):
            after = turned(self._root / name, back)
            if after.current is not None:
                self._refuse_foreign_companies(name, self.load(name, after.current), {})
            point(self._root / name, after, self._step)
        return after

    def standings(self) -> dict[str, Standing]:
        """How every portfolio stands that was ever imported: those whose imports are all undone as well."""
        return standings(self._root)

    def current(self) -> dict[str, str]:
        """The version of each portfolio there is, at one instant."""
        return current_versions(self._root)

    def load(self, name: str, version: str | None = None, *, company_id: str | None = None) -> Portfolio:
        """One portfolio, in its current version unless told otherwise; raises KeyError if there is none.

        Of one company only, where it is named: the rest is not read.
        """
        stored = self._stored(name, version or self.current()[name], company_id)
        return Portfolio(*collected_all([stored.lines, stored.overrides]))

    def folder(self, name: str, version: str) -> Path:
        """Where a version lies, which never changes; raises KeyError if there is none."""
        folder = self._root / name / version
        if not folder.is_dir():
            raise KeyError(name)
        return folder

    def record(self, name: str, version: str) -> ImportRecord:
        """Where a version came from."""
        return ImportRecord.model_validate_json((self._root / name / version / IMPORT_RECORD).read_bytes())

    def load_all(self) -> StoredPortfolios:
        """Every current portfolio in one, lines sorted by key; empty before the first import."""
        while True:
            versions = self.current()
            try:
                return self.load_versions(versions)
            except (KeyError, FileNotFoundError):
                # A portfolio deleted meanwhile is gone from the next look; anything else that is missing is an error.
                if versions == self.current():
                    raise

    def load_versions(self, versions: Mapping[str, str], *, company_id: str | None = None) -> StoredPortfolios:
        """The portfolios in these versions in one, lines sorted by key; raises KeyError where one is gone."""
        parts = {name: self._stored(name, version, company_id) for name, version in versions.items()}
        return put_together(parts, versions)

    def _stored(self, name: str, version: str, company_id: str | None = None) -> Stored:
        folder = self.folder(name, version)
        return Stored(
            rows_of(folder / "lines.parquet", LINE_COLUMNS, company_id),
            rows_of(folder / "overrides.parquet", OVERRIDE_COLUMNS, company_id),
        )

    def _refuse_foreign_companies(self, name: str, portfolio: Portfolio, company_rows: dict[str, int]) -> None:
        others = {other: self._stored(other, version) for other, version in self.current().items() if other != name}
        if faults := foreign_faults(portfolio, others, company_rows):
            raise ImportRefused(faults)
