"""The company page in every state: first run, partial, stale, another day, levers at hand, nothing at stake, no score.

portfolio   company id  lines                                     what it is for
own         half        ev_bev_pmsm_avg in USA, 3 bn USD;         a quarter of its revenue cannot be scored:
                        unbuilt in USA, 1 bn USD                  nobody knows what is in the product
"""

import shutil
from datetime import timedelta
from urllib.parse import quote

import pytest

from reference_data.loader import TABLES_DIRECTORY, load_tables
from service.batch import Batch
from service.pages.levers import Best
from service.portfolio.store import PortfolioStore
from service.portfolio.vocabulary import Vocabulary
from service.runs.current import current_run_id
from service.state.record import Record
from service.web import create_app
from tests.service.api.conftest import client_of
from tests.service.api.home import HEADER, LATER, NOW, TAGS, UNSCORED, settings_of
from tests.service.batch.test_lately import as_if_made_by_others
from tests.service.pages.test_pages import Structure, company, page
from tests.service.pages.twinned import check_twins
from tests.service.pages.words_of import words_of

ROWS = ["half,Half Known,ev_bev_pmsm_avg,USA,60000,3000000000", "half,Half Known,unbuilt,USA,5,1000000000"]


@pytest.fixture(scope="module")
def half(tmp_path_factory):
    """The service over one run, of tables that know a product without knowing what is in it."""
    home, folder = tmp_path_factory.mktemp("half"), tmp_path_factory.mktemp("known") / "tables"
    shutil.copytree(TABLES_DIRECTORY, folder)
    products = folder / "products.csv"
    header, *rows = products.read_text().splitlines()
    like = next(row for row in rows if row.startswith("ev_bev_pmsm_avg,"))
    rows = sorted([*rows, like.replace("ev_bev_pmsm_avg", "unbuilt", 1)])
    products.write_text("\n".join([header, *rows, ""]))
    tables, settings = load_tables(folder), settings_of(home, tables_dir=folder)
    file = "\n".join([HEADER, *ROWS, ""]).encode()
    report = PortfolioStore(home).import_file("own", file, "own.csv", Vocabulary.of(tables), imported=NOW)
    assert report.version, report.messages
    Batch(settings, now=lambda: NOW).rescore(LATER)
    return create_app(settings, now=lambda: NOW).test_client()


def section(text, name):
    return text.split(f'id="{name}"')[1].split("</section>")[0]


def test_the_first_run_says_that_there_is_no_history(half):
    trend = section(company(half, "half"), "trend")
    assert "There is one run so far" in trend
    assert "<svg" not in trend.split("<table")[0]
    assert "uPlot" not in company(half, "half")
    assert "What changed since" not in company(half, "half")


def test_part_of_the_revenue_that_cannot_be_scored_is_told_first(half):
    text = company(half, "half")
    notice = text.split('class="notice partial"')[1].split("</p>")[0]
    assert "25.0\N{NO-BREAK SPACE}%</data> of its revenue cannot be scored and is in none of the figures" in notice
    assert "none of the figures: product unbuilt has no bill of materials on record." in notice
    assert text.index("Partial.") < text.index('class="headline"')
    assert ">product unbuilt has no bill of materials on record</span>" in section(text, "lines")


def test_the_page_of_a_partial_company_and_its_files_agree(half):
    assert {"drivers", "chain", "heat_map", "history", "lines"} <= check_twins(half, "/companies/half")


def test_scores_that_are_too_old_are_marked(scored_home):
    late = create_app(settings_of(scored_home), now=lambda: NOW + timedelta(days=9)).test_client()
    assert "Out of date." in company(late, "tesla")


def test_another_day_is_computed_and_says_so(client):
    text = page(client, "/companies/tesla?as_of=2025-06-01&known_at=2025-07-01")
    score = client.get("/v1/companies/tesla/score?as_of=2025-06-01&known_at=2025-07-01").get_json()
    assert "Another day." in text
    assert f'<data value="{score["score"]!r}">' in text
    assert "What changed since" not in text
    assert 'href="/companies/tesla/levers?as_of=2025-06-01&amp;known_at=2025-07-01"' in text
    assert 'href="/companies/tesla"' in text
    assert "Another day." not in page(client, f"/companies/tesla?as_of={LATER}")


def test_another_day_knows_only_events_of_its_time(client):
    events = client.get("/companies/tesla.json?as_of=2025-06-01").get_json()["tables"]["events"]
    assert events
    assert max(event["event_on"] for event in events) <= "2025-06-01"


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("as_of=2009-12-31", 400, "as_of"),
        ("as_of=yesterday", 400, "as_of"),
        ("as_off=2025-06-01", 400, "did you mean as_of?"),
        ("known_at=x", 400, "known_at"),
        ("table=drivers", 400, "there is no parameter"),
    ],
)
def test_a_day_that_cannot_be_is_told(client, query, status, told):
    assert told in page(client, f"/companies/tesla?{query}", status)


def test_days_left_empty_are_the_run_s_and_the_same_day(client):
    assert "Another day." not in page(client, "/companies/tesla?as_of=&known_at=")
    same = client.get("/companies/tesla.json?as_of=2025-06-01&known_at=").get_json()
    assert (same["as_of"], same["known_at"]) == ("2025-06-01", "2025-06-01")


