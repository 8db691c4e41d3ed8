"""Deleting a portfolio: what goes is counted first, all of it goes, and what is cut off is finished the next time."""

import json
from datetime import UTC, date, datetime

import polars as pl
import pytest

from reference_data.loader import load_tables
from service.batch import Batch
from service.deletion.deleting import begin_deletion, finish_deletion, finish_interrupted
from service.deletion.plan import deletion_plan
from service.importing import ImportDesk, Sent
from service.jobs.keeping import Jobs
from service.kept.corrected import CorrectedFiles
from service.kept.uploads import KeptUploads
from service.lease import lease
from service.portfolio.faults import ImportRefused
from service.portfolio.store import PortfolioStore
from service.portfolio.vocabulary import Vocabulary
from service.runs.current import current_run_id
from service.runs.snapshot import NoSuchRun, Snapshot, published_runs
from service.scheduler import run_due_night
from service.settings import Settings
from service.state.portfolio_record import DELETED, changes_of
from service.state.record import Record

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEADER = "company_id,company_name,product_id,importer,annual_units,annual_revenue_usd"
SECRET = "secret-company"


def file_of(*companies, units=1000):
    rows = [f"{company},Name of {company},ev_bev_pmsm_avg,DEU,{units},50000000" for company in companies]
    return "\n".join([HEADER, *rows, ""]).encode()


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def record(home):
    home.mkdir()
    with Record(Settings(home=home).state_url) as opened:
        yield opened


@pytest.fixture
def batch(home, tables):
    return Batch(Settings(home=home), read_tables=lambda _: tables, now=lambda: NOW)


@pytest.fixture
def take(home, record, tables):
    """Imports companies as a portfolio."""
    desk = ImportDesk(home, Vocabulary.of(tables), record, lambda: NOW)

    def taken(name, *companies, units=1000, **options):
        outcome = desk.take(Sent(name, f"{name}-file.csv", file_of(*companies, units=units), **options))
        assert outcome.report.version, outcome.report.messages
        return outcome

    return taken


@pytest.fixture
def scored(take, batch):
    """Runs of `kept` alone, of both, and of both a day later; the last one is served, with a ledger."""
    take("kept", "kept-company")
    alone = batch.rescore(date(2026, 2, 1)).run_id
    take("mine", SECRET, units=1)
    take("mine", SECRET, "another-secret")
    both = [batch.rescore(date(2026, 2, day)).run_id for day in (2, 3)]
    return alone, both


def delete(home, record, batch, name="mine", step=lambda _: None):
    return finish_deletion(batch, record, begin_deletion(home, record, name), step)


