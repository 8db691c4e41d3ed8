"""Night after night: what moved everybody is stored between runs, whatever changed and wherever a night was cut off."""

import shutil
from itertools import pairwise

import polars as pl
import pytest
import structlog

from reference_data.loader import Tables
from scoring.changes import score_changes
from service.ledger.company import RunSide, company_changes
from service.ledger.files import run_before, stored_ledger
from service.ledger.keeping import InputsGone
from service.ledger.made_from import made_from
from service.portfolio.application_store import ApplicationStore
from service.portfolio.vocabulary import Vocabulary
from service.runs.snapshot import Snapshot
from tests.service.ledger.conftest import FIRST, NOW, SECOND, THIRD


def dearer(tables):
    """The same tables with all prices outside doubled, and a version of their own."""
    outside = pl.col("side") == "outside"
    price = pl.when(outside).then(pl.col("price_usd_per_kg") * 2).otherwise("price_usd_per_kg")
    prices = tables["prices"].with_columns(price_usd_per_kg=price)
    return Tables({**tables.frames, "prices": prices}, version="00000000dearer00")


def score_of(home, run_id):
    return Snapshot.open(home, run_id).headline("0042")["score"]


def gone():
    raise AssertionError("the installed tables are not asked for")


def test_a_night_stores_what_moved_since_the_run_served_before(installation):
    first = installation.rescore(FIRST)
    assert not list(installation.home.glob("ledger/*.parquet"))
    installation.tables = dearer(installation.tables)
    second = installation.rescore(SECOND)
    parts = stored_ledger(installation.home, first, second).parts_of("0042")
    assert parts["group"].to_list() == ["prices"]
    moved = score_of(installation.home, second) - score_of(installation.home, first)
    assert parts["points"].sum() == pytest.approx(moved, abs=1e-11)
    assert run_before(installation.home, second) == first


def test_runs_are_made_again_from_what_is_kept_whatever_is_installed_now(installation):
    first = installation.rescore(FIRST)
    installation.tables = dearer(installation.tables)
    installation.imports(units=240_000)
    second = installation.rescore(SECOND)
    sides = []
    for run_id in (first, second):
        snapshot = Snapshot.open(installation.home, run_id)
        made = made_from(installation.home, snapshot.manifest, gone)
        assert made.levels().company["score"].item() == snapshot.headline("0042")["score"]
        sides.append(made)
    assert score_changes(*(side.standing for side in sides))["group"].to_list() == ["portfolio", "prices"]


def test_stored_and_computed_say_the_same(installation):
    first = installation.rescore(FIRST)
    installation.tables = dearer(installation.tables)
    installation.imports(units=240_000)
    second = installation.rescore(SECOND)
    sides = [RunSide(installation.home, Snapshot.open(installation.home, run), gone) for run in (first, second)]
    stored = company_changes("0042", *sides)
    shutil.rmtree(installation.home / "ledger")
    computed = company_changes("0042", *sides)
    assert (stored.computed, computed.computed) == ("stored", "on demand")
    assert stored.parts.equals(computed.parts)
    assert stored.causes.equals(computed.causes)
    assert stored.headline == computed.headline
    cells = stored.causes.filter(pl.col("group") == "portfolio").select("key", "column", "before", "after").rows()
    assert cells == [("ev_bev_pmsm_avg/DEU", "annual_units", "120000.0", "240000.0")]


def test_applications_that_came_in_are_the_companys_own_doing(installation):
    first = installation.rescore(FIRST)
    data = b"company_id,material_id,origin,filed_on,decided_on,outcome\n0042,ndfeb_traction,CHN,2025-06-01,,pending\n"
    report = ApplicationStore(installation.home).import_file(
        "own", data, "files.csv", Vocabulary.of(installation.tables), imported=NOW
    )
    assert report.version, report.messages
    second = installation.rescore(SECOND)
    sides = [RunSide(installation.home, Snapshot.open(installation.home, run), gone) for run in (first, second)]
    found = company_changes("0042", *sides)
    # The file has waited a day longer on the second night, which half of the orders count with the file.
    points = dict(found.parts.select("group", "points").iter_rows())
    assert set(points) == {"portfolio", "waits"}
    assert abs(points["portfolio"]) > 20 * abs(points["waits"])
    named = found.causes.select("group", "table", "key", "column", "before", "after").rows()
    assert named == [
        ("portfolio", "applications", "ndfeb_traction/CHN/2025-06-01", "outcome", None, "pending"),
        ("waits", "day", "", "known_at", str(FIRST), str(SECOND)),
    ]


