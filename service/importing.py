"""One import as commands, HTTP and pages do it: headings remembered, the file stored, all of it on record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from service.jobs.importing import noted_import
from service.jobs.keeping import Jobs
from service.portfolio.application_columns import LICENCE_APPLICATIONS
from service.portfolio.application_store import ApplicationStore
from service.portfolio.applications import ApplicationReport
from service.portfolio.column_map import ColumnMap
from service.portfolio.columns import PORTFOLIO
from service.portfolio.contract import FileContract
from service.portfolio.faults import Fault
from service.portfolio.manner import Identifier, Manner, worth_remembering
from service.portfolio.report import FileReport
from service.portfolio.store import PortfolioStore
from service.portfolio.vocabulary import Vocabulary
from service.progress import Report, unheard
from service.state.portfolio_record import APPLICATIONS_OF, remember_columns, remembered_columns
from service.state.record import Record

NO_MERGE = Fault(
    0, "", "licence applications have no identifiers to merge by", "merge companies in the portfolio file", code="merge"
)


@dataclass(frozen=True)
class Sent:
    """A file for a portfolio, or licence applications for it, and how whoever sends it wants it read."""

    portfolio: str
    file_name: str
    content: bytes
    applications: bool = False
    columns: ColumnMap = field(default_factory=dict)
    merge_by: Identifier | None = None

    @property
    def contract(self) -> FileContract:
        """The columns the file should have."""
        return LICENCE_APPLICATIONS if self.applications else PORTFOLIO


@dataclass(frozen=True)
class Outcome:
    """What became of a file, and the number it is on record under, if anything was stored."""

    report: FileReport
    number: int | None = None


@dataclass(frozen=True)
class ImportDesk:
    """Takes files in for one installation. Without a record nothing is remembered, and files are only checked.

    `report` is told how far an import is; with `jobs` it is work that others can see and find again.
    """

    home: Path
    vocabulary: Vocabulary
    record: Record | None
    now: Callable[[], datetime]
    report: Report = unheard
    jobs: Jobs | None = None

    def check(self, sent: Sent, *, accept_valid: bool = False) -> FileReport:
        """What an import of the file would do; nothing is stored and nothing remembered."""
        return self._read(sent, accept_valid, self.report, dry_run=True)

    def take(self, sent: Sent, *, accept_valid: bool = False) -> Outcome:
        """Imports the file, whole or not at all; headings that were mapped are remembered for the next file."""
        report = self._taken(sent, accept_valid)
        if report.version is None or self.record is None:
            return Outcome(report)
        columns = self.manner(sent).columns(report.header)
        remember_columns(self.record, sent.portfolio, sent.contract.name, worth_remembering(columns))
        return Outcome(report, _note(self.record, sent, report, self.now()))

    def _taken(self, sent: Sent, accept_valid: bool) -> FileReport:
        if self.jobs is None:
            return self._read(sent, accept_valid, self.report, dry_run=False)
        take = partial(self._read, sent, accept_valid, dry_run=False)
        return noted_import(self.jobs, sent.file_name, sent.portfolio, take)

    def _read(self, sent: Sent, accept_valid: bool, tell: Report, *, dry_run: bool) -> FileReport:
        if sent.applications and sent.merge_by:
            return ApplicationReport(sent.file_name, 0, 0, (NO_MERGE,), (), None)
        store = (ApplicationStore if sent.applications else PortfolioStore)(self.home, report=tell)
        return store.import_file(
            sent.portfolio,
            sent.content,
            sent.file_name,
            self.vocabulary,
            imported=self.now(),
            accept_valid=accept_valid,
            dry_run=dry_run,
            manner=self.manner(sent),
        )

    def manner(self, sent: Sent) -> Manner:
        """How the file is read: headings remembered for its portfolio, and what its sender says of it."""
        remembered = remembered_columns(self.record, sent.portfolio, sent.contract.name) if self.record else {}
        return Manner(remembered, sent.columns, sent.merge_by)


def _note(record: Record, sent: Sent, report: FileReport, imported: datetime) -> int:
    return record.note_import(
        (APPLICATIONS_OF if sent.applications else "") + sent.portfolio,
        str(report.version),
        sent.file_name[:200],
        rows=report.accepted_rows,
        faults=len(report.faults),
        imported=imported,
    )
