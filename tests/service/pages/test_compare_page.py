"""Companies side by side: their figures, biggest drivers and pairs, and what there is with too few or too many."""

import json
import re
from html import unescape
from urllib.parse import quote

import pytest

from reference_data.loader import load_tables
from service.batch import Batch
from service.pages.compare import FIGURES, comparison
from service.pages.names import Names
from service.portfolio.store import PortfolioStore
from service.portfolio.vocabulary import Vocabulary
from service.runs.lookup import Entry, Ground
from tests.service.api.conftest import client_of
from tests.service.api.home import HEADER, LATER, NOW, SIGNS, TAGS, UNSCORED, settings_of
from tests.service.pages.test_pages import page
from tests.service.pages.twinned import shown_tables


def path(*ids):
    return "/compare?" + "&".join(f"company_id={quote(each, safe='')}" for each in ids)


def tables(client, *ids):
    return client.get(path(*ids).replace("/compare", "/compare.json")).get_json()["tables"]


def test_companies_come_in_the_order_they_were_chosen_with_their_own_figures(client):
    sides = tables(client, "toyota", "tesla")["companies"]
    assert [side["company_id"] for side in sides] == ["toyota", "tesla"]
    for side in sides:
        alone = client.get(f"/v1/companies/{side['company_id']}/score").get_json()
        for name in ("score", "score_low", "score_high", "delay_points", "lost_days", "data_grade", "reason"):
            assert side[name] == alone[name], name
        assert side["defaults_count"] == len(alone["defaults"])


def test_pairs_are_what_the_api_says(client):
    ids = ("tesla", "byd", "toyota", UNSCORED)
    told = client.get("/v1/companies/compare", query_string=[("company_id", each) for each in ids]).get_json()["pairs"]
    pairs = tables(client, *ids)["pairs"]
    assert [{name: pair[name] for name in told[0]} for pair in pairs] == told
    apart = sum(pair["distinguishable"] is True for pair in pairs)
    assert f"{apart} of 6 pairs are told apart" in page(client, path(*ids))


def test_the_biggest_driver_is_the_one_with_the_most_points(client):
    parts = client.get("/v1/companies/tesla/contributions").get_json()["data"]
    sums = {}
    for part in parts:
        key = (part["signal"], part["authority"], part["material_id"])
        sums[key] = sums.get(key, 0.0) + part["points"]
    (signal, authority, _), points = max(sums.items(), key=lambda item: item[1])
    side = tables(client, "tesla", "byd")["companies"][0]
    assert (side["driver_signal"], side["driver_authority"]) == (signal, authority)
    assert side["driver_points"] == pytest.approx(points, abs=1e-9)


def test_every_interval_is_on_the_same_axis(client):
    text = page(client, path("tesla", "byd", "toyota"))
    assert len(re.findall(r'<svg class="interval \w+" viewBox="0 0 100 12"', text)) == 3


def test_a_company_without_a_score_says_why_and_is_told_apart_from_nobody(client):
    text = page(client, path("tesla", UNSCORED))
    assert "annual_revenue_usd is zero" in text
    assert f"no interval of {UNSCORED}" in text
    shown = shown_tables(text)["companies"][1]
    assert shown["delay_points"] is None
    assert "score" not in shown


def test_a_company_with_nothing_at_stake_has_no_driver(client):
    assert "none: nothing is at stake" in page(client, path("tesla", TAGS))


def test_none_or_one_company_is_met_with_a_way_on(client):
    text = page(client, "/compare")
    assert "No company is chosen" in text
    assert '<a href="/">the list</a>' in text
    text = page(client, path("tesla"))
    assert "One company is chosen" in text
    assert '<a href="/?company_id=tesla">the list</a>' in text
    assert "Which can be told apart" not in text


def test_a_company_can_be_added_and_taken_out(client):
    text = unescape(page(client, path("tesla", SIGNS)))
    assert text.count('<input type="hidden" name="company_id"') == 2
    assert f'<a href="{path("tesla")}">Take out' in text
    assert f'<a href="{path(SIGNS)}">Take out' in text
    assert len(tables(client, "tesla", "tesla", "byd")["companies"]) == 2


