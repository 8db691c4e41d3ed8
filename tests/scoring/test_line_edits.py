"""Edits of lines set what they name, leave all else, and are refused where no line or no column is meant."""

import polars as pl
import pytest

from scoring.edit_faults import EditFaults
from scoring.line_edits import LineAdded, LineEdit, LineRemoved, PortfolioEdit, edited_portfolio
from scoring.portfolio import Portfolio

#          product  importer  stock  material rows
LINES = [("ev", "USA", 10.0), ("ev", "DEU", 20.0), ("phone", "USA", 30.0), ("none", None, None)]
BASE = Portfolio.of(
    pl.DataFrame(
        [
            {
                "company_id": "c",
                "company_name": "C",
                "product_id": product,
                "importer": importer,
                "annual_units": None if product == "none" else 5.0,
                "annual_revenue_usd": 100.0,
                "country": "DEU",
                "stock_days": stock,
            }
            for product, importer, stock in LINES
        ]
    ),
    pl.DataFrame(
        [
            {"company_id": "c", "product_id": "ev", "importer": i, "material_id": "dy", "stock_days": 60.0}
            for i in ("USA", "DEU")
        ]
    ),
)


def stocks(portfolio: Portfolio) -> dict[str, float]:
    rows = [*portfolio.lines.with_columns(material_id=pl.lit(None, pl.String)).iter_rows(named=True)]
    rows += [*portfolio.overrides.iter_rows(named=True)]
    return {
        "/".join(filter(None, (row["product_id"], row["importer"], row["material_id"]))): row["stock_days"]
        for row in rows
    }


BEFORE = {
    "ev/USA": 10.0, "ev/DEU": 20.0, "phone/USA": 30.0, "none": None, "ev/USA/dy": 60.0, "ev/DEU/dy": 60.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "moved"),
    [
        (LineEdit({"stock_days": 99}, product_id="ev", importer="USA"), {"ev/USA": 99.0}),
        (LineEdit({"stock_days": 99}, product_id="ev"), {"ev/USA": 99.0, "ev/DEU": 99.0}),
        (LineEdit({"stock_days": None}, importer="USA"), {"ev/USA": None, "phone/USA": None}),
        (LineEdit({"stock_days": 1}), {"ev/USA": 1.0, "ev/DEU": 1.0, "phone/USA": 1.0, "none": 1.0}),
        (LineEdit({"stock_days": 1}, product_id="ev", material_id="dy"), {"ev/USA/dy": 1.0, "ev/DEU/dy": 1.0}),
        (LineEdit({"stock_days": 1}, product_id="ev", importer="USA", material_id="nd"), {"ev/USA/nd": 1.0}),
        (LineAdded({"company_id": "c", "product_id": "ev", "importer": "FRA", "stock_days": 7.0}), {"ev/FRA": 7.0}),
    ],
)
def test_an_edit_sets_what_it_names_and_leaves_all_else(edit: PortfolioEdit, moved: dict[str, float]) -> None:
    assert stocks(edited_portfolio(BASE, [edit])) == BEFORE | moved


def test_a_line_that_goes_takes_what_it_says_of_materials_along() -> None:
    left = stocks(edited_portfolio(BASE, [LineRemoved(product_id="ev", importer="USA")]))
    assert left == {name: stock for name, stock in BEFORE.items() if not name.startswith("ev/USA")}
    left = stocks(edited_portfolio(BASE, [LineRemoved(product_id="ev", material_id="dy")]))
    assert left == {name: stock for name, stock in BEFORE.items() if not name.endswith("/dy")}


def test_a_line_that_moves_takes_what_it_says_of_materials_along() -> None:
    moved = stocks(edited_portfolio(BASE, [LineEdit({"importer": "MEX"}, product_id="ev", importer="USA")]))
    assert moved == {name.replace("ev/USA", "ev/MEX"): stock for name, stock in BEFORE.items()}


def test_an_added_line_is_of_the_company_as_its_others_are() -> None:
    added = edited_portfolio(BASE, [LineAdded({"company_id": "c", "product_id": "ev", "importer": "FRA"})])
    line = added.lines.row(by_predicate=pl.col("importer") == "FRA", named=True)
    assert (line["company_name"], line["country"], line["stock_days"]) == ("C", "DEU", None)


def test_the_size_of_a_buyer_is_one_answer_for_the_company() -> None:
    sized = edited_portfolio(BASE, [LineEdit({"buyer_size": "small"}, product_id="phone")])
    assert set(sized.lines["buyer_size"]) == {"small"}
    assert set(sized.overrides["buyer_size"]) == {"small"}


def test_edits_apply_in_order_and_rows_stay_sorted() -> None:
    edits = [LineEdit({"stock_days": 1}), LineAdded({"company_id": "a", "product_id": "ev"}), LineEdit({"note": "x"})]
    edited = edited_portfolio(BASE, edits)
    assert edited.lines["company_id"][0] == "a"
    assert set(edited.lines["note"]) == {"x"}
    assert edited.lines.schema == BASE.lines.schema


@pytest.mark.parametrize(
    ("edit", "place", "words", "nearest"),
    [
        (LineEdit({"stok_days": 1}), ("values", "stok_days"), "is not a column", "stock_days"),
        (LineEdit({"stock_days": "9"}), ("values", "stock_days"), "not a finite number", None),
        (LineEdit({"stock_days": True}), ("values", "stock_days"), "not a finite number", None),
        (LineEdit({"end_use": 3}), ("values", "end_use"), "not a text", None),
        (LineEdit({"stock_days": 1}, product_id="fone"), ("product_id",), "not the product_id", "phone"),
        (LineEdit({"stock_days": 1}, product_id="phone", importer="DEU"), (), "no line has all of this", None),
        (LineEdit({"annual_units": 1}, material_id="dy"), ("values", "annual_units"), "of one material", None),
        (LineRemoved(importer="UAS"), ("importer",), "not the importer", "USA"),
        (LineAdded({"product": "ev"}), ("values", "product"), "is not a column", "product_id"),
    ],
)
def test_an_edit_is_refused_in_place(
    edit: PortfolioEdit, place: tuple[str, ...], words: str, nearest: str | None
) -> None:
    with pytest.raises(EditFaults) as refusal:
        edited_portfolio(BASE, [LineEdit({"stock_days": 1}), edit])
    (fault,) = refusal.value.faults
    assert (fault.edit, fault.at) == (1, place)
    assert words in fault.fault
    assert nearest is None or nearest in fault.nearest
