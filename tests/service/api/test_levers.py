"""GET /v1/companies/{id}/levers: ranked and replayable, with its assumptions; own figures; refusals that help."""

from urllib.parse import quote

import pytest

from reference_data.loader import load_tables
from scoring.levers.catalogue import LEVERS, OTHER_ORIGIN
from scoring.method import METHOD
from service.inputs import load_inputs
from service.levers import levers_of
from tests.service.api.asking import good, of_company, problem
from tests.service.api.home import LATER, SIGNS, TAGS, UNICODE, UNSCORED

NAMES = {*(lever.lever_id for lever in LEVERS), OTHER_ORIGIN}


@pytest.fixture(scope="module")
def found(client):
    return good(client.get(of_company("0042", "levers")))


def test_every_lever_is_there_or_says_why_not(found):
    shown = {lever["lever_id"] for lever in found["levers"]}
    off = {lever["lever_id"]: lever for lever in found["not_applicable"]}
    assert shown | set(off) == NAMES
    assert all(lever["score"] is None and lever["reason"] for lever in off.values())


def test_the_answer_is_of_the_served_run_and_starts_from_its_score(client, found):
    score = good(client.get(of_company("0042", "score")))
    same = ("run_id", "as_of", "known_at", "method", "tables_version", "score", "band", "expected_annual_loss_usd")
    assert {name: found[name] for name in same} == {name: score[name] for name in same}
    assert found["direction"] == "higher is riskier"


def test_figures_are_those_of_the_engine(found, scored_home):
    portfolio = load_inputs(scored_home).portfolio.of_company("0042")
    report = levers_of(portfolio, load_tables(), as_of=LATER, known_at=LATER, given={})
    told = {(lever["lever_id"], lever["origin"]): lever for lever in found["levers"]}
    assert len(told) == len(report.ranked)
    for one in report.ranked:
        lever = told[one.levers[0].lever_id, one.levers[0].origin]
        assert lever["saved_usd"] == one.saved_usd
        assert lever["cost_usd"] == one.cost_usd
        assert lever["net_usd"] == one.saved_usd - one.cost_usd
        assert lever["ratio"] == one.ratio
    assert found["best_stock"]["days"] == report.stock.best.days
    assert found["method"] == METHOD.version


def test_every_assumption_a_lever_names_is_told_with_its_reason(found):
    told = {one["name"]: one for one in found["assumptions"]}
    for lever in found["levers"]:
        assert lever["assumptions"]
        assert set(lever["assumptions"]) <= set(told)
    for one in told.values():
        assert one["basis"] in ("assumption", "derived")
        assert one["note"]
        assert one["value_low"] <= one["value"] <= one["value_high"]
        assert one["given"] is False


def test_a_figure_of_ones_own_moves_the_costs_and_is_told_as_own(client, found):
    dear = good(client.get(of_company("0042", "levers", "?costs=more_stock.holding_share:0.4")))
    twice = {lever["lever_id"]: lever for lever in dear["levers"]}["more_stock"]
    once = {lever["lever_id"]: lever for lever in found["levers"]}["more_stock"]
    assert twice["cost_usd"] == pytest.approx(2 * once["cost_usd"])
    assert twice["saved_usd"] == once["saved_usd"]
    assert dear["best_stock"]["days"] <= found["best_stock"]["days"]
    (own,) = [one for one in dear["assumptions"] if one["given"]]
    assert (own["name"], own["value"]) == ("more_stock.holding_share", 0.4)
    assert [own[name] for name in ("value_low", "value_high", "confidence", "basis", "source_id", "note")] == [None] * 6


def test_the_best_pair_is_the_pair_that_saves_most_after_its_cost(found):
    best = found["best_pair"]
    assert best["net_usd"] == max(pair["net_usd"] for pair in found["pairs"])
    assert len(best["levers"]) == 2
    alone = {(lever["lever_id"], lever["origin"]): lever["saved_usd"] for lever in found["levers"]}
    names = [(lever["lever_id"], lever["origin"]) for lever in best["levers"]]
    assert best["saved_apart_usd"] == sum(alone[name] for name in names)


def test_a_company_without_rare_earths_or_without_a_score_gets_reasons(client):
    for company_id in (TAGS, UNSCORED):
        answer = good(client.get(of_company(company_id, "levers")))
        assert answer["levers"] == answer["pairs"] == []
        assert {lever["lever_id"] for lever in answer["not_applicable"]} == NAMES
        assert answer["best_stock"]["days"] is None
        assert answer["best_stock"]["reason"]
        assert answer["best_pair"] is None
        assert answer["pair_reason"]
    assert good(client.get(of_company(UNSCORED, "levers")))["score"] is None


