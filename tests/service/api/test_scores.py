"""A company's score, contributions and history: complete, adding up, and the same wherever they are read."""

from datetime import date, timedelta
from math import fsum
from urllib.parse import unquote

import pytest

from tests.service.api.asking import good, of_company, problem
from tests.service.api.home import EARLIER, LATER, SIGNS, TAGS, UNICODE, UNSCORED

ODD_IDS = ["0042", UNICODE, SIGNS, TAGS, UNSCORED]


def test_a_score_says_all_that_qualifies_it(client):
    body = good(client.get(of_company("tesla", "score")))
    assert body["direction"] == "higher is riskier"
    assert body["band"] in ("negligible", "low", "moderate", "high", "severe")
    assert body["expected_annual_loss_usd"] > 0
    assert body["data_grade"] == "D"
    assert 0 < body["interval"]["low"] < body["score"] < body["interval"]["high"] < 100
    assert body["interval"]["reason"] is None
    assert (body["score_low"], body["score_high"]) == (body["interval"]["low"], body["interval"]["high"])
    assert "stock_days" in body["defaults"]
    assert body["portfolio"]["demonstration"] is True
    assert "no assessment" in body["portfolio"]["notice"]
    assert body["computed"] == "snapshot"


def test_losses_and_points_add_up_to_the_headline(client):
    for row in good(client.get("/v1/companies?limit=500"))["data"]:
        body = good(client.get(of_company(row["company_id"], "score")))
        if body["score"] is None:
            assert body["reason"]
        else:
            points = fsum(body[f"{signal}_points"] for signal in ("delay", "duty", "premium"))
            assert points == pytest.approx(body["score"], abs=1e-9)
            loss = fsum(body[f"{signal}_loss_usd"] for signal in ("delay", "duty", "premium"))
            assert loss == pytest.approx(body["expected_annual_loss_usd"], abs=1e-6)


def test_every_figure_past_its_newest_evidence_says_so(client):
    body = good(client.get(of_company("tesla", "score")))
    assert body["evidence"]
    for entry in body["evidence"]:
        if entry["newest_evidence_on"] is None:
            assert entry["notice"] == "rests on an assumption; no dated evidence"
        else:
            past = (LATER - date.fromisoformat(entry["newest_evidence_on"])).days
            assert entry["days_past"] == past
            assert entry["notice"] == (f"{past} days past its newest evidence" if past > 0 else None)


def test_licence_regimes_behind_a_score_say_where_their_act_stands(client):
    entries = good(client.get(of_company("tesla", "score")))["evidence"]
    april = next(entry for entry in entries if entry["subject"].startswith("licence regime CHN-18"))
    assert (april["status"], april["status_words"]) == ("in_force", "in force since 2025-04-04")


@pytest.mark.parametrize("company_id", ODD_IDS)
@pytest.mark.parametrize("what", ["score", "contributions", "history"])
def test_ids_with_odd_characters_are_found(client, company_id, what):
    assert good(client.get(of_company(company_id, what)))["company_id"] == company_id


@pytest.mark.parametrize("company_id", ["tesla", "volkswagen", UNICODE])
def test_contributions_sum_to_score_and_loss(client, company_id):
    body = good(client.get(of_company(company_id, "contributions")))
    assert fsum(part["points"] for part in body["data"]) == pytest.approx(body["score"], abs=1e-9)
    assert fsum(part["loss_usd"] for part in body["data"]) == pytest.approx(body["expected_annual_loss_usd"], abs=1e-6)


def test_each_contribution_has_its_inputs_and_known_sources(client):
    body = good(client.get(of_company("tesla", "contributions")))
    known = {source["source_id"] for source in body["sources"]}
    for part in body["data"]:
        assert part["inputs"], part
        assert part["source_ids"], part
        assert set(part["source_ids"]) <= known
        assert (part["authority"] is None) == (part["signal"] != "delay")


def test_a_duty_contribution_follows_from_its_inputs(client):
    parts = [p for p in good(client.get(of_company("tesla", "contributions")))["data"] if p["signal"] == "duty"]
    for part in parts:
        (row,) = part["inputs"]
        assert part["loss_usd"] == pytest.approx(row["customs_value_usd"] * row["duty_rate"] * row["duty_borne_share"])


def test_a_premium_contribution_follows_from_its_inputs(client):
    parts = [p for p in good(client.get(of_company("tesla", "contributions")))["data"] if p["signal"] == "premium"]
    assert parts
    for part in parts:
        (row,) = part["inputs"]
        spread = row["price_outside_usd_per_kg"] - row["price_inside_usd_per_kg"]
        assert part["loss_usd"] == pytest.approx(row["element_kg"] * spread * row["quoted_share"], abs=1e-6)


def test_the_sources_of_a_duty_are_those_of_its_own_layers(client):
    body = good(client.get(of_company("0042", "contributions")))
    part = next(p for p in body["data"] if p["signal"] == "duty" and p["origin"] == "CHN")
    line = part["inputs"][0]["tariff_line"]
    layers = [
        layer
        for layer in body["duty_layers"]
        if (layer["importer"], layer["origin"], layer["tariff_line"]) == ("USA", "CHN", line)
    ]
    assert {layer["source_id"] for layer in layers} <= set(part["source_ids"])
    assert fsum(layer["added_rate"] for layer in layers) == pytest.approx(part["inputs"][0]["duty_rate"])


