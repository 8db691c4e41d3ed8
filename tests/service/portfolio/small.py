"""A small vocabulary, and files written row by row."""

import csv
import io

import xlsxwriter

from service.portfolio.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    products={"ev_car": "Electric car", "phone": "Smartphone", "none": "Revenue without rare earths", "bare": "Bare"},
    countries={
        "CHN": "China",
        "DEU": "Germany",
        "EU27": "European Union",
        "GBR": "United Kingdom",
        "JPN": "Japan",
        "KOR": "South Korea",
        "ROW": "Rest of the world",
        "USA": "United States",
    },
    product_materials={"ev_car": frozenset({"magnet", "phosphor"}), "phone": frozenset({"magnet"})},
    materials={"magnet": "Magnet", "phosphor": "Phosphor"},
    unit_values_usd={"ev_car": 35_000.0, "phone": 300.0},
)

REQUIRED = ("company_id", "company_name", "product_id", "importer", "annual_units", "annual_revenue_usd")
GOOD = {
    "company_id": "007",
    "company_name": "Acme",
    "product_id": "ev_car",
    "importer": "DEU",
    "annual_units": "100",
    "annual_revenue_usd": "3500000",
}
NONE = {"company_id": "007", "company_name": "Acme", "product_id": "none", "annual_revenue_usd": "1000000"}
OVERRIDE = {
    "company_id": "007",
    "company_name": "Acme",
    "product_id": "ev_car",
    "importer": "DEU",
    "material_id": "magnet",
    "stock_days": "30",
}


def line(**changed):
    """A good product line with some cells changed; None clears a cell."""
    return {name: cell for name, cell in {**GOOD, **changed}.items() if cell is not None}


def override(**changed):
    """A good override of that line with some cells changed."""
    return {name: cell for name, cell in {**OVERRIDE, **changed}.items() if cell is not None}


def header_of(rows):
    """The required columns and every other one the rows use, in order of appearance."""
    return list(dict.fromkeys([*REQUIRED, *(name for row in rows for name in row)]))


def csv_file(*rows, header=None):
    """Rows as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header or header_of(rows), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def semicolon_file(*rows, header=None):
    """Rows as Excel saves them as CSV in much of Europe."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header or header_of(rows), restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(*rows, header=None, sheet="portfolio"):
    """Rows as a workbook; cells keep the type they are given."""
    names = header or header_of(rows)
    return sheet_file([names, *([row.get(name) for name in names] for row in rows)], sheet=sheet)


def sheet_file(cells, sheet="portfolio"):
    """Cells as a workbook with one sheet."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        written = workbook.add_worksheet(sheet)
        for row, values in enumerate(cells):
            for place, value in enumerate(values):
                if value is not None:
                    written.write(row, place, value)
    return packed.getvalue()
