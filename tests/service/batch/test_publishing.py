"""A run is readable whole or not at all, and once published it never changes."""

import hashlib
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from service.lease import lease
from service.refusal import Refusal
from service.runs.current import current_run_id, run_folder
from service.runs.layout import LOOKUP
from service.runs.manifest import MANIFEST, file_hash
from service.runs.snapshot import NoSuchRun, Serving, Snapshot, published_runs
from tests.service.batch.small_run import TODAY, publish_small, small_stamp

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def hashes(home: Path) -> dict[str, str]:
    """SHA-256 of every file under the published runs."""
    runs = home / "runs"
    return {str(p.relative_to(runs)): file_hash(p) for p in sorted(runs.rglob("*")) if p.is_file()}


def test_same_inputs_give_the_same_bytes_in_every_file(tmp_path):
    for home in ("one", "two"):
        publish_small(tmp_path / home)
    one = hashes(tmp_path / "one")
    assert one == hashes(tmp_path / "two")
    names = {Path(name).name for name in one}
    assert {"company.parquet", "companies.sqlite", "scores.csv", "listing.parquet", "manifest.json"} <= names


def test_the_manifest_names_inputs_rows_and_the_hash_of_every_other_file(tmp_path):
    manifest = publish_small(tmp_path).manifest
    folder = tmp_path / "runs" / manifest.run_id
    assert manifest.portfolios == {"demo": "v1", "own": "v7"}
    assert manifest.rows == {"company": 3, "line": 3, "delay": 1, "cost": 3, "contribution": 1}
    assert manifest.sha256 == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "manifest.json"
    }


def test_publishing_an_id_again_changes_nothing(tmp_path):
    first = publish_small(tmp_path)
    before, inode = hashes(tmp_path), os.stat(tmp_path / "CURRENT").st_ino
    second = publish_small(tmp_path)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.manifest == first.manifest
    assert hashes(tmp_path) == before
    assert os.stat(tmp_path / "CURRENT").st_ino == inode


def test_other_figures_under_a_published_id_are_refused_and_the_published_stay(tmp_path):
    published = publish_small(tmp_path)
    before = hashes(tmp_path)
    with pytest.raises(
        Refusal, match=rf"{published.manifest.run_id} is published already with another .*company.parquet"
    ):
        publish_small(tmp_path, score_of_a=61.0)
    assert hashes(tmp_path) == before


@pytest.mark.parametrize("change", ["portfolios", "known_at", "method", "tables_version", "as_of"])
def test_the_run_id_changes_with_every_input(change):
    from service.runs.identity import stamp_of

    inputs = {"as_of": TODAY, "known_at": TODAY, "method": "1", "tables_version": "t"}
    other = {
        "portfolios": {"demo": "2"},
        "known_at": YESTERDAY,
        "as_of": YESTERDAY,
        "method": "2",
        "tables_version": "u",
    }
    portfolios = {"demo": "1"}
    first = stamp_of(portfolios, **inputs).run_id
    if change == "portfolios":
        assert stamp_of(other["portfolios"], **inputs).run_id != first
    else:
        assert stamp_of(portfolios, **{**inputs, change: other[change]}).run_id != first
    assert first.startswith("2026-03-02-")


def test_the_run_id_does_not_depend_on_the_order_of_portfolios():
    from service.runs.identity import stamp_of

    inputs = {"as_of": TODAY, "known_at": TODAY, "method": "1", "tables_version": "t"}
    assert stamp_of({"x": "1", "y": "2"}, **inputs) == stamp_of({"y": "2", "x": "1"}, **inputs)
    assert stamp_of({"x": "1", "y": "2"}, **inputs) != stamp_of({"x": "2", "y": "1"}, **inputs)


@pytest.mark.parametrize(
    ("published", "served"),
    [
        ([TODAY], TODAY),
        ([YESTERDAY, TODAY], TODAY),
        # History scored afterwards does not take the newest scores away.
        ([TODAY, YESTERDAY], TODAY),
        # A look ahead serves only until a run comes that does not look ahead.
        ([TOMORROW], TOMORROW),
        ([TOMORROW, YESTERDAY], YESTERDAY),
        ([TODAY, TOMORROW], TODAY),
    ],
)
def test_which_run_is_served(tmp_path, published, served):
    for as_of in published:
        publish_small(tmp_path, as_of)
    assert Snapshot.open_current(tmp_path).manifest.as_of == served


