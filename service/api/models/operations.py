"""Answers about imports, runs and the state of the service."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from service.api.models.jobs import Progress
from service.api.models.stamp import Answer, Stamped
from service.api.parameters import AsOfDay
from service.api.problems import ProblemError
from service.portfolio.manner import Identifier

Status = Literal["running", "published", "failed", "stopped"]


class Run(Answer):
    """One attempt to score every portfolio, or a published run of which no attempt is on record."""

    attempt: int | None = Field(description="number of the attempt; null where it is not on record")
    run_id: str | None = Field(description="null until published")
    status: Status = Field(description="stopped: the process that scored is gone")
    as_of: date
    known_at: date
    night: datetime | None = Field(description="due moment of the night it answers to; null where asked for")
    started: datetime | None
    finished: datetime | None
    seconds: float | None
    rows: int | None = Field(description="rows of all levels together")
    companies: int | None = Field(description="null until published, and where the run is no longer kept")
    reason: str | None = Field(description="why it failed or stopped, or with which portfolio it was deleted")
    progress: Progress | None = Field(description="how far it is; null unless it runs")
    job: str | None = Field(description="address of the work, while that is kept")
    changes_from: str | None = Field(
        description="run since which it is recorded what moved every company; null where it is not"
    )
    served: bool = Field(description="whether answers come from this run, and no later attempt published it again")
    url: str


class Runs(Stamped):
    """Attempts to score, newest first."""

    data: list[Run]


class RunState(Stamped):
    """One run."""

    run: Run


class RunRequest(Answer):
    """The day a run is asked for."""

    as_of: AsOfDay | None = Field(default=None, description="today where left out")


class ImportResult(Stamped):
    """What became of a file."""

    portfolio: str
    stored: bool = Field(description="false for a dry run, and where nothing could be taken")
    version: str | None = Field(description="version of the portfolio; null where nothing was stored")
    rows: int = Field(description="rows read, header and blank rows left out")
    accepted_rows: int
    errors: list[ProblemError] = Field(description="faults of rows that were left out")
    notes: list[str] = Field(description="remarks that are no faults, such as headings mapped, unusual magnitudes")
    merged: list["MergedCompany"] = Field(description="companies made one by merge_by")
    corrected_file: str | None = Field(description="address of the file with its faults marked")
    next_step: str


class MergedCompany(Answer):
    """Companies of a file that were made one."""

    company_id: str = Field(description="the id that stays, that of the row that comes first")
    others: list[str] = Field(description="the ids that went into it")
    by: Identifier
    identifiers: list[str] = Field(description="what they share")


class Health(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(Stamped):
    """Scores are published and can be read."""

    status: Literal["ready"] = "ready"
    companies: int
