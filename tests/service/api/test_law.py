"""GET /v1/signals: duties layer by layer and licence regimes with their waits, as of a day."""

from math import fsum

import pytest

from tests.service.api.asking import good, problem

SINTERED, OTHER = "8505110070", "85051100"


def duty(client, **query):
    return client.get("/v1/signals/duty", query_string={"importer": "USA", "origin": "CHN", "line": SINTERED, **query})


@pytest.mark.parametrize(
    ("line", "as_of", "rate"),
    [
        (SINTERED, "2025-06-01", 0.321),
        (SINTERED, "2025-10-01", 0.221),
        (SINTERED, "2025-12-01", 0.121),
        (SINTERED, "2026-02-01", 0.371),
        (SINTERED, "2026-03-01", 0.271),
        (OTHER, "2026-02-01", 0.471),
        (OTHER, "2026-03-01", 0.371),
        (OTHER, "2026-08-01", 0.396),
    ],
)
def test_us_duty_on_chinese_magnets(client, line, as_of, rate):
    body = good(duty(client, line=line, as_of=as_of))
    assert body["rate"] == pytest.approx(rate, abs=1e-12)
    assert fsum(layer["added_rate"] for layer in body["layers"]) == pytest.approx(rate, abs=1e-12)
    assert body["as_of"] == as_of


def test_every_layer_is_cited(client):
    body = good(duty(client, as_of="2026-03-01"))
    cited = {source["source_id"] for source in body["sources"]}
    assert body["layers"]
    for layer in body["layers"]:
        assert layer["legal_ref"]
        assert layer["source_id"] in cited


def test_points_in_a_tariff_line_are_left_out(client):
    assert good(duty(client, line="8505.11.0070"))["rate"] == good(duty(client))["rate"]


def test_an_unknown_rate_is_null_with_the_reason(client):
    body = good(duty(client, line="9999999999"))
    assert body["rate"] is None
    assert "no base rate of USA on line 9999999999" in body["reason"]


@pytest.mark.parametrize("importer", ["BRA", "DEU", "GBR", "JPN", "KOR", "MEX", "THA", "VNM"])
def test_importers_without_a_rate_on_record_have_none_not_zero(client, importer):
    body = good(duty(client, importer=importer, line="850511", as_of="2026-08-01"))
    assert (body["rate"], body["layers"]) == (None, [])
    assert body["reason"].startswith(f"no base rate of {body['importer_area']} on line 850511 is on record")


def test_a_layer_whose_rate_was_not_read_is_shown_without_one(client):
    body = good(duty(client, origin="MEX", as_of="2025-06-01", known_at="2026-03-01"))
    [layer] = [layer for layer in body["layers"] if layer["programme"] == "ieepa_fentanyl"]
    assert (body["rate"], layer["rate"], layer["added_rate"]) == (None, None, None)
    assert layer["only_if"] == "the goods do not qualify under USMCA"
    assert (layer["valid_to"], layer["end_known_from"]) == ("2026-02-24", "2026-02-20")
    assert body["reason"] == "the rate of ieepa_fentanyl from MEX is not on record"


def test_within_one_customs_area_there_is_no_duty(client):
    body = good(duty(client, importer="DEU", origin="FRA"))
    assert (body["rate"], body["layers"]) == (0.0, [])
    assert (body["importer_area"], body["origin_area"]) == ("EU27", "EU27")
    assert "no border" in body["reason"]


def test_what_was_not_known_yet_does_not_count(client):
    """The rate of 2026-03-01 follows a ruling of February 2026; in January nobody could know it."""
    known = good(duty(client, as_of="2026-03-01"))
    before = good(duty(client, as_of="2026-03-01", known_at="2026-01-15"))
    assert before["rate"] != known["rate"]
    assert before["known_at"] == "2026-01-15"


