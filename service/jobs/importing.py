"""A file taken in as work that others can see, and that can be left and found again."""

from collections.abc import Callable
from typing import TypeVar

from service.jobs.job import FAILED
from service.jobs.keeping import Jobs
from service.jobs.working import Work, at_work
from service.portfolio.report import FileReport, left_out_words
from service.progress import Report

Told = TypeVar("Told", bound=FileReport)


def title_of(file_name: str, portfolio: str) -> str:
    """What an import is called."""
    return f"{file_name[:80]} into {portfolio}"


def noted_import(jobs: Jobs, file_name: str, portfolio: str, take: Callable[[Report], Told]) -> Told:
    """Has a file taken in and notes how far that is and what became of it; answers the report on the file."""
    with at_work(jobs, jobs.ask("import", title_of(file_name, portfolio), {"portfolio": portfolio})) as work:
        report = take(work.report)
        conclude(work, report)
    return report


def conclude(work: Work, report: FileReport) -> None:
    """Notes what became of a file."""
    if report.version is None:
        more = f"; and {len(report.faults) - 1:,} more faults" if len(report.faults) > 1 else ""
        work.end(FAILED, f"nothing is stored: {report.messages[0]}{more}"[:1000])
    else:
        left_out = left_out_words(report.left_out, len(report.faults))
        work.note(outcome=f"{report.accepted_rows:,} of {report.rows:,} rows taken{left_out}")
