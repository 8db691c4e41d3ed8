"""A company run by run from look-up files says what the published rows say."""

import shutil

import pytest

from service.runs import lately
from service.runs.lately import Lately
from service.runs.queries import Queries
from tests.service.api.conftest import scored_home
from tests.service.api.home import TAGS, UNICODE, UNSCORED

__all__ = ["scored_home"]


@pytest.mark.parametrize("company_id", ["tesla", UNICODE, TAGS, UNSCORED, "nobody"])
def test_rows_are_those_of_the_history(scored_home, company_id):
    found, history = Lately(scored_home).company(company_id), Queries(scored_home).history(company_id)
    assert found.published == 2
    assert found.rows == history


def test_a_run_that_comes_or_goes_is_noticed(scored_home, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(scored_home, home)
    reader, runs = Lately(home), sorted((home / "runs").iterdir())
    aside = runs[0].rename(tmp_path / runs[0].name)
    assert [row["run_id"] for row in reader.company("tesla").rows] == [runs[1].name]
    aside.rename(runs[0])
    assert [row["run_id"] for row in reader.company("tesla").rows] == [run.name for run in runs]


def test_what_is_no_run_is_passed_over(scored_home, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(scored_home, home)
    (home / "runs" / "2026-11-24-0123456789ab").mkdir()
    (home / "runs" / ".unfinished").mkdir()
    assert len(Lately(home).company("tesla").rows) == 2


def test_only_so_many_runs_are_looked_back_at(scored_home, monkeypatch):
    monkeypatch.setattr(lately, "MOST_RUNS", 1)
    found = Lately(scored_home).company("tesla")
    assert ([row["as_of"].year for row in found.rows], found.published) == ([2026], 2)
    assert found.rows[0]["as_of"].month == 11
