"""Long work is found again by any process, is never shown at work for ever, and goes once it is old."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from service.jobs.keeping import START, Jobs
from service.jobs.working import at_work
from service.lease import lease
from service.refusal import Refusal

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.moment = NOON

    def __call__(self):
        return self.moment


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def jobs(tmp_path, clock):
    return Jobs(tmp_path / "home", clock)


def seen_elsewhere(jobs, job):
    """The work as another process, that shares nothing but the home, finds it."""
    return Jobs(jobs.home, jobs.now).get(job.id)


def test_work_that_is_asked_for_waits(jobs):
    job = jobs.ask("rescore", "Scores as of 2026-11-23", {"as_of": "2026-11-23"})
    found = seen_elsewhere(jobs, job)
    assert (found.status, found.title, found.wants) == ("waiting", job.title, {"as_of": "2026-11-23"})
    assert found.at_work
    assert found.share is None


def test_progress_is_seen_elsewhere_and_how_it_ended(jobs):
    job = jobs.ask("export", "costs.csv")
    with at_work(jobs, job) as work:
        work.report("writing costs", 5_000, 20_000)
        found = seen_elsewhere(jobs, job)
        assert (found.status, found.stage, found.done, found.of, found.share) == (
            "running", "writing costs", 5_000, 20_000, 0.25,
        )  # fmt: skip
        work.note(outcome="20,000 rows")
    found = seen_elsewhere(jobs, job)
    assert (found.status, found.outcome, found.finished) == ("done", "20,000 rows", NOON)


def test_a_failure_is_noted_with_its_reason_and_goes_on_up(jobs):
    job = jobs.ask("export", "costs.csv")
    with pytest.raises(Refusal), at_work(jobs, job):
        raise Refusal("run x is not published")
    found = seen_elsewhere(jobs, job)
    assert (found.status, found.reason) == ("failed", "run x is not published")


def test_work_whose_process_is_gone_is_stopped_and_says_what_to_do(jobs):
    job = jobs.ask("rescore", "Scores")
    jobs.note(job.model_copy(update={"status": "running", "stage": "scoring companies", "done": 3, "of": 9}))
    found = seen_elsewhere(jobs, job)
    assert found.status == "stopped"
    assert found.finished == NOON
    assert "ask for the run again" in found.reason
    assert seen_elsewhere(jobs, job) == found


def test_work_of_another_process_is_at_work_until_that_is_killed(jobs):
    """Another process holds the work; kill -9 gives its lock back at once."""
    job = jobs.ask("export", "costs.csv")
    script = (
        "import sys, time; from pathlib import Path; from service.jobs.keeping import Jobs;"
        "from service.jobs.working import at_work; from datetime import datetime, UTC\n"
        "jobs = Jobs(Path(sys.argv[1]), lambda: datetime.now(UTC))\n"
        "with at_work(jobs, jobs.get(sys.argv[2])) as work:\n"
        "    work.report('writing costs', 1, 2); print('at work', flush=True); time.sleep(60)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", script, jobs.home, job.id], stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "at work\n"
    assert [jobs.get(job.id).status for _ in range(3)] == ["running"] * 3
    other.kill()
    other.communicate()
    assert jobs.get(job.id).status == "stopped"


def test_whoever_just_looks_does_not_keep_work_from_beginning(jobs):
    job = jobs.ask("export", "costs.csv")
    with lease(jobs.folder(job.id), "work", wait_seconds=0):
        pass
    with at_work(jobs, job) as work:
        assert work.job.status == "running"


def test_work_that_never_begins_is_stopped_in_the_end(jobs, clock):
    job = jobs.ask("export", "costs.csv")
    clock.moment += START - timedelta(seconds=1)
    assert jobs.get(job.id).status == "waiting"
    clock.moment += timedelta(seconds=2)
    assert jobs.get(job.id).status == "stopped"


@pytest.mark.parametrize(
    "name", ["..", "../home", "export-x", "other-0123456789ab", "export-0123456789ab", "", "x" * 300]
)
def test_names_that_are_no_work_find_nothing(jobs, name):
    jobs.ask("export", "costs.csv")
    assert jobs.get(name) is None


def test_a_note_that_is_no_note_is_no_work(jobs):
    job = jobs.ask("export", "costs.csv")
    (jobs.folder(job.id) / "job.json").write_text("{}")
    assert jobs.get(job.id) is None
    assert jobs.latest() == []


def test_the_newest_work_comes_first(jobs, clock):
    titles = []
    for title in ("one", "two", "three"):
        jobs.ask("export", title)
        clock.moment += timedelta(seconds=1)
        titles.insert(0, title)
    assert [job.title for job in jobs.latest()] == titles
    assert [job.title for job in jobs.latest(2)] == titles[:2]


def test_a_file_is_kept_for_a_day_and_other_work_for_a_week(jobs, clock):
    written, scored = jobs.ask("export", "costs.csv"), jobs.ask("rescore", "Scores")
    with at_work(jobs, written) as work:
        (work.folder / "costs.csv").write_text("x")
        work.note(file="costs.csv")
    with at_work(jobs, scored):
        pass
    assert jobs.file(jobs.get(written.id)).read_text() == "x"
    clock.moment += timedelta(days=1, seconds=1)
    assert jobs.file(jobs.get(written.id)) is None
    jobs.ask("import", "later")
    assert not jobs.folder(written.id).exists()
    assert jobs.get(scored.id) is not None
    clock.moment += timedelta(days=6)
    jobs.ask("import", "later still")
    assert jobs.get(scored.id) is None


def test_progress_that_comes_fast_is_noted_seldom(jobs, monkeypatch):
    noted = []
    job = jobs.ask("export", "costs.csv")
    with at_work(jobs, job) as work:
        monkeypatch.setattr(Jobs, "note", lambda _jobs, told: noted.append((told.stage, told.done)))
        for done in range(1000):
            work.report("writing costs", done, 1000)
        work.report("writing lines", 0, 5)
        monkeypatch.undo()
    assert noted[0] == ("writing costs", 0)
    assert noted[-1] == ("writing lines", 0)
    assert len(noted) < 5


def test_a_disk_that_takes_no_note_does_not_fail_the_work(jobs, monkeypatch):
    job = jobs.ask("export", "costs.csv")
    with at_work(jobs, job) as work:
        monkeypatch.setattr(Jobs, "note", full)
        work.report("writing costs", 1, 2)
        assert work.job.done == 1
        monkeypatch.undo()
    assert jobs.get(job.id).status == "done"


def full(_jobs, _job):
    raise OSError(28, "No space left on device")


def test_a_run_that_was_published_before_its_process_was_gone_is_said_to_be(jobs):
    job = jobs.ask("rescore", "Scores")
    jobs.note(job.model_copy(update={"status": "running", "run_id": "2026-11-23-aaaaaaaaaaaa"}))
    assert seen_elsewhere(jobs, job).reason.endswith(
        "the run is published, what moved the scores is not recorded: ask for the run again"
    )


def test_whoever_takes_work_up_late_does_not_find_it_stopped(jobs, clock):
    job = jobs.ask("export", "costs.csv")
    clock.moment += START + timedelta(seconds=1)
    taken = jobs.noted(job.id)
    assert taken.status == "waiting"
    with at_work(jobs, taken):
        assert seen_elsewhere(jobs, job).status == "running"
    assert jobs.noted("../export-0123456789ab") is None
