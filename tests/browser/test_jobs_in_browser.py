"""Asking for a run or a file, watching it, leaving it and finding it again, on a desk and on a phone."""

import shutil
import threading

import pytest
from werkzeug.serving import make_server

from service.jobs.keeping import Jobs
from service.jobs.working import at_work
from service.web import create_app
from tests.service.api.home import NOW, make_home, settings_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("scored"))


@pytest.fixture
def home(scored, tmp_path):
    return shutil.copytree(scored, tmp_path / "home")


@pytest.fixture
def address(home):
    """A service of its own, since what is asked for here changes what is served."""
    server = make_server("127.0.0.1", 0, create_app(settings_of(home), now=lambda: NOW), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def visitor(chromium, address, size, request):
    """A page of that size; scripts are on or off as the test says."""
    scripts = getattr(request, "param", True)
    context = chromium.new_context(viewport=size, base_url=address, java_script_enabled=scripts)
    opened, said = context.new_page(), []
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert said == []


def test_a_run_is_asked_for_watched_left_and_found_again(visitor, size):
    visitor.goto("/runs")
    visitor.get_by_label("Scores as of").fill("2026-11-20")
    visitor.get_by_role("button", name="Rescore now").click()
    visitor.wait_for_url("**/jobs/rescore-*")
    assert visitor.get_by_role("heading", level=1).inner_text() == "Scores as of 2026-11-20"
    assert visitor.evaluate("document.documentElement.scrollWidth") <= size["width"]
    watched = visitor.url
    visitor.get_by_role("link", name="Work under way and done").or_(
        visitor.get_by_role("link", name="the list of work")
    ).first.click()
    visitor.get_by_role("link", name="Scores as of 2026-11-20").click()
    assert visitor.url == watched
    visitor.get_by_text("a run of a later day goes on being served").wait_for(timeout=60_000)
    visitor.goto("/runs")
    assert visitor.get_by_role("row").filter(has_text="2026-11-20").first.get_by_text("Published").is_visible()


def test_the_bar_moves_by_itself_and_stops_asking_once_the_work_is_over(visitor, home):
    jobs, asked = Jobs(home, lambda: NOW), []
    job = jobs.ask("export", "costs.csv of 2026-11-23")
    with at_work(jobs, job) as work:
        work.report("writing costs, by row", 5_000, 20_000)
        visitor.goto(f"/jobs/{job.id}")
        bar = visitor.get_by_role("progressbar", name="costs.csv")
        assert bar.get_attribute("value") == "5000"
        work.note(done=15_000)
        visitor.get_by_text("15,000 of 20,000").wait_for(timeout=10_000)
    visitor.get_by_role("status").get_by_text("Done").wait_for(timeout=10_000)
    visitor.on("request", lambda request: asked.append(request.url))
    visitor.wait_for_timeout(3_000)
    assert asked == []


@pytest.mark.parametrize("visitor", [False], indirect=True)
def test_without_scripts_a_link_looks_again(visitor, home):
    jobs = Jobs(home, lambda: NOW)
    job = jobs.ask("export", "costs.csv of 2026-11-23")
    with at_work(jobs, job) as work:
        work.report("writing costs, by row", 5_000, 20_000)
        visitor.goto(f"/jobs/{job.id}")
        work.note(done=15_000)
        visitor.get_by_role("link", name="Look again").click()
        assert visitor.get_by_text("15,000 of 20,000").is_visible()


def test_a_workbook_is_asked_for_and_downloaded(visitor, tmp_path):
    visitor.goto("/jobs")
    visitor.get_by_label("File", exact=True).select_option("workbook.xlsx")
    visitor.get_by_role("button", name="Write the file").click()
    visitor.wait_for_url("**/jobs/export-*")
    link = visitor.get_by_role("link", name="Download workbook-2026-11-23.xlsx")
    link.wait_for(timeout=60_000)
    with visitor.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "workbook.xlsx")
    assert (tmp_path / "workbook.xlsx").read_bytes().startswith(b"PK")
