"""Files kept aside: for a day, under names nobody can guess, for whoever sent them."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from service.importing import Sent
from service.kept.folder import CORRECTED, KeptFolder, forget_files, kept_files
from service.kept.uploads import KeptUploads

NOW = datetime.now(UTC)
SENT = Sent("own", "a file.csv", b"content", applications=True, columns={"x": "company_id", "y": ""}, merge_by="lei")


def test_an_upload_comes_back_as_it_was_sent(tmp_path):
    uploads = KeptUploads(tmp_path)
    token = uploads.keep(SENT, NOW)
    assert uploads.find("own", token, NOW) == SENT
    assert uploads.find("other", token, NOW) is None


def test_what_is_said_of_it_can_change(tmp_path):
    uploads = KeptUploads(tmp_path)
    token = uploads.keep(SENT, NOW)
    changed = Sent("own", "a file.csv", b"content")
    uploads.say(token, changed, NOW)
    assert uploads.find("own", token, NOW) == changed


def test_after_a_day_it_is_not_found_and_with_the_next_it_is_gone(tmp_path):
    uploads = KeptUploads(tmp_path)
    token = uploads.keep(SENT, NOW)
    later = NOW + timedelta(days=1, minutes=1)
    assert uploads.find("own", token, later) is None
    uploads.keep(SENT, later)
    assert len(kept_files(tmp_path, "own")) == 2


def test_the_oldest_make_room(tmp_path):
    folder = KeptFolder(tmp_path / "kept", r"[a-z]", most=3)
    for age, name in enumerate("edcba"):
        folder.put("own", name, b"", NOW)
        moment = (NOW - timedelta(minutes=age)).timestamp()
        os.utime(tmp_path / "kept" / "own" / name, (moment, moment))
    assert sorted(path.name for path in (tmp_path / "kept" / "own").iterdir()) == ["a", "d", "e"]


@pytest.mark.parametrize("token", ["", "x", "../own", "0" * 33, "0" * 31 + "/"])
@pytest.mark.parametrize("portfolio", ["own", "..", "", "a/b"])
def test_names_that_were_not_given_out_find_nothing(tmp_path, token, portfolio):
    KeptUploads(tmp_path).keep(SENT, NOW)
    assert KeptUploads(tmp_path).find(portfolio, token, NOW) is None


def test_nobody_else_on_the_machine_reads_them(tmp_path):
    KeptUploads(tmp_path).keep(SENT, NOW)
    assert (tmp_path / "uploads").stat().st_mode & 0o077 == 0


def test_forgotten_all_of_a_portfolio_is_gone_and_others_stay(tmp_path):
    uploads = KeptUploads(tmp_path)
    token = uploads.keep(SENT, NOW)
    kept = uploads.keep(Sent("other", "b.csv", b"b"), NOW)
    (tmp_path / CORRECTED).mkdir()
    (tmp_path / CORRECTED / "unnamed.csv").write_text("of an earlier release")
    forget_files(tmp_path, "own")
    assert (uploads.find("own", token, NOW), kept_files(tmp_path, "own")) == (None, [])
    assert uploads.find("other", kept, NOW) is not None
    assert not (tmp_path / CORRECTED / "unnamed.csv").exists()
