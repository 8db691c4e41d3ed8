"""Companies side by side as people get there and read it, without scripts unless said."""

import pytest

from tests.service.api.home import UNSCORED

pytestmark = pytest.mark.browser


def follow(page, locator):
    with page.expect_navigation():
        locator.click()


def names(page):
    return page.locator("table.sides tbody th > a").all_inner_texts()


def test_from_the_list_to_the_comparison_and_back(page):
    page.goto("/?q=motor")
    for company in ("Toyota", "Honda"):
        page.get_by_label(f"Compare {company}").check()
    follow(page, page.get_by_role("button", name="Compare ticked companies"))
    assert len(names(page)) == 2
    assert page.get_by_role("table", name="Which can be told apart").get_by_role("row").count() == 2
    follow(page, page.get_by_role("link", name="Choose in the list"))
    assert page.locator("td.tick input:checked").count() == 2


def test_from_a_company_by_adding_others_by_name(scripted):
    page = scripted
    page.goto("/companies/tesla")
    follow(page, page.get_by_role("link", name="Compare with others"))
    assert page.get_by_role("heading", name="One company is chosen").is_visible()
    page.get_by_label("Add a company by its id or name").fill("Volkswagn")
    follow(page, page.get_by_role("button", name="Add"))
    follow(page, page.get_by_role("link", name="Volkswagen AG", exact=True))
    assert names(page) == ["Tesla, Inc.", "Volkswagen AG"]
    page.get_by_label("Add a company by its id or name").fill("toyota motor corporation")
    follow(page, page.get_by_role("button", name="Add"))
    assert names(page) == ["Tesla, Inc.", "Volkswagen AG", "Toyota Motor Corporation"]
    follow(page, page.get_by_role("link", name="Take out Tesla, Inc."))
    assert names(page) == ["Volkswagen AG", "Toyota Motor Corporation"]


def test_intervals_stand_on_one_axis(scripted):
    scripted.goto("/compare?company_id=tesla&company_id=byd&company_id=toyota")
    drawn = [svg.bounding_box() for svg in scripted.locator("svg.interval").all()]
    assert len({(round(box["x"]), round(box["width"])) for box in drawn}) == 1
    ranges = {
        row.locator("th > a").inner_text(): row.locator(".range").bounding_box()
        for row in scripted.locator("table.sides tbody tr").all()
    }
    low, high = ranges["BYD Company Limited"], ranges["Toyota Motor Corporation"]
    assert low["x"] + low["width"] < high["x"] + high["width"]
    assert all(box["width"] > 5 for box in drawn)


def test_paper_shows_both_tables(scripted):
    scripted.emulate_media(media="print")
    scripted.goto("/compare?company_id=tesla&company_id=byd")
    assert scripted.get_by_role("table").count() == 2
    assert scripted.locator(".adding").is_hidden()
    assert scripted.locator(".files").first.is_hidden()


@pytest.mark.parametrize("query", ["", "?company_id=tesla", f"?company_id=tesla&company_id={UNSCORED}"])
def test_nothing_runs_off_the_side(scripted, size, query):
    scripted.goto(f"/compare{query}")
    assert scripted.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("width", [769, 900, 1089])
@pytest.mark.parametrize("path", ["/", "/compare?company_id=tesla&company_id=byd&company_id=toyota"])
def test_nothing_runs_off_the_side_of_screens_in_between(scripted, path, width):
    scripted.set_viewport_size({"width": width, "height": 800})
    scripted.goto(path)
    assert scripted.evaluate("document.documentElement.scrollWidth") <= width
