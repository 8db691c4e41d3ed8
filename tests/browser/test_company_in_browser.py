"""The company page as people read it: a number, what drives it, and figures that add up."""

from itertools import pairwise
from math import fsum
from urllib.parse import quote

import pytest

from tests.service.api.home import SIGNS, TAGS, UNICODE, UNSCORED

pytestmark = pytest.mark.browser

CONTRAST = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    const text = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!text || !e.getClientRects().length) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push([e.outerHTML.slice(0, 120), ratio]);
  }
  return low;
}"""


def figures(page, selector):
    cells = page.locator(f"{selector} data")
    return [float(cells.nth(place).get_attribute("value")) for place in range(cells.count())]


@pytest.mark.parametrize("company_id", ["tesla", "volkswagen", UNICODE, SIGNS])
def test_the_drivers_add_up_to_the_score_and_the_loss(page, company_id):
    page.goto(f"/companies/{quote(company_id, safe='')}")
    (score,) = figures(page, ".headline .value")
    assert fsum(figures(page, ".waterfall .step .points")) == pytest.approx(score, abs=1e-9)
    assert figures(page, ".waterfall tfoot .points") == [score]
    (loss,) = figures(page, ".waterfall tfoot .loss")
    assert fsum(figures(page, ".waterfall .step .loss")) == pytest.approx(loss, abs=1e-6)


def test_the_bars_follow_each_other_to_the_end(scripted):
    scripted.goto("/companies/tesla")
    boxes = [bar.bounding_box() for bar in scripted.locator(".waterfall .step rect").all()]
    whole = scripted.locator(".waterfall tfoot rect").bounding_box()
    least = whole["width"] * 0.004
    for before, after in pairwise(boxes):
        assert after["x"] == pytest.approx(before["x"] + before["width"], abs=least + 1)
    assert boxes[0]["x"] == pytest.approx(whole["x"], abs=1)
    assert boxes[-1]["x"] + boxes[-1]["width"] == pytest.approx(whole["x"] + whole["width"], abs=least + 1)


@pytest.mark.parametrize("company_id", ["tesla", "volkswagen", UNICODE, SIGNS, TAGS, UNSCORED])
def test_nothing_runs_off_the_side(scripted, size, company_id):
    scripted.goto(f"/companies/{quote(company_id, safe='')}")
    assert scripted.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_demonstration_is_marked_where_one_looks_first(page):
    page.goto("/companies/tesla")
    notice = page.get_by_text("no assessment of the company named")
    assert notice.is_visible()
    assert notice.bounding_box()["y"] < 300
    page.goto("/companies/0042")
    assert notice.count() == 0


def test_a_name_with_markup_is_shown_as_it_is(page):
    page.goto(f"/companies/{quote(TAGS, safe='')}")
    assert page.get_by_role("heading", level=1).inner_text() == "<script>alert(1)</script>"


def test_tables_are_tables_to_a_screen_reader(page):
    page.goto("/companies/tesla")
    for name in ("Licence regimes", "Duties", "Prices"):
        page.locator("summary").filter(has_text=name).click()
    for name in ("Licence regimes", "Duties", "Prices", "Product lines"):
        table = page.get_by_role("table", name=name)
        assert table.count() == 1
        assert table.get_by_role("row").count() > 1
        assert table.get_by_role("columnheader").count() > 3


def test_an_unknown_company_is_met_with_a_way_on(scripted):
    scripted.goto("/companies/tesle")
    with scripted.expect_navigation():
        scripted.get_by_role("link", name="tesla", exact=True).click()
    assert scripted.get_by_role("heading", level=1).inner_text() == "Tesla, Inc."


@pytest.mark.parametrize("path", ["/", "/companies/tesla", f"/companies/{UNSCORED}", "/docs", "/companies/nobody"])
def test_text_stands_out_from_its_ground(scripted, path):
    scripted.goto(path)
    assert scripted.evaluate(CONTRAST) == []


def test_paper_shows_the_figures_without_the_controls(scripted):
    scripted.emulate_media(media="print")
    scripted.goto("/companies/tesla")
    assert scripted.get_by_role("navigation", name="Site").is_hidden()
    assert scripted.locator(".headline .value").is_visible()
    assert scripted.locator(".waterfall tfoot").is_visible()
    assert scripted.locator(".sources").is_visible()
    scripted.goto("/")
    assert scripted.get_by_role("search").is_hidden()


@pytest.mark.parametrize("company_id", ["tesla", "volkswagen", "apple"])
@pytest.mark.parametrize("width", [390, 800, 1280])
def test_labels_of_the_chain_end_before_the_next_column(scripted, company_id, width):
    scripted.set_viewport_size({"width": width, "height": 844})
    scripted.goto(f"/companies/{company_id}")
    starts = sorted({round(bar.bounding_box()["x"], 1) for bar in scripted.locator(".chain .node").all()})
    assert len(starts) == 4
    drawn = scripted.locator("svg.chain").bounding_box()
    ends = [*starts[1:], drawn["x"] + drawn["width"]]
    for label in scripted.locator(".chain text").all():
        box = label.bounding_box()
        assert box["x"] + box["width"] <= min(end for end in ends if end > box["x"] + 10), label.text_content()


def test_a_chain_wider_than_its_box_says_so(scripted):
    scripted.goto("/companies/tesla")
    box = scripted.locator(".scroll:has(.chain)")
    cut = box.evaluate("box => box.scrollWidth > box.clientWidth + 1")
    assert scripted.get_by_text("scroll it sideways").is_visible() == cut