def test_an_unknown_company_on_another_day_is_met_with_the_nearest(client):
    assert '<a href="/companies/tesla">tesla</a>' in page(client, "/companies/tesle?as_of=2025-06-01", 404)


def test_the_best_levers_are_named_once_they_are_known(scored_home):
    fresh = client_of(scored_home)
    assert "Levers recomputed for this company" in section(company(fresh, "tesla"), "levers")
    best = fresh.get("/v1/companies/tesla/levers").get_json()["levers"][:3]
    shown = section(company(fresh, "tesla"), "levers")
    assert shown.count("<li>") == 3
    assert all(lever["title"] in shown and f'<data value="{lever["saved_usd"]!r}">' in shown for lever in best)


def test_a_lever_that_costs_less_than_now_is_told_without_a_minus(client, monkeypatch):
    best = [Best("Cheaper", 18.3e6, -2.57e6, 0.5), Best("Dearer", 2e6, 1.5e6, 0.1)]
    monkeypatch.setattr("service.pages.company.best_levers", lambda report, names: best)
    client.get("/v1/companies/tesla/levers")
    told = words_of(client.get("/companies/tesla"))
    assert "Cheaper: saves 18.3 m and spends 2.57 m less, USD a year; 0.5 points" in told
    assert "Dearer: saves 2.00 m and spends 1.50 m, USD a year;" in told


def test_nothing_at_stake_and_no_score_are_told_in_every_section(client):
    nothing, unscored = company(client, TAGS), company(client, UNSCORED)
    assert "Nothing flows" in section(nothing, "chain")
    assert "No line of this company has goods with rare earths" in section(nothing, "heat-map")
    assert "nothing that flows" in section(unscored, "chain")
    assert "not known" in section(unscored, "heat-map")
    assert 'class="range"' not in unscored


@pytest.mark.parametrize("path", ["/companies/tesla?as_of=2025-06-01", f"/companies/{quote(TAGS)}?as_of=2012-01-01"])
def test_another_day_is_well_built(client, path):
    built = Structure(page(client, path))
    assert all(table["caption"] and table["scoped"] for table in built.tables)
    assert len(built.ids) == len(set(built.ids))


def test_cells_nobody_knows_are_hatched_and_say_so(client):
    heat = section(company(client, "tesla"), "heat-map")
    cells = client.get("/companies/tesla.json").get_json()["tables"]["stage_supply"]
    unknown = [cell for cell in cells if cell["largest_share"] is not None and cell["used_share"] is None]
    assert unknown
    assert heat.count('class="small hatched"') == len(unknown)
    assert heat.count('class="unknown">not known') == len(unknown)


def test_broken_tables_take_no_more_than_what_stands_beside_the_score(scored_home, tmp_path):
    whole, text = client_of(scored_home), company(client_of(scored_home, tables_dir=tmp_path), "tesla")
    score = whole.get("/v1/companies/tesla/score").get_json()["score"]
    assert f'<data value="{score!r}">' in text
    told = "not known</span>: the reference tables cannot be read"
    assert told in section(text, "heat-map")
    assert told in section(text, "trend")
    assert section(text, "drivers") == section(company(whole, "tesla"), "drivers")


def test_the_served_run_stands_above_older_runs_of_its_day_and_is_marked(own_home):
    """Its id would put the older run first."""
    served, older = current_run_id(own_home), f"{LATER}-ffffffffffff"
    as_if_made_by_others(own_home / "runs" / served, older)
    record = Record(settings_of(own_home).state_url)
    attempt = record.begin_run(LATER, LATER, NOW)
    record.run_published(attempt, older, rows=1, finished=NOW - timedelta(hours=2), seconds=1.0)
    client = client_of(own_home)
    rows = client.get("/companies/tesla.json").get_json()["tables"]["history"]
    assert [row["run_id"] for row in rows[:2]] == [served, older]
    assert [row["served"] for row in rows] == [True, False, False]
    shown = section(company(client, "tesla"), "trend").split("<tbody")[1].split("</tr>")
    assert ["served now" in row for row in shown[:3]] == [True, False, False]
    assert "history" in check_twins(client, "/companies/tesla")


def test_licences_that_may_come_are_not_told_as_licences_required(client):
    """Before April 2025 China required none for magnets; in November 2026 for some, and may for others."""
    before, now = (section(page(client, f"/companies/tesla{day}"), "drivers") for day in ("?as_of=2024-06-01", ""))
    assert told_of(before, "licences of") == 0
    assert told_of(before, "licences that may come, of") > 0
    regimes = client.get("/companies/tesla.json").get_json()["tables"]["regimes"]
    assert {row["potential"] for row in regimes} == {True, False}
    assert told_of(now, "licences of") > 0


def told_of(drivers, words):
    return drivers.count(f'>{words} <span data-column="authority">MOFCOM<')


def test_a_record_that_cannot_be_reached_takes_nothing_from_the_page(scored_home, tmp_path):
    (tmp_path / "no-folder").touch()
    away = client_of(scored_home, database_url=f"sqlite:///{tmp_path}/no-folder/state.sqlite")
    history = section(company(away, "tesla"), "trend")
    assert history.count("served now") == 1
    assert history == section(company(client_of(scored_home), "tesla"), "trend")
