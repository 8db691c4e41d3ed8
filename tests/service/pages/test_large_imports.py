"""Large uploads over HTTP: imported by a process of their own, with a page that says how far it is."""

import pytest

from service.batch import utc_now
from service.jobs.keeping import Jobs
from service.jobs.uploads import GONE
from service.jobs.worker import do
from service.portfolio.store import PortfolioStore
from service.refusal import Refusal
from service.web import create_app
from tests.service.api.home import settings_of
from tests.service.api.jobs import ended
from tests.service.pages.importing import FAULTY, LINE, decide, file_of, previewed, text_of


@pytest.fixture
def client(own_home, monkeypatch):
    """Every file counts as large, and the clock is that of the process that imports."""
    monkeypatch.setattr("service.pages.views.imports.LARGE_BYTES", 1)
    return create_app(settings_of(own_home)).test_client()


def decided(client, address, action):
    """Decides on an upload; answers its work once that is over, and the page of the work."""
    answer = decide(client, address, action)
    assert answer.status_code == 303
    return ended(client, f"/v1{answer.location}"), text_of(client.get(answer.location)), answer.location


def test_a_large_file_is_imported_as_work_and_no_longer_kept(client, own_home):
    address = previewed(client, file_of(LINE))
    work, page, _ = decided(client, address, "all")
    assert (work["kind"], work["status"], work["outcome"]) == ("import", "done", "1 of 1 rows taken")
    assert "lines.csv into own" in page
    assert "See the portfolios" in page
    assert PortfolioStore(own_home).load("own").lines["company_id"].to_list() == ["new-1"]
    assert client.get(address).status_code == 404
    assert "own 1 1 lines.csv" in text_of(client.get("/import"))


def test_a_faulty_one_says_why_it_failed_and_leads_back_to_its_preview(client, own_home):
    address = previewed(client, file_of(LINE, FAULTY))
    work, _, location = decided(client, address, "all")
    assert work["status"] == "failed"
    assert work["reason"].startswith("nothing is stored: row 3, ")
    assert f'href="{address}"' in client.get(location).get_data(as_text=True)
    assert "1 of 2 rows can be imported" in text_of(client.get(address))
    assert "own" not in PortfolioStore(own_home).current()
    assert decided(client, address, "valid")[0]["outcome"] == "1 of 2 rows taken; 1 row with 3 faults left out"


def test_an_upload_is_imported_once_however_often_it_is_asked_for(client, own_home, monkeypatch):
    begun = []
    monkeypatch.setattr("service.jobs.uploads.start", lambda _settings, _jobs, job: begun.append(job))
    address = previewed(client, file_of(LINE))
    assert decide(client, address, "all").location == decide(client, address, "all").location
    assert len(begun) == 1


def test_an_upload_that_is_gone_is_refused_in_words(own_home):
    settings, jobs = settings_of(own_home), Jobs(own_home, utc_now)
    job = jobs.ask("import", "lines.csv into own", {"portfolio": "own", "token": "0" * 32, "rows": "all"})
    with pytest.raises(Refusal, match="send the file again"):
        do(settings, job.id)
    left = jobs.get(job.id)
    assert left is not None
    assert (left.status, left.reason) == ("failed", GONE)
