"""The what-if page says what `POST /v1/what-if` answers to the question it shows, and tells faults at the control."""

import json
import re
from html import unescape
from urllib.parse import quote

import pytest

from service.api.models.scenarios import ScenarioTold
from service.pages.what_if.asking import control_at, question_body
from service.pages.what_if.controls import CHOICES, FIGURES, Settings, WhatIfQuery, read
from tests.service.api.asking import good
from tests.service.api.home import SIGNS, TAGS, UNICODE, UNSCORED
from tests.service.pages.twinned import check_twins, shown_tables

CHANGES = {
    "": 0,
    "licence_speed=2": 1,
    "stock_days=60&second_source_percent=30": 2,
    "duty_points=12.5": 1,
    "scenario=escalation": 1,
    "scenario=escalation&duty_points=5&offline=JPN": 1,
    "offline=CHN&licence_kind=general&transit_days=40&lead_days=90": 2,
}
"""What the controls say → the least number of values that differ."""


def page_of(client, company_id, said=""):
    return client.get(f"/companies/{quote(company_id, safe='')}/what-if{'?' if said else ''}{said}")


def body_of(text):
    return json.loads(unescape(re.search(r"<pre[^>]*>(.*?)</pre>", text, re.DOTALL)[1]))


def fault_at(text, name):
    told = re.search(rf'id="fault-{name}">(.*?)</(?:span|div)>', text, re.DOTALL)[1]
    return unescape(re.sub("<[^>]*>", "", told)).strip()


@pytest.mark.parametrize("said", CHANGES)
@pytest.mark.parametrize("company_id", ["tesla", UNICODE])
def test_the_question_shown_gives_the_figures_shown(client, company_id, said):
    page = page_of(client, company_id, said)
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    answer = good(client.post("/v1/what-if", json=body_of(text)))
    assert len(answer["changed"]) >= CHANGES[said]
    rows = {row["figure"]: row for row in shown_tables(text)["difference"]}
    for name, row in rows.items():
        assert float(row["before"]) == answer["before"][name]
        assert float(row["after"]) == answer["after"][name]
        if name in answer["difference"]:
            assert float(row["difference"]) == answer["difference"][name]
    assert {"score", "expected_annual_loss_usd", "delay_loss_usd", "duty_loss_usd", "premium_loss_usd"} <= set(rows)


@pytest.mark.parametrize("said", ["", "licence_speed=2&stock_days=60", "scenario=escalation&duty_points=5"])
def test_page_and_files_agree_cell_by_cell(client, said):
    assert check_twins(client, f"/companies/tesla/what-if{'?' if said else ''}{said}") == {"difference"}


def test_files_hold_both_sides_and_every_value_that_differs(client):
    tables = client.get("/companies/tesla/what-if.json?stock_days=60").get_json()["tables"]
    before, after = tables["sides"]
    assert (before["side"], after["side"]) == ("before", "after")
    assert after["score"] < before["score"]
    assert {(row["column"], row["before"], row["after"]) for row in tables["changed"]} == {("stock_days", None, "60.0")}


@pytest.mark.parametrize("said", ["licence_speed=1&duty_points=0&stock_days=&scenario=", ""])
def test_controls_left_as_they_are_change_nothing(client, said):
    text = page_of(client, "tesla", said).get_data(as_text=True)
    assert "Nothing is changed yet" in text
    assert body_of(text) == {"company_id": "tesla", "edits": {}, "split": False}


