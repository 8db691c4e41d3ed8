"""Interval, chain, elements by stage and trend as people see them, with scripts and without, on screen and on paper."""

import pytest

from tests.service.api.home import EARLIER, LATER, TAGS, UNSCORED

pytestmark = pytest.mark.browser


def test_the_interval_lies_on_the_scale_where_its_ends_are(scripted):
    scripted.goto("/companies/tesla")
    score = scripted.request.get("/v1/companies/tesla/score").json()
    scale = scripted.locator(".range svg").bounding_box()
    bar = scripted.locator(".range .interval").bounding_box()

    def place(points):
        return scale["x"] + scale["width"] * points / 100

    assert bar["x"] == pytest.approx(place(score["interval"]["low"]), abs=1)
    assert bar["x"] + bar["width"] == pytest.approx(place(score["interval"]["high"]), abs=1)
    stroke = scripted.locator(".range .score").bounding_box()
    assert stroke["x"] + stroke["width"] / 2 == pytest.approx(place(score["score"]), abs=3)


def test_the_columns_of_the_chain_are_as_high_as_each_other(scripted):
    scripted.goto("/companies/tesla")
    columns = {}
    for bar in scripted.locator(".chain .node").all():
        columns.setdefault(bar.get_attribute("x"), []).append(float(bar.get_attribute("height")))
    assert len(columns) == 4
    assert [sum(heights) for heights in columns.values()] == pytest.approx([300.0] * 4, abs=4)


def test_the_heat_map_reads_as_a_table_with_a_figure_in_every_coloured_cell(page):
    page.goto("/companies/tesla")
    table = page.get_by_role("table", name="Elements by stage")
    assert table.get_by_role("columnheader").all_inner_texts() == ["Element", "Mining", "Separation", "Metal", "Magnet"]
    for cell in table.get_by_role("cell").all():
        assert "%" in cell.inner_text() or "not known" in cell.inner_text() or "pass this stage" in cell.inner_text()
        assert "licence" in cell.inner_text() or "pass this stage" in cell.inner_text()


def test_without_scripts_the_server_s_drawing_of_the_trend_is_shown(page):
    page.goto("/companies/tesla")
    assert page.locator(".trend svg").is_visible()
    assert page.locator(".trend .run").count() == 2
    assert page.locator(".trend .uplot").count() == 0


def test_with_scripts_the_trend_is_drawn_anew_and_fits(scripted, size):
    said = []
    scripted.on("console", lambda message: said.append(message.text))
    scripted.on("pageerror", lambda error: said.append(str(error)))
    scripted.goto("/companies/tesla")
    drawn = scripted.locator(".trend canvas")
    drawn.wait_for()
    assert scripted.locator(".trend svg").is_hidden()
    assert drawn.bounding_box()["width"] <= size["width"]
    drawn.scroll_into_view_if_needed()
    box = scripted.locator(".trend .u-over").bounding_box()
    scripted.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    score = scripted.request.get("/v1/companies/tesla/score").json()["score"]
    legend = scripted.locator(".trend .u-legend").inner_text()
    assert LATER.isoformat() in legend
    assert f"{score:.1f}" in legend
    assert said == []


def test_on_paper_the_trend_is_the_server_s_drawing(scripted):
    scripted.goto("/companies/tesla")
    scripted.locator(".trend canvas").wait_for()
    scripted.emulate_media(media="print")
    assert scripted.locator(".trend svg").is_visible()
    assert scripted.locator(".trend .uplot").is_hidden()
    assert scripted.locator(".chain").is_visible()
    assert scripted.locator(".files").first.is_hidden()
    assert scripted.get_by_label("As of").is_hidden()


def test_every_number_in_the_drawing_is_an_event_of_the_list(page):
    page.goto("/companies/tesla")
    marks = {
        mark.get_attribute("data-number"): mark.get_attribute("data-event")
        for mark in page.locator("[data-event]").all()
    }
    rows = page.get_by_role("table", name="Events").get_by_role("rowheader").all_inner_texts()
    listed = dict(row.split()[:2] for row in rows)
    assert marks
    assert marks.items() <= listed.items()


def test_another_day_is_asked_for_on_the_page(scripted):
    scripted.goto("/companies/tesla")
    scripted.get_by_label("As of").fill(EARLIER.isoformat())
    with scripted.expect_navigation():
        scripted.get_by_role("button", name="Show").click()
    assert scripted.get_by_text(f"As of {EARLIER} with what was known at {EARLIER}").is_visible()
    with scripted.expect_navigation():
        scripted.get_by_role("link", name="The newest scores").click()
    assert scripted.get_by_text("Another day.").count() == 0


@pytest.mark.parametrize("company_id", [TAGS, UNSCORED])
def test_where_there_is_nothing_to_draw_nothing_is(page, company_id):
    page.goto(f"/companies/{company_id.replace('<', '%3C').replace('>', '%3E')}")
    assert page.locator(".chain, .heat").count() == 0
    assert page.get_by_role("heading", name="From products to origins").is_visible()


def test_the_contents_lead_to_the_sections(page):
    page.goto("/companies/tesla")
    links = page.get_by_role("navigation", name="On this page").get_by_role("link").all()
    assert len(links) > 7
    for link in links:
        assert page.locator(link.get_attribute("href")).count() == 1
