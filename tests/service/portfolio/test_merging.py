"""Companies that share an identifier become one, on request and never silently."""

import pytest

from service.portfolio.manner import Manner
from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import VOCABULARY, csv_file, line, override

LEI, OTHER_LEI = "529900T8BM49AURSDO55", "213800WAVVOPS85N2205"
ISIN = "US0378331005"


def read(*rows, by="lei", **options):
    return read_portfolio(csv_file(*rows), "a.csv", VOCABULARY, manner=Manner(merge_by=by), **options)


def companies(report):
    return report.portfolio.lines.select("company_id", "company_name", "importer").rows()


def test_companies_with_one_lei_are_one_with_the_id_and_name_of_the_first_row():
    report = read(
        line(company_id="b", company_name="Beta", lei=LEI),
        line(company_id="a", company_name="Alpha GmbH", importer="USA", lei=LEI.lower()),
        line(company_id="c", company_name="Gamma", lei=OTHER_LEI),
    )
    assert report.faults == ()
    assert companies(report) == [("b", "Beta", "DEU"), ("b", "Beta", "USA"), ("c", "Gamma", "DEU")]
    (merged,) = report.merged
    assert (merged.company_id, merged.others, merged.identifiers) == ("b", ("a",), (LEI,))
    assert f"'a' merged into company 'b': same LEI {LEI}" in report.notes


def test_unasked_nothing_is_merged():
    report = read(line(company_id="b", lei=LEI), line(company_id="a", importer="USA", lei=LEI), by=None)
    assert (report.merged, report.portfolio.lines["company_id"].n_unique()) == ((), 2)


@pytest.mark.parametrize(
    ("by", "one", "other"), [("isin", ISIN, ISIN.lower()), ("supplier_number", "0042", "0042"), ("lei", LEI, LEI)]
)
def test_each_identifier_merges(by, one, other):
    report = read(line(company_id="b", **{by: one}), line(company_id="a", importer="USA", **{by: other}), by=by)
    assert {row[0] for row in companies(report)} == {"b"}


def test_supplier_numbers_are_text_that_differs_by_a_zero():
    report = read(
        line(company_id="b", supplier_number="0042"),
        line(company_id="a", supplier_number="42"),
        by="supplier_number",
    )
    assert (report.merged, report.accepted_rows) == ((), 2)


def test_rows_without_the_identifier_follow_their_company():
    report = read(
        line(company_id="b", lei=LEI),
        line(company_id="a", importer="USA", lei=LEI),
        line(company_id="a", importer="JPN"),
        override(company_id="a", importer="JPN"),
    )
    assert report.faults == ()
    assert [row[0] for row in companies(report)] == ["b", "b", "b"]
    assert report.portfolio.overrides["company_id"].to_list() == ["b"]


def test_companies_linked_by_a_third_are_one():
    other = "DE0007664039"
    report = read(
        line(company_id="x", importer="DEU", isin=ISIN),
        line(company_id="y", importer="USA", isin=other),
        line(company_id="z", importer="JPN", isin=ISIN),
        line(company_id="z", importer="KOR", isin=other),
        by="isin",
    )
    (merged,) = report.merged
    assert (merged.company_id, set(merged.others)) == ("x", {"y", "z"})
    assert {row[0] for row in companies(report)} == {"x"}


def test_lines_that_collide_once_merged_are_a_fault_that_says_so():
    report = read(line(company_id="b", lei=LEI), line(company_id="a", lei=LEI))
    (fault,) = report.faults
    assert (fault.row, fault.code) == (3, "repeated_line")
    assert str(fault) == (
        "row 3: once companies are merged by LEI, repeats row 2: same company, product and importer: "
        "put both in one row, or remove one"
    )
    assert report.portfolio is None


def test_of_lines_that_collide_the_valid_rows_can_be_taken():
    report = read(line(company_id="b", lei=LEI), line(company_id="a", lei=LEI), accept_valid=True)
    assert companies(report) == [("b", "Acme", "DEU")]


def test_companies_of_one_supplier_number_and_two_leis_contradict_each_other():
    report = read(
        line(company_id="b", supplier_number="1", lei=LEI),
        line(company_id="a", supplier_number="1", importer="USA", lei=OTHER_LEI),
        by="supplier_number",
    )
    (fault,) = report.faults
    assert (fault.row, fault.column, fault.code) == (3, "lei", "contradiction")
    assert "once companies are merged by supplier number" in fault.problem


def test_faults_that_were_there_before_are_not_laid_to_the_merge():
    report = read(
        line(company_id="b", lei=LEI), line(company_id="b", lei=LEI), line(company_id="a", importer="USA", lei=LEI)
    )
    (fault,) = report.faults
    assert fault.problem.startswith("repeats row 2")


def test_an_identifier_that_is_none_merges_nobody_silently():
    report = read(line(company_id="b", lei="WRONG"), line(company_id="a", importer="USA", lei="WRONG"))
    assert ({fault.code for fault in report.faults}, report.merged) == ({"lei"}, ())


def test_many_companies_with_one_number_are_merged_in_one_pass():
    rows = [
        line(company_id=f"c{n}", importer=None, product_id="none", annual_units=None, supplier_number="n/a")
        for n in range(2000)
    ]
    report = read(*rows, by="supplier_number")
    (merged,) = report.merged
    assert len(merged.others) == 1999
    assert str(merged).endswith("and 1,989 more merged into company 'c0': same supplier number n/a")
    assert len(report.faults) == 1999


def test_valid_rows_of_companies_with_one_wrong_identifier_are_not_merged():
    report = read(
        line(company_id="b", lei="WRONG"),
        line(company_id="a", importer="USA", lei="WRONG"),
        line(company_id="a", importer="JPN"),
        accept_valid=True,
    )
    assert (report.merged, companies(report)) == ((), [("a", "Acme", "JPN")])