@pytest.mark.parametrize(
    ("said", "control", "words"),
    [
        ("licence_speed=abc", "licence_speed", "'abc' is not a number"),
        ("licence_speed=0", "licence_speed", "0 is below 0.01"),
        ("licence_speed=1e9", "licence_speed", "is above 100"),
        ("licence_speed=nan", "licence_speed", "'nan' is not a number"),
        ("duty_points=-101", "duty_points", "-101 is below -100; give -100 to 500"),
        ("stock_days=-1", "stock_days", "-1 is below 0"),
        ("stock_days=1_0", "stock_days", "'1_0' is not a number"),
        ("stock_days=1,000,000", "stock_days", "is above 36500"),
        ("stock_days=1,00", "stock_days", "'1,00' is not a number"),
        ("second_source_percent=130", "second_source_percent", "130 is above 100"),
        ("licence_kind=generel", "licence_kind", "did you mean general?"),
        ("scenario=escalatio", "scenario", "did you mean escalation?"),
        ("offline=XXX", "offline", "'XXX' is not offered"),
        ("scenario=escalation&duty_points=490", "duty_points", "above 5"),
        ("as_of=2013-01-01&scenario=escalation", "scenario", "nothing to choose from on this day"),
    ],
)
def test_a_fault_stands_beside_its_control(client, said, control, words):
    page = page_of(client, "tesla", said)
    text = page.get_data(as_text=True)
    assert page.status_code == 400
    assert words in fault_at(text, control)
    assert re.search(rf'<(input|select) id="{control}"[^>]*aria-invalid="true"', text)
    assert "cannot be scored" in text
    others = [name for name in [*(one.name for one in FIGURES), *CHOICES] if name != control]
    assert [fault_at(text, name) for name in others] == [""] * len(others)
    refused = client.get(f"/companies/tesla/what-if.json?{said}")
    assert refused.status_code == 400


def test_every_fault_is_told_at_once_and_what_was_typed_stays(client):
    text = page_of(client, "tesla", "licence_speed=fast&stock_days=-1&offline=Mars").get_data(as_text=True)
    assert all(fault_at(text, name) for name in ("licence_speed", "stock_days", "offline"))
    assert 'value="fast"' in text
    assert "3 of the controls say what cannot be" in text


@pytest.mark.parametrize(
    ("said", "column", "value"),
    [
        ("stock_days=1,000", "stock_days", 1000),
        ("stock_days=1,000&numbers=en-IN", "stock_days", 1000),
        ("stock_days=1.000&numbers=de-DE", "stock_days", 1000),
        ("stock_days=1.5&numbers=de-DE", "stock_days", 1.5),
        ("stock_days=1,5&numbers=de-DE", "stock_days", 1.5),
        ("transit_days=1 000,5&numbers=fr-FR", "transit_days", 1000.5),
    ],
)
def test_figures_are_read_as_the_reader_writes_them(client, said, column, value):
    edits = body_of(page_of(client, "tesla", said).get_data(as_text=True))["edits"]
    assert edits == {"lines": [{"values": {column: value}}]}


def test_a_thousand_days_of_stock_lower_the_score(client):
    few, many = (
        client.get(f"/companies/tesla/what-if.json?stock_days={days}").get_json()["tables"]["sides"][1]["score"]
        for days in ("60", "1,000")
    )
    assert many < few


def test_how_a_figure_is_written_is_told_the_readers_way(client):
    text = page_of(client, "tesla", "licence_speed=1,5").get_data(as_text=True)
    assert fault_at(text, "licence_speed") == "'1,5' is not a number; write it like 4 or 1.5"
    text = page_of(client, "tesla", "licence_speed=fast&numbers=de-DE").get_data(as_text=True)
    assert fault_at(text, "licence_speed") == "'fast' is not a number; write it like 4 or 1,5"


def test_the_address_says_how_its_figures_are_written(client):
    accepted = {"Accept-Language": "de-DE"}
    text = client.get("/companies/tesla/what-if?stock_days=1.000", headers=accepted).get_data(as_text=True)
    assert '<input type="hidden" name="numbers" value="de-DE">' in text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/companies/tesle/what-if", 404, "did you mean tesla?"),
        ("/companies/tesla/what-if?stock=3", 400, "there is no parameter &#39;stock&#39;; did you mean stock_days?"),
        ("/companies/tesla/what-if?as_of=2026-13-01", 400, "as_of"),
        ("/companies/tesla/what-if?as_of=2001-01-01", 400, "first day the tables describe"),
    ],
)
def test_what_the_page_cannot_be_about_is_told(client, path, status, words):
    page = client.get(path)
    assert page.status_code == status
    assert words in page.get_data(as_text=True)


def test_a_company_that_cannot_be_scored_says_why_and_shows_no_figures(client):
    text = page_of(client, UNSCORED, "licence_speed=2").get_data(as_text=True)
    assert "has no score, so no change of it can be told" in text
    assert "annual_revenue_usd is zero" in text
    assert "difference" not in shown_tables(text)
    assert '<data value="0.0">' not in text.partition('id="outcome"')[2].partition("<footer")[0]


