"""Why scores moved, over HTTP: parts that sum to the difference, each with its rows; and what cannot be told."""

import shutil
from math import fsum

import pytest

from tests.service.api.asking import good, of_company, problem
from tests.service.api.conftest import client_of
from tests.service.api.home import EARLIER, LATER, TAGS, UNSCORED


def changes(client, company_id="tesla", query=""):
    return good(client.get(of_company(company_id, "changes", query)))


@pytest.fixture(scope="module")
def runs(client):
    return [row["run_id"] for row in good(client.get(of_company("tesla", "history")))["data"]]


def test_the_night_says_what_moved_a_company_since_the_run_before(client, runs):
    body = changes(client)
    assert body["computed"] == "stored"
    assert [body[side]["run_id"] for side in ("before", "after")] == runs
    assert [body[side]["as_of"] for side in ("before", "after")] == [str(EARLIER), str(LATER)]
    assert body["run_id"] == runs[1]
    assert changes(client, query=f"?from={runs[0]}&to={runs[1]}") == body


def test_parts_of_every_company_sum_to_its_difference(client):
    for row in good(client.get("/v1/companies?limit=500"))["data"]:
        body = changes(client, row["company_id"])
        if body["points"] is None:
            assert body["reason"]
            continue
        for figure, name in (("points", "score"), ("expected_annual_loss_usd",) * 2):
            whole = body["after"][name] - body["before"][name]
            assert fsum(part[figure] for part in body["data"]) == pytest.approx(whole, abs=1e-6, rel=1e-12)
            assert body[figure] == pytest.approx(whole, abs=1e-6)


def test_the_headlines_are_those_of_the_runs(client, runs):
    body = changes(client)
    history = {row["run_id"]: row for row in good(client.get(of_company("tesla", "history")))["data"]}
    for side in ("before", "after"):
        assert body[side]["score"] == history[body[side]["run_id"]]["score"]


def test_every_part_names_figures_and_every_figure_its_source(client):
    body = changes(client)
    cited = {source["source_id"] for source in body["sources"]}
    assert body["data"]
    for part in body["data"]:
        assert part["causes"], part["group"]
        for cause in part["causes"]:
            assert cause["group"] in part["group"].split("+")
            assert cause["before"] != cause["after"]
            assert cause["source_id"] in {None, *cited}


def test_a_law_that_came_into_force_carries_most_of_what_it_moved(client):
    body = changes(client, query="?from=2025-04-01&to=2025-06-01")
    points = {part["group"]: part["points"] for part in body["data"]}
    assert body["computed"] == "on demand"
    assert body["before"]["run_id"] is None
    assert points["law"] > 0.9 * body["points"] > 18
    law = next(part for part in body["data"] if part["group"] == "law")
    began = {cause["source_id"] for cause in law["causes"] if cause["after"] == "licence"}
    assert "law-mofcom-2025-18" in began
    back = changes(client, query="?from=2025-06-01&to=2025-04-01")
    assert {part["group"]: -part["points"] for part in back["data"]} == points


def test_a_day_is_compared_with_the_served_run(client, runs):
    body = changes(client, query=f"?from={LATER}")
    assert (body["before"]["as_of"], body["after"]["run_id"]) == (str(LATER), runs[1])
    assert (body["points"], body["data"], body["reason"]) == (0.0, [], None)


def test_who_cannot_be_scored_has_no_difference_but_a_reason(client):
    body = changes(client, UNSCORED)
    assert (body["points"], body["expected_annual_loss_usd"], body["data"]) == (None, None, [])
    assert body["reason"].startswith("no score before: ")
    assert body["after"]["score"] is None


def test_who_has_nothing_at_stake_was_moved_by_nothing(client):
    body = changes(client, TAGS)
    assert (body["points"], body["data"], body["reason"]) == (0.0, [], None)


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("?from=yesterday", "from 'yesterday' is not a run id or a date like 2026-11-01"),
        ("?from=2025-02-30", "from '2025-02-30' is not a day of the calendar"),
        ("?to=2001-01-01", "to '2001-01-01' is before 2010-01-01, the first day the tables describe"),
        ("?to=2999-01-01", "to '2999-01-01' is after 2199-12-31"),
        ("?since=2025-04-01", "there is no parameter 'since'; known here: from, to"),
        ("?form=2025-04-01", "there is no parameter 'form'; did you mean from?"),
        ("?from=2025-04-01&from=2025-04-02", "from is given more than once"),
    ],
)
def test_a_side_that_cannot_be_is_told(client, query, detail):
    body = problem(client.get(of_company("tesla", "changes", query)), 400, "invalid-request")
    assert detail in body["detail"]


def test_a_run_that_is_not_published_is_told(client):
    body = problem(client.get(of_company("tesla", "changes", "?from=2026-01-01-0123456789ab")), 404, "unknown-run")
    assert body["detail"] == "run 2026-01-01-0123456789ab is not published"
    assert body["errors"][0]["pointer"] == "/query/from"


def test_an_unknown_company_is_met_with_the_nearest(client):
    for query in ("", "?from=2025-04-01"):
        body = problem(client.get(of_company("tesa", "changes", query)), 404, "unknown-company")
        assert body["errors"][0]["did_you_mean"][0] == "tesla"


def test_the_first_run_has_none_before_it(client, runs):
    body = problem(client.get(of_company("tesla", "changes", f"?to={runs[0]}")), 404, "unknown-run")
    assert body["detail"].startswith(f"no run was published before {runs[0]}")


def test_before_the_first_run_there_is_nothing_to_compare(empty_client):
    problem(empty_client.get(of_company("tesla", "changes")), 503, "not-ready")


def test_without_a_stored_ledger_the_same_is_computed(own_home, client):
    stored = changes(client)
    shutil.rmtree(own_home / "ledger")
    computed = changes(client_of(own_home))
    assert computed.pop("computed") == "on demand"
    assert stored.pop("computed") == "stored"
    assert computed == stored


def test_a_run_whose_inputs_are_gone_says_so(own_home, runs):
    shutil.rmtree(own_home / "ledger")
    for folder in (own_home / "portfolios").iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    body = problem(client_of(own_home).get(of_company("tesla", "changes")), 422, "inputs-gone")
    assert f"run {runs[0]} cannot be made again: the version of portfolio" in body["detail"]


def test_the_page_says_what_changed_since_the_last_run(client):
    page = client.get("/companies/tesla").get_data(as_text=True)
    section = page.split('id="changes"')[1].split("</section>")[0]
    for part in changes(client)["data"]:
        assert f"{part['points']:,.2f}" in section
    assert "<time" in section
    assert "/v1/companies/tesla/changes" in section


def test_the_page_says_so_where_nothing_or_nothing_that_can_be_told_changed(client):
    nothing = client.get(of_company(TAGS, "").replace("/v1", "").removesuffix("/")).get_data(as_text=True)
    assert "Nothing that the score is computed from has moved it" in nothing
    untold = client.get(f"/companies/{UNSCORED}").get_data(as_text=True)
    assert "No difference to the scores as of" in untold


def test_the_page_has_no_such_section_without_a_stored_ledger(own_home):
    shutil.rmtree(own_home / "ledger")
    page = client_of(own_home).get("/companies/tesla").get_data(as_text=True)
    assert "What changed since the last run" not in page