def test_ten_fit_and_of_more_some_have_to_be_taken_out(client):
    ids = [row["company_id"] for row in client.get("/v1/companies?portfolio=demo&limit=11").get_json()["data"]]
    text = page(client, path(*ids[:10]))
    assert "ten companies are the most" in text
    assert "Add a company by its id or name" not in text
    text = page(client, path(*ids), 400)
    assert "11 companies are chosen" in text
    assert "take 1 out" in text
    assert text.count("Take out") == 11
    assert "data-table" not in text
    told = client.get(path(*ids).replace("/compare", "/compare.csv"))
    assert told.status_code == 400
    assert "11 companies are chosen, and 10 at most fit side by side: take 1 out" in told.get_data(as_text=True)


@pytest.mark.parametrize("name", ["Toyota Motor Corporation", "toyota motor corporation", " Toyota Motor Corporation "])
def test_a_company_is_found_by_its_whole_name_whatever_its_case(client, name):
    assert [side["company_id"] for side in tables(client, "tesla", name)["companies"]] == ["tesla", "toyota"]
    text = unescape(page(client, path("tesla", name)))
    assert '<input type="hidden" name="company_id" value="toyota">' in text


def test_id_and_name_of_one_company_are_one(client):
    assert [side["company_id"] for side in tables(client, "toyota", "Toyota Motor Corporation")["companies"]] == [
        "toyota"
    ]


def test_an_unknown_company_leaves_the_comparison_and_the_nearest_beside_the_box(client):
    text = unescape(page(client, path("byd", "tesla", "Volkswagn"), 404))
    assert (
        '<a href="/compare?company_id=byd&company_id=tesla&company_id=volkswagen">Volkswagen AG</a> (volkswagen)'
        in text
    )
    assert "Volkswagn</strong> is neither the id nor the whole name of a company in this run; did you mean:" in text
    assert re.search(r'<input id="add"[^>]* value="Volkswagn" aria-invalid="true" aria-describedby="unmatched"', text)
    assert [row["company_name"] for row in shown_tables(text)["companies"]] == ["BYD Company Limited", "Tesla, Inc."]
    assert client.get(path("byd", "nobody-at-all").replace("/compare", "/compare.json")).status_code == 404


def test_a_name_of_several_companies_is_chosen_from_by_id(tmp_path):
    store, named = PortfolioStore(tmp_path), "ev_bev_pmsm_avg,USA,20000,1000000000"
    rows = [HEADER, f"one,Same Name,{named}", f"two,SAME name,{named}", f"three,Other,{named}", ""]
    store.import_file("mine", "\n".join(rows).encode(), "mine.csv", Vocabulary.of(load_tables()), imported=NOW)
    Batch(settings_of(tmp_path), now=lambda: NOW).rescore(LATER)
    text = unescape(page(client_of(tmp_path), path("three", "same name"), 404))
    assert "is the name of 2 companies; choose one:" in text
    for each in ("one", "two"):
        assert f'href="/compare?company_id=three&company_id={each}"' in text
    assert "Other" in shown_tables(text)["companies"][0]["company_name"]


@pytest.mark.parametrize("query", ["company=tesla", "company_id=tesla&limit=3", f"company_id={'x' * 129}"])
def test_a_wrong_parameter_is_told(client, query):
    assert "The request is not valid" in page(client, f"/compare?{query}", 400)


def test_the_company_page_leads_to_the_comparison(client):
    assert '<a href="/compare?company_id=tesla">Compare with others</a>' in page(client, "/companies/tesla")


def test_before_the_first_run_there_is_nothing_to_compare(empty_client):
    assert "No scores have been published yet" in page(empty_client, path("tesla", "byd"), 503)


def test_of_drivers_alike_the_first_in_order_is_told():
    row = {"company_id": "a", "signal": "duty", "authority": None, "material_id": "m", "loss_usd": 1.0, "points": 2.0}
    other = {**row, "signal": "delay", "authority": "X", "material_id": "n"}
    figures = dict.fromkeys(FIGURES.split(), 1.0)
    headline = {"company_id": "a", "company_name": "A", "band": "low", "data_grade": "D", "defaults_used": "x;y"}
    entry = Entry(json.dumps({**headline, **figures, "reason": None}), 1.0, 1.0, 1.0, Ground("mine", "x;y", ""))
    (side,) = comparison([entry], [row, other], Names({}, {"m": "Metal"}, {}, {}, {})).sides
    assert (side["driver_signal"], side["driver_material"], side["driver_authority"]) == ("delay", "n", "X")
    assert (side["defaults_count"], side["demonstration"], side["portfolio"]) == (2, False, "mine")
