"""A what-if is the batch's own answer to other inputs, and leaves nothing behind."""

import hashlib
import json
import logging

import pytest

from service.api.models.companies import Company
from service.cli import main
from service.portfolio.columns import PORTFOLIO
from tests.scoring.edited_folder import edited_folder, setting
from tests.service.api.asking import good, of_company, problem
from tests.service.api.conftest import client_of
from tests.service.api.home import LATER, UNSCORED
from tests.service.api.test_access import CROSS, KEY

DAY = LATER.isoformat()
ROWS = [
    {
        "company_id": "c", "company_name": "Car Maker", "product_id": "ev_bev_pmsm_avg", "importer": "USA",
        "annual_units": 20000, "annual_revenue_usd": 1e9, "country": "USA", "origin_shares": "CHN:0.9;JPN:0.1",
    },
    {"company_id": "c", "product_id": "ev_bev_pmsm_avg", "importer": "USA", "material_id": "ndfeb_traction",
     "stock_days": 40.5},
    {"company_id": "c", "company_name": "Car Maker", "product_id": "none", "annual_revenue_usd": 5e8},
]  # fmt: skip
FIGURES = [name for name in Company.model_fields if name not in ("company_id", "company_name")]


def ask(client, **body):
    return client.post("/v1/what-if", json=body)


def scored(tmp_path, capsysbinary, rows, *options):
    """The company level that `exposure score` writes for these rows as a file."""
    lines = [PORTFOLIO.names, *([str(row.get(name, "")) for name in PORTFOLIO.names] for row in rows)]
    file = tmp_path / "portfolio.csv"
    file.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["score", str(file), "--as-of", DAY, "--format", "json", *map(str, options)])
    said = capsysbinary.readouterr()
    assert ended.value.code == 0, said.err
    (row,) = json.loads(said.out)
    return {name: row[name] for name in FIGURES}


def figures(side):
    return {name: side[name] for name in FIGURES}


@pytest.mark.parametrize("company", ["tesla", "0042", UNSCORED])
def test_without_edits_both_sides_are_the_score_that_is_served(client, company):
    served = good(client.get(of_company(company, "score")))
    answer = good(ask(client, company_id=company))
    assert figures(answer["before"]) == figures(answer["after"]) == figures(served)
    assert answer["run_id"] == served["run_id"]
    assert answer["as_of"] == served["as_of"] == DAY
    assert answer["changed"] == answer["split"] == []


def test_edited_lines_are_the_score_of_the_edited_file(client, tmp_path, capsysbinary):
    edits = [
        {"importer": "USA", "values": {"stock_days": 12.25, "end_use": "civil"}},
        {"importer": "USA", "material_id": "ndfeb_traction", "values": {"stock_days": None, "transit_days": 20}},
        {"product_id": "none", "action": "remove"},
        {"action": "add", "values": {"product_id": "smartphone_avg", "importer": "DEU", "annual_units": 1e6,
                                     "annual_revenue_usd": 3e8, "origin_shares": "JPN: 0.25; CHN:.75"}},
    ]  # fmt: skip
    phone = {"company_id": "c", "company_name": "Car Maker", **edits[3]["values"]}
    file = [
        ROWS[0] | {"stock_days": 12.25, "end_use": "civil"},
        {name: value for name, value in ROWS[1].items() if name != "stock_days"} | {"transit_days": 20},
        phone,
    ]
    answer = good(ask(client, lines=ROWS, as_of=DAY, edits={"lines": edits}, split=False))
    assert figures(answer["before"]) == scored(tmp_path, capsysbinary, ROWS)
    assert figures(answer["after"]) == scored(tmp_path, capsysbinary, file)
    assert {line["line_id"] for line in answer["after"]["lines"]} == {"c/ev_bev_pmsm_avg/USA", "c/smartphone_avg/DEU"}
    cells = {(cell["what"], cell["how"], cell["column"]): (cell["before"], cell["after"]) for cell in answer["changed"]}
    assert cells["lines", "set", "stock_days"] == (None, 12.25)
    assert cells["materials of lines", "set", "stock_days"] == (40.5, None)
    assert cells["lines", "removed", "annual_revenue_usd"] == (5e8, None)
    assert cells["lines", "added", "annual_units"] == (None, 1e6)


