"""Pages and what they load go out compressed to whoever reads it so, and are the same once read."""

import gzip

import pytest

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/", "/companies/tesla", "/measures", "/dictionary", "/static/style.css"])
def test_a_page_is_compressed_for_who_asks_and_says_the_same(client, path):
    plain, packed = client.get(path), client.get(path, headers=GZIP)
    assert (plain.content_encoding, packed.content_encoding) == (None, "gzip")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_who_refuses_it_gets_plain_text(client):
    assert client.get("/", headers={"Accept-Encoding": "gzip;q=0, identity"}).content_encoding is None


def test_every_page_of_the_list_is_under_150_kilobytes(client):
    assert len(client.get("/?limit=500", headers=GZIP).data) < 150_000


@pytest.mark.parametrize("path", ["/v1/companies/tesla/score", "/measures.csv", "/v1/exports/scores.csv"])
def test_answers_of_the_interface_and_files_go_out_as_they_are(client, path):
    plain, asked = client.get(path), client.get(path, headers=GZIP)
    assert (plain.status_code, asked.status_code, asked.content_encoding) == (200, 200, None)
    assert (asked.data, asked.headers.get("ETag")) == (plain.data, plain.headers.get("ETag"))
