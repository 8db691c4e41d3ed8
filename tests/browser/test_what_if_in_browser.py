"""The what-if page in a browser: a form without scripts, and with them an answer while one is still changing it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def score_after(page):
    return float(page.locator(".sides .value data").nth(1).get_attribute("value"))


def test_without_scripts_the_form_asks_and_the_address_is_the_question(page):
    page.goto("/companies/tesla/what-if")
    before = score_after(page)
    page.get_by_label("Stock, days").fill("120")
    page.get_by_label("Future").select_option("framework_implemented")
    page.get_by_role("button", name="Score it").click()
    assert "stock_days=120" in page.url
    assert "scenario=framework_implemented" in page.url
    after = score_after(page)
    assert after < before
    page.goto(page.url)
    assert score_after(page) == after
    assert page.get_by_label("Stock, days").input_value() == "120"
    assert page.locator("input[type=range]").count() == 0


def test_with_scripts_a_slider_moves_number_score_and_address(scripted):
    scripted.goto("/companies/tesla/what-if")
    before = score_after(scripted)
    scripted.get_by_label("Licences, times as fast, slider").fill("4")
    expect(scripted.locator("#said")).to_contain_text("The score goes down")
    assert scripted.get_by_label("Licences, times as fast", exact=True).input_value() == "4"
    assert score_after(scripted) < before
    assert "licence_speed=4" in scripted.url
    scripted.reload()
    assert score_after(scripted) < before


def test_with_scripts_a_fault_comes_and_goes_beside_its_control(scripted):
    scripted.goto("/companies/tesla/what-if")
    field = scripted.get_by_label("Stock, days", exact=True)
    field.fill("-5")
    expect(scripted.locator("#fault-stock_days")).to_contain_text("-5 is below 0")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert field.evaluate("field => field === document.activeElement")
    field.fill("45")
    expect(scripted.locator("#fault-stock_days")).to_have_text("")
    expect(scripted.locator("#said")).to_contain_text("The score goes down")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_bars_are_as_long_as_the_scores_they_stand_for(scripted):
    scripted.goto("/companies/tesla/what-if?licence_speed=4")
    ends = []
    for bar in scripted.locator(".bars .bar").all():
        boxes = [rect.bounding_box() for rect in bar.locator("rect").all()]
        drawn = bar.locator("svg").bounding_box()
        score = float(bar.locator(".end data").get_attribute("value"))
        ends.append((score, (boxes[-1]["x"] + boxes[-1]["width"] - drawn["x"]) / drawn["width"]))
    most = max(score for score, _ in ends)
    for score, share in ends:
        assert share == pytest.approx(score / most, abs=0.01)


@pytest.mark.parametrize("said", ["", "?stock_days=60&scenario=escalation", "?stock_days=x", "?as_of=2025-06-01"])
def test_nothing_runs_off_the_side(scripted, size, said):
    scripted.goto(f"/companies/tesla/what-if{said}")
    assert scripted.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_company_page_leads_here(page):
    page.goto("/companies/tesla")
    page.get_by_role("link", name=re.compile("Change what the score rests on")).click()
    assert page.get_by_role("heading", level=1).inner_text() == "What if: Tesla, Inc."


def test_paper_keeps_what_was_asked_and_what_came_of_it(scripted):
    scripted.emulate_media(media="print")
    scripted.goto("/companies/tesla/what-if?stock_days=60")
    assert scripted.get_by_role("button", name="Score it").is_hidden()
    assert scripted.get_by_label("Stock, days", exact=True).is_visible()
    assert scripted.locator(".sides").is_visible()


@pytest.mark.parametrize(
    ("numbers", "text", "place"),
    [("en-GB", "1,000", "180"), ("de-DE", "1.000", "180"), ("de-DE", "12,0", "12"), ("de-DE", "12.0", "12")],
)
def test_a_slider_follows_figures_as_the_reader_writes_them(scripted, numbers, text, place):
    scripted.goto(f"/companies/tesla/what-if?numbers={numbers}")
    scripted.get_by_label("Stock, days", exact=True).fill(text)
    assert scripted.get_by_label("Stock, days, slider").input_value() == place


LAST = "Filed ahead, days"


def in_view(box, size):
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"] and box["x"] + box["width"] <= size["width"]


def test_the_result_in_short_stays_in_view_while_a_control_is_moved(scripted, size):
    scripted.goto("/companies/tesla/what-if")
    glance = scripted.locator("#glance")
    before = glance.inner_text()
    for name, value in ("Licences, times as fast", "4"), (LAST, "120"):
        field = scripted.get_by_label(name, exact=True)
        field.scroll_into_view_if_needed()
        field.fill(value)
        expect(glance).not_to_have_text(before)
        assert in_view(glance.bounding_box(), size)
        expect(scripted.locator("#outcome")).to_contain_text("The same over HTTP")
        shown = float(glance.locator(".after data").get_attribute("value"))
        assert shown == score_after(scripted)
        losses = scripted.locator("[data-table=difference] tr", has_text="Expected annual loss").locator("data")
        said = [part.get_attribute("value") for part in glance.locator("> span").nth(1).locator("data").all()]
        assert said == [losses.nth(place).get_attribute("value") for place in (0, 1)]
        before = glance.inner_text()


def test_the_result_in_short_covers_no_control_that_has_the_focus(scripted):
    # Where a control ends up counts, not where it is on a smooth way there.
    scripted.emulate_media(reduced_motion="reduce")
    scripted.goto("/companies/tesla/what-if")
    scripted.get_by_label(LAST, exact=True).focus()
    for _ in range(14):
        scripted.keyboard.press("Shift+Tab")
        focused = scripted.locator(":focus").bounding_box()
        box = scripted.locator("#glance").bounding_box()
        assert focused["y"] >= box["y"] + box["height"] or focused["y"] + focused["height"] <= box["y"]


def test_the_result_in_short_says_when_nothing_is_scored(scripted):
    scripted.goto("/companies/tesla/what-if")
    scripted.get_by_label("Stock, days", exact=True).fill("-5")
    expect(scripted.locator("#glance")).to_have_text("Nothing is scored: mend the controls.")