def test_a_company_without_rare_earths_stays_at_nothing(client):
    text = page_of(client, TAGS, "licence_speed=0.1&stock_days=0").get_data(as_text=True)
    assert "The changes leave the score as it is" in text
    assert "<script>alert" not in text


def test_a_day_before_the_first_futures_offers_none_and_says_so(client):
    text = page_of(client, "tesla", "as_of=2025-06-01&stock_days=90").get_data(as_text=True)
    assert "No futures were stated for 2025-06-01" in text
    assert 'value="escalation"' not in text
    assert body_of(text)["as_of"] == "2025-06-01"


def test_before_the_first_run_the_page_says_to_wait(empty_client):
    assert page_of(empty_client, "tesla").status_code == 503


def test_demonstration_and_judgement_are_marked(client):
    text = page_of(client, "tesla", "scenario=escalation").get_data(as_text=True)
    assert "no assessment of the company named" in text
    assert "our judgement" in text
    assert "no assessment" not in page_of(client, SIGNS).get_data(as_text=True)


def test_what_lines_say_now_stands_beside_the_control(client):
    text = page_of(client, "tesla").get_data(as_text=True)
    assert re.search(r'id="now-stock_days">now [\d.]+ by default<', text)
    assert re.search(r'id="stock_days"[^>]*placeholder="[\d.]+"', text)


def future(**given):
    plain = dict.fromkeys(ScenarioTold.model_fields)
    stated = {"licence_speed": 1.0, "onset_factor": 1.0, "premium_factor": 1.0, "added_duty_rate": 0.0}
    named = {"scenario_id": "f", "title": "F", "duty_importers": [], "reasoning": "why"}
    return ScenarioTold.model_validate(
        {**plain, **stated, **named, "judgement": "our own assumption", **given}, strict=False
    )


def test_points_on_top_of_a_future_add_up_and_the_rest_of_it_stays():
    base = future(added_duty_rate=0.25, licence_speed=0.4, suspended_onset_probability=0.5)
    said = Settings({"duty_points": 5.0}, {"scenario": "f", "offline": "CHN"})
    scenario = question_body("c", said, None, [base])["scenario"]
    assert scenario["added_duty_rate"] == pytest.approx(0.3)
    assert (scenario["licence_speed"], scenario["suspended_onset_probability"]) == (0.4, 0.5)
    assert scenario["offline_origin"] == "CHN"


def test_points_on_top_of_a_future_of_some_importers_are_refused():
    choices = {"scenario": {"f": "F"}, "offline": {}, "licence_kind": {}}
    query = WhatIfQuery(scenario="f", duty_points="5")
    _, faults = read(query, choices, [future(duty_importers=["USA"], added_duty_rate=0.1)])
    assert "moves duties in USA alone" in faults["duty_points"]


def test_places_in_the_question_lead_back_to_controls():
    assert control_at("/body/edits/lines/0/values/second_source_share") == "second_source_percent"
    assert control_at("/body/scenario/added_duty_rate") == "duty_points"
    assert control_at("/body/company_id") is None


@pytest.mark.parametrize("company_id", [UNICODE, SIGNS, TAGS])
def test_file_links_of_awkward_ids_lead_to_files(client, company_id):
    text = page_of(client, company_id, "stock_days=60&licence_speed=1.5").get_data(as_text=True)
    links = [unescape(link) for link in re.findall(r'<a href="([^"]*/what-if\.(?:csv|xlsx|json)[^"]*)"', text)]
    assert len(links) == 3
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        assert "attachment" in answer.headers["Content-Disposition"]


def test_remarks_that_are_no_judgement_are_not_called_one(client):
    text = page_of(client, "tesla", "stock_days=60").get_data(as_text=True)
    assert "our judgement" not in text.partition('id="outcome"')[2]


def test_what_is_different_about_the_world_is_told_in_words(client):
    text = page_of(client, "tesla", "offline=CHN&duty_points=-5&scenario=escalation").get_data(as_text=True)
    assert "China offline: nothing leaves it until goods are requalified elsewhere" in text
    assert "duties on goods of controlling origins -5 points" in text
    assert "future: New controls and duties" in text
    assert "user_defined" not in text
