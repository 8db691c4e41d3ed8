"""A batch run loads, checks, scores, publishes and is put on record, whatever becomes of it."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from reference_data.faults import TableFaults
from reference_data.loader import TABLES_DIRECTORY, load_tables
from scoring.gaps import GapError
from scoring.partitions import score_in_parts
from scoring.portfolio import Portfolio
from service import batch as batch_module
from service.inputs import Inputs
from service.lease import Taken, lease
from service.refusal import Refusal
from service.runs.snapshot import NoSuchRun, Snapshot, published_runs
from service.settings import Settings
from service.state.models import FAILED, PUBLISHED, RUNNING, STOPPED
from service.state.record import ABANDONED, Record
from tests.service.batch.conftest import NOON, small_inputs

TODAY = NOON.date()


def record_of(settings):
    with Record(settings.state_url) as record:
        return record.runs()


def broken_engine(*_inputs, **_days):
    raise GapError(["prices: nothing on Dy", "use_shares: nothing on magnet"])


def test_a_run_is_published_served_and_recorded(small_batch, settings):
    result = small_batch().rescore()
    assert (result.as_of, result.rows, result.is_new, result.is_served) == (TODAY, 11, True, True)
    assert Snapshot.open_current(settings.home).run_id == result.run_id
    (run,) = record_of(settings)
    assert (run.status, run.run_id, run.as_of, run.known_at, run.rows) == (PUBLISHED, result.run_id, TODAY, TODAY, 11)
    assert run.started == run.finished == NOON
    assert run.reason is None


def test_the_day_is_counted_in_the_zone_of_the_nights(small_batch, tmp_path):
    far_east = Settings(home=tmp_path / "home", nightly_zone="Pacific/Kiritimati")
    assert small_batch(settings=far_east).rescore().as_of == TODAY + timedelta(days=1)


def test_the_same_inputs_are_published_once_and_recorded_twice(small_batch, settings):
    first, second = small_batch().rescore(), small_batch().rescore()
    assert (first.is_new, second.is_new) == (True, False)
    assert first.run_id == second.run_id
    assert [run.status for run in record_of(settings)] == [PUBLISHED, PUBLISHED]


@pytest.mark.parametrize("change", ["as_of", "known_at", "portfolio"])
def test_other_inputs_are_another_run(small_batch, change):
    first = small_batch().rescore(TODAY, TODAY)
    earlier = TODAY - timedelta(days=1)
    if change == "portfolio":
        other = small_batch(load=lambda _home: small_inputs("v2")).rescore(TODAY, TODAY)
    else:
        other = small_batch().rescore(**{"as_of": TODAY, "known_at": TODAY, change: earlier})
    assert other.is_new
    assert other.run_id != first.run_id


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (GapError(["prices: nothing on Dy"]), "prices: nothing on Dy"),
        (Refusal("no portfolio is imported"), "no portfolio is imported"),
        (ZeroDivisionError("division by zero"), "internal error: ZeroDivisionError: division by zero"),
        (KeyboardInterrupt(), "stopped by hand"),
        (GapError([f"gap {n}" for n in range(7)]), "gap 0; gap 1; gap 2; gap 3; gap 4; and 2 more"),
    ],
)
def test_a_failed_run_is_recorded_with_its_reason_and_the_last_good_one_serves(small_batch, settings, failure, reason):
    good = small_batch().rescore(TODAY - timedelta(days=1))

    def engine(*_inputs, **_days):
        raise failure

    with pytest.raises(type(failure)):
        small_batch(score=engine).rescore()
    failed, published = record_of(settings)
    assert (failed.status, failed.run_id, failed.reason.strip()) == (FAILED, None, reason)
    assert failed.finished is not None
    assert published.status == PUBLISHED
    assert Snapshot.open_current(settings.home).run_id == good.run_id
    assert small_batch().rescore().is_served


def test_faulty_tables_fail_the_run_with_file_and_line(small_batch, tmp_path):
    tables = tmp_path / "tables"
    tables.mkdir()
    for source in TABLES_DIRECTORY.glob("*.csv"):
        (tables / source.name).write_bytes(source.read_bytes())
    prices = (tables / "prices.csv").read_text().splitlines(keepends=True)
    (tables / "prices.csv").write_text("".join([prices[0], "x" + prices[1], *prices[2:]]).replace(",202", ",2O2", 1))
    settings = Settings(home=tmp_path / "home", tables_dir=tables)
    with pytest.raises(TableFaults):
        small_batch(settings=settings, read_tables=load_tables).rescore()
    (run,) = record_of(settings)
    assert run.reason.startswith("prices.csv:2: ")
    with pytest.raises(NoSuchRun):
        Snapshot.open_current(settings.home)


def test_a_step_of_publishing_that_fails_is_recorded(small_batch, settings):
    def disk_full(name):
        if name == "synced":
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        small_batch(step=disk_full).rescore()
    (run,) = record_of(settings)
    assert run.reason == "internal error: OSError: [Errno 28] No space left on device"
    assert published_runs(settings.home) == []


def test_a_run_cut_off_by_a_dead_process_is_closed_by_the_next(small_batch, settings):
    with Record(settings.state_url) as record:
        record.begin_run(TODAY, TODAY, NOON)
    assert record_of(settings)[0].status == RUNNING
    small_batch().rescore()
    published, abandoned = record_of(settings)
    assert published.status == PUBLISHED
    assert (abandoned.status, abandoned.reason) == (STOPPED, ABANDONED)


def test_two_runs_do_not_work_at_once(small_batch, settings, monkeypatch):
    monkeypatch.setattr(batch_module, "PATIENCE_SECONDS", 0.1)
    with lease(settings.home, "rescore", wait_seconds=0), pytest.raises(Taken, match=r"holds rescore.lock"):
        small_batch().rescore()
    assert small_batch().rescore().is_new


def test_a_home_that_cannot_be_made_is_refused_with_its_name(small_batch, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match=r"home folder .*file/home cannot be used: Not a directory"):
        small_batch(settings=Settings(home=tmp_path / "file" / "home")).rescore()


def test_the_engine_and_the_tables_publish_what_they_score(settings, small_batch, tables):
    """The demonstration portfolio end to end: as many rows as the engine gave, names and sources beside them."""
    portfolio = Portfolio.of(tables["demo_portfolio"])
    members = portfolio.lines.select("company_id").unique().with_columns(portfolio=pl.lit("demo"))
    inputs = Inputs(portfolio, {"demo": "1"}, members)
    result = small_batch(score=score_in_parts, load=lambda _home: inputs).rescore(date(2026, 6, 1))
    snapshot = Snapshot.open(settings.home, result.run_id)
    assert snapshot.manifest.rows["company"] == members.height
    company_id = members["company_id"].sort()[0]
    company = snapshot.company(company_id)
    assert abs(sum(row["points"] for row in company["contributions"]) - company["headline"]["score"]) < 1e-9
    signals = company["signals"]
    assert {row["regime_id"] for row in company["delays"]} == {row["regime_id"] for row in signals["regimes"]}
    assert all(signals[name] for name in ("duty_layers", "prices", "shares", "inputs", "sources"))
    assert {"products", "materials", "elements"} <= {p.stem.removeprefix("signals_") for p in snapshot.folder.iterdir()}
    wanted = {row["origin"] for row in company["costs"]}
    assert wanted == {row["origin"] for row in signals["shares"]}


def test_a_moment_comes_back_from_the_record_in_utc(settings):
    moment = datetime(2026, 3, 2, 3, 15, tzinfo=UTC)
    with Record(settings.state_url) as record:
        record.note_import("demo", "v1", "demo.csv", rows=3, faults=0, imported=moment)
        (noted,) = record.imports()
    assert (noted.imported, noted.portfolio, noted.rows) == (moment, "demo", 3)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////proc/nowhere/state.sqlite", "No such file or directory"),
        ("mysql+nodriver://x/y", "nodriver"),
    ],
)
def test_a_state_database_that_cannot_be_opened_is_refused(url, said):
    with pytest.raises(Refusal, match=rf"state database .* cannot be opened: .*{said}"):
        Record(url)


def test_the_password_of_the_state_database_is_not_shown():
    with pytest.raises(Refusal) as refused:
        Record("nodialect://user:secret@host/name")
    assert "secret" not in str(refused.value)
