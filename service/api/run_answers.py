"""Attempts to score as answers and pages tell of them."""

from collections.abc import Mapping, Sequence

from flask import url_for

from service.api.backing import backing
from service.api.job_answers import progress
from service.api.models.operations import Run
from service.api.problems import Kind, Problem, ProblemError
from service.jobs.job import Job
from service.ledger.files import recorded
from service.runs.current import run_folder
from service.runs.manifest import Manifest, read_manifest
from service.runs.snapshot import NoSuchRun, Snapshot
from service.state import models as state
from service.state.attempts import attempts

KEPT = ("run_id", "status", "as_of", "known_at", "night", "started", "finished", "seconds", "rows", "reason")


def latest_runs(limit: int) -> list[Run]:
    """The latest attempts, newest first."""
    source = backing()
    found = attempts(source.record, source.settings.home, source.now(), limit)
    # Another state database counts anew: the latest work is the attempt's own.
    jobs = {job.attempt: job for job in reversed(source.jobs.latest()) if job.attempt is not None}
    return _described(found, jobs)


def run_named(run: str, most: int) -> Run:
    """A run, by its id or by the number of the attempt, among so many of the latest; a problem where there is none."""
    source = backing()
    found = attempts(source.record, source.settings.home, source.now(), most)
    one = next((each for each in found if run in (str(each.id), each.run_id)), None)
    return described(one) if one is not None else _published(run)


def described(run: state.Run) -> Run:
    """What is said of one attempt."""
    job = backing().jobs.of_attempt(run.id)
    return _described([run], {run.id: job} if job else {})[0]


def _described(runs: Sequence[state.Run], jobs: Mapping[int, Job]) -> list[Run]:
    ledgers, served = recorded(backing().settings.home), _served_attempt()
    answers = [_answer(run, jobs.get(run.id), ledgers) for run in runs]
    # A run can be published more than once: of its attempts the latest made it the served one.
    return [each.model_copy(update={"served": each.served and each.attempt == served}) for each in answers]


def _served_attempt() -> int | None:
    source = backing()
    served = source.served()
    return source.record.last_publication(served.run_id) if served else None


def _answer(run: state.Run, job: Job | None, ledgers: Mapping[str, str]) -> Run:
    manifest = read_manifest(run_folder(backing().settings.home, run.run_id)) if run.run_id else None
    known = {name: getattr(run, name) for name in KEPT} | _of_manifest(manifest, ledgers)
    known |= {"attempt": run.id, "url": url_for("runs.run", run=run.id), "progress": None, "job": None}
    if job is not None:
        known |= {"progress": progress(job) if job.at_work else None, "job": url_for("jobs.job", job=job.id)}
    return Run.model_validate(known)


def _of_manifest(manifest: Manifest | None, ledgers: Mapping[str, str]) -> dict[str, object]:
    """What the published files say; nothing where they are no longer kept."""
    if manifest is None:
        return {"served": False, "companies": None, "changes_from": None}
    served = backing().served()
    return {
        "served": served is not None and served.run_id == manifest.run_id,
        "companies": manifest.rows["company"],
        "changes_from": ledgers.get(manifest.run_id),
    }


def _published(run_id: str) -> Run:
    """A run that is published without an attempt on record, as after a change of the state database."""
    home = backing().settings.home
    try:
        manifest = Snapshot.open(home, run_id).manifest
    except NoSuchRun:
        detail = f"there is no run {run_id[:80]!r}; /v1/runs lists them"
        error = ProblemError(pointer="/path/run", code="unknown_run", value=run_id[:80], detail=detail)
        raise Problem(Kind.UNKNOWN_RUN, detail, [error]) from None
    unknown = dict.fromkeys(("attempt", "night", "started", "finished", "seconds", "reason", "progress", "job"))
    return Run.model_validate(
        unknown
        | manifest.model_dump(include={"run_id", "as_of", "known_at"})
        | _of_manifest(manifest, recorded(home))
        | {"status": state.PUBLISHED, "rows": manifest.total_rows, "url": url_for("runs.run", run=run_id)}
    )
