"""Templates: made from the validator's columns, with examples that import, on the tables as they are."""

import csv
import io

import pytest
from openpyxl import load_workbook
from polars.testing import assert_frame_equal

from reference_data.loader import load_tables
from service.portfolio.application_columns import LICENCE_APPLICATIONS
from service.portfolio.applications import read_applications
from service.portfolio.columns import PORTFOLIO
from service.portfolio.demo import demo_portfolio
from service.portfolio.help import help_rows, help_text
from service.portfolio.report import read_portfolio
from service.portfolio.template import template_csv, template_xlsx
from service.portfolio.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def tables():
    return load_tables()


REMARK = "example rows of the template are in it"


@pytest.fixture(scope="module")
def vocabulary(tables):
    return Vocabulary.of(tables)


def test_the_portfolio_template_imports_as_written_in_both_forms(tables, vocabulary):
    text = read_portfolio(template_csv(PORTFOLIO), "template.csv", vocabulary)
    book = read_portfolio(template_xlsx(PORTFOLIO, vocabulary, tables["line_defaults"]), "template.xlsx", vocabulary)
    assert text.messages == book.messages == []
    assert text.notes == book.notes
    assert [note.partition(" (")[0] for note in text.notes] == [f"{REMARK}, company 0042"]
    assert "(rows 2, 3, 4)" in text.notes[0]
    assert text.accepted_rows == len(PORTFOLIO.examples)
    assert_frame_equal(text.portfolio.lines, book.portfolio.lines)
    assert_frame_equal(text.portfolio.overrides, book.portfolio.overrides)


def test_the_application_template_imports_as_written_in_both_forms(vocabulary):
    text = read_applications(template_csv(LICENCE_APPLICATIONS), "template.csv", vocabulary)
    book = read_applications(template_xlsx(LICENCE_APPLICATIONS), "template.xlsx", vocabulary)
    assert text.messages == book.messages == []
    assert_frame_equal(text.applications, book.applications)
    assert text.notes[0].startswith(f"{REMARK}, company 0042 (rows 2, 3)")


def test_an_example_among_rows_of_ones_own_is_remarked_on_and_an_edited_template_is_not(vocabulary):
    first = template_csv(PORTFOLIO).decode("utf-8-sig").splitlines()[:2]
    own = [row.replace("0042,Example Motors", "7,Acme") for row in first]
    among = read_portfolio("\n".join([*own, first[1]]).encode(), "a.csv", vocabulary)
    assert among.accepted_rows == 2
    assert among.notes[0].startswith(f"{REMARK}, company 0042 (row 3)")
    assert REMARK not in " ".join(read_portfolio("\n".join(own).encode(), "a.csv", vocabulary).notes)


@pytest.mark.parametrize("contract", [PORTFOLIO, LICENCE_APPLICATIONS])
def test_templates_have_every_column_the_validator_knows_in_its_order(contract, vocabulary):
    header = next(csv.reader(io.StringIO(template_csv(contract).decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(template_xlsx(contract, vocabulary)))
    assert header == [cell.value for cell in book[contract.name][1]] == list(contract.names)
    assert [row[0].value for row in book["columns"].iter_rows(min_row=2)] == header
    assert book["products"].max_row == len(vocabulary.products) + 1


def test_the_portfolio_has_the_columns_of_the_contract():
    assert PORTFOLIO.names == (
        *("company_id", "company_name", "product_id", "importer", "annual_units", "annual_revenue_usd"),
        *(
            "country",
            "industry",
            "lei",
            "isin",
            "supplier_number",
            "contribution_margin",
            "recovery_share",
            "stock_days",
        ),
        *("transit_days", "lead_days", "second_source_share", "origin_shares", "requalification_days", "licence_kind"),
        *("licence_valid_days", "end_use", "buyer_size", "tariff_borne_share", "material_id", "note"),
    )
    assert [column.name for column in PORTFOLIO.columns if column.required] == list(PORTFOLIO.names[:6])


def test_each_optional_column_states_its_default_and_those_of_the_table_their_value(tables):
    rows = {row[0]: row for row in help_rows(PORTFOLIO, tables["line_defaults"])}
    parameters = set(tables["line_defaults"]["parameter"])
    for name, required, takes, meaning, empty in rows.values():
        assert takes
        assert meaning
        assert bool(empty) == (required == "no")
        assert (", now " in empty) == (name in parameters)
    assert rows["second_source_share"][2] == "a share: a number from 0 to 1"


def test_help_for_a_terminal_has_a_line_a_column():
    lines = help_text(PORTFOLIO).splitlines()
    assert len(lines) == len(PORTFOLIO.columns)
    assert lines[4].startswith("annual_units (required, a number of units, 0 or more): ")


def test_the_demonstration_passes_the_checks_of_any_portfolio(tables, vocabulary):
    lines = demo_portfolio(tables).lines
    report = read_portfolio(lines.write_csv().encode(), "demo.csv", vocabulary)
    assert report.messages == []
    assert_frame_equal(report.portfolio.lines, lines)


def test_equal_templates_are_equal_bytes(vocabulary):
    assert template_xlsx(PORTFOLIO, vocabulary) == template_xlsx(PORTFOLIO, vocabulary)
