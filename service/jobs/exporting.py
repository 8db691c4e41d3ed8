"""Files of a run written as long work: asked for, written aside, kept for a day."""

from pydantic import TypeAdapter

from service.exports.choice import Choice
from service.exports.files import heights, refuse_too_long, write_file
from service.jobs.job import Job
from service.jobs.keeping import Jobs
from service.jobs.starting import start
from service.jobs.working import Work
from service.refusal import Refusal
from service.runs.files import replacing
from service.runs.manifest import Manifest
from service.runs.queries import Queries
from service.runs.snapshot import Snapshot
from service.settings import Settings

CHOICE = TypeAdapter(Choice)
MOST_AT_WORK = 4
"""Files written at once: each takes a process, and the web goes first."""


def ask_export(settings: Settings, jobs: Jobs, run: Manifest, choice: Choice) -> Job:
    """Has a file of a run written, and does not wait for it; a file that is there or coming is not written twice.

    Raises Refusal while as many files are being written as may be.
    """
    wants = {"run_id": run.run_id, "choice": CHOICE.dump_json(choice).decode()}
    known = [job for job in jobs.latest() if job.kind == "export"]
    same = next((job for job in known if job.wants == wants and (job.at_work or jobs.file(job))), None)
    if same is not None:
        return same
    if sum(job.at_work for job in known) >= MOST_AT_WORK:
        raise Refusal(f"{MOST_AT_WORK} files are being written already; ask again once one of them is done")
    job = jobs.ask("export", f"{choice.file} of {run.as_of}", wants)
    start(settings, jobs, job)
    return job


def export_asked(settings: Settings, work: Work) -> None:
    """Writes the file that was asked for into the folder of its job. Raises Refusal where it cannot be."""
    wants, home = work.job.wants, settings.home
    snapshot, choice = Snapshot.open(home, wants["run_id"]), CHOICE.validate_json(wants["choice"])
    chosen = choice.of(snapshot, Queries(home))
    rows = heights(chosen, choice.file)
    refuse_too_long(rows, choice.file)
    level, _, ending = choice.file.rpartition(".")
    name = f"{level}-{snapshot.manifest.as_of}.{ending}"
    with replacing(work.folder / name) as aside:
        write_file(chosen, choice.file, aside, form=choice.form, report=work.report)
    work.note(file=name, run_id=snapshot.run_id, outcome=f"{sum(rows.values()):,} rows of run {snapshot.run_id}")
