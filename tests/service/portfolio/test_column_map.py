"""Files with headings of their own: mapped by the user, remembered, suggested, and never guessed."""

import csv
import io

import pytest

from service.portfolio.application_columns import LICENCE_APPLICATIONS
from service.portfolio.applications import read_applications
from service.portfolio.column_map import LEFT_OUT, column_map, suggested
from service.portfolio.columns import PORTFOLIO
from service.portfolio.corrected import corrected_csv, corrected_xlsx
from service.portfolio.faults import ImportRefused
from service.portfolio.manner import Manner
from service.portfolio.report import read_portfolio
from tests.service.portfolio.small import GOOD, VOCABULARY, csv_file, line, sheet_file
from tests.service.portfolio.test_corrected import csv_rows, xlsx_rows

OWN = ("Supplier ID", "Supplier", "Product", "Import country", "Units", "Sales (USD)")
MAP = dict(zip((name.lower() for name in OWN), GOOD, strict=True))
FILE = sheet_file([OWN, list(GOOD.values())])


def own_csv(*rows, header=OWN):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def read(data, filename="a.csv", **manner):
    return read_portfolio(data, filename, VOCABULARY, manner=Manner(**manner))


def codes(report):
    return [fault.code for fault in report.faults]


@pytest.mark.parametrize("how", ["said", "remembered"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_mapped_file_is_the_file_with_our_headings(how, kind):
    data = own_csv(GOOD.values()) if kind == "csv" else FILE
    report = read(data, f"a.{kind}", **{how: MAP})
    assert report.faults == ()
    assert report.portfolio.lines.equals(read(csv_file(line())).portfolio.lines)
    assert "column 'Supplier ID' is read as company_id" in report.notes


def test_without_a_map_the_headings_are_told_and_nothing_is_taken():
    report = read(own_csv(GOOD.values()))
    assert (report.portfolio, report.header, codes(report)) == (None, OWN, ["header"])


def test_a_heading_counts_whatever_its_case_and_blanks():
    header = (" SUPPLIER id ", *OWN[1:])
    assert read(own_csv(GOOD.values(), header=header), said=MAP).faults == ()


def test_a_column_left_out_is_passed_over_and_comes_back_in_the_corrected_file():
    data = own_csv([*GOOD.values(), "inner matter"], [*GOOD.values(), ""], header=(*OWN, "Buyer"))
    report = read(data, said={**MAP, "buyer": LEFT_OUT})
    assert codes(report) == ["repeated_line"]
    assert "column 'Buyer' is left out" in report.notes
    header, first, _ = csv_rows(corrected_csv(report))
    assert header[:7] == [*OWN, "Buyer"]
    assert first[6] == "inner matter"


def test_the_corrected_workbook_keeps_numbers_under_headings_of_ones_own():
    report = read(own_csv(GOOD.values(), GOOD.values()), said=MAP)
    assert xlsx_rows(corrected_xlsx(report))[1][:6] == ["007", "Acme", "ev_car", "DEU", 100, 3500000]


def test_a_heading_that_is_neither_ours_nor_mapped_is_a_fault():
    report = read(own_csv([*GOOD.values(), "x"], header=(*OWN, "Buyer")), said=MAP)
    assert codes(report) == ["unknown_column"]
    assert "'Buyer' in column G" in report.messages[0]


def test_two_headings_for_one_column_are_a_fault():
    report = read(own_csv(GOOD.values()), said={**MAP, "supplier": "company_id"})
    assert set(codes(report)) == {"column_twice", "missing_column"}
    assert "in columns A and B" in " ".join(report.messages)


def test_a_heading_somebody_maps_has_to_be_there():
    report = read(own_csv(GOOD.values()), said={**MAP, "suplier id": "company_id"})
    assert codes(report)[0] == "column_map"
    assert report.messages[0] == "row 1: 'suplier id' is no heading of this file: did you mean supplier id?"


def test_a_remembered_heading_need_not_be_there_and_gives_way_to_the_columns_own_name():
    assert read(csv_file(line()), remembered=MAP).faults == ()
    header = (*GOOD, "Note")
    remembered = {"note": LEFT_OUT, "supplier": "company_name"}
    report = read(own_csv([*GOOD.values(), "kept"], header=header), remembered=remembered)
    assert (report.faults, report.portfolio.lines["note"].to_list()) == ((), [None])
    both = read(own_csv([*GOOD.values(), "Other"], header=(*GOOD, "Supplier")), remembered=remembered)
    assert codes(both) == ["unknown_column"]


def test_what_is_said_stands_above_what_is_remembered():
    remembered = {**MAP, "supplier": "industry", "units": LEFT_OUT}
    assert read(own_csv(GOOD.values()), remembered=remembered, said=MAP).faults == ()


def test_applications_are_mapped_alike():
    data = own_csv(
        ["007", "magnet", "CHN", "2026-03-02", "pending"], header=("Firm", "Material", "Origin", "Filed", "State")
    )
    said = {"firm": "company_id", "material": "material_id", "filed": "filed_on", "state": "outcome"}
    report = read_applications(data, "a.csv", VOCABULARY, manner=Manner(said=said))
    assert (report.faults, report.accepted_rows) == ((), 1)


def test_pairs_are_read_as_they_are_meant():
    pairs = ["Supplier ID=company_id", " Sales = USD =annual_revenue_usd", "Buyer=", "Ünit=ANNUAL_UNITS"]
    assert column_map(pairs, PORTFOLIO) == {
        "supplier id": "company_id",
        "sales = usd": "annual_revenue_usd",
        "buyer": LEFT_OUT,
        "ünit": "annual_units",
    }


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["Supplier"], "'Supplier' is no pair"),
        (["=company_id"], "is no pair"),
        ([""], "is no pair"),
        (["Supplier=company_nam"], "did you mean company_name?"),
        (["Supplier=zzzz"], "see the template"),
        (["Supplier=company_id", "supplier =company_name"], "a second time"),
    ],
)
def test_pairs_that_are_none_are_told(pairs, said):
    with pytest.raises(ImportRefused) as refusal:
        column_map(pairs, PORTFOLIO)
    assert said in str(refusal.value)


