"""What runs are made from is kept once, whole, and can be read again without the files it came from."""

import json
import os
from dataclasses import replace

import polars as pl
import pytest

from reference_data.loader import Tables
from scoring.method import METHOD
from service.ledger.keeping import InputsGone, keep, kept_method, kept_tables
from service.refusal import Refusal


def nothing_installed():
    raise AssertionError("the installed tables are not asked for")


def test_tables_come_back_as_they_were_without_their_files(tmp_path, tables):
    keep(tmp_path, tables, METHOD)
    again = kept_tables(tmp_path, tables.version, nothing_installed)
    assert again.version == tables.version
    assert set(again) == set(tables)
    assert all(again[name].equals(tables[name]) and again[name].schema == tables[name].schema for name in tables)


def test_a_version_is_written_once(tmp_path, tables):
    keep(tmp_path, tables, METHOD)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    keep(tmp_path, tables, METHOD)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_version_cut_off_while_it_was_written_is_nowhere_and_then_whole(tmp_path, tables, monkeypatch):
    def cut_off(*_names):
        raise OSError("no power")

    monkeypatch.setattr(os, "rename", cut_off)
    with pytest.raises(OSError, match="no power"):
        keep(tmp_path, tables, METHOD)
    assert not (tmp_path / "tables" / tables.version).exists()
    monkeypatch.undo()
    (tmp_path / "tables" / ".left.part").mkdir()
    keep(tmp_path, tables, METHOD)
    assert [path.name for path in (tmp_path / "tables").iterdir()] == [tables.version]


def test_installed_tables_serve_only_where_they_are_the_same(tmp_path, tables):
    assert kept_tables(tmp_path, tables.version, lambda: tables) is tables
    with pytest.raises(InputsGone, match="reference tables 0123456789abcdef are not kept"):
        kept_tables(tmp_path, "0123456789abcdef", lambda: tables)


def test_tables_of_another_release_are_refused_not_guessed(tmp_path, tables):
    frames = {**tables.frames, "prices": tables["prices"].drop("price_usd_per_kg")}
    keep(tmp_path, Tables(frames, "older"), METHOD)
    with pytest.raises(InputsGone, match="older are of another release: prices has other columns there"):
        kept_tables(tmp_path, "older", nothing_installed)


def test_constants_come_back_as_they_were(tmp_path, tables):
    other = replace(METHOD, version="2025.9", points_per_decade=10.0, bands=((50.0, "much"),))
    keep(tmp_path, tables, other)
    assert kept_method(tmp_path, "2025.9") == other
    assert kept_method(tmp_path, METHOD.version) == METHOD
    with pytest.raises(InputsGone, match=r"constants of method 2024\.1 are not kept"):
        kept_method(tmp_path, "2024.1")


def test_a_constant_that_came_later_changes_nothing(tmp_path, tables):
    keep(tmp_path, tables, METHOD)
    path = tmp_path / "methods" / f"{METHOD.version}.json"
    told = json.loads(path.read_text())
    del told["year_days"]
    path.write_text(json.dumps(told))
    assert kept_method(tmp_path, METHOD.version) == METHOD
    keep(tmp_path, tables, METHOD)


def test_other_constants_under_the_same_version_are_refused(tmp_path, tables):
    keep(tmp_path, tables, METHOD)
    with pytest.raises(Refusal, match="they need a new version"):
        keep(tmp_path, tables, replace(METHOD, points_per_decade=10.0))


def test_every_kind_of_column_survives(tmp_path, tables):
    kinds = {kind for name in tables for kind in tables[name].schema.values()}
    assert {pl.String(), pl.Float64(), pl.Int64(), pl.Date(), pl.List(pl.String())} == kinds
