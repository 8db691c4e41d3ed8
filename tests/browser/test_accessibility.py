"""Every page against axe-core, scripts on and folds open, on a desk and on a phone: no finding serious or worse."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")
PAGES = [
    "/",
    "/?q=nobody",
    "/?band=high&band=none&element=Dy&company_id=tesla",
    "/compare",
    "/runs",
    "/jobs",
    "/compare?company_id=tesla&company_id=byd&company_id=no-revenue",
    "/?band=x",
    "/companies/tesla",
    "/companies/toyota",
    "/companies/tesla?as_of=2025-06-01",
    "/companies/tesla/levers",
    "/companies/tesla/outlook",
    "/companies/no-revenue",
    "/companies/tesla/what-if?stock_days=60&scenario=escalation",
    "/companies/tesla/what-if?stock_days=-1&licence_speed=x",
    "/portfolios",
    "/portfolios/odd",
    "/measures",
    "/measures?importer=KEN&line=850519&goods=wind",
    "/measures?line=magnets",
    "/evidence",
    "/import",
    "/method",
    "/dictionary?of=delays",
    "/licence-clock",
    "/docs",
]


def unfolded(page, path):
    """Opens an address and all that is folded up on its page."""
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_grave(scripted, path):
    unfolded(scripted, path)
    found = Axe().run(scripted).response["violations"]
    grave = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found if one["impact"] in GRAVE]
    assert grave == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_runs_off_the_side_or_breaks_the_policy(scripted, size, path):
    said = []
    scripted.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    scripted.on("pageerror", lambda error: said.append(str(error)))
    unfolded(scripted, path)
    assert scripted.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert [text for text in said if "status of 4" not in text] == []
