"""Answers about long work."""

from datetime import datetime

from pydantic import Field

from service.api.models.stamp import Answer, Stamped
from service.jobs.job import Kind, Status


class Progress(Answer):
    """How far work is."""

    stage: str | None = Field(description="what is being done; null before it begins")
    done: int = Field(description="how much of the stage is done")
    of: int | None = Field(description="of how much; null where nobody can say")


class Job(Answer):
    """One piece of long work: scoring, an import, or writing a file."""

    id: str
    kind: Kind
    title: str
    status: Status = Field(description="stopped: the process that did it is gone")
    progress: Progress
    asked: datetime
    told: datetime = Field(description="when it last said how far it is")
    finished: datetime | None
    reason: str | None = Field(description="why it failed or stopped, and what to do")
    outcome: str | None = Field(description="what was done, in words")
    run: str | None = Field(description="address of the attempt to score")
    file: str | None = Field(description="address of the file it made, as long as it is kept")
    url: str


class Jobs(Stamped):
    """Long work, newest first."""

    data: list[Job]


class JobState(Stamped):
    """One piece of long work."""

    job: Job
