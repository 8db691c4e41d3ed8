"""The page of the data dictionary: found by word and by table."""

import pytest

from service.dictionary.assembled import dictionary
from service.pages.routing import pages_with_files
from tests.service.pages.test_pages import Structure, page


def tables_of(client):
    return dictionary(pages_with_files(client.application.url_map))


def rows(client, query=""):
    return client.get(f"/dictionary.json{query}").get_json()["tables"]["dictionary"]


def test_the_page_nests_and_labels_its_fields(client):
    structure = Structure(page(client, "/dictionary"))
    assert structure.own_fields == ["q", "of"]
    assert len(structure.ids) == len(set(structure.ids))
    assert all(table["caption"] and table["scoped"] for table in structure.tables)


def test_every_column_is_there(client):
    assert len(rows(client)) == sum(len(table.columns) for table in tables_of(client))
    assert f"{len(rows(client))} columns in {len(tables_of(client))} tables" in page(client, "/dictionary")


def test_words_narrow_it_in_name_and_meaning(client):
    found = rows(client, "?q=duty+loss")
    assert {"duty_loss_usd"} <= {row["column"] for row in found}
    assert all("duty" in f"{row['column']} {row['meaning']}".lower() for row in found)


def test_one_table_can_be_asked_for(client):
    assert [row["column"] for row in rows(client, "?of=licence_applications")] == [
        "company_id",
        "material_id",
        "origin",
        "filed_on",
        "decided_on",
        "outcome",
    ]
    assert '<details class="fold" open>' in page(client, "/dictionary?of=licence_applications")


def test_nothing_found_is_said(client):
    assert "No column matches" in page(client, "/dictionary?q=unicorn")
    assert rows(client, "?q=unicorn") == []


@pytest.mark.parametrize(
    ("query", "told"), [("of=delay", "did you mean delays?"), ("of=", None), ("table=scores", "there is no parameter")]
)
def test_what_cannot_be_asked_is_refused_in_words(client, query, told):
    text = page(client, f"/dictionary?{query}", status=400 if told else 200)
    assert told is None or told in text


def test_the_page_needs_no_run(empty_client):
    assert "Data dictionary" in page(empty_client, "/dictionary")
