"""GET /v1/tables, /v1/sources, /v1/methods: everything a figure can be traced back to."""

import csv
from datetime import date

import pytest

from reference_data.contracts import TABLES
from reference_data.loader import TABLES_DIRECTORY
from tests.service.api.asking import good, problem


def test_every_table_is_listed_with_its_grain_and_size(client):
    body = good(client.get("/v1/tables"))
    assert [row["name"] for row in body["data"]] == list(TABLES)
    for row in body["data"]:
        assert good(client.get(row["url"]))["total"] == row["rows"]
        assert row["grain"]


def test_a_table_has_every_row_of_its_file(client):
    with (TABLES_DIRECTORY / "tariff_layers.csv").open(newline="") as file:
        written = list(csv.DictReader(file))
    body = good(client.get("/v1/tables/tariff_layers"))
    assert [row["layer_id"] for row in body["data"]] == [row["layer_id"] for row in written]
    assert [float(row["rate"]) if row["rate"] else None for row in written] == [row["rate"] for row in body["data"]]
    assert [column["name"] for column in body["columns"]] == list(written[0])


@pytest.mark.parametrize("as_of", ["2025-06-01", "2026-03-01"])
def test_with_a_day_only_rows_in_force_are_shown(client, as_of):
    day = date.fromisoformat(as_of)
    for name in ("tariff_layers", "licence_regimes", "prices", "default_duties", "product_materials"):
        whole = good(client.get(f"/v1/tables/{name}"))["data"]
        body = good(client.get(f"/v1/tables/{name}?as_of={as_of}"))
        assert body["as_of"] == as_of
        assert 0 < len(body["data"]) <= len(whole)
        for row in body["data"]:
            assert date.fromisoformat(row["valid_from"]) <= day
            assert row.get("known_from") is None or date.fromisoformat(row["known_from"]) <= day


def test_of_two_editions_the_newer_serves_from_its_day_on(client):
    def dy_outside(as_of):
        rows = good(client.get(f"/v1/tables/prices?as_of={as_of}"))["data"]
        return [row["valid_from"] for row in rows if (row["item"], row["side"]) == ("Dy", "outside")]

    days = sorted(
        row["valid_from"]
        for row in good(client.get("/v1/tables/prices"))["data"]
        if (row["item"], row["side"]) == ("Dy", "outside")
    )
    assert len(days) > 1
    assert dy_outside("2026-11-23") == [days[-1]]


def test_a_day_before_everything_leaves_no_dated_row(client):
    for name in ("tariff_layers", "prices", "licence_regimes"):
        assert good(client.get(f"/v1/tables/{name}?as_of=2010-01-01&known_at=1900-01-01"))["data"] == []


def test_a_table_shows_what_was_known_on_another_day(client):
    """The licences of 4 April 2025 were not known the day before, though they held on 1 June."""

    def ids(query):
        return {row["regime_id"] for row in good(client.get(f"/v1/tables/licence_regimes?{query}"))["data"]}

    then = ids("as_of=2025-06-01")
    assert then == ids("as_of=2025-06-01&known_at=2025-06-01")
    before = ids("as_of=2025-06-01&known_at=2025-04-03")
    assert {name for name in before if name.startswith("CHN-18-")} == set()
    assert any(name.startswith("CHN-18-") for name in then)
    assert any(name.startswith("CHN-POT18-") for name in before - then)


def test_only_a_day_of_knowledge_asks_for_today(client):
    body = good(client.get("/v1/tables/prices?known_at=2025-06-01"))
    assert body["known_at"] == "2025-06-01"
    assert all(row["known_from"] <= "2025-06-01" for row in body["data"])


def test_figures_past_their_shelf_life_are_listed(client):
    body = good(client.get("/v1/tables/stale?as_of=2027-06-01"))
    assert body["as_of"] == "2027-06-01"
    assert body["total"] == len(body["data"]) > 0
    assert all(row["age_days"] > row["shelf_life_days"] for row in body["data"])
    assert {row["table"] for row in body["data"]} <= set(TABLES)
    assert good(client.get("/v1/tables/stale"))["total"] < body["total"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("tarif_layers", "tariff_layers"), ("price", "prices"), ("..%2fsources.csv", None), ("sources.csv", "sources")],
)
def test_an_unknown_table_is_answered_with_the_nearest(client, name, meant):
    answer = client.get(f"/v1/tables/{name}")
    if "%2f" in name:
        problem(answer, 404, "not-found")
    else:
        assert meant in problem(answer, 404, "unknown-table")["errors"][0]["did_you_mean"]


def test_sources_are_all_there(client):
    body = good(client.get("/v1/sources"))
    assert body["total"] == len(body["data"]) > 10
    assert all(row["producer"] and row["title"] for row in body["data"])


def test_the_method_names_its_version_and_constants(client):
    (method,) = good(client.get("/v1/methods"))["data"]
    values = {constant["name"]: constant["value"] for constant in method["constants"]}
    assert method["version"] == "2026.1"
    assert values["file_correlation"] == 0.2
    assert values["loss_unit_of_revenue"] == 1e-5
    assert method["direction"] == "higher is riskier"


@pytest.mark.parametrize("path", ["/v1/tables", "/v1/sources", "/v1/methods", "/v1/tables/prices?q=1"])
def test_parameters_nobody_reads_are_refused(client, path):
    query = "" if "?" in path else "?as_off=2026-01-01"
    problem(client.get(path + query), 400, "invalid-request")
