"""The ranked list with scripts on: it follows what is typed and ticked, and nothing is lost on the way."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def names(page):
    return page.locator("table.ranking tbody th > a")


def band(page, title):
    """A choice of band, which on a phone has to be unfolded first."""
    found = page.get_by_role("group", name="Band").get_by_label(title)
    if not found.is_visible():
        page.locator(".facets > summary").click()
    return found


@pytest.fixture
def listed(scripted):
    """The list, and a check at the end that the page was never loaded anew."""
    scripted.goto("/")
    scripted.evaluate("window.sameDocument = true")
    yield scripted
    assert scripted.evaluate("window.sameDocument") is True


def test_the_list_follows_what_is_typed_and_keeps_the_focus(listed):
    field = listed.get_by_label("Name or id")
    field.press_sequentially("volks", delay=20)
    expect(names(listed)).to_have_text(["Volkswagen AG"])
    assert listed.evaluate("document.activeElement.id") == "q"
    assert field.evaluate("field => field.selectionStart") == 5
    expect(listed).to_have_url("/?q=volks")
    field.press_sequentially("x", delay=20)
    expect(listed.get_by_role("heading", name="No company matches")).to_be_visible()
    field.press("Backspace")
    expect(names(listed)).to_have_text(["Volkswagen AG"])
    assert field.input_value() == "volks"


def test_what_is_found_is_announced_in_the_same_place(listed):
    status = listed.get_by_role("status")
    status.evaluate("node => window.announced = node")
    listed.get_by_label("Name or id").fill("volks")
    expect(status).to_have_text("1 company with “volks” in name or id.")
    assert status.evaluate("node => node === window.announced")


def test_typing_leaves_one_step_of_history_and_ticking_a_filter_another(scripted):
    scripted.goto("/measures")
    scripted.goto("/")
    scripted.get_by_label("Name or id").press_sequentially("mo", delay=20)
    expect(scripted).to_have_url("/?q=mo")
    found = names(scripted).count()
    band(scripted, "moderate").check()
    expect(scripted).to_have_url("/?q=mo&band=moderate")
    scripted.go_back()
    expect(scripted).to_have_url("/?q=mo")
    expect(names(scripted)).to_have_count(found)
    expect(band(scripted, "moderate")).not_to_be_checked()
    scripted.go_back()
    expect(scripted).to_have_url("/measures")


def test_counts_follow_the_filters(listed):
    line = listed.locator("label[for='importer-USA'] .count data")
    before = line.text_content()
    band(listed, "moderate").check()
    expect(line).not_to_have_text(before)
    shown = line.text_content()
    listed.get_by_role("group", name="Assembled in").get_by_label("United States").check()
    expect(listed.get_by_role("status")).to_contain_text(
        f"{shown} companies with band moderate, importer United States"
    )


def test_sorting_and_paging_happen_in_place(listed):
    listed.get_by_role("link", name="Lost days a year").click()
    expect(listed).to_have_url("/?sort=-lost_days")
    expect(listed.locator("th[aria-sort=descending]")).to_have_text("Lost days a year ▼")


def test_ticks_are_kept_through_searches_until_companies_are_compared(scripted):
    scripted.goto("/")
    field = scripted.get_by_label("Name or id")
    for name in ("Volkswagen", "Toyota"):
        field.fill(name)
        expect(names(scripted)).to_have_count(1)
        scripted.get_by_label(f"Compare {name}").check()
    field.fill("nobody")
    expect(scripted.get_by_text("Ticked before:")).to_be_visible()
    field.fill("")
    expect(names(scripted).nth(5)).to_be_visible()
    assert scripted.get_by_label("Compare Volkswagen").is_checked()
    assert scripted.locator("td.tick input:checked").count() == 2
    scripted.get_by_role("button", name="Compare ticked companies").click()
    expect(scripted.get_by_role("heading", level=1)).to_have_text("Companies side by side")
    assert sorted(names(scripted).all_inner_texts()) == ["Toyota Motor Corporation", "Volkswagen AG"]


def test_a_tick_never_moves_to_another_company(listed):
    listed.get_by_role("row").nth(1).get_by_role("checkbox").check()
    ticked = listed.locator("td.tick input:checked").get_attribute("value")
    listed.get_by_role("link", name="Company", exact=True).click()
    expect(listed.get_by_role("columnheader", name="Company")).to_have_attribute("aria-sort", "ascending")
    assert [each.get_attribute("value") for each in listed.locator("td.tick input:checked").all()] == [ticked]


@pytest.mark.parametrize("status", [400, 503])
def test_an_answer_that_failed_is_shown_as_it_is(scripted, status):
    scripted.goto("/")
    told = "<!doctype html><title>x</title><main id=main><h1>It went wrong</h1></main>"
    scripted.route("**/?q=*", lambda route: route.fulfill(status=status, content_type="text/html", body=told))
    scripted.get_by_label("Name or id").fill("volks")
    expect(scripted.get_by_role("heading", level=1)).to_have_text("It went wrong")
    assert scripted.get_by_role("navigation", name="Site").is_visible()


def test_the_page_of_the_first_start_turns_into_the_list_by_itself(scripted, address):
    scripted.goto("/")
    scripted.route("**/", lambda route: route.fulfill(status=503, content_type="text/html", body=WAITING), times=1)
    scripted.goto("/")
    assert scripted.get_by_role("heading", level=1).inner_text() == "Not yet"
    expect(scripted.get_by_role("heading", level=1)).to_contain_text("Companies by exposure", timeout=15_000)


WAITING = '<!doctype html><title>Not yet</title><h1>Not yet</h1><script src="/static/waiting.js" defer></script>'
