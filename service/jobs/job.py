"""What is known of one piece of long work."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"
Status = Literal["waiting", "running", "done", "failed", "stopped"]
Kind = Literal["rescore", "import", "export"]

AT_WORK = (WAITING, RUNNING)

WHAT_TO_DO = {
    "rescore": "the last good scores go on being served; ask for the run again",
    "import": "a file lands whole or not at all: look whether the portfolio has it, and send it again if not",
    "export": "nothing was kept; ask for the file again",
}
"""Per kind what to do once the process that did it is gone."""

ONLY_PUBLISHED = "the run is published, what moved the scores is not recorded: ask for the run again"


class Job(BaseModel):
    """One piece of long work. `stage`, `done` and `of` say how far it is; `of` is none where nobody can say."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    title: str
    status: Status = "waiting"
    stage: str | None = None
    done: int = 0
    of: int | None = None
    asked: datetime
    told: datetime
    """When it last said how far it is."""
    finished: datetime | None = None
    reason: str | None = None
    outcome: str | None = None
    wants: dict[str, str] = {}
    """What was asked for, as whoever does it needs it."""
    attempt: int | None = None
    """Number of the attempt on record, where it scores."""
    run_id: str | None = None
    file: str | None = None
    """Name of the file it made, in the job's own folder."""

    @property
    def at_work(self) -> bool:
        """Whether it waits for its turn or is under way."""
        return self.status in AT_WORK

    @property
    def share(self) -> float | None:
        """How much of the stage is done, from 0 to 1; none where nobody can say."""
        return min(self.done / self.of, 1.0) if self.of else None

    def stopped(self, now: datetime) -> "Job":
        """The same, once whoever did it is gone."""
        left = ONLY_PUBLISHED if self.kind == "rescore" and self.run_id else WHAT_TO_DO[self.kind]
        reason = f"the process ended before the work did; {left}"
        return self.model_copy(update={"status": STOPPED, "finished": now, "reason": reason})