def test_edited_tables_are_the_score_on_the_edited_tables(client, tmp_path, capsysbinary):
    margin = {"product_id": "ev_bev_pmsm_avg"}
    folder = edited_folder(tmp_path / "tables", products=setting(margin, contribution_margin="0.3"))
    edit = {"table": "products", "key": margin, "values": {"contribution_margin": 0.3}}
    answer = good(ask(client, lines=ROWS, as_of=DAY, edits={"tables": [edit]}, split=False))
    assert figures(answer["after"]) == scored(tmp_path, capsysbinary, ROWS, "--tables", folder)
    assert answer["after"]["tables_version"] != answer["before"]["tables_version"] == answer["tables_version"]
    (cell,) = [cell for cell in answer["changed"] if cell["column"] == "contribution_margin"]
    assert (cell["what"], cell["before"], cell["after"]) == ("table products", 0.15, 0.3)


def test_a_scenario_is_the_score_in_that_scenario(client):
    answer = good(ask(client, company_id="tesla", scenario_id="escalation", split=False))
    served = good(client.get(of_company("tesla", "score", "?scenario=escalation")))
    assert figures(answer["after"]) == figures(served)
    assert answer["after"]["score"] > answer["before"]["score"]


def test_a_rate_edited_on_the_day_is_the_rate_edited_in_the_table(client):
    layer = next(
        row["layer_id"]
        for row in client.get("/v1/signals/duty?importer=USA&origin=CHN&line=8505110070").get_json()["layers"]
        if row["stacking"] == "adds"
    )
    sides = [
        good(ask(client, lines=ROWS, as_of=DAY, edits=edits, split=False))["after"]
        for edits in (
            {"duty_layers": [{"layer_id": layer, "rate": 0.45}]},
            {"tables": [{"table": "tariff_layers", "key": {"layer_id": layer}, "values": {"rate": 0.45}}]},
        )
    ]
    assert figures(sides[0]) == figures(sides[1])


def test_difference_and_split_add_up_over_what_changed(client):
    edits = {"lines": [{"values": {"stock_days": 90}}], "licence_speed": 0.5}
    answer = good(ask(client, lines=ROWS, as_of=DAY, edits=edits, scenario={"added_duty_rate": 0.1}))
    before, after, difference = answer["before"], answer["after"], answer["difference"]
    for name in ("score", "expected_annual_loss_usd", "duty_loss_usd", "lost_days"):
        assert difference[name] == pytest.approx(after[name] - before[name], rel=1e-9), name
    assert {part["group"] for part in answer["split"]} == {"portfolio", "waits", "law"}
    for part, name in (("points", "score"), ("expected_annual_loss_usd", "expected_annual_loss_usd")):
        assert sum(each[part] for each in answer["split"]) == pytest.approx(difference[name], abs=1e-6)
    parts = {part["group"]: part["points"] for part in answer["split"]}
    assert parts["portfolio"] < 0 < min(parts["waits"], parts["law"])


def test_one_group_alone_has_the_whole_difference(client):
    answer = good(ask(client, company_id="tesla", edits={"licence_speed": 2}))
    (part,) = answer["split"]
    assert (part["group"], part["points"]) == ("waits", answer["difference"]["score"])


def test_a_regime_edited_says_what_it_was(client):
    regimes = good(client.get("/v1/companies/tesla/contributions"))["regimes"]
    name = next(row["regime_id"] for row in regimes if row["regime_kind"] == "licence")
    answer = good(ask(client, company_id="tesla", edits={"regimes": [{"regime_id": name, "wait_lag_days": 90}]}))
    (cell,) = answer["changed"]
    assert (cell["what"], cell["key"], cell["column"]) == ("regimes", {"regime_id": name}, "wait_lag_days")
    assert cell["before"] < cell["after"] == 90
    assert answer["difference"]["score"] > 0


def test_where_there_is_no_score_there_is_no_difference_but_a_reason(client):
    edit = {"lines": [{"values": {"annual_revenue_usd": 1e8}}]}
    answer = good(ask(client, company_id=UNSCORED, edits=edit))
    assert answer["before"]["score"] is None
    assert answer["after"]["score"] > 0
    assert answer["difference"]["score"] is None
    assert answer["difference"]["reason"].startswith("no score before")
    (part,) = answer["split"]
    assert part["points"] is None
    assert part["reason"]


