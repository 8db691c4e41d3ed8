"""A portfolio goes in and out again as people do it: mistakes, headings of their own, import, undo, deletion."""

import shutil
import threading
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from service.web import create_app
from tests.browser.test_accessibility import GRAVE
from tests.service.api.home import NOW, make_home, settings_of
from tests.service.pages.importing import FAULTY, LINE, OWN_HEADER, OWN_LINE, file_of

pytestmark = pytest.mark.browser
KEY = "a-long-enough-key-for-tests"


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("to-import-into"))


@pytest.fixture
def serve(scored, tmp_path):
    """Serves a copy of a scored home that a test may change; answers the address."""
    started = []

    def begin(**given):
        home = shutil.copytree(scored, tmp_path / "home")
        app = create_app(settings_of(home, **given), now=lambda: NOW)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        started.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield begin
    for server, thread in started:
        server.shutdown()
        thread.join()


@pytest.fixture
def desk(chromium, serve, size):
    """A page on a service of its own with scripts switched off, since nothing here may need them."""
    address = serve()
    context = chromium.new_context(viewport=size, base_url=address, java_script_enabled=False)
    opened, asked = context.new_page(), []
    opened.on("request", lambda sent: asked.append(sent.url))
    yield opened
    context.close()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}


@pytest.fixture
def file(tmp_path):
    """Writes a file to choose."""

    def written(content, name="lines.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


def send(page, path, portfolio="own"):
    page.goto("/import")
    page.get_by_label("Portfolio", exact=True).fill(portfolio)
    page.get_by_label("File, CSV or XLSX").set_input_files(path)
    press(page, "Check the file")


def press(page, name, within=None):
    with page.expect_navigation():
        (within or page).get_by_role("button", name=name).click()


def row_of(page, portfolio):
    return page.locator("table.portfolios tbody tr", has=page.locator("th", has_text=portfolio))


def test_a_file_with_mistakes_is_mended_and_sent_again(desk, file, tmp_path):
    send(desk, file(file_of(LINE, FAULTY)))
    assert "1 of 2 rows can be imported" in desk.locator(".verdict").inner_text()
    assert desk.locator("table.faults tbody tr").count() == 3
    importer = desk.locator("table.faults tbody tr", has_text="Germny")
    assert "did you mean DEU?" in importer.inner_text()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSV", exact=True).first.click()
    corrected = tmp_path / "corrected.csv"
    download.value.save_as(corrected)
    text = corrected.read_bytes().decode("utf-8-sig")
    mended = text.replace("ev_bev_pmsm_avgg", "ev_bev_pmsm_avg").replace("Germny", "DEU").replace(",-5,", ",5,", 1)
    send(desk, file(mended.encode(), "mended.csv"))
    assert "All 2 rows can be imported" in desk.locator(".verdict").inner_text()
    press(desk, "Import all 2 rows")
    assert "2 rows of mended.csv imported as own" in desk.locator(".notice.done").inner_text()
    assert "2" in row_of(desk, "own").locator("[data-column=companies]").inner_text()


def test_the_valid_rows_alone(desk, file):
    send(desk, file(file_of(LINE, FAULTY)))
    press(desk, "Import the 1 valid row")
    assert "1 row of lines.csv imported as own" in desk.locator(".notice.done").inner_text()


def test_headings_of_ones_own_are_mapped_once(desk, file):
    path = file(file_of(OWN_LINE, header=OWN_HEADER), "suppliers.csv")
    send(desk, path)
    assert "The headings are not all ours" in desk.locator(".verdict").inner_text()
    assert desk.get_by_label("Supplier ID").input_value() == "company_id"
    assert desk.get_by_label("Buyer").input_value() == ""
    press(desk, "Read it so")
    press(desk, "Import all 1 row")
    send(desk, path)
    assert "All 1 row can be imported" in desk.locator(".verdict").inner_text()


def test_what_is_no_spreadsheet_is_told(desk, file):
    send(desk, file(b"\x89PNG\r\n\x1a\n" + bytes(64), "logo.png"))
    assert "only .csv and .xlsx files are read" in desk.locator(".verdict").inner_text()
    assert desk.get_by_role("button", name="Import").count() == 0


def test_undo_and_back(desk, file):
    send(desk, file(file_of(LINE)))
    press(desk, "Import all 1 row")
    press(desk, "Undo first import", row_of(desk, "own"))
    assert "there is no portfolio own now" in desk.locator(".notice.done").inner_text()
    assert "every import is undone" in row_of(desk, "own").inner_text()
    press(desk, "Take undo back", row_of(desk, "own"))
    assert "brought back" in desk.locator(".notice.done").inner_text()
    assert row_of(desk, "own").get_by_role("button", name="Undo first import").is_visible()


def test_deletion_wants_the_name_and_takes_it_all(desk):
    desk.goto("/companies/0042")
    assert desk.get_by_role("heading", level=1).inner_text() == "Leading Zeros"
    desk.goto("/import")
    with desk.expect_navigation():
        row_of(desk, "odd").get_by_role("link", name="Delete").click()
    assert "2 runs in which its companies were scored" in desk.locator(".goes").inner_text()
    desk.get_by_label("Type odd to delete it").fill("demo")
    press(desk, "Delete for good")
    assert "Nothing is deleted" in desk.get_by_role("alert").inner_text()
    desk.get_by_label("Type odd to delete it").fill("odd")
    press(desk, "Delete for good")
    assert "Portfolio odd is gone" in desk.locator(".notice.done").inner_text()
    assert row_of(desk, "odd").count() == 0
    assert desk.goto("/companies/0042").status == 404
    assert desk.goto("/companies/tesla").status == 200


def test_with_a_key_the_browser_asks_for_it(chromium, serve, size, file):
    address = serve(api_key=KEY)
    given = {"username": "anybody", "password": KEY}
    context = chromium.new_context(viewport=size, base_url=address, http_credentials=given)
    page = context.new_page()
    send(page, file(file_of(LINE)))
    press(page, "Import all 1 row")
    assert page.locator(".notice.done").is_visible()
    context.close()


STATES = {
    "start": lambda page, file: page.goto("/import"),
    "partly valid": lambda page, file: send(page, file(file_of(LINE, FAULTY))),
    "own headings": lambda page, file: send(page, file(file_of(OWN_LINE, header=OWN_HEADER))),
    "no table": lambda page, file: send(page, file(b"", "empty.csv")),
    "deletion": lambda page, file: page.goto("/import/odd/delete"),
    "a wrong name": lambda page, file: send(page, file(file_of(LINE)), "My Portfolio"),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_accessible_and_fits(chromium, serve, size, file, state):
    context = chromium.new_context(viewport=size, base_url=serve())
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    STATES[state](page, file)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert [text for text in said if "status of 4" not in text] == []
    context.close()
