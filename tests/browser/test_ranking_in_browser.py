"""The ranked list as people use it: search, filter, sort, and go to a company."""

import pytest

pytestmark = pytest.mark.browser


def follow(page, locator):
    """Clicks what leads elsewhere and waits until it is there."""
    with page.expect_navigation():
        locator.click()


def names(page):
    return page.locator("table.ranking tbody th a").all_inner_texts()


def test_searching_finds_the_company_and_leads_to_it(page):
    page.goto("/")
    everyone = len(names(page))
    page.get_by_label("Name or id").fill("volks")
    follow(page, page.get_by_role("button", name="Search"))
    assert names(page) == ["Volkswagen AG"]
    assert everyone > 30
    assert page.get_by_label("Name or id").input_value() == "volks"
    follow(page, page.get_by_role("link", name="Volkswagen AG"))
    assert page.get_by_role("heading", level=1).inner_text() == "Volkswagen AG"


def test_searching_works_from_the_keyboard_alone(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to content"
    assert page.locator(":focus").is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("name") == "q"
    page.keyboard.type("tesla")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert names(page) == ["Tesla, Inc."]


def choice(page, facet, title):
    """A choice of a facet, which on a phone has to be unfolded first."""
    found = page.get_by_role("group", name=facet).get_by_label(title)
    if not found.is_visible():
        page.locator(".facets > summary").click()
    return found


def test_filters_narrow_and_clear_widens_again(page):
    page.goto("/")
    everyone = names(page)
    choice(page, "Band", "moderate").check()
    choice(page, "Band", "low").check()
    choice(page, "Assembled in", "United States").check()
    follow(page, page.get_by_role("button", name="Search"))
    narrowed = names(page)
    assert 0 < len(narrowed) < len(everyone)
    assert {band.strip() for band in page.locator("td.score .band").all_inner_texts()} == {"moderate", "low"}
    assert choice(page, "Band", "moderate").is_checked()
    follow(page, page.get_by_role("link", name="Take out Band: low"))
    assert {band.strip() for band in page.locator("td.score .band").all_inner_texts()} == {"moderate"}
    follow(page, page.get_by_role("link", name="Clear"))
    assert names(page) == everyone


def test_a_view_is_kept_by_its_address(page):
    page.goto("/?q=motor&sort=company_name")
    shown = names(page)
    follow(page, page.get_by_role("link", name="Link to this view"))
    assert names(page) == shown
    assert page.url.endswith("/?q=motor&sort=company_name")


def test_sorting_by_a_column_and_back(page):
    page.goto("/")
    riskiest_first = names(page)
    follow(page, page.get_by_role("link", name="Company", exact=True))
    assert names(page) == sorted(riskiest_first, key=lambda name: name.encode())
    follow(page, page.get_by_role("link", name="Score"))
    assert names(page) == riskiest_first
    follow(page, page.get_by_role("link", name="Score"))
    assert names(page)[0] != riskiest_first[0]


def test_a_list_with_no_match_says_so(page):
    page.goto("/?q=nobody-has-this-name")
    assert page.get_by_role("heading", name="No company matches").is_visible()


def test_paging_shows_every_company_once(page):
    page.goto("/?limit=500")
    everyone, seen = names(page), []
    page.goto("/?limit=15")
    while True:
        seen += names(page)
        following = page.get_by_role("link", name="Next page")
        if not following.count():
            break
        page.goto(following.get_attribute("href"))
    assert seen == everyone


@pytest.mark.parametrize("path", ["/", "/?q=nobody", "/?band=x", "/docs"])
def test_nothing_runs_off_the_side(scripted, size, path):
    scripted.goto(path)
    assert scripted.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_band_is_told_by_word_shape_and_colour(page):
    page.goto("/?limit=500")
    cells = page.locator("td.score .band")
    for place in range(cells.count()):
        cell = cells.nth(place)
        word = cell.inner_text().strip()
        levels = ["negligible", "low", "moderate", "high", "severe"]
        filled = cell.locator("rect.on").count()
        assert filled == (levels.index(word) + 1 if word in levels else 0)


def test_every_field_and_link_shows_where_the_keyboard_is(scripted):
    scripted.goto("/")
    for _ in range(12):
        scripted.keyboard.press("Tab")
        outline = scripted.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px", scripted.evaluate("document.activeElement.outerHTML")


def test_targets_are_large_enough_to_touch(scripted, size):
    scripted.goto("/")
    for field in scripted.locator("form input[type=search]:visible, form select, form button").all():
        assert field.bounding_box()["height"] >= 44
    scripted.locator(".facets > summary").evaluate("summary => summary.parentElement.open = true")
    least = {"choice-line": 44 if size["width"] < 500 else 24, "pick": 44}
    for name, height in least.items():
        labels = scripted.locator(f"label.{name}:visible")
        assert labels.count() > 20
        assert min(label.bounding_box()["height"] for label in labels.all()) >= height


def test_paper_shows_the_list_without_its_controls(scripted):
    scripted.emulate_media(media="print")
    scripted.goto("/?band=high")
    for control in (".filters", ".tick", ".compare-bar", ".taken"):
        assert scripted.locator(control).first.is_hidden(), control
    assert scripted.locator("svg.interval").first.is_visible()
    assert scripted.get_by_role("status").is_visible()