def test_every_wrong_pair_is_told_at_once():
    with pytest.raises(ImportRefused) as refusal:
        column_map(["a", "b=c", "d=importer"], PORTFOLIO)
    assert len(refusal.value.faults) == 2


def test_suggestions_are_the_nearest_free_columns_each_once():
    header = (*OWN, "Vendor", "Colour of the logo", "lei")
    found = suggested(header, PORTFOLIO)
    assert {own: found[own] for own in MAP} == MAP
    assert found["colour of the logo"] == LEFT_OUT
    assert "lei" not in found
    used = [column for column in found.values() if column]
    assert len(used) == len(set(used))


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Firmen-ID", "company_id"),
        ("company id", "company_id"),
        ("Vendor Name", "company_name"),
        ("Revenue USD", "annual_revenue_usd"),
        ("stock days", "stock_days"),
        ("Lead time (days)", "lead_days"),
        ("???", LEFT_OUT),
    ],
)
def test_a_heading_alone(heading, column):
    assert suggested((heading,), PORTFOLIO)[heading.lower()] == column


OTHER_CURRENCIES = {
    "Turnover (EUR)": "EUR",
    "Umsatz TEUR": "EUR",
    "Sales k€": "EUR",
    "annual_revenue_eur": "EUR",
    "Revenue in euros": "EUR",
    "Turnover £m": "GBP",
    "Revenue GBP": "GBP",
    "Sales JPY": "JPY",
    "Sales ¥": "JPY or CNY",
    "Revenue (RMB)": "CNY",
    "annual revenue CNY": "CNY",
    "Sales KRW": "KRW",
    "Sales INR": "INR",
    "Annual sales CHF": "CHF",
    "Sales A$": "AUD",
    "Sales NT$": "TWD",
}


@pytest.mark.parametrize("heading", OTHER_CURRENCIES)
def test_a_heading_of_another_currency_is_never_suggested_for_dollars(heading):
    assert suggested((heading,), PORTFOLIO)[heading.lower()] != "annual_revenue_usd"
    header = (*OWN[:5], heading)
    report = read(own_csv(GOOD.values(), header=header), said={**dict(list(MAP.items())[:5])})
    said = " ".join(report.messages).replace("annual_revenue_usd: this column is missing", "")
    assert "annual_revenue_usd" not in said
    assert "is it the one called" not in said


@pytest.mark.parametrize("heading", OTHER_CURRENCIES)
def test_a_heading_of_another_currency_that_is_mapped_to_dollars_is_remarked_on_first(heading):
    header = (*OWN[:5], heading)
    report = read(own_csv(GOOD.values(), header=header), said=dict(zip(map(str.lower, header), GOOD, strict=True)))
    assert report.faults == ()
    said = f"column {heading!r} speaks of {OTHER_CURRENCIES[heading]}, but annual_revenue_usd is in US dollars"
    assert report.notes[0].startswith(said)


@pytest.mark.parametrize("heading", ["Sales (US$)", "Revenue $", "Turnover USD", "Annual sales"])
def test_dollars_and_headings_without_a_currency_are_suggested_unremarked(heading):
    header = (*OWN[:5], heading)
    assert suggested(header, PORTFOLIO)[heading.lower()] == "annual_revenue_usd"
    report = read(own_csv(GOOD.values(), header=header), said=dict(zip(map(str.lower, header), GOOD, strict=True)))
    assert "speaks of" not in " ".join(report.notes)


def test_suggestions_for_applications():
    found = suggested(("Company", "Material", "Country of origin", "Filing date", "Decision"), LICENCE_APPLICATIONS)
    assert found["filing date"] == "filed_on"
    assert found["material"] == "material_id"


@pytest.mark.parametrize("separator", ["\t", "|"])
def test_other_separators_are_told_under_headings_of_ones_own(separator):
    data = "\n".join(separator.join(row) for row in (OWN, GOOD.values())).encode()
    assert codes(read(data)) == ["separator"]