def test_a_company_without_rare_earths_has_nothing_at_stake_and_nothing_to_split(client):
    body = good(client.get(of_company(TAGS, "contributions")))
    assert (body["score"], body["data"]) == (0.0, [])


def test_a_company_that_cannot_be_scored_says_why(client):
    body = good(client.get(of_company(UNSCORED, "score")))
    assert (body["score"], body["band"], body["lost_days"]) == (None, None, None)
    assert "annual_revenue_usd is zero" in body["reason"]


def test_history_is_one_row_a_run_oldest_first(client):
    rows = good(client.get(of_company("tesla", "history")))["data"]
    assert [row["as_of"] for row in rows] == [str(EARLIER), str(LATER)]
    assert rows[-1]["score"] == good(client.get(of_company("tesla", "score")))["score"]


def test_another_day_is_computed_with_the_same_engine(client):
    """The run of the earlier day was made from the same portfolio, so both must agree in every digit."""
    asked = good(client.get(of_company("tesla", "score", f"?as_of={EARLIER}")))
    published = good(client.get(of_company("tesla", "history")))["data"][0]
    assert asked["computed"] == "on demand"
    assert {name: asked[name] for name in published} == published


def test_the_day_of_the_run_is_read_from_the_run(client):
    plain, dated = of_company("tesla", "score"), of_company("tesla", "score", f"?as_of={LATER}")
    assert good(client.get(plain)) == good(client.get(dated))


@pytest.mark.parametrize("what", ["score", "contributions", "history"])
@pytest.mark.parametrize(("asked", "meant"), [("tesle", "tesla"), ("Volkswagen AG", "volkswagen"), ("42", "0042")])
def test_an_unknown_company_is_answered_with_the_nearest(client, what, asked, meant):
    body = problem(client.get(of_company(asked, what)), 404, "unknown-company")
    assert meant in body["errors"][0]["did_you_mean"]


def test_an_unknown_company_on_another_day_is_unknown_too(client):
    problem(client.get(of_company("nobody", "score", "?as_of=2026-01-01")), 404, "unknown-company")


@pytest.mark.parametrize(
    "day",
    [
        "0",
        "1",
        "2026",
        "20261101",
        "2026-1-1",
        "2026-02-30",
        "01.11.2026",
        "2026-11-01T00:00",
        "today",
        "",
        "-1",
        "1899-12-31",
        "1900-01-01",
        "2009-12-31",
        "9999-12-31",
    ],
)
def test_only_iso_days_are_days(client, day):
    body = problem(client.get(of_company("tesla", "score", f"?as_of={day}")), 400, "invalid-request")
    assert body["errors"][0]["pointer"] == "/query/as_of"


def test_a_day_before_the_tables_begin_is_refused_in_words(client):
    body = problem(client.get(of_company("tesla", "score", "?as_of=2009-12-31")), 400, "invalid-request")
    assert "is before 2010-01-01, the first day the tables describe" in body["errors"][0]["detail"]


@pytest.mark.parametrize("known_at", ["1950-01-01", "2025-04-03", "2027-01-01"])
def test_what_was_known_can_be_asked_of_any_day(client, known_at):
    body = good(client.get(of_company("tesla", "score", f"?as_of=2025-06-01&known_at={known_at}")))
    assert (body["as_of"], body["known_at"], body["computed"]) == ("2025-06-01", known_at, "on demand")


def test_figures_nobody_knew_by_then_are_named_in_words(client):
    """No outside price of Dy was told before April 2025."""
    body = good(client.get(of_company("tesla", "score", "?as_of=2020-06-30")))
    words = {row["default"]: row["words"] for row in body["stand_ins"]}
    assert {name for name in body["defaults"] if name.startswith(("earliest:", "stale:"))} == set(words)
    assert words["earliest:prices"].endswith("used because none was known by 2020-06-30")
    assert "earliest figure on record, known from 20" in words["earliest:prices"]


def test_before_the_licences_were_told_the_same_day_scores_lower(client):
    """The licences of 4 April 2025 were announced on that day: who knew only the day before expected less."""

    def score_known(day):
        return good(client.get(of_company("tesla", "score", f"?as_of=2025-06-01&known_at={day}")))["score"]

    assert score_known("2025-04-03") < score_known("2025-06-01")


@pytest.mark.parametrize("day", ["2010-01-01", "2012-02-29", "2199-12-31"])
def test_days_far_away_are_answered_or_refused_in_words(client, day):
    answer = client.get(of_company("tesla", "score", f"?as_of={day}"))
    if answer.status_code == 200:
        assert good(answer)["as_of"] == day
    else:
        assert problem(answer, 422, "cannot-score")["errors"]


def test_a_run_grows_stale_and_says_so(scored_home):
    from service.web import create_app
    from tests.service.api.home import NOW, settings_of

    later = create_app(settings_of(scored_home), now=lambda: NOW + timedelta(days=3)).test_client()
    body = good(later.get(of_company("tesla", "score")))
    assert body["stale"] is True
    assert "Out of date" in later.get("/").get_data(as_text=True)
    assert later.get("/v1/exports/scores.csv").headers["X-Stale"] == "true"


def test_an_address_with_a_line_break_or_a_slash_in_the_id_is_unknown(client):
    assert unquote("%0a") == "\n"
    problem(client.get("/v1/companies/te%0asla/score"), 404, "unknown-company")
    problem(client.get("/v1/companies/te%2fsla/score"), 404, "not-found")
