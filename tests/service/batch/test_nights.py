"""Nights: when they are due, which are caught up, and that no two schedulers run the same one."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reference_data.loader import load_tables
from scoring.gaps import GapError
from service.lease import Taken, lease
from service.nights import due_moments, last_due
from service.portfolio.demo import store_demo
from service.portfolio.store import PortfolioStore
from service.runs.snapshot import Snapshot, published_runs
from service.scheduler import run_due_night, scheduler_for
from service.settings import Settings
from service.state.models import FAILED, PUBLISHED, STOPPED
from service.state.record import Record
from tests.service.batch.conftest import NOON

REPOSITORY = Path(__file__).parents[3]
TODAY, NIGHT = NOON.date(), NOON.replace(hour=2, minute=15)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "zone", "now", "due"),
    [
        ("15 2 * * *", "UTC", "2026-03-02 12:00", "2026-03-02 02:15"),
        ("15 2 * * *", "UTC", "2026-03-02 02:15", "2026-03-02 02:15"),
        ("15 2 * * *", "UTC", "2026-03-02 02:14", "2026-03-01 02:15"),
        ("15 2 * * mon-fri", "UTC", "2026-03-02 02:00", "2026-02-27 02:15"),
        ("0 0 1 1 *", "UTC", "2026-03-02 02:00", "2026-01-01 00:00"),
        ("0 0 29 2 *", "UTC", "2026-03-02 02:00", None),
        ("* * * * *", "UTC", "2026-03-02 02:00", "2026-03-02 02:00"),
        # In Berlin 02:30 comes twice on 25 October 2026 and not at all on 29 March 2026.
        ("30 2 * * *", "Europe/Berlin", "2026-10-25 12:00", "2026-10-25 01:30"),
        ("30 2 * * *", "Europe/Berlin", "2026-03-29 12:00", "2026-03-29 01:30"),
    ],
)
def test_the_last_due_moment(cron, zone, now, due):
    assert last_due(cron, ZoneInfo(zone), at(now)) == (due and at(due))


@pytest.mark.parametrize("cron", ["", "daily", "15 2 * *", "61 2 * * *", "15 2 * * 1", "15 2 * * 1-5"])
def test_what_is_no_cron_expression(cron):
    with pytest.raises(ValueError):  # noqa: PT011
        due_moments(cron, UTC)


def statuses(settings):
    with Record(settings.state_url) as record:
        return [(run.as_of, run.status, run.night) for run in reversed(record.runs())]


def test_a_missed_night_is_run_once(small_batch, settings):
    for _ in range(2):
        run_due_night(small_batch(), retry_failed=True)
    assert statuses(settings) == [(TODAY, PUBLISHED, NIGHT)]


def test_scores_made_after_the_night_fell_due_count_for_it(small_batch, settings):
    small_batch().rescore()
    run_due_night(small_batch(), retry_failed=True)
    assert statuses(settings) == [(TODAY, PUBLISHED, None)]


def test_scores_made_before_the_night_fell_due_do_not(small_batch, settings):
    small_batch(now=lambda: NIGHT - timedelta(minutes=1)).rescore()
    run_due_night(small_batch(), retry_failed=True)
    assert statuses(settings)[-1] == (TODAY, PUBLISHED, NIGHT)


@pytest.mark.parametrize("days", [-1, 1])
def test_scores_of_another_day_do_not_count_for_the_night(small_batch, settings, days):
    small_batch().rescore(TODAY + timedelta(days=days))
    run_due_night(small_batch(), retry_failed=True)
    assert statuses(settings)[-1] == (TODAY, PUBLISHED, NIGHT)


def test_before_the_hour_it_is_the_night_before_that_counts(small_batch, settings):
    early = NIGHT - timedelta(hours=1)
    run_due_night(small_batch(now=lambda: early), retry_failed=True)
    assert statuses(settings) == [(TODAY - timedelta(days=1), PUBLISHED, NIGHT - timedelta(days=1))]


def test_the_day_of_a_night_is_that_of_its_zone(small_batch, settings, tmp_path):
    west = Settings(home=settings.home, nightly_zone="America/Los_Angeles", nightly_cron="0 23 * * *")
    run_due_night(small_batch(settings=west), retry_failed=True)
    assert statuses(settings) == [(TODAY - timedelta(days=1), PUBLISHED, at("2026-03-02 07:00"))]


def broken(*_inputs, **_days):
    raise GapError(["prices: nothing on Dy"])


def test_a_failed_night_leaves_the_last_good_run_and_is_tried_again_only_at_the_next_start(small_batch, settings):
    small_batch().rescore(TODAY - timedelta(days=1))
    run_due_night(small_batch(score=broken), retry_failed=False)
    # A second scheduler, or the cron once more: the night has been tried.
    run_due_night(small_batch(), retry_failed=False)
    assert statuses(settings)[1:] == [(TODAY, FAILED, NIGHT)]
    assert Snapshot.open_current(settings.home).manifest.as_of == TODAY - timedelta(days=1)
    run_due_night(small_batch(), retry_failed=True)
    assert statuses(settings)[2:] == [(TODAY, PUBLISHED, NIGHT)]


def test_a_night_cut_off_by_a_dead_process_is_taken_over(small_batch, settings):
    with Record(settings.state_url) as record:
        record.begin_run(TODAY, TODAY, NIGHT, NIGHT)
    run_due_night(small_batch(), retry_failed=False)
    assert [status for _, status, _ in statuses(settings)] == [STOPPED, PUBLISHED]


def test_an_error_of_ours_is_not_swallowed(small_batch):
    def bug(*_inputs, **_days):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_due_night(small_batch(score=bug), retry_failed=False)


def test_jobs_coalesce_never_expire_and_never_overlap(small_batch):
    scheduler = scheduler_for(small_batch())
    scheduler.start(paused=True)
    jobs = {job.id: job for job in scheduler.get_jobs()}
    scheduler.shutdown(wait=False)
    assert set(jobs) == {"catch-up", "night"}
    for job in jobs.values():
        assert (job.coalesce, job.misfire_grace_time, job.max_instances) == (True, None, 1)
    assert jobs["catch-up"].next_run_time <= datetime.now(UTC)
    assert str(jobs["night"].trigger) == "cron[month='*', day='*', day_of_week='*', hour='2', minute='15']"


def test_a_lease_is_held_by_one_at_a_time_and_given_back(tmp_path):
    with lease(tmp_path, "x", wait_seconds=0):
        with pytest.raises(Taken), lease(tmp_path, "x", wait_seconds=0):
            pass
        with lease(tmp_path, "y", wait_seconds=0):
            pass
    with lease(tmp_path, "x", wait_seconds=0):
        pass


def python(*arguments, **options):
    return subprocess.Popen([sys.executable, *arguments], cwd=REPOSITORY, text=True, **options)


HOLD = (
    "import sys, time; from pathlib import Path; from service.lease import lease\n"
    "with lease(Path(sys.argv[1]), 'x', wait_seconds=0):\n"
    "    print('held', flush=True); time.sleep(60)\n"
)


def test_the_lease_of_a_killed_process_is_free_at_once(tmp_path):
    holder = python("-c", HOLD, str(tmp_path), stdout=subprocess.PIPE)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Taken), lease(tmp_path, "x", wait_seconds=0):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with lease(tmp_path, "x", wait_seconds=1):
        pass


def test_two_schedulers_run_a_night_once(settings):
    """Both find the same night due at the same moment; the one that waits finds it done."""
    nights = [python("-m", "tests.service.batch.night_process", str(settings.home)) for _ in range(2)]
    assert [night.wait(60) for night in nights] == [0, 0]
    assert (settings.home / "scored").read_text() == "scored\n"
    assert statuses(settings) == [(TODAY, PUBLISHED, NIGHT)]


def test_the_scheduler_process_catches_up_and_stops_when_asked(tmp_path):
    home = tmp_path / "home"
    store_demo(PortfolioStore(home), load_tables(), NOON)
    environment = {**os.environ, "EXPOSURE_HOME": str(home)}
    scheduler = python("-m", "service.scheduler", env=environment, stderr=subprocess.PIPE)
    lines = iter(scheduler.stderr.readline, "")
    assert any("run published" in line for line in lines)
    scheduler.send_signal(signal.SIGTERM)
    rest = "".join(lines)
    scheduler.stderr.close()
    assert scheduler.wait(30) == 0
    assert "scheduler stopped" in rest
    assert len(published_runs(home)) == 1


def test_the_scheduler_process_ends_with_its_parent(tmp_path):
    environment = {**os.environ, "EXPOSURE_HOME": str(tmp_path)}
    nobody = "1" if os.getpid() != 1 else "2"
    scheduler = python("-m", "service.scheduler", nobody, env=environment, stderr=subprocess.DEVNULL)
    assert scheduler.wait(60) == 0