@pytest.mark.parametrize(
    ("query", "pointer", "meant"),
    [
        ({"importer": "US"}, "/query/importer", None),
        ({"importer": "UAS"}, "/query/importer", None),
        ({"origin": "china"}, "/query/origin", None),
        ({"line": "85"}, "/query/line", None),
        ({"line": "magnets"}, "/query/line", None),
        ({"line": "85051100700"}, "/query/line", None),
        ({"as_of": "0"}, "/query/as_of", None),
        ({"known_at": "yesterday"}, "/query/known_at", None),
        ({"tariff_line": "850511"}, "/query/tariff_line", "line"),
    ],
)
def test_a_wrong_question_is_refused(client, query, pointer, meant):
    error = problem(duty(client, **query), 400, "invalid-request")["errors"][0]
    assert error["pointer"] == pointer
    assert meant is None or meant in error["did_you_mean"]


def test_all_three_of_importer_origin_and_line_are_needed(client):
    body = problem(client.get("/v1/signals/duty"), 400, "invalid-request")
    assert [error["pointer"] for error in body["errors"]] == ["/query/importer", "/query/origin", "/query/line"]


def licences(client, as_of):
    return good(client.get(f"/v1/signals/licences?as_of={as_of}"))


def test_no_chinese_regime_is_in_force_before_april_2025(client):
    states = {row["state"] for row in licences(client, "2025-03-01")["data"] if row["authority"] == "MOFCOM"}
    assert states == {"potential"}


def test_regimes_in_force_name_act_elements_wait_and_evidence(client):
    body = licences(client, "2026-10-01")
    cited = {source["source_id"] for source in body["sources"]}
    rows = [row for row in body["data"] if row["state"] == "in_force" and row["regime_kind"] == "licence"]
    assert rows
    for row in rows:
        assert row["legal_ref"]
        assert row["elements"]
        assert row["onset_probability"] is None
        assert set(row["source_ids"]) <= cited


def test_wait_curves_fall_from_one_and_prohibitions_have_none(client):
    rows = licences(client, "2026-10-01")["data"]
    for row in rows:
        undecided = [point["undecided"] for point in row["wait_curve"]]
        assert (undecided == []) == (row["wait_shape"] is None)
        assert undecided == sorted(undecided, reverse=True)
        if undecided:
            assert undecided[0] == 1.0
            assert all(p["without_goods"] >= p["undecided"] for p in row["wait_curve"])


def test_the_wait_curve_is_the_formula_of_the_method(client):
    row = next(row for row in licences(client, "2026-10-01")["data"] if row["wait_curve"])
    t0, a, b, d = (row[n] for n in ("wait_lag_days", "wait_shape", "wait_scale_days", "denial_share"))
    point = next(p for p in row["wait_curve"] if p["days"] == 60)
    undecided = (b / (b + 60 - t0)) ** a
    assert point["undecided"] == pytest.approx(undecided)
    assert row["refile_days"] > 60
    assert point["without_goods"] == pytest.approx((1 - d) * undecided + d)


def test_evidence_of_later_days_is_not_known_earlier(client):
    for row in licences(client, "2025-07-01")["data"]:
        assert row["newest_evidence_on"] is None or row["newest_evidence_on"] <= "2025-07-01"


def october_package(client, as_of):
    (row, *rest) = [row for row in licences(client, as_of)["data"] if row["measure_id"] == "CHN-2025-57"]
    assert all(other["status_words"] == row["status_words"] for other in rest)
    return row


@pytest.mark.parametrize(
    ("as_of", "status", "disputed"),
    [
        ("2025-11-07", "suspended", False),
        ("2026-09-23", "suspended", False),
        ("2026-09-24", "suspended", True),
        ("2026-11-09", "suspended", True),
        ("2026-11-10", "disputed", True),
    ],
)
def test_the_status_of_an_act_is_that_of_the_day_with_the_claimants(client, as_of, status, disputed):
    row = october_package(client, as_of)
    assert row["status"] == status
    assert (
        "MOFCOM's text ends the suspension on 2026-11-10; the US Treasury says 2027-01-10" in row["status_words"]
    ) == disputed
    assert row["evidence_on"] <= as_of
    assert ("law-own-assumptions" in row["source_ids"]) or not disputed