def test_history_scored_afterwards_takes_nobodys_place(installation):
    served = installation.rescore(SECOND)
    earlier = installation.rescore(FIRST)
    assert not list(installation.home.glob("ledger/*.parquet"))
    assert run_before(installation.home, served) == earlier
    assert run_before(installation.home, earlier) is None


def test_a_night_whose_ledger_fails_stands_and_is_told(installation):
    installation.rescore(FIRST)

    def failing(*_asked):
        raise ZeroDivisionError("division by zero")

    with structlog.testing.capture_logs() as told:
        second = installation.rescore(SECOND, changes=failing)
    assert Snapshot.open_current(installation.home).run_id == second
    [entry] = [line for line in told if line["event"] == "changes not recorded"]
    assert entry["reason"] == "internal error: ZeroDivisionError: division by zero"


@pytest.mark.parametrize("step", ["served", "noted"])
def test_a_ledger_cut_off_is_made_by_the_next_run_of_the_day(installation, step):
    first = installation.rescore(FIRST)

    def dies(name):
        if name == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        installation.rescore(SECOND, step=dies)
    second = Snapshot.open_current(installation.home).run_id
    assert second != first
    assert stored_ledger(installation.home, first, second) is None
    assert installation.rescore(SECOND) == second
    assert stored_ledger(installation.home, first, second)


def test_a_half_written_ledger_is_none(installation):
    first = installation.rescore(FIRST)
    second = installation.rescore(SECOND)
    (installation.home / "ledger" / f"{first}__{second}.parquet").unlink()
    assert stored_ledger(installation.home, first, second) is None
    installation.rescore(SECOND)
    assert stored_ledger(installation.home, first, second)


def test_a_run_whose_inputs_are_gone_says_what_is_missing(installation):
    first = installation.rescore(FIRST)
    manifest = Snapshot.open(installation.home, first).manifest
    shutil.rmtree(installation.home / "tables")
    newer = dearer(installation.tables)
    with pytest.raises(InputsGone, match=f"run {first} cannot be made again: reference tables .* are not kept"):
        made_from(installation.home, manifest, lambda: newer)
    shutil.rmtree(installation.home / "portfolios" / "own" / manifest.portfolios["own"])
    with pytest.raises(InputsGone, match=f"run {first} .* portfolio own it was made from is gone"):
        made_from(installation.home, manifest, lambda: installation.tables)


def test_a_run_of_another_release_is_not_explained_by_this_one(installation):
    """Scores that are not those published would be explained: the ledger refuses, the night stands."""
    first = installation.rescore(FIRST)
    folder = installation.home / "runs" / first
    companies = pl.read_parquet(folder / "company.parquet")
    companies.with_columns(pl.col("score") + 1).write_parquet(folder / "company.parquet")
    with structlog.testing.capture_logs() as told:
        installation.rescore(SECOND)
    [entry] = [line for line in told if line["event"] == "changes not recorded"]
    assert f"run {first} was published with other scores of 1 companies" in entry["reason"]


def test_three_nights_are_two_ledgers(installation):
    runs = [installation.rescore(day) for day in (FIRST, SECOND, THIRD)]
    pairs = sorted(path.name for path in installation.home.glob("ledger/*.parquet") if ".rows" not in path.name)
    assert pairs == [f"{one}__{other}.parquet" for one, other in pairwise(runs)]
    assert all(run_before(installation.home, later) == earlier for earlier, later in pairwise(runs))
