"""`exposure levers`: each lever is what `exposure score` says of edited files; words, CSV, own figures, bad input."""

import csv
import io
import json
from datetime import date

import pytest

from reference_data.loader import load_tables
from scoring.portfolio import Portfolio
from service.api.lever_answers import levers_answer
from service.api.models.stamp import Stamped
from service.levers import levers_of
from service.portfolio.applications import read_applications
from service.portfolio.report import read_portfolio
from service.portfolio.vocabulary import Vocabulary
from tests.service.replay import portfolio_edited, tables_edited

DAY = date(2026, 11, 23)
PORTFOLIO = """\
company_id,company_name,product_id,importer,annual_units,annual_revenue_usd,stock_days,origin_shares,material_id
0042,Everything,ev_bev_pmsm_avg,USA,20000,1000000000,,,
0042,Everything,ev_hev,DEU,30000,900000000,30,,
0042,Everything,ev_hev,DEU,,,45,CHN:0.8;JPN:0.2,ndfeb_hybrid
0042,Everything,smartphone_magsafe,IND,500000,400000000,,,
0042,Everything,ev_hev,CHN,10000,300000000,,,
0042,Everything,none,,,2000000000,,,
"""
APPLICATIONS = """\
company_id,material_id,origin,filed_on,decided_on,outcome
0042,ndfeb_traction,CHN,2026-06-01,2026-07-20,approved
0042,ndfeb_traction,CHN,2026-08-01,,pending
"""
LEVERS = (
    "dy_free_grade", "magnet_free_design", "import_form", "other_origin", "more_stock", "second_source",
    "filing_earlier", "longer_validity", "general_licence",
)  # fmt: skip


@pytest.fixture(scope="session")
def shipped():
    return load_tables()


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "portfolio.csv").write_text(PORTFOLIO)
    (folder / "applications.csv").write_text(APPLICATIONS)
    return folder


@pytest.fixture(scope="session")
def told(shipped, files):
    """The answer about levers for the company in the files, as JSON has it."""
    words = Vocabulary.of(shipped)
    read = read_portfolio((files / "portfolio.csv").read_bytes(), "portfolio.csv", words).portfolio
    filed = read_applications((files / "applications.csv").read_bytes(), "applications.csv", words).applications
    portfolio = Portfolio(read.lines, read.overrides, filed)
    report = levers_of(portfolio, shipped, as_of=DAY, known_at=DAY, given={})
    stamp = Stamped(run_id=None, as_of=DAY, known_at=DAY, method="", tables_version=None, stale=False)
    return json.loads(levers_answer(stamp, "0042", "Everything", report).model_dump_json())


@pytest.fixture
def quick(monkeypatch, shipped):
    """Spares reading the shipped tables again for each command."""
    for module in ("score", "levers"):
        monkeypatch.setattr(f"service.cli.{module}.load_tables", lambda at: shipped if at is None else load_tables(at))


def best_of(told, lever_id):
    return next(lever for lever in told["levers"] if lever["lever_id"] == lever_id)


@pytest.mark.parametrize("lever_id", LEVERS)
def test_a_lever_is_what_exposure_score_says_of_the_edited_files(exposure, quick, told, files, tmp_path, lever_id):
    """The edits are made in CSV text; the result is the same to the last digit."""
    lever = best_of(told, lever_id)
    edits = lever["edits"]
    edited = portfolio_edited(files / "portfolio.csv", "0042", edits["lines"], tmp_path / "edited.csv")
    options = ["--as-of", DAY, "--applications", files / "applications.csv", "--format", "json"]
    if edits["tables"]:
        options += ["--tables", tables_edited(edits["tables"], tmp_path / "tables")]
    answer = exposure("score", edited, *options)
    assert answer.status == 0, answer.err
    (row,) = json.loads(answer.out)
    assert row["expected_annual_loss_usd"] == lever["expected_annual_loss_usd"]
    assert row["score"] == lever["score"]


def test_every_lever_changes_something_that_is_told(told):
    assert {lever["lever_id"] for lever in told["levers"]} == set(LEVERS)
    for lever in told["levers"]:
        assert lever["edits"]["lines"]
        assert bool(lever["edits"]["tables"]) == (lever["lever_id"] in LEVERS[:3])
        assert lever["saved_usd"] == told["expected_annual_loss_usd"] - lever["expected_annual_loss_usd"]


@pytest.fixture
def imported(exposure, home, files):
    assert exposure("import", files / "portfolio.csv").status == 0
    assert exposure("import", files / "applications.csv", "--applications").status == 0


def test_words_tell_what_would_help_and_that_savings_are_no_cash(exposure, quick, imported):
    answer = exposure("levers", "0042", "--as-of", DAY)
    assert (answer.status, answer.err) == (0, [])
    for words in ("What would help", "more stock: saves", "Best stock:", "Best pair:", "not cash in hand"):
        assert words in answer.out
    assert "inf" not in answer.out.replace("info", "")
    assert "nan" not in answer.out


def test_csv_has_a_row_for_each_lever_ranked_and_stamped(exposure, quick, imported, told):
    rows = list(csv.DictReader(io.StringIO(exposure("levers", "0042", "--as-of", DAY, "--format", "csv").out)))
    assert [(row["lever_id"], row["origin"] or None) for row in rows] == [
        (lever["lever_id"], lever["origin"]) for lever in [*told["levers"]]
    ]
    assert float(rows[0]["saved_usd"]) == told["levers"][0]["saved_usd"]
    assert {row["as_of"] for row in rows} == {str(DAY)}
    assert all(row["run_id"] and row["method"] and row["tables_version"] for row in rows)


def test_own_figures_are_taken_and_said_to_be_own(exposure, quick, imported):
    answer = exposure("levers", "0042", "--as-of", DAY, "--cost", "more_stock.holding_share=0.5")
    assert "more_stock.holding_share = 0.5 share" in answer.out
    assert "(your figure)" in answer.out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("0043",), 1, "0043: no such company in any portfolio; did you mean 0042?"),
        (("0042", "--cost", "more_stock"), 1, "'more_stock' is not of the form NAME=VALUE"),
        (("0042", "--cost", "more_stock.added_days=x"), 1, "is not of the form NAME=VALUE"),
        (("0042", "--cost", "more_stock.aded_days=9"), 1, "did you mean more_stock.added_days?"),
        (("0042", "--cost", "more_stock.added_days=-9"), 1, "-9 is out of range: 0 to 365 (days)"),
        (("0042", "--cost", "a.b=1", "--cost", "a.b=2"), 1, "a.b is given more than once"),
        (("0042", "--as-of", "2009-12-31"), 2, "2010-01-01"),
        (("0042", "--format", "xml"), 2, "xml"),
        (("0042", "--output", "x.csv"), 2, "--output needs --format csv or json"),
        ((), 2, "COMPANY_ID"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_clear_line(exposure, quick, imported, arguments, status, words):
    answer = exposure("levers", *arguments)
    assert answer.status == status
    assert words in "\n".join(answer.err)
    assert "Traceback" not in "\n".join(answer.err)
