"""Where long work is noted: a folder of the home for each piece, so that any process sees how far it is.

Whether whoever does it is alive is told by a lock the kernel gives back: nothing is shown at work for ever.
"""

import re
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from pydantic import ValidationError

from service.jobs.job import WAITING, Job, Kind
from service.lease import Taken, lease
from service.runs.files import make_folder, replacing

NOTE, LOCK = "job.json", "work"
JOB_ID = re.compile(r"(rescore|import|export)-[0-9a-f]{12}")

KEPT = {"rescore": timedelta(days=7), "import": timedelta(days=7), "export": timedelta(days=1)}
"""How long each is kept after its end, with the file it made; runs stay on record for good."""

MOST_KEPT = 200
START = timedelta(minutes=2)
"""How long work may wait for its process to begin."""


@dataclass(frozen=True)
class Jobs:
    """The long work of one installation."""

    home: Path
    now: Callable[[], datetime]

    def ask(self, kind: Kind, title: str, wants: dict[str, str] | None = None) -> Job:
        """Notes that work is wanted; what is long over is cleared away."""
        self._clear()
        moment = self.now()
        job = Job(id=f"{kind}-{uuid4().hex[:12]}", kind=kind, title=title, asked=moment, told=moment, wants=wants or {})
        make_folder(self.folder(job.id))
        self.note(job)
        return job

    def note(self, job: Job) -> None:
        """Puts down how far the work is, in one step."""
        with replacing(self.folder(job.id) / NOTE) as aside:
            aside.write_text(job.model_dump_json())

    def get(self, job_id: str) -> Job | None:
        """The work of that id, or none. Work whose process is gone is stopped, and noted so."""
        job = self.noted(job_id)
        return job if job is None or not job.at_work else self._looked_after(job)

    def latest(self, limit: int = MOST_KEPT) -> list[Job]:
        """Work that is kept, the newest first."""
        found = (self.get(folder.name) for folder in self._folders())
        return sorted((job for job in found if job), key=lambda job: (job.asked, job.id), reverse=True)[:limit]

    def of_attempt(self, attempt: int) -> Job | None:
        """The latest work that was that attempt to score, or none that is kept."""
        return next((job for job in self.latest() if job.attempt == attempt), None)

    def of_portfolio(self, portfolio: str, run_ids: Collection[str]) -> list[Job]:
        """Imports into a portfolio that are over, and files written of these runs."""
        kept = self.latest(10 * MOST_KEPT)
        return [job for job in kept if _imported(job, portfolio) or job.wants.get("run_id") in run_ids]

    def forget(self, job: Job) -> None:
        """Removes what is noted of a piece of work, and the file it made."""
        shutil.rmtree(self.folder(job.id), ignore_errors=True)

    def file(self, job: Job) -> Path | None:
        """The file the work made, as long as it is kept."""
        path = self.folder(job.id) / job.file if job.file else None
        return path if path is not None and path.is_file() and not self._is_over(job) else None

    def folder(self, job_id: str) -> Path:
        """Where all of a piece of work lies."""
        return self.home / "jobs" / job_id

    def _looked_after(self, job: Job) -> Job | None:
        if job.status == WAITING and self.now() - job.asked < START:
            return job
        try:
            with lease(self.folder(job.id), LOCK, wait_seconds=0):
                # Its end is noted before its lock is free, so what stands there now is the last word.
                last = self.noted(job.id)
                if last is None or not last.at_work:
                    return last
                stopped = last.stopped(self.now())
                self.note(stopped)
                return stopped
        except Taken:
            return job

    def noted(self, job_id: str) -> Job | None:
        """The work of that id as it was noted last, whatever has become of it since; none if there is none."""
        if not JOB_ID.fullmatch(job_id):
            return None
        try:
            return Job.model_validate_json((self.folder(job_id) / NOTE).read_bytes())
        except (FileNotFoundError, NotADirectoryError, ValidationError):
            return None

    def _folders(self) -> Iterator[Path]:
        root = self.home / "jobs"
        return (folder for folder in (root.iterdir() if root.is_dir() else ()) if JOB_ID.fullmatch(folder.name))

    def _clear(self) -> None:
        for place, job in enumerate(self.latest(10 * MOST_KEPT)):
            if self._is_over(job) or (place >= MOST_KEPT and not job.at_work):
                self.forget(job)

    def _is_over(self, job: Job) -> bool:
        return job.finished is not None and self.now() - job.finished > KEPT[job.kind]


def _imported(job: Job, portfolio: str) -> bool:
    return job.kind == "import" and not job.at_work and job.wants.get("portfolio") == portfolio