def test_rows_are_answered_before_any_run_is_published(empty_client, client):
    body = {"lines": ROWS, "as_of": DAY, "edits": {"licence_speed": 2}, "split": False}
    first, later = good(ask(empty_client, **body)), good(ask(client, **body))
    assert first == later
    assert first["run_id"] is None
    assert first["split"] is None
    problem(ask(empty_client, company_id="tesla"), 404, "unknown-company")


def digest(home):
    files = sorted(path for path in home.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_nothing_is_stored_and_nothing_of_the_body_is_logged(own_home, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    client = client_of(own_home)
    good(client.get(of_company("tesla", "score")))
    before, marker = digest(own_home), "very-secret-words"
    good(ask(client, lines=[ROWS[0] | {"note": marker}], edits={"lines": [{"values": {"note": marker + "!"}}]}))
    problem(ask(client, lines=[ROWS[0] | {"product_id": marker}]), 422, "faulty-portfolio")
    problem(ask(client, company_id="tesla", edits={"tables": [{"table": marker, "key": {"a": 1}, "values": {"a": 1}}]}),
            422, "faulty-changes")  # fmt: skip
    problem(client.post("/v1/what-if", data=f'{{"{marker}', content_type="application/json"), 400, "invalid-request")
    assert digest(own_home) == before
    said = capsys.readouterr()
    assert marker not in caplog.text + said.out + said.err


#    body, status, place, words
BAD = [
    ({}, 400, "/company_id", "either company_id or lines"),
    ({"company_id": "tesla", "lines": ROWS}, 400, "/company_id", "either company_id or lines"),
    ({"company_id": "tesla", "edit": {}}, 400, "/edit", "edits"),
    ({"company_id": 7}, 400, "/company_id", "valid string"),
    ({"company_id": "tesl"}, 404, "/company_id", "tesla"),
    ({"lines": []}, 400, "/lines", "at least 1"),
    ({"lines": ROWS * 400}, 400, "/lines", "at most 1000"),
    ({"lines": [ROWS[0] | {"stock_days": "21"}]}, 400, "/lines/0/stock_days", "number"),
    ({"lines": [ROWS[0] | {"stok_days": 2}]}, 400, "/lines/0/stok_days", "stock_days"),
    ({"lines": [ROWS[0] | {"annual_units": True}]}, 400, "/lines/0/annual_units", "number"),
    ({"lines": [ROWS[0] | {"importer": "UAS"}]}, 422, "/lines/0/importer", "UAS"),
    ({"lines": [ROWS[0], ROWS[0]]}, 422, "/lines/1", "repeats row 1"),
    ({"lines": [ROWS[0], ROWS[2] | {"company_id": "d"}]}, 422, "/lines/1/company_id", "another"),
    ({"lines": [ROWS[1]]}, 422, "/lines/0/material_id", "no product line"),
    ({"lines": [ROWS[0] | {"stock_days": -1}]}, 422, "/lines/0/stock_days", "below 0"),
    ({"lines": ROWS, "as_of": "2009-01-01"}, 400, "/as_of", "before 2010"),
    ({"lines": ROWS, "as_of": 20260101}, 400, "/as_of", ""),
    ({"lines": ROWS, "scenario_id": "escalaton"}, 400, "/scenario_id", "escalation"),
    ({"lines": ROWS, "scenario_id": "origin_offline:XYZ"}, 400, "/scenario_id", "XYZ"),
    ({"lines": ROWS, "scenario_id": "escalation", "scenario": {}}, 400, "/scenario", "either"),
    ({"lines": ROWS, "scenario": {"licence_speed": 0}}, 400, "/scenario/licence_speed", "0.01"),
    ({"lines": ROWS, "scenario": {"speed": 2}}, 400, "/scenario/speed", "licence_speed"),
    ({"lines": ROWS, "scenario": {"offline_origin": "XYZ"}}, 400, "/scenario/offline_origin", ""),
    ({"lines": ROWS, "scenario": {"licence_speed": "2"}}, 400, "/scenario/licence_speed", "number"),
]  # fmt: skip

LINE, REGIME, LAYER, TABLE = "lines", "regimes", "duty_layers", "tables"
BAD_EDITS = [
    (LINE, {"values": {"stok_days": 1}}, 400, "/values/stok_days", "stock_days"),
    (LINE, {"values": {"stock_days": "9"}}, 400, "/values/stock_days", "number"),
    (LINE, {"values": {}}, 400, "/values", "needed to set"),
    (LINE, {"action": "remove", "values": {"stock_days": 1}}, 400, "/values", "no meaning"),
    (LINE, {"action": "add", "product_id": "none", "values": {"note": "x"}}, 400, "/product_id", "among its values"),
    (LINE, {"action": "delete"}, 400, "/action", "remove"),
    (LINE, {"values": {"stock_days": -5}}, 422, "/values/stock_days", "below 0"),
    (LINE, {"values": {"second_source_share": 40}}, 422, "/values/second_source_share", "0.4"),
    (LINE, {"values": {"importer": "UAS"}}, 422, "/values/importer", "UAS"),
    (LINE, {"values": {"origin_shares": "CHN:0.5"}}, 422, "/values/origin_shares", "sum to 0.5"),
    (LINE, {"values": {"origin_shares": "CHN:abcde"}}, 422, "/values/origin_shares", "not a pair"),
    (LINE, {"values": {"annual_units": None}, "importer": "USA"}, 422, "/values/annual_units", "is empty"),
    (LINE, {"values": {"company_id": "d"}}, 400, "/values/company_id", ""),
    (LINE, {"material_id": "smco", "importer": "USA", "values": {"stock_days": 1}}, 422, "", "smco"),
    (LINE, {"material_id": "ndfeb_traction", "values": {"annual_units": 1}}, 422, "/values/annual_units", "material"),
    (LINE, {"importer": "DEU", "values": {"stock_days": 1}}, 422, "/importer", "DEU"),
    (LINE, {"action": "add", "values": {"product_id": "none", "annual_revenue_usd": 1}}, 422, "", "repeats row"),
    (REGIME, {"regime_id": "nope", "wait_shape": 1}, 422, "/regime_id", "neither holds nor may come"),
    (REGIME, {"regime_id": "nope"}, 400, "", "at least one figure"),
    (REGIME, {"regime_id": "nope", "wait_shape": 0}, 400, "/wait_shape", "greater than 0"),
    (LAYER, {"layer_id": "nope", "rate": 0.1}, 422, "/layer_id", "is not in force"),
    (LAYER, {"layer_id": "nope", "rate": -0.1}, 400, "/rate", "below 0"),
    (TABLE, {"table": "product", "key": {"x": 1}, "values": {"x": 1}}, 422, "/table", "products"),
    (TABLE, {"table": "products", "values": {"x": 1}}, 400, "/key", "needed to set"),
    (TABLE, {"table": "products", "action": "add", "key": {"x": 1}, "values": {"x": 1}}, 400, "/key", "no meaning"),
    (TABLE, {"table": "products", "action": "remove", "key": {"x": 1}, "like": {"x": 1}}, 400, "/like", "no meaning"),
    (TABLE, {"table": "products", "key": {"product_id": "none"}, "values": {"contribution_margin": 2}}, 422,
     "/values/contribution_margin", "above 1"),
    (TABLE, {"table": "products", "key": {"product_id": "none"}, "values": {"contribution_margin": {"a": []}}}, 422,
     "/values/contribution_margin", "not a finite number"),
    (TABLE, {"table": "products", "key": {"product_id": "nine"}, "values": {"note": "x"}}, 422, "/key", "none"),
]  # fmt: skip


def told(answer, status, kind, pointer, words):
    body = problem(answer, status, kind)
    hits = [error for error in body["errors"] if error["pointer"] == pointer]
    assert hits, body["errors"]
    said = " ".join([body["detail"], *(hit["detail"] for hit in hits), *hits[0]["did_you_mean"]])
    assert words in said, said


@pytest.mark.parametrize(("body", "status", "at", "words"), BAD, ids=lambda value: str(value)[:40])
def test_a_bad_question_is_told_at_its_place(client, body, status, at, words):
    kind = {400: "invalid-request", 404: "unknown-company", 422: "faulty-portfolio"}[status]
    told(ask(client, **body), status, kind, f"/body{at}", words)


@pytest.mark.parametrize(("part", "edit", "status", "at", "words"), BAD_EDITS, ids=lambda value: str(value)[:60])
def test_a_bad_edit_is_told_at_its_place(client, part, edit, status, at, words):
    answer = ask(client, lines=ROWS, as_of=DAY, edits={part: [edit]})
    kind = {400: "invalid-request", 422: "faulty-changes"}[status]
    told(answer, status, kind, f"/body/edits/{part}/0{at}", words)


def test_a_future_not_stated_by_the_day_is_refused_with_those_that_were(client):
    answer = ask(client, lines=ROWS, as_of="2020-01-01", scenario_id="escalation")
    (error,) = problem(answer, 422, "cannot-score")["errors"]
    assert (error["pointer"], error["code"]) == ("/body/scenario_id", "not_stated")
    assert "no futures were stated for 2020-01-01" in error["detail"]


def test_every_fault_of_every_kind_of_change_is_told_at_once(client):
    edits = {
        "lines": [{"values": {"stock_days": 5}}, {"values": {"stock_days": -5}}],
        "tables": [{"table": "nope", "key": {"a": 1}, "values": {"a": 1}}],
        "regimes": [{"regime_id": "nope", "wait_shape": 1}],
        "duty_layers": [{"layer_id": "nope", "rate": 0}],
    }
    errors = problem(ask(client, lines=ROWS, edits=edits), 422, "faulty-changes")["errors"]
    pointers = {error["pointer"] for error in errors}
    assert pointers == {
        "/body/edits/lines/1/values/stock_days",
        "/body/edits/tables/0/table",
        "/body/edits/regimes/0/regime_id",
        "/body/edits/duty_layers/0/layer_id",
    }


def test_no_line_left_is_nothing_to_score(client):
    told(ask(client, lines=ROWS, edits={"lines": [{"action": "remove"}]}), 422, "faulty-changes",
         "/body/edits/lines", "leave no line")  # fmt: skip


def test_too_many_edits_are_refused(client):
    edits = {"lines": [{"values": {"stock_days": 1}}] * 101}
    told(ask(client, lines=ROWS, edits=edits), 400, "invalid-request", "/body/edits/lines", "at most 100")


def test_figures_beyond_all_counting_are_refused(client):
    edit = {"table": "product_materials", "key": {"product_id": "ev_bev_pmsm_avg", "material_id": "ndfeb_traction"},
            "values": {"kg_per_unit": 1e300, "kg_per_unit_low": None, "kg_per_unit_high": None}}  # fmt: skip
    problem(ask(client, lines=ROWS, edits={"tables": [edit]}), 422, "cannot-score")


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "7", "{", '{"company_id": NaN}', '{"lines": [{"stock_days": 1e999}]}']
)
def test_a_body_that_is_no_question_is_refused(client, text):
    problem(client.post("/v1/what-if", data=text, content_type="application/json"), 400, "invalid-request")


@pytest.mark.parametrize("media", ["text/csv", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(client, media):
    problem(client.post("/v1/what-if", data="{}", content_type=media), 415, "unsupported-type")


def test_a_body_that_is_too_large_is_refused(client):
    text = json.dumps({"lines": [ROWS[0] | {"note": "x" * (1 << 20)}]})
    problem(client.post("/v1/what-if", data=text, content_type="application/json"), 413, "too-large")
    chunked = {"environ_overrides": {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}}
    problem(client.post("/v1/what-if", data=text, content_type="application/json", **chunked), 413, "too-large")


def test_it_is_guarded_as_everything_that_is_sent(scored_home, client):
    guarded = client_of(scored_home, api_key=KEY)
    problem(ask(guarded, lines=ROWS), 401, "key-required")
    good(guarded.post("/v1/what-if", json={"lines": ROWS, "split": False}, headers={"X-API-Key": KEY}))
    problem(client.post("/v1/what-if", json={"lines": ROWS}, headers=CROSS[0]), 403, "cross-site")
