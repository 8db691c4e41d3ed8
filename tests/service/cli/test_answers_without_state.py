"""Commands that only answer: score, duty, explain and tables."""

import csv
import io
import json
import re
import shutil

import polars as pl
import pytest

from reference_data.contracts import TABLES
from reference_data.loader import TABLES_DIRECTORY

DAY = "2026-03-01"


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("level", ["company", "line", "delay", "cost", "contribution"])
def test_each_level_is_written_with_its_stamp(exposure, one_line, level):
    answer = exposure("score", one_line, "--as-of", DAY, "--level", level)
    found = rows(answer.out)
    assert (answer.status, answer.err) == (0, [])
    assert {row["company_id"] for row in found} == {"0042"}
    assert {(row["as_of"], row["method"]) for row in found} == {(DAY, "2026.1")}


def test_a_file_scored_and_the_same_file_imported_and_rescored_give_the_same_bytes(exposure, one_line, tmp_path):
    exposure("import", one_line)
    exposure("rescore", "--as-of", DAY)
    exposure("export", "scores", "--format", "csv", "--output", tmp_path / "run.csv")
    exposure("score", one_line, "--as-of", DAY, "--output", tmp_path / "file.csv")
    assert (tmp_path / "file.csv").read_bytes() == (tmp_path / "run.csv").read_bytes()


def test_every_format_holds_the_same_score(exposure, one_line, tmp_path):
    as_csv = rows(exposure("score", one_line, "--as-of", DAY).out)[0]["score"]
    as_json = json.loads(exposure("score", one_line, "--as-of", DAY, "--format", "json").out)[0]["score"]
    exposure("score", one_line, "--as-of", DAY, "--format", "parquet", "--output", tmp_path / "s.parquet")
    as_parquet = pl.read_parquet(tmp_path / "s.parquet")["score"].item()
    assert float(as_csv) == as_json == as_parquet


def test_faults_of_a_file_are_refused_one_line_each(exposure, portfolio_file):
    answer = exposure("score", portfolio_file("0042,Example,ev_bev,DEU,1,1"), "--as-of", DAY)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err[0].startswith("row 2, product_id: 'ev_bev' is no known product: did you mean ev_bev")


def test_other_tables_change_the_score_and_broken_ones_are_refused(exposure, one_line, tmp_path):
    folder = tmp_path / "tables"
    shutil.copytree(TABLES_DIRECTORY, folder)
    (folder / "prices.csv").write_text("nothing\n")
    answer = exposure("score", one_line, "--as-of", DAY, "--tables", folder)
    assert answer.status == 1
    assert answer.err[0].startswith("prices.csv:1: header lacks item")


def test_parquet_needs_a_file(exposure, one_line):
    answer = exposure("score", one_line, "--as-of", DAY, "--format", "parquet")
    assert answer.status == 2
    assert "--output" in answer.err[0]


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "20260301", "9999-12-31"])
def test_a_day_that_is_none_is_wrong_usage(exposure, one_line, day):
    answer = exposure("score", one_line, "--as-of", day)
    assert (answer.status, len(answer.err)) == (2, 1)
    assert day in answer.err[0]


def test_the_duty_is_printed_with_its_layers_and_their_sources(exposure):
    answer = exposure("duty", "--importer", "USA", "--origin", "CHN", "--line", "8505.11.0070", "--as-of", DAY)
    first, *layers = answer.out.splitlines()
    assert (answer.status, first) == (0, "27.1 %")
    assert len(layers) == 3
    assert all("[" in layer and "since 20" in layer for layer in layers)


def test_a_duty_that_is_not_known_is_refused_with_the_reason(exposure):
    answer = exposure("duty", "--importer", "THA", "--origin", "CHN", "--line", "8505110070", "--as-of", DAY)
    assert (answer.status, answer.out) == (1, "")
    [line] = answer.err
    assert line.startswith("duty of THA on 8505110070 from CHN on 2026-03-01 is not known: no base rate of THA")


def test_within_one_customs_area_there_is_no_duty(exposure):
    answer = exposure("duty", "--importer", "DEU", "--origin", "FRA", "--line", "850511", "--as-of", DAY)
    assert answer.out == "0 % (one customs area: no border, no duty)\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--importer", "Germany", "--origin", "CHN", "--line", "850511"), "did you mean DEU?"),
        (("--importer", "USA", "--origin", "XYZ", "--line", "850511"), "--origin XYZ: not a country code"),
        (("--importer", "USA", "--origin", "CHN", "--line", "magnet"), "a tariff line has 4 to 10 digits"),
    ],
)
def test_a_duty_nobody_can_ask_for_is_refused(exposure, arguments, words):
    answer = exposure("duty", *arguments, "--as-of", DAY)
    assert (answer.status, len(answer.err)) == (1, 1)
    assert words in answer.err[0]


def test_explain_names_a_company_it_does_not_know_and_the_nearest(exposure, one_line):
    assert exposure("explain", "0042").err[0].startswith("no portfolio is stored")
    exposure("import", one_line)
    assert exposure("explain", "0043").err == ["0043: no such company in any portfolio; did you mean 0042?"]
    told = exposure("explain", "0042", "--as-of", DAY).out.splitlines()
    assert told[0] == "As of 2026-03-01, method 2026.1"
    assert "Example Motors: score" in told[1]
    told = exposure("explain", "0042", "--as-of", DAY, "--known-at", "2025-06-01").out.splitlines()
    assert told[0] == "As of 2026-03-01 with what was known on 2025-06-01, method 2026.1"


