"""The overview of portfolios in a browser: bars as high as counts, tables that are tables, nothing off the side."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/portfolios", "/portfolios/demo", "/portfolios/odd"])
def test_nothing_runs_off_the_side(scripted, size, path):
    scripted.goto(path)
    assert scripted.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_columns_are_as_high_as_there_are_companies(scripted):
    scripted.goto("/portfolios/demo")
    told = scripted.locator(".histogram title").text_content()
    counts = [int(part.rpartition(":")[2]) for part in told.partition(": ")[2].split(";")]
    heights = [float(rect.get_attribute("height")) for rect in scripted.locator(".histogram rect").all()]
    assert len(counts) == len(heights) == 10
    assert sum(counts) == 36
    for count, height in zip(counts, heights, strict=True):
        assert height / max(heights) == pytest.approx(count / max(counts), abs=0.001)


def test_from_all_to_one_to_a_company(page):
    page.goto("/")
    page.get_by_role("link", name="Portfolios", exact=True).click()
    page.get_by_role("table", name="Portfolios side by side").get_by_role("link", name="demo").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Portfolio demo"
    first = page.get_by_role("table", name="Largest exposures").get_by_role("link").first
    name = first.inner_text()
    first.click()
    assert page.get_by_role("heading", level=1).inner_text() == name


def test_a_band_leads_to_its_companies(page):
    page.goto("/portfolios/demo")
    row = page.get_by_role("table", name="How scores are spread").get_by_role("row").filter(has_text="moderate")
    count = int(float(row.locator("[data-column=companies] data").get_attribute("value")))
    row.get_by_role("link").click()
    assert page.locator("table.ranking tbody tr").count() == count


def test_who_is_not_counted_is_one_click_away(page):
    page.goto("/portfolios/odd")
    page.get_by_role("link", name="listed below").click()
    assert page.url.endswith("#incomplete")
    assert page.get_by_role("table", name="Not counted, or counted in part").get_by_text("no score").is_visible()
