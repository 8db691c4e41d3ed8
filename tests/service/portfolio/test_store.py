"""Stored portfolios: whole versions, one current a name, a company in one portfolio only."""

import json
import threading
from datetime import UTC, datetime

import polars as pl
import pytest
from filelock import FileLock
from polars.testing import assert_frame_equal

from scoring.portfolio import Portfolio
from service.portfolio.application_store import ApplicationStore
from service.portfolio.demo import DEMO, demo_portfolio, store_demo
from service.portfolio.faults import ImportRefused
from service.portfolio.report import read_portfolio
from service.portfolio.store import PortfolioStore
from tests.service.portfolio.small import NONE, VOCABULARY, csv_file, line, override

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FILE = csv_file(line(), override(), NONE)


def send(home, *rows, name="mine", **options):
    return PortfolioStore(home).import_file(name, csv_file(*rows), "a.csv", VOCABULARY, imported=NOW, **options)


def everything_in(home):
    return {path.relative_to(home): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


def test_an_imported_file_is_what_is_loaded(tmp_path):
    report = send(tmp_path, line(), override(), NONE)
    loaded = PortfolioStore(tmp_path).load("mine")
    assert PortfolioStore(tmp_path).current() == {"mine": report.version}
    assert_frame_equal(loaded.lines, report.portfolio.lines)
    assert_frame_equal(loaded.overrides, report.portfolio.overrides)


def test_a_version_holds_lines_overrides_and_where_they_came_from(tmp_path):
    report = send(tmp_path, line(), override(), NONE)
    folder = tmp_path / "portfolios" / "mine" / report.version
    assert sorted(path.name for path in folder.iterdir()) == ["import.json", "lines.parquet", "overrides.parquet"]
    record = json.loads((folder / "import.json").read_text())
    assert (record["file_name"], record["rows"], record["accepted_rows"]) == ("a.csv", 3, 3)
    assert PortfolioStore(tmp_path).record("mine", report.version).imported == NOW


def test_an_import_replaces_the_whole_portfolio_and_keeps_the_old_version(tmp_path):
    old = send(tmp_path, line(), NONE).version
    new = send(tmp_path, line(company_id="008")).version
    store = PortfolioStore(tmp_path)
    assert store.current() == {"mine": new}
    assert store.load("mine").lines["company_id"].to_list() == ["008"]
    assert store.load("mine", old).lines.height == 2


@pytest.mark.parametrize(
    "changed", [{"annual_units": "101"}, {"stock_days": "0"}, {"note": "x"}, {"company_name": "Acme2"}]
)
def test_versions_change_with_any_cell(tmp_path, changed):
    assert send(tmp_path, line()).version != send(tmp_path, line(**changed)).version


def test_the_same_content_is_the_same_version_whatever_the_order_of_its_rows(tmp_path):
    first = send(tmp_path, line(), NONE, line(importer="USA"))
    kept = everything_in(tmp_path)
    assert send(tmp_path, line(importer="USA"), line(), NONE).version == first.version
    assert everything_in(tmp_path) == kept


def test_going_back_to_an_earlier_content_points_to_its_version(tmp_path):
    first = send(tmp_path, line()).version
    send(tmp_path, line(annual_units="5"))
    assert send(tmp_path, line()).version == first
    assert PortfolioStore(tmp_path).current() == {"mine": first}


def test_all_portfolios_load_as_one_with_their_versions_and_companies(tmp_path):
    mine = send(tmp_path, line(), override()).version
    yours = send(tmp_path, line(company_id="001"), name="yours").version
    loaded = PortfolioStore(tmp_path).load_all()
    assert loaded.versions == {"mine": mine, "yours": yours}
    assert loaded.portfolio.lines["company_id"].to_list() == ["001", "007"]
    assert loaded.portfolio.overrides["material_id"].to_list() == ["magnet"]
    assert loaded.companies.rows() == [("001", "yours"), ("007", "mine")]


def test_before_the_first_import_there_is_an_empty_portfolio(tmp_path):
    loaded = PortfolioStore(tmp_path / "absent").load_all()
    assert (loaded.versions, loaded.portfolio.lines.height, loaded.companies.height) == ({}, 0, 0)
    assert not (tmp_path / "absent").exists()
    with pytest.raises(KeyError):
        PortfolioStore(tmp_path).load("mine")


#  what is sent                                     code of the first fault
REFUSED = {
    "a faulty file": ({"data": csv_file(line(importer="XXX"))}, "unknown_country"),
    "no table": ({"data": b""}, "empty_file"),
    "a company of another portfolio": ({"data": csv_file(line(company_id="taken"))}, "in_other_portfolio"),
    "a name with a slash": ({"name": "a/b"}, "portfolio_name"),
    "a name that leaves the folder": ({"name": ".."}, "portfolio_name"),
    "a name in capitals": ({"name": "Mine"}, "portfolio_name"),
    "no name": ({"name": ""}, "portfolio_name"),
    "a long name": ({"name": "a" * 65}, "portfolio_name"),
    "a name with a line end": ({"name": "mine\n"}, "portfolio_name"),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_refused_import_changes_nothing(tmp_path, what, dry_run):
    changed, code = REFUSED[what]
    send(tmp_path, line())
    send(tmp_path, line(company_id="taken"), name="other")
    kept = everything_in(tmp_path)
    sent = {"name": "mine", "data": FILE, **changed}
    report = PortfolioStore(tmp_path).import_file(
        sent["name"], sent["data"], "a.csv", VOCABULARY, imported=NOW, dry_run=dry_run
    )
    assert report.faults[0].code == code
    assert (report.portfolio, report.version, report.accepted_rows) == (None, None, 0)
    assert len(report.messages[0].splitlines()) == 1
    assert everything_in(tmp_path) == kept


def test_a_company_of_another_portfolio_is_named_with_its_row_and_that_portfolio(tmp_path):
    send(tmp_path, line(), name="other")
    report = send(tmp_path, line(company_id="1"), line(), NONE)
    assert report.messages == [
        "row 3, company_id: company '007' is in portfolio other already: "
        "a company is in one portfolio only, take it out there or import this file as other"
    ]


def test_a_company_may_move_once_it_has_left(tmp_path):
    send(tmp_path, line(), line(company_id="1"))
    send(tmp_path, line(company_id="1"))
    assert send(tmp_path, line(), name="other").version


def test_a_dry_run_reports_and_stores_nothing(tmp_path):
    report = send(tmp_path, line(), dry_run=True)
    assert (report.accepted_rows, report.version) == (1, None)
    assert everything_in(tmp_path) == {}


def test_valid_rows_are_stored_when_asked_for(tmp_path):
    report = send(tmp_path, line(), line(importer="XXX"), accept_valid=True)
    assert len(report.faults) == 1
    assert PortfolioStore(tmp_path).load("mine").lines.height == 1
    assert PortfolioStore(tmp_path).record("mine", report.version).accepted_rows == 1


def test_an_import_waits_for_another_and_gives_up_in_words(tmp_path):
    send(tmp_path, line())
    with FileLock(tmp_path / "portfolios" / ".lock"):
        store = PortfolioStore(tmp_path, patience_seconds=0.05)
        report = store.import_file("mine", FILE, "a.csv", VOCABULARY, imported=NOW)
        assert store.load_all().portfolio.lines.height == 1
    assert report.messages == ["another import is running for more than 0.05 seconds: try again when it is done"]


def test_a_home_that_cannot_be_written_is_said_in_words(tmp_path):
    (tmp_path / "portfolios").write_text("a file where the folder should be")
    report = send(tmp_path, line())
    assert [fault.code for fault in report.faults] == ["not_writable"]
    assert report.version is None


def test_imports_at_the_same_time_leave_one_of_them_whole(tmp_path):
    files = [csv_file(line(annual_units=str(number)), NONE) for number in range(6)]
    threads = [
        threading.Thread(
            target=PortfolioStore(tmp_path).import_file,
            args=("mine", data, "a.csv", VOCABULARY),
            kwargs={"imported": NOW},
        )
        for data in files
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    loaded = PortfolioStore(tmp_path).load("mine").lines
    expected = [read_portfolio(data, "a.csv", VOCABULARY).portfolio.lines for data in files]
    assert any(loaded.equals(lines) for lines in expected)
    assert not list(tmp_path.rglob("*.part"))


def test_lines_stored_before_a_column_was_known_load_with_the_column_empty(tmp_path):
    version = send(tmp_path, line()).version
    path = tmp_path / "portfolios" / "mine" / version / "lines.parquet"
    pl.read_parquet(path).drop("tariff_borne_share").write_parquet(path)
    assert PortfolioStore(tmp_path).load("mine").lines["tariff_borne_share"].to_list() == [None]


DEMO_ROWS = pl.DataFrame(
    {
        "company_id": ["b-cars", "b-cars", "a-phones"],
        "company_name": ["B Cars", "B Cars", "A Phones"],
        "country": ["DEU", "DEU", "KOR"],
        "industry": ["cars", "cars", "phones"],
        "product_id": ["none", "ev_car", "phone"],
        "importer": [None, "DEU", "KOR"],
        "annual_units": [None, 10.0, 5.0],
        "annual_revenue_usd": [1e6, 1e6, 1e6],
        "end_use": [None, "defence", None],
        "units_basis": ["not_applicable", "derived", "reported"],
        "note": [None, "half the total", None],
    }
)


def test_the_demonstration_is_a_portfolio_like_any_other(tmp_path):
    version = store_demo(PortfolioStore(tmp_path), {"demo_portfolio": DEMO_ROWS}, NOW)
    loaded = PortfolioStore(tmp_path).load_all()
    assert loaded.versions == {DEMO: version}
    keys = loaded.portfolio.lines.select(
        "company_id", "product_id", "importer", "annual_units", "end_use", "note"
    ).rows()
    assert keys == [
        ("a-phones", "phone", "KOR", 5.0, None, None),
        ("b-cars", "ev_car", "DEU", 10.0, "defence", "half the total"),
        ("b-cars", "none", None, None, None, None),
    ]
    assert store_demo(PortfolioStore(tmp_path), {"demo_portfolio": DEMO_ROWS.reverse()}, NOW) == version


def test_what_demonstrated_companies_do_not_publish_is_not_given():
    lines = demo_portfolio({"demo_portfolio": DEMO_ROWS}).lines
    assert (
        lines.select("stock_days", "origin_shares", "contribution_margin", "buyer_size").null_count().row(0) == (3,) * 4
    )


def test_the_demonstration_does_not_take_a_company_over(tmp_path):
    send(tmp_path, line(company_id="b-cars"))
    with pytest.raises(ImportRefused, match="b-cars"):
        store_demo(PortfolioStore(tmp_path), {"demo_portfolio": DEMO_ROWS}, NOW)


APPLICATIONS = (
    b"company_id,material_id,origin,filed_on,decided_on,outcome\n"
    b"007,magnet,CHN,2025-03-02,2025-05-12,approved\n"
    b"008,magnet,CHN,2025-04-02,,pending\n"
)


def test_applications_are_stored_and_listed(tmp_path):
    send(tmp_path, line())
    store = ApplicationStore(tmp_path)
    report = store.import_file("mine", APPLICATIONS, "apps.csv", VOCABULARY, imported=NOW)
    assert report.notes == ("company '008' is in no portfolio yet: kept, without effect until it is",)
    assert store.current() == {"mine": report.version}
    listed = store.load_all()
    assert listed.versions == store.current()
    assert listed.applications.select("company_id", "outcome").rows() == [("007", "approved"), ("008", "pending")]
    assert_frame_equal(listed.applications, report.applications)


def test_applications_are_replaced_as_a_whole_and_leave_portfolios_alone(tmp_path):
    send(tmp_path, line())
    portfolios = PortfolioStore(tmp_path).current()
    store = ApplicationStore(tmp_path)
    assert store.load_all().applications.is_empty()
    store.import_file("mine", APPLICATIONS, "apps.csv", VOCABULARY, imported=NOW)
    fewer = APPLICATIONS.rsplit(b"008", 1)[0]
    store.import_file("mine", fewer, "apps.csv", VOCABULARY, imported=NOW)
    assert store.load_all().applications.height == 1
    assert PortfolioStore(tmp_path).current() == portfolios


@pytest.mark.parametrize(("name", "data"), [("Mine", APPLICATIONS), ("mine", b""), ("mine", APPLICATIONS + b"x\n")])
def test_refused_applications_change_nothing(tmp_path, name, data):
    store = ApplicationStore(tmp_path)
    report = store.import_file(name, data, "apps.csv", VOCABULARY, imported=NOW)
    assert report.faults
    assert (report.version, report.applications) == (None, None)
    assert everything_in(tmp_path) == {}


def test_the_day_after_the_import_is_the_last_an_application_can_be_filed_on(tmp_path):
    store = ApplicationStore(tmp_path)
    for day, columns in {"2026-03-03": [], "2026-03-04": ["filed_on"]}.items():
        data = APPLICATIONS.replace(b"2025-04-02", day.encode())
        report = store.import_file("mine", data, "apps.csv", VOCABULARY, imported=NOW, dry_run=True)
        assert [fault.column for fault in report.faults] == columns


def test_versions_are_told_as_they_were_at_one_instant(tmp_path, monkeypatch):
    # Between two looks a company moved: first `mine` was imported without it, then `other` with it.
    looks = iter([{"mine": "old", "other": "new"}, {"mine": "new", "other": "new"}, {"mine": "new", "other": "new"}])
    monkeypatch.setattr("service.portfolio.versions._pointers", lambda _: next(looks))
    assert PortfolioStore(tmp_path).current() == {"mine": "new", "other": "new"}


def test_saved_frames_are_the_same_version_in_any_order(tmp_path):
    report = send(tmp_path, line(), override(), override(material_id="phosphor"), NONE)
    store = PortfolioStore(tmp_path)
    turned = Portfolio(report.portfolio.lines.reverse(), report.portfolio.overrides.reverse())
    assert store.save("mine", turned, store.record("mine", report.version)) == report.version


def test_frames_may_be_saved_without_a_file(tmp_path):
    send(tmp_path, line())
    record = PortfolioStore(tmp_path).record("mine", PortfolioStore(tmp_path).current()["mine"])
    lines = pl.DataFrame({"company_id": ["x"], "product_id": ["none"], "annual_revenue_usd": [1.0]})
    version = PortfolioStore(tmp_path).save("other", Portfolio.of(lines), record)
    assert PortfolioStore(tmp_path).current()["other"] == version