def test_explain_says_what_moved_a_score_since_a_day_and_by_which_rows(exposure, one_line):
    exposure("import", one_line)
    told = exposure("explain", "0042", "--as-of", "2025-06-01", "--since", "2025-04-01").out.splitlines()
    since = told[told.index("Since 2025-04-01:") + 1 :]
    assert re.fullmatch(
        r"score \d+\.\d → \d+\.\d \(\+\d+\.\d points\), expected loss \S+ m USD → \S+ m USD a year", since[0]
    )
    assert re.fullmatch(r"\+\d+\.\d points, \+\S+ m USD: the law: licence regimes and duties", since[1])
    assert "licence_regimes CHN-18-" in since[2]
    assert "state none → licence since 2025-04-04 (Ministry of Commerce" in since[2]
    same = exposure("explain", "0042", "--as-of", "2025-06-01", "--since", "2025-06-01").out.splitlines()
    assert same[-1] == "Nothing that its score is computed from moved it."


def test_explain_refuses_a_since_that_is_later(exposure, one_line):
    exposure("import", one_line)
    answer = exposure("explain", "0042", "--as-of", "2025-06-01", "--since", "2025-06-02")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == ["--since 2025-06-02 is after 2025-06-01, the day that is explained: name an earlier day"]


def test_tables_are_checked_and_shown(exposure, tmp_path):
    assert exposure("tables", "check").out.startswith(f"{len(TABLES)} tables, ")
    shown = rows(exposure("tables", "show", "premium_shares", "--as-of", DAY).out)
    assert [row["element"] for row in shown] == ["*"]
    [line] = exposure("tables", "show", "price").err
    assert line.startswith("price: not a table of ours; did you mean prices")


def test_quarantined_trade_is_shown_with_its_reason(exposure):
    quarantined = rows(exposure("tables", "quarantine").out)
    [concentrate] = [row for row in quarantined if (row["importer"], row["period_from"]) == ("MYS", "2024-01-01")]
    assert (concentrate["hs_code"], concentrate["origin"]) == ("280530", "AUS")
    assert concentrate["quarantined_because"].startswith("concentrate or carbonate")
    assert float(concentrate["unit_value_usd_per_kg"]) == pytest.approx(128_057_261 / 31_209.685 / 1000)


def test_tables_show_and_the_interface_agree_on_what_held_and_was_known(exposure):
    """The Dy price outside China of 4 April 2025 was told on 6 May: nothing stands in for it before."""

    def outside(*days):
        shown = rows(exposure("tables", "show", "prices", *days).out)
        return [row["valid_from"] for row in shown if (row["item"], row["side"]) == ("Dy", "outside")]

    assert outside("--as-of", "2025-04-03", "--known-at", "2025-05-06") == []
    assert outside("--as-of", "2025-04-04", "--known-at", "2025-05-05") == []
    assert outside("--as-of", "2025-04-04", "--known-at", "2025-05-06") == ["2025-04-04"]


def test_figures_past_their_shelf_life_are_listed(exposure):
    found = rows(exposure("tables", "stale", "--as-of", "2027-06-01").out)
    assert {"tariff_layers", "prices"} <= {row["table"] for row in found}
    assert all(int(row["age_days"]) > int(row["shelf_life_days"]) for row in found)


def test_tables_show_what_holds_on_the_day(exposure):
    def programmes(day):
        return {row["programme"] for row in rows(exposure("tables", "show", "tariff_layers", "--as-of", day).out)}

    assert "section_301_magnets" in programmes("2026-03-01") - programmes("2025-12-31")
    assert "ieepa_fentanyl" in programmes("2025-12-31") - programmes("2026-03-01")


def test_a_picture_that_cannot_be_written_is_refused_before_the_work(exposure, tmp_path):
    answer = exposure("backtest", "--figure", tmp_path / "nowhere" / "scores.svg")
    assert answer.status == 1
    assert "cannot be written: there is no folder" in answer.err[0]


def test_companies_are_compared_in_words(exposure, portfolio_file):
    rows = ["ford,Ford,ev_bev_pmsm_avg,USA,100000,4e9", "acme,Acme,ev_bev_pmsm_avg,USA,100000,4e9", "n,None,none,,,5e8"]
    exposure("import", portfolio_file(*rows))
    told = exposure("compare", "ford", "acme", "n", "--as-of", DAY).out.splitlines()
    assert told[0] == "As of 2026-03-01, method 2026.1"
    assert told[1].startswith("Ford: score ")
    assert "nine times in ten" in told[1]
    assert told[1].removeprefix("Ford") == told[2].removeprefix("Acme")
    assert told[4:] == [
        "Ford and Acme: not distinguishable, 100% of the shorter interval is shared",
        "Ford and None: distinguishable, 0% of the shorter interval is shared",
        "Acme and None: distinguishable, 0% of the shorter interval is shared",
    ]
    assert exposure("compare", "ford", "acmee").err == ["acmee: no such company in any portfolio; did you mean acme?"]
