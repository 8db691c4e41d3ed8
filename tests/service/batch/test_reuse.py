"""Rows of companies that nothing has changed for are those of the run before, and the run is the same to the byte."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from scoring.edits import TableEdit, edited_tables
from scoring.partitions import score_in_parts
from scoring.portfolio import Portfolio
from service.batch import Batch
from service.inputs import Inputs
from service.runs.layout import BY_COMPANY, FINGERPRINTS, LEVELS, level_file, signal_file
from service.runs.manifest import file_hash
from service.runs.snapshot import Snapshot
from service.settings import Settings
from tests.service.batch.conftest import NOON

DAY = date(2026, 3, 1)
NEXT = DAY + timedelta(days=1)


@pytest.fixture(scope="module")
def portfolio(tables):
    """Twelve companies of the demonstration, one of them with files of its own."""
    lines = tables["demo_portfolio"]
    some = lines["company_id"].unique().sort().head(12)
    files = pl.DataFrame(
        {
            "company_id": [some[3]],
            "material_id": ["ndfeb_traction"],
            "origin": ["CHN"],
            "filed_on": [date(2025, 12, 1)],
            "decided_on": [None],
            "outcome": ["pending"],
        }
    )
    return Portfolio.of(lines.filter(pl.col("company_id").is_in(some.implode())), applications=files)


def batch_of(home, tables, portfolio, version="1", at_once=5):
    membership = portfolio.lines.select("company_id", portfolio=pl.lit("demo")).unique()
    return Batch(
        Settings(home=home),
        score=lambda *inputs, **days: score_in_parts(*inputs, **days, at_once=at_once),
        read_tables=lambda _folder: tables,
        load=lambda _home: Inputs(portfolio, {"demo": version}, membership),
        now=lambda: NOON,
        changes=lambda *_: None,
    )


def hashes_after(home, result):
    """The hash of every file of a run, those of the manifest being those of the files."""
    snapshot = Snapshot.open(home, result.run_id)
    found = {path.name: file_hash(path) for path in snapshot.folder.iterdir()}
    assert {name: digest for name, digest in found.items() if name != "manifest.json"} == snapshot.manifest.sha256
    return found


def with_stock(portfolio, tables):
    company = portfolio.company_ids()[4]
    stock = pl.when(pl.col("company_id") == company).then(77.0).otherwise("stock_days").alias("stock_days")
    return replace(portfolio, lines=portfolio.lines.with_columns(stock)), tables


def with_duty(portfolio, tables):
    held = pl.col("valid_to").is_null() & pl.col("rate").is_not_null() & pl.col("origin").is_in(["CHN", "*"])
    layers = tables["tariff_layers"].filter(held & (pl.col("importer") == "USA") & (pl.col("valid_from") < DAY))
    row = layers.filter(pl.col("tariff_line").str.starts_with("8505")).row(0, named=True)
    key = {"layer_id": row["layer_id"]}
    return portfolio, edited_tables(tables, [TableEdit("tariff_layers", key, {"rate": row["rate"] + 0.01})])


def without_a_line(portfolio, tables):
    twice = portfolio.lines.filter(pl.len().over("company_id") > 1)["company_id"][0]
    first = pl.int_range(pl.len()).over("company_id") == 0
    return replace(portfolio, lines=portfolio.lines.filter(~((pl.col("company_id") == twice) & first))), tables


def with_a_company(portfolio, tables):
    company = pl.col("company_id") == portfolio.company_ids()[6]
    added = portfolio.lines.filter(company).with_columns(pl.col("company_id") + "-2")
    return replace(portfolio, lines=pl.concat([portfolio.lines, added])), tables


def without_a_company(portfolio, tables):
    return replace(portfolio, lines=portfolio.lines.filter(pl.col("company_id") != portfolio.company_ids()[0])), tables


def unchanged(portfolio, tables):
    return portfolio, tables


CHANGES = {
    with_stock: (1, 1),
    with_duty: (1, 11),
    without_a_line: (1, 1),
    with_a_company: (1, 1),
    without_a_company: (0, 0),
    unchanged: (0, 0),
}
"""Change → how few and how many companies it may touch."""


@pytest.mark.parametrize("at_once", [5, 1000])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_lays_out_what_it_touches_and_gives_the_bytes_of_a_full_run(
    tmp_path, tables, portfolio, change, at_once
):
    changed, edited = change(portfolio, tables)
    batch_of(tmp_path / "grown", tables, portfolio, at_once=at_once).rescore(DAY)
    grown = batch_of(tmp_path / "grown", edited, changed, "2", at_once).rescore(DAY)
    full = batch_of(tmp_path / "full", edited, changed, "2", at_once).rescore(DAY)
    fewest, most = CHANGES[change]
    assert fewest <= grown.laid_out <= most
    assert full.laid_out == changed.company_ids().len()
    assert hashes_after(tmp_path / "grown", grown) == hashes_after(tmp_path / "full", full)


def test_another_day_alone_gives_the_bytes_of_a_full_run(tmp_path, tables, portfolio):
    batch_of(tmp_path / "grown", tables, portfolio).rescore(DAY)
    grown = batch_of(tmp_path / "grown", tables, portfolio).rescore(NEXT)
    full = batch_of(tmp_path / "full", tables, portfolio).rescore(NEXT)
    assert hashes_after(tmp_path / "grown", grown) == hashes_after(tmp_path / "full", full)


def test_the_size_of_a_part_leaves_no_trace(tmp_path, tables, portfolio):
    found = [
        hashes_after(
            tmp_path / str(at_once), batch_of(tmp_path / str(at_once), tables, portfolio, "1", at_once).rescore(DAY)
        )
        for at_once in (1, 5, 1000)
    ]
    assert found[0] == found[1] == found[2]
    wanted = {*map(level_file, LEVELS), *map(signal_file, BY_COMPANY), FINGERPRINTS, "listing.parquet", "scores.csv"}
    assert wanted <= set(found[0])


def test_rows_of_other_code_are_not_taken(tmp_path, tables, portfolio, monkeypatch):
    batch_of(tmp_path, tables, portfolio).rescore(DAY)
    monkeypatch.setattr("service.runs.earlier.code_version", lambda: "another")
    assert batch_of(tmp_path, tables, portfolio).rescore(NEXT).laid_out == portfolio.company_ids().len()


def test_rows_changed_by_hand_are_not_taken(tmp_path, tables, portfolio):
    first = batch_of(tmp_path, tables, portfolio).rescore(DAY)
    path = Snapshot.open(tmp_path, first.run_id).level_path("line")
    pl.read_parquet(path).with_columns(pl.col("annual_units") * 2).write_parquet(path)
    changed, _ = with_stock(portfolio, tables)
    assert batch_of(tmp_path, tables, changed, "2").rescore(DAY).laid_out == portfolio.company_ids().len()


def test_a_run_without_fingerprints_is_no_help_and_no_harm(tmp_path, tables, portfolio):
    first = batch_of(tmp_path, tables, portfolio).rescore(DAY)
    (Snapshot.open(tmp_path, first.run_id).folder / FINGERPRINTS).unlink()
    changed, _ = with_stock(portfolio, tables)
    assert batch_of(tmp_path, tables, changed, "2").rescore(DAY).laid_out == portfolio.company_ids().len()


def test_the_same_run_made_by_other_code_is_the_same_run(tmp_path, tables, portfolio, monkeypatch):
    first = batch_of(tmp_path, tables, portfolio).rescore(DAY)
    monkeypatch.setattr("service.runs.building.code_version", lambda: "another")
    again = batch_of(tmp_path, tables, portfolio).rescore(DAY)
    assert (again.run_id, again.is_new) == (first.run_id, False)