def everything_with(home, text):
    """Every file in which the text stands, compressed columns included."""
    found = []
    for path in (path for path in home.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content = pl.read_parquet(path).write_json().encode()
        if text.encode() in content:
            found.append(path.relative_to(home).as_posix())
    return found


def test_the_plan_counts_all_that_goes(home, record, scored, take):
    alone, both = scored
    CorrectedFiles(home).keep("mine", take("mine", SECRET).report, NOW)
    plan = deletion_plan(home, record, "mine")
    assert (plan.companies, plan.versions, plan.applications) == (2, 3, 0)
    assert (plan.runs, plan.is_served) == (tuple(both), True)
    assert (plan.ledgers, plan.kept_aside, plan.imports) == (2, 1, 3)
    assert (plan.files, plan.others) == (("mine-file.csv",), ("kept",))
    assert plan.lines == [
        "3 versions of 2 companies",
        "2 runs in which its companies were scored, the served one among them",
        "2 ledgers of what moved scores",
        "1 uploaded or corrected file",
        "3 imports on record",
        "the names of its files: 'mine-file.csv'",
    ]
    assert alone not in plan.runs


def test_a_plan_touches_nothing(home, record, scored):
    before = sorted(path for path in home.rglob("*") if path.is_file() and "state" not in path.name)
    deletion_plan(home, record, "mine")
    assert sorted(path for path in home.rglob("*") if path.is_file() and "state" not in path.name) == before


def test_all_of_it_goes_and_the_others_are_served(home, record, batch, scored):
    alone, both = scored
    KeptUploads(home).keep(Sent("mine", "waiting.csv", file_of(SECRET)), NOW)
    jobs = Jobs(home, lambda: NOW)
    written = jobs.ask("export", "scores.csv", {"run_id": both[0]})
    (jobs.folder(written.id) / "scores.csv").write_text(f"{SECRET},60\n")
    jobs.note(written.model_copy(update={"status": "done", "finished": NOW, "file": "scores.csv"}))
    imported = jobs.ask("import", f"{SECRET}.csv into mine", {"portfolio": "mine"})
    jobs.note(imported.model_copy(update={"status": "done", "finished": NOW}))
    assert deletion_plan(home, record, "mine").jobs == 2
    assert len(everything_with(home, SECRET)) > 10
    deleted = delete(home, record, batch)
    record.close()
    assert everything_with(home, SECRET) == everything_with(home, "mine-file") == []
    served = Snapshot.open_current(home)
    assert deleted.run_id == served.run_id
    assert (served.manifest.portfolios.keys(), served.manifest.as_of) == ({"kept"}, date(2026, 2, 3))
    assert served.headline("kept-company")["score"] is not None
    assert {run.run_id for run in published_runs(home)} == {alone, served.run_id}
    assert set(both).isdisjoint(path.name for path in (home / "runs").iterdir())


def test_the_rest_is_scored_as_it_would_be_without(home, record, batch, scored, tmp_path, tables):
    delete(home, record, batch)
    other = tmp_path / "other"
    PortfolioStore(other).import_file("kept", file_of("kept-company"), "a.csv", Vocabulary.of(tables), imported=NOW)
    fresh = Batch(Settings(home=other), read_tables=lambda _: tables, now=lambda: NOW).rescore(date(2026, 2, 3))
    served = Snapshot.open_current(home)
    assert served.run_id == fresh.run_id
    assert served.manifest.sha256 == Snapshot.open_current(other).manifest.sha256


def test_the_record_keeps_that_it_was_deleted_and_no_more(home, record, batch, scored):
    deleted = delete(home, record, batch)
    assert {noted.portfolio for noted in record.imports()} == {"kept"}
    (change,) = changes_of(record, "mine")
    assert (change.id, change.kind) == (deleted.number, DELETED)
    marked = {run.run_id for run in record.runs() if run.reason == "deleted with portfolio mine"}
    assert marked == set(scored[1])


def test_remembered_headings_go(home, record, batch, take):
    own = b"Firm,company_name,product_id,importer,annual_units,annual_revenue_usd\n" + file_of("a").split(b"\n")[1]
    desk = ImportDesk(home, Vocabulary.of(batch.read_tables(None)), record, lambda: NOW)
    desk.take(Sent("mine", "own.csv", own, columns={"firm": "company_id"}))
    assert deletion_plan(home, record, "mine").columns == 1
    delete(home, record, batch)
    assert desk.check(Sent("mine", "own.csv", own)).accepted_rows == 0


def test_applications_of_that_name_go_with_it(home, record, batch, take):
    take("mine", SECRET)
    data = f"company_id,material_id,origin,filed_on,outcome\n{SECRET},ndfeb_traction,CHN,2026-01-02,pending\n".encode()
    desk = ImportDesk(home, Vocabulary.of(batch.read_tables(None)), record, lambda: NOW)
    assert desk.take(Sent("mine", "a.csv", data, applications=True)).report.version
    assert deletion_plan(home, record, "mine").applications == 1
    delete(home, record, batch)
    record.close()
    assert everything_with(home, SECRET) == []


def test_the_last_portfolio_leaves_nothing_served(home, record, batch, take):
    take("mine", SECRET)
    batch.rescore(date(2026, 2, 3))
    deleted = delete(home, record, batch)
    assert (deleted.run_id, deleted.reason) == (None, None)
    with pytest.raises(NoSuchRun):
        Snapshot.open_current(home)
    assert published_runs(home) == []


def test_runs_that_hold_a_company_only_it_has_by_now_go_too(home, record, batch, take):
    take("kept", "moved", "stays")
    earlier = batch.rescore(date(2026, 2, 1)).run_id
    take("kept", "stays")
    take("mine", "moved")
    later = batch.rescore(date(2026, 2, 2)).run_id
    assert deletion_plan(home, record, "mine").runs == (earlier, later)


def test_runs_of_a_company_that_went_elsewhere_stay(home, record, batch, take):
    take("mine", "moved", "stays")
    first = batch.rescore(date(2026, 2, 1)).run_id
    take("mine", "stays")
    take("kept", "moved")
    plain = batch.rescore(date(2026, 2, 2)).run_id
    plan = deletion_plan(home, record, "mine")
    assert set(plan.runs) == {first, plain}
    delete(home, record, batch)
    assert Snapshot.open_current(home).headline("moved")["score"] is not None


def test_where_the_others_cannot_be_scored_it_goes_all_the_same(home, record, batch, scored):
    from dataclasses import replace

    def broken(*_inputs, **_days):
        raise RuntimeError("broken")

    deleted = delete(home, record, replace(batch, score=broken))
    assert "broken" in deleted.reason
    assert deleted.run_id == scored[0] == current_run_id(home)
    assert SECRET not in json.dumps([run.model_dump(mode="json") for run in published_runs(home)])


@pytest.mark.parametrize("name", ["absent", "..", "Mine", ""])
def test_a_name_that_is_none_is_refused(home, record, scored, name):
    with pytest.raises(ImportRefused):
        deletion_plan(home, record, name)
    with pytest.raises(ImportRefused):
        begin_deletion(home, record, name)
    assert set(PortfolioStore(home).current()) == {"kept", "mine"}


class CutOffError(Exception):
    pass


def cut_after(number):
    left = [number]

    def step(_name):
        if left[0] == 0:
            raise CutOffError
        left[0] -= 1

    return step


def test_cut_off_anywhere_nothing_of_it_comes_back_and_the_next_time_it_ends(home, record, batch, scored):
    begin_deletion(home, record, "mine")
    number, ended = 0, False
    while not ended:
        try:
            plan = begin_deletion(home, record, "mine")
            finish_deletion(batch, record, plan, cut_after(number))
            ended = True
        except CutOffError:
            assert "mine" not in PortfolioStore(home).current()
            served = Snapshot.open_current(home)
            assert served.headline("kept-company")["score"] is not None
            assert set(batch.load(home).versions) == {"kept"}
        number += 1
    record.close()
    assert number > 4
    assert everything_with(home, SECRET) == []


def test_the_next_night_finishes_what_was_cut_off(home, record, batch, scored):
    plan = begin_deletion(home, record, "mine")
    with pytest.raises(CutOffError):
        finish_deletion(batch, record, plan, cut_after(2))
    run_due_night(batch, retry_failed=False)
    record.close()
    assert everything_with(home, SECRET) == []
    assert PortfolioStore(home).standings().keys() == {"kept"}


def test_while_a_deletion_is_at_work_the_night_leaves_it_alone(home, record, batch, scored):
    begin_deletion(home, record, "mine")
    with lease(home, "delete", wait_seconds=0):
        finish_interrupted(batch)
    assert PortfolioStore(home).standings()["mine"].deleted


def test_while_it_goes_on_a_rescore_does_not_bring_it_back(home, record, batch, scored):
    begin_deletion(home, record, "mine")
    result = batch.rescore(date(2026, 2, 4))
    assert Snapshot.open(home, result.run_id).manifest.portfolios.keys() == {"kept"}


def test_deleted_the_name_can_be_used_again(home, record, batch, scored, take):
    delete(home, record, batch)
    take("mine", "fresh")
    assert PortfolioStore(home).load("mine").lines["company_id"].to_list() == ["fresh"]
    assert PortfolioStore(home).standings()["mine"].before == ()
