"""The links at the head and foot of every page: only to what is served, and the current one marked."""

import re

import pytest

from service.pages.navigation import FOOT, HEAD, Place, links
from tests.service.pages.test_pages import page


def navigation(text, name):
    """Title → (address, aria-current) of one of the page's navigations."""
    inside = re.search(rf'<nav aria-label="{name}">(.*?)</nav>', text, re.DOTALL).group(1)
    found = re.findall(r'<a href="([^"]*)"(?: aria-current="([^"]*)")?>([^<]*)</a>', inside)
    return {title: (address, current) for address, current, title in found}


@pytest.mark.parametrize("path", ["/", "/measures", "/docs"])
def test_every_link_of_a_page_leads_somewhere(client, path):
    text = page(client, path)
    shown = navigation(text, "Site") | navigation(text, "What backs the figures")
    assert {"Companies", "Measures", "Evidence", "API"} <= set(shown)
    for address, _ in shown.values():
        page(client, address)


def test_a_page_that_is_not_served_has_no_link(client):
    with client.application.test_request_context("/"):
        assert links([Place("Nowhere", "pages.nowhere")]) == []


@pytest.mark.parametrize(
    ("path", "title", "mark"),
    [
        ("/", "Companies", "page"),
        ("/?band=high", "Companies", "page"),
        ("/companies/tesla", "Companies", "true"),
        ("/companies/tesla/levers", "Companies", "true"),
        ("/measures?as_of=2025-04-04", "Measures", "page"),
        ("/method", "Method", "page"),
        ("/licence-clock?state=decided", "Licence clock", "page"),
        ("/evidence", "Evidence", "page"),
        ("/dictionary?q=usd", "Data dictionary", "page"),
        ("/docs", "API", "page"),
    ],
)
def test_the_current_place_and_no_other_is_marked(client, path, title, mark):
    text = page(client, path)
    shown = navigation(text, "Site") | navigation(text, "What backs the figures")
    assert {name: current for name, (_, current) in shown.items() if current} == {title: mark}


def test_a_page_nobody_knows_marks_nothing(client):
    text = page(client, "/nowhere", status=404)
    assert all(not current for _, current in navigation(text, "Site").values())


def test_no_place_is_listed_twice():
    endpoints = [place.endpoint for place in (*HEAD, *FOOT)]
    assert len(endpoints) == len(set(endpoints))
