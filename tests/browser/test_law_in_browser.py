"""The pages of measures and evidence as people read them, on a desk and on a phone, without scripts."""

import pytest

pytestmark = pytest.mark.browser


def test_another_day_is_a_form_away(page):
    page.goto("/measures?as_of=2025-04-03")
    assert page.get_by_text("No. 18 of 2025").count() == 0
    page.get_by_label("In force on").fill("2025-04-04")
    page.get_by_label("As known on").fill("2025-04-04")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    acts = page.get_by_role("table", name="In force")
    assert acts.get_by_text("No. 18 of 2025").first.is_visible()


def test_a_dispute_is_seen_with_its_claimants(page):
    page.goto("/measures?as_of=2026-11-24")
    first = page.get_by_role("table", name="Disputed").get_by_role("row").nth(1)
    assert "2026-11-10" in first.inner_text()
    assert "2027-01-10" in first.inner_text()


def test_the_duty_of_another_line_is_a_form_away(page):
    page.goto("/measures?as_of=2026-10-01")
    assert page.locator("strong", has_text="27.1\N{NO-BREAK SPACE}%").is_visible()
    page.get_by_label("Tariff line").fill("8505110090")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert page.locator("strong", has_text="39.6\N{NO-BREAK SPACE}%").is_visible()


def test_the_next_change_is_a_link_away(page):
    page.goto("/measures?as_of=2025-04-05")
    with page.expect_navigation():
        page.locator("a[rel=next]").click()
    assert page.get_by_label("In force on").input_value() == "2025-04-09"
    assert page.locator("strong", has_text="106.1\N{NO-BREAK SPACE}%").is_visible()


def test_goods_are_found_while_typing_where_scripts_run(scripted):
    scripted.goto("/measures?importer=USA")
    scripted.get_by_label("Or find a line by its goods").press_sequentially("rotor")
    scripted.get_by_role("link", name="85030095").first.click()
    scripted.wait_for_url("**line=85030095**")


def test_goods_are_found_without_scripts(page):
    page.goto("/measures")
    page.get_by_label("Or find a line by its goods").fill("rotor")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert page.get_by_role("link", name="85030095").first.is_visible()


def test_stale_figures_unfold(page):
    page.goto("/evidence?as_of=2026-11-24")
    fold = page.locator("details", has_text="prices").first
    assert not fold.get_by_role("table").is_visible()
    fold.locator("summary").click()
    assert fold.get_by_role("table").is_visible()


def test_a_score_is_recomputed_for_whoever_is_chosen(page):
    page.goto("/method")
    page.get_by_label("Company", exact=True).fill("tesla")
    with page.expect_navigation():
        page.get_by_role("button", name="Work through").click()
    example = page.get_by_role("table", name="Recompute a score from an export")
    assert example.get_by_role("row").count() > 8
    assert page.get_by_role("link", name="Tesla, Inc.").is_visible()


def test_a_column_is_found_by_its_meaning(page):
    page.goto("/dictionary")
    assert not page.get_by_text("blocked_days", exact=True).first.is_visible()
    page.get_by_label("Column or meaning").fill("days without goods")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert page.get_by_text("blocked_days", exact=True).first.is_visible()


def test_columns_are_found_while_typing_where_scripts_run(scripted):
    scripted.goto("/dictionary")
    scripted.get_by_label("Column or meaning").press_sequentially("without goods")
    scripted.get_by_text("blocked_days", exact=True).first.wait_for(state="visible")


def test_the_empty_clock_says_how_to_start_it(page):
    page.goto("/licence-clock")
    assert page.get_by_role("heading", name="No licence applications are on record").is_visible()


@pytest.mark.parametrize("path", ["/", "/measures", "/method"])
def test_the_current_place_is_marked_and_all_links_are_on_screen(page, size, path):
    page.goto(path)
    site = page.get_by_role("navigation", name="Site")
    assert site.locator("[aria-current=page]").count() == 1
    for link in site.get_by_role("link").all():
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert box["height"] >= 24


@pytest.mark.parametrize(
    "address_of",
    ["/measures?as_of=2026-11-24", "/evidence?as_of=2026-11-24", "/method", "/dictionary?q=days", "/licence-clock"],
)
def test_nothing_runs_off_the_side(scripted, size, address_of):
    scripted.goto(address_of)
    assert scripted.evaluate("document.documentElement.scrollWidth") <= size["width"]
