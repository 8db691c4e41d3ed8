"""The portfolios that are measured on are what a company could import, and are the same on every run."""

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from reference_data.loader import Tables, load_tables
from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS
from service.portfolio.report import read_portfolio
from service.portfolio.vocabulary import Vocabulary
from tests.benchmarks.portfolios import DEFAULT_HEAVY, MIXES, OVERRIDE_HEAVY, made_up, read, saved

DAY = date(2026, 10, 1)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.mark.parametrize("mix", MIXES)
def test_an_import_takes_them_as_they_are(mix: str, tables: Tables) -> None:
    portfolio = made_up(mix, 200, tables, DAY)
    file = io.BytesIO()
    pl.concat([portfolio.lines, portfolio.overrides], how="diagonal").write_csv(file)
    report = read_portfolio(file.getvalue(), "made_up.csv", Vocabulary.of(tables))
    assert report.messages == []
    assert report.notes == ()
    assert report.portfolio is not None
    assert_frame_equal(report.portfolio.lines, portfolio.lines, check_exact=True)
    assert_frame_equal(report.portfolio.overrides, portfolio.overrides, check_exact=True)


@pytest.mark.parametrize("mix", MIXES)
def test_the_same_every_time_and_after_a_turn_on_disk(mix: str, tables: Tables, tmp_path: Path) -> None:
    portfolio = made_up(mix, 100, tables, DAY)
    files = saved(tmp_path, made_up(mix, 100, tables, DAY))
    again = read(files)
    assert_frame_equal(again.lines, portfolio.lines, check_exact=True)
    assert_frame_equal(again.overrides, portfolio.overrides, check_exact=True)
    assert (files.companies, files.line_count) == (100, 300)
    assert dict(again.lines.schema) == LINE_COLUMNS
    assert dict(again.overrides.schema) == OVERRIDE_COLUMNS


def test_three_lines_a_company_and_a_tenth_without_rare_earths(tables: Tables) -> None:
    lines = made_up(DEFAULT_HEAVY, 2_000, tables, DAY).lines
    assert lines["company_id"].is_sorted()
    assert lines.group_by("company_id").len()["len"].unique().to_list() == [3]
    assert 150 < lines.filter(pl.col("product_id") == "none").height < 250
    assert lines["importer"].n_unique() > 15
    assert lines["product_id"].n_unique() > 40


def test_few_companies_of_the_default_heavy_mix_say_anything(tables: Tables) -> None:
    portfolio = made_up(DEFAULT_HEAVY, 4_000, tables, DAY)
    says = pl.any_horizontal(pl.col("stock_days", "second_source_share").is_not_null())
    assert 0.03 < portfolio.lines.filter(says)["company_id"].n_unique() / 4_000 < 0.07
    others = portfolio.lines.select(pl.col(LINE_COLUMNS.keys() - {"stock_days", "second_source_share"}))
    silent = {"transit_days", "lead_days", "origin_shares", "contribution_margin", "recovery_share", "end_use"}
    assert others.select(pl.col(silent).is_null().all()).row(0) == (True,) * len(silent)
    assert portfolio.overrides.is_empty()


def test_every_line_of_the_override_heavy_mix_says_much_and_little_is_alike(tables: Tables) -> None:
    portfolio = made_up(OVERRIDE_HEAVY, 2_000, tables, DAY)
    built = portfolio.lines.filter(pl.col("product_id") != "none")
    told = ["stock_days", "transit_days", "lead_days", "second_source_share", "contribution_margin", "recovery_share"]
    assert built.select(pl.col(told).null_count()).row(0) == (0,) * len(told)
    assert built["stock_days"].n_unique() == built.height
    assert 0.3 < built["origin_shares"].count() / built.height < 0.5
    assert 0.2 < portfolio.overrides.height / built.height < 0.4
    assert portfolio.overrides["origin_shares"].count() > 0