def test_on_one_day_the_run_published_last_is_served(tmp_path):
    for tables_version in ("t1", "t2", "t1"):
        publish_small(tmp_path, tables_version=tables_version)
        assert current_run_id(tmp_path) == small_stamp(TODAY, tables_version).run_id


def test_a_run_whose_look_ups_were_stored_otherwise_is_the_same_run(tmp_path):
    """As a newer version of the service finds it: the figures are the same, the side file is not."""
    published = publish_small(tmp_path).manifest
    otherwise = published.model_copy(update={"sha256": {**published.sha256, LOOKUP: "0" * 64}})
    (run_folder(tmp_path, published.run_id) / MANIFEST).write_text(otherwise.model_dump_json())
    assert not publish_small(tmp_path).is_new


def test_what_a_dead_process_left_behind_is_swept_and_never_listed(tmp_path):
    left = tmp_path / "runs" / ".2026-03-01-aaaaaaaaaaaa.0123.part"
    left.mkdir(parents=True)
    (left / "manifest.json").write_text("half")
    (tmp_path / ".CURRENT.0123.part").write_text("2026")
    assert published_runs(tmp_path) == []
    publish_small(tmp_path)
    assert sorted(p.name for p in (tmp_path / "runs").iterdir()) == [small_stamp(TODAY).run_id]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["CURRENT", "publish.lock", "runs"]


def test_a_step_that_fails_leaves_nothing_and_the_old_run_serving(tmp_path):
    publish_small(tmp_path, YESTERDAY)

    def disk_full(name: str) -> None:
        if name == "scores.csv":
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        publish_small(tmp_path, step=disk_full)
    assert [run.as_of for run in published_runs(tmp_path)] == [YESTERDAY]
    assert [p.name for p in (tmp_path / "runs").glob(".*")] == []
    assert publish_small(tmp_path).is_served


def test_a_run_folder_changed_by_hand_is_named(tmp_path):
    run_id = publish_small(tmp_path).manifest.run_id
    (tmp_path / "runs" / run_id / "manifest.json").unlink()
    with pytest.raises(Refusal, match=r"has no manifest.json: it was changed by hand"):
        publish_small(tmp_path)
    with pytest.raises(NoSuchRun):
        Snapshot.open_current(tmp_path)


def test_only_one_process_publishes_at_a_time(tmp_path, monkeypatch):
    from service.runs import publishing

    monkeypatch.setattr(publishing, "PATIENCE_SECONDS", 0.1)
    with (
        lease(tmp_path, "publish", wait_seconds=0),
        pytest.raises(Refusal, match=r"another process holds publish.lock"),
    ):
        publish_small(tmp_path)


def test_readers_follow_the_switch_and_keep_what_they_hold(tmp_path):
    publish_small(tmp_path, YESTERDAY)
    serving = Serving(tmp_path)
    old = serving.snapshot()
    assert serving.snapshot() is old
    publish_small(tmp_path)
    assert serving.snapshot().manifest.as_of == TODAY
    assert old.headline("a")["as_of"] == YESTERDAY.isoformat()


def test_before_the_first_run_readers_are_told_what_to_do(tmp_path):
    with pytest.raises(NoSuchRun, match=r"nothing is scored yet in .*: run exposure rescore"):
        Snapshot.open_current(tmp_path)


@pytest.mark.parametrize("run_id", ["", "..", "../../etc", "2026-03-02-zzzzzzzzzzzz", "2026-03-02-0123456789ab", "x/y"])
def test_an_id_that_is_no_published_run_is_refused(tmp_path, run_id):
    publish_small(tmp_path)
    with pytest.raises(NoSuchRun, match="is not published"):
        Snapshot.open(tmp_path, run_id)


def test_runs_are_listed_by_day(tmp_path):
    for as_of in (TODAY, date(2025, 1, 1), YESTERDAY):
        publish_small(tmp_path, as_of)
    assert [run.as_of for run in published_runs(tmp_path)] == [date(2025, 1, 1), YESTERDAY, TODAY]