def test_another_day_is_recomputed_on_demand(client):
    """Before April 2025 nothing was under licence: levers on licences do not apply, stock against odds does."""
    answer = good(client.get(of_company("0042", "levers", "?as_of=2024-06-01")))
    assert answer["as_of"] == "2024-06-01"
    assert {"general_licence", "longer_validity"} <= {lever["lever_id"] for lever in answer["not_applicable"]}
    assert "more_stock" in {lever["lever_id"] for lever in answer["levers"]}


@pytest.mark.parametrize(
    ("costs", "words", "code"),
    [
        ("more_stock", "is not of the form NAME:VALUE", "invalid"),
        ("more_stock.added_days:many", "is not of the form NAME:VALUE", "invalid"),
        ("more_stock.added_days:1;more_stock.added_days:2", "more than once", "invalid"),
        ("more_stock.aded_days:1", "did you mean more_stock.added_days?", "unknown_parameter"),
        ("zzz:1", "these are: dy_free_grade.", "unknown_parameter"),
        ("more_stock.holding_share:7", "7 is out of range: 0 to 1 (share)", "out_of_range"),
        ("general_licence.annual_usd:nan", "nan is out of range: 0 or more (USD)", "out_of_range"),
        ("more_stock.holding_share:\u0663", "is not of the form NAME:VALUE", "invalid"),
    ],
)
def test_own_figures_that_cannot_serve_are_refused(client, costs, words, code):
    body = problem(client.get(of_company("0042", "levers"), query_string={"costs": costs}), 400, "invalid-request")
    (error,) = body["errors"]
    assert words in error["detail"]
    assert (error["code"], error["pointer"]) == (code, "/query/costs")


def test_every_faulty_figure_is_told_at_once(client):
    answer = client.get(of_company("0042", "levers", "?costs=a.b:1;more_stock.added_days:-1"))
    assert len(problem(answer, 400, "invalid-request")["errors"]) == 2


def test_empty_costs_are_no_costs_as_forms_send_them(client, found):
    assert good(client.get(of_company("0042", "levers", "?costs=")))["levers"] == found["levers"]


def test_an_unknown_parameter_and_an_unknown_company_name_what_was_meant(client):
    unknown = problem(client.get(of_company("0042", "levers", "?cost=x")), 400, "invalid-request")
    assert unknown["errors"][0]["did_you_mean"] == ["costs"]
    nobody = problem(client.get(of_company("0043", "levers")), 404, "unknown-company")
    assert "0042" in nobody["errors"][0]["did_you_mean"]


def test_there_are_no_levers_before_the_first_run(empty_client):
    problem(empty_client.get(of_company("0042", "levers")), 503, "not-ready")


def test_the_tag_stands_for_what_is_stored_and_asked(client):
    first = client.get(of_company("0042", "levers"))
    again = client.get(of_company("0042", "levers"), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = client.get(of_company("0042", "levers", "?costs=more_stock.added_days:31"))
    assert other.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("lever_id", sorted(NAMES))
def test_the_edits_of_a_lever_asked_as_a_what_if_give_its_result(client, lever_id):
    body = good(client.get(of_company(UNICODE, "levers")))
    lever = next(lever for lever in body["levers"] if lever["lever_id"] == lever_id)
    asked = {"company_id": UNICODE, "edits": lever["edits"], "split": False}
    after = good(client.post("/v1/what-if", json=asked))["after"]
    assert after["expected_annual_loss_usd"] == lever["expected_annual_loss_usd"]
    assert after["score"] == lever["score"]


def test_the_page_shows_what_the_answer_says(client, found):
    page = client.get("/companies/0042/levers").get_data(as_text=True)
    for words in ("What would help Leading Zeros", "not cash in hand", "The best stock", "Two together"):
        assert words in page
    assert f"{found['best_stock']['days']} days on every line" in page
    for lever in [*found["levers"], *found["not_applicable"]]:
        assert lever["title"] in page
    for one in found["assumptions"]:
        assert f">{one['name']}</code>" in page
    assert "/companies/0042/levers" in client.get("/companies/0042").get_data(as_text=True)


def test_the_page_takes_own_figures_and_refuses_faulty_ones(client):
    page = client.get("/companies/0042/levers?costs=more_stock.holding_share%3A0.4")
    assert "<strong>your figure</strong>" in page.get_data(as_text=True)
    faulty = client.get("/companies/0042/levers?costs=more_stock.holding_sare%3A0.4")
    assert faulty.status_code == 400
    assert "did you mean more_stock.holding_share?" in faulty.get_data(as_text=True)


@pytest.mark.parametrize("company_id", ["apple", SIGNS, TAGS, UNSCORED], ids=["demo", "signs", "none", "unscored"])
def test_the_page_stands_in_every_state(client, company_id):
    page = client.get(f"/companies/{quote(company_id, safe='')}/levers")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "None" not in text
    assert "nan" not in text.lower().replace("finance", "").replace("nanom", "").split()
    assert ("no assessment of the company named" in text) == (company_id == "apple")
