"""Every table of a page has its CSV, XLSX and JSON at the same address, and all of them agree cell by cell."""

from urllib.parse import quote

import pytest

from tests.service.api.home import SIGNS, TAGS, UNICODE, UNSCORED
from tests.service.pages.twinned import check_twins

OF_COMPANY = {
    "drivers", "chain", "heat_map", "history", "events", "changes", "regimes", "duties", "prices", "origins", "waits",
    "lines", "sources",
}  # fmt: skip
PAGES = {
    "/?limit=500": {"companies"},
    "/?band=high&band=none&element=Dy&element=Tb&limit=7": {"companies"},
    "/?band=moderate&sort=company_name&currency=EUR&numbers=de-DE": {"companies"},
    "/measures?as_of=2026-11-24": {"duty_layers", "duty_history", "layer_history", "measures", "licence_waits"},
    "/measures?as_of=2025-04-20&known_at=2025-06-01&origin=JPN&numbers=fr-FR": {
        "duty_layers",
        "duty_history",
        "layer_history",
        "measures",
        "licence_waits",
    },
    "/measures?importer=KEN&line=850511": {"duty_history", "measures", "licence_waits"},
    "/evidence": {"stale", "set_aside", "collected"},
    "/evidence?as_of=2026-03-01&currency=EUR&numbers=de-CH": {"stale", "set_aside", "collected"},
    "/method": {"bands", "grades", "defaults", "worked_example", "constants"},
    "/method?company_id=tesla&numbers=de-DE": {"bands", "grades", "defaults", "worked_example", "constants"},
    "/dictionary": {"dictionary"},
    "/dictionary?q=licence+days": {"dictionary"},
    "/import": {"portfolios"},
    "/licence-clock": set(),
    "/runs": {"runs"},
    "/jobs": {"jobs"},
    "/compare?company_id=tesla": {"companies"},
    "/compare?company_id=tesla&company_id=byd&company_id=no-revenue&company_id=%3Cb%3Ebold%3C": {"companies", "pairs"},
    "/companies/tesla": OF_COMPANY,
    "/companies/toyota?currency=EUR&numbers=de-DE": OF_COMPANY,
    "/companies/tesla?as_of=2025-06-01": OF_COMPANY - {"changes"},
    f"/companies/{quote(UNICODE)}": OF_COMPANY,
    f"/companies/{quote(SIGNS)}": OF_COMPANY,
    f"/companies/{quote(TAGS)}": {"history", "lines"},
    f"/companies/{UNSCORED}": {"history", "lines"},
    "/companies/tesla/levers": {"levers", "pairs", "assumptions"},
    "/companies/0042/levers?costs=more_stock.holding_share:0.15&currency=CHF&numbers=de-CH": {
        "levers",
        "pairs",
        "assumptions",
    },
    f"/companies/{UNSCORED}/levers": {"assumptions"},
    "/companies/0042/outlook?as_of=2026-11-25": {"futures", "offline"},
    f"/companies/{quote(TAGS)}/outlook": {"futures"},
}
"""Path → the tables it shows."""


@pytest.mark.parametrize("path", PAGES)
def test_page_and_files_agree_cell_by_cell(client, path):
    assert check_twins(client, path) == PAGES[path]


def test_the_file_of_a_list_holds_all_pages_of_it(client):
    whole = client.get("/companies.json").get_json()["tables"]["companies"]
    assert len(whole) == client.get("/v1/companies").get_json()["total"]
    assert len(client.get("/companies.json?limit=7").get_json()["tables"]["companies"]) == 7


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/companies.csv?table=company", "is no table of this page; did you mean companies?"),
        ("/companies.csv?delimiter=x", "delimiter 'x'"),
        ("/companies.csv?decimal=,", "both a comma"),
        ("/companies.xlsx?band=x", "band 'x'"),
        ("/compare.csv?company_id=tesla&table=pair", "is no table of this page; did you mean pairs?"),
        ("/?table=companies", "there is no parameter 'table'"),
    ],
)
def test_a_wrong_parameter_of_a_file_is_told(client, path, told):
    answer = client.get(path)
    assert answer.status_code == 400
    assert told.replace("'", "&#39;") in answer.get_data(as_text=True)
