"""The page of evidence: what is stale, what was set aside, and what became of every collected row."""

from collections import defaultdict

import pytest

from reference_data.loader import load_tables
from reference_data.quarantine import quarantine
from scoring.freshness import stale_rows
from service.pages.evidence import stale_tables
from tests.service.pages.test_pages import Structure, page


@pytest.fixture(scope="module")
def tables():
    return load_tables()


def test_the_page_nests_and_labels_its_fields(client):
    structure = Structure(page(client, "/evidence"))
    assert structure.own_fields == ["as_of"]
    assert len(structure.ids) == len(set(structure.ids))
    assert all(table["caption"] and table["scoped"] for table in structure.tables)


def test_every_trade_row_set_aside_is_shown_with_its_reason(client, tables):
    text = page(client, "/evidence")
    aside = quarantine(tables["trade_flows"]).drop_nulls("quarantined_because")
    assert f"{aside.height} of " in text
    assert text.count('data-title="Why"') == aside.height > 0


def test_stale_figures_are_counted_table_by_table(client, tables):
    day = "2026-11-24"
    rows = stale_rows(tables, tables["sources"]["accessed"].max())
    assert sum(len(table.rows) for table in stale_tables(rows)) == rows.height > 0
    assert "past 120 days" in page(client, f"/evidence?as_of={day}")


def test_the_record_of_collection_adds_up(client):
    rows = client.get("/evidence.json").get_json()["tables"]["collected"]
    papers = defaultdict(list)
    for row in rows:
        papers[row["paper"]].append(row)
    assert len(papers) == 26
    for parts in papers.values():
        assert {sum(part["row_count"] for part in parts)} == {part["paper_rows"] for part in parts}
        assert all(bool(part["tables"]) == (part["fate"] == "taken") for part in parts)


@pytest.mark.parametrize("query", ["as_of=2009-12-31", "asof=2026-01-01"])
def test_what_cannot_be_asked_is_refused_in_words(client, query):
    assert "Traceback" not in page(client, f"/evidence?{query}", status=400)


def test_the_page_needs_no_run(empty_client):
    assert "Past their shelf life" in page(empty_client, "/evidence")
