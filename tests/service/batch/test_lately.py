"""A company run by run from look-up files says what the published rows say."""

import shutil
from datetime import UTC, datetime

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


@pytest.mark.parametrize("later", ["2026-11-23-000000000000", "2026-11-23-ffffffffffff"])
def test_runs_of_one_day_stand_in_the_order_of_their_publication(scored_home, tmp_path, later):
    home = tmp_path / "home"
    shutil.copytree(scored_home, home)
    (real,) = (home / "runs").glob("2026-11-23-*")
    as_if_made_by_others(real, later)
    hour = {name: datetime(2026, 11, 23, number, tzinfo=UTC) for name, number in ((real.name, 1), (later, 2))}
    assert [row["run_id"] for row in Lately(home).company("tesla", hour).rows[1:]] == [real.name, later]
    only = {real.name: hour[real.name]}
    assert [row["run_id"] for row in Lately(home).company("tesla", only).rows[1:]] == [later, real.name]


def as_if_made_by_others(run, run_id):
    """The same run once more under another id."""
    twin = shutil.copytree(run, run.with_name(run_id))
    manifest = twin / "manifest.json"
    manifest.write_text(manifest.read_text().replace(run.name, run_id))


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
