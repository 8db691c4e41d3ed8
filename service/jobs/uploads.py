"""Large uploads imported as long work: decided on a page, taken in by a process of their own."""

from reference_data.loader import load_tables
from service.batch import utc_now
from service.importing import ImportDesk, Sent
from service.jobs.importing import conclude, title_of
from service.jobs.job import Job
from service.jobs.keeping import Jobs
from service.jobs.starting import start
from service.jobs.working import Work
from service.kept.uploads import KeptUploads
from service.portfolio.limits import MIB
from service.portfolio.vocabulary import Vocabulary
from service.refusal import Refusal
from service.settings import Settings
from service.state.record import Record

LARGE_BYTES = 2 * MIB
"""From here on, some 40,000 rows, an import takes so long that nobody should have to wait for the page."""

GONE = "this upload is no longer kept: it was imported, or a day is over; send the file again"


def ask_import(settings: Settings, jobs: Jobs, sent: Sent, token: str, *, accept_valid: bool) -> Job:
    """Has an upload imported, and does not wait for it; an import of it that is under way is not begun again."""
    wants = {"portfolio": sent.portfolio, "token": token, "rows": "valid" if accept_valid else "all"}
    same = next((job for job in jobs.latest() if job.at_work and job.wants.get("token") == token), None)
    if same is not None:
        return same
    job = jobs.ask("import", title_of(sent.file_name, sent.portfolio), wants)
    start(settings, jobs, job)
    return job


def import_asked(settings: Settings, work: Work) -> None:
    """Imports the upload that was asked for; it stays if nothing was stored. Raises Refusal where it is gone."""
    wants, uploads = work.job.wants, KeptUploads(settings.home)
    sent = uploads.find(wants["portfolio"], wants["token"], utc_now())
    if sent is None:
        raise Refusal(GONE)
    work.report("reading tables")
    vocabulary = Vocabulary.of(load_tables(settings.tables_dir))
    with Record(settings.state_url) as record:
        desk = ImportDesk(settings.home, vocabulary, record, utc_now, report=work.report)
        outcome = desk.take(sent, accept_valid=wants["rows"] == "valid")
    if outcome.number is not None:
        uploads.forget(sent.portfolio, wants["token"])
    conclude(work, outcome.report)
