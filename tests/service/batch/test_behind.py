"""What a company's figures rest on is counted when a run is published: regimes, prices, and figures that stand in.

signal      row  is about
regimes     0    r-1
            1    r-2
prices      0    Dy
            1    Nd
stand_ins   0    use_shares, mix "use EU27", magnet       earliest
            1    use_shares, mix "world", magnet          earliest
            2    product_materials, ev, magnet            earliest
            3    line_defaults, everybody                 stale
            4    premium_shares, area USA, magnet         earliest
shares of magnet: "use EU27" CHN 0.75 JPN 0.25; "world" CHN 1.0
"""

from datetime import date

import polars as pl
import pytest

from scoring.standing_in import COLUMNS
from service.runs.behind import behind

NAMED = "earliest:use_shares;earliest:product_materials;earliest:premium_shares;stale:line_defaults"


def stand_in(table, edition="earliest", **about):
    return dict.fromkeys(COLUMNS) | {
        "table": table,
        "edition": edition,
        "valid_from": date(2024, 1, 1),
        **about,
    }


STAND_INS = [
    stand_in("use_shares", mix="use EU27", material_id="magnet"),
    stand_in("use_shares", mix="world", material_id="magnet"),
    stand_in("product_materials", product_id="ev", material_id="magnet"),
    stand_in("line_defaults", edition="stale"),
    stand_in("premium_shares", importer_area="USA", material_id="magnet"),
]
SHARES = [("use EU27", "CHN", 0.75), ("use EU27", "JPN", 0.25), ("world", "CHN", 1.0), ("company a", "CHN", 0.5)]
SIGNALS = {
    "regimes": pl.DataFrame({"regime_id": ["r-1", "r-2"]}),
    "prices": pl.DataFrame({"element": ["Dy", "Nd"]}),
    "areas": pl.DataFrame({"country": ["DEU", "USA"], "customs_area": ["EU27", "USA"]}),
    "shares": pl.DataFrame(SHARES, schema=["mix", "origin", "use_share"], orient="row").with_columns(
        material_id=pl.lit("magnet")
    ),
    "stand_ins": pl.DataFrame(STAND_INS, schema=COLUMNS),
}


def levels(importer="DEU", mix=(("CHN", 0.75), ("JPN", 0.25)), named=NAMED, regimes=("r-2",), elements=("Nd",)):
    """Company a with one line of magnets, and company z with nothing at all."""
    cost = [{"origin": origin, "use_share": share, "element": element} for origin, share in mix for element in elements]
    keys = {"company_id": "a", "product_id": "ev", "material_id": "magnet", "importer": importer}
    text = dict.fromkeys([*keys, "origin", "element"], pl.String)
    return {
        "company": pl.DataFrame({"company_id": ["a", "z"]}),
        "line": pl.DataFrame({"company_id": ["a"], "defaults_used": pl.Series([named], dtype=pl.String)}),
        "delay": pl.DataFrame({"company_id": ["a"] * len(regimes), "regime_id": list(regimes)}),
        "cost": pl.DataFrame([{**keys, **row} for row in cost], schema=text | {"use_share": pl.Float64}),
    }


def counted(signals=SIGNALS, **given):
    return dict(behind(levels(**given), signals).iter_rows())["a"]


def test_rows_are_counted_once_and_in_order_and_a_company_without_any_has_empty_lists():
    found = dict(behind(levels(regimes=("r-2", "r-1", "r-2"), elements=("Nd", "Dy"), named=None), SIGNALS).iter_rows())
    assert found == {"a": "[[0,1],[0,1],[]]", "z": "[[],[],[]]"}


def test_what_no_signal_says_is_left_out():
    assert counted(regimes=("r-9",), elements=("Tb",), named=None) == "[[],[],[]]"


@pytest.mark.parametrize(
    ("given", "stood_in"),
    [
        ({}, "0,2,3"),  # the mix of its customs area, its product, everybody's
        ({"importer": "USA"}, "2,3,4"),  # no mix of its own has these shares; the area is its own
        ({"mix": [("CHN", 1.0)]}, "1,2,3"),  # the world's mix
        ({"mix": [("CHN", 0.5)]}, "2,3"),  # stated by the company: nobody's mix
        ({"named": "stale:line_defaults;stock_days"}, "3"),  # what no line names is not behind it
        ({"named": None}, ""),
    ],
)
def test_figures_that_stand_in_are_those_its_lines_name_and_its_goods_point_at(given, stood_in):
    assert counted(**given) == f"[[1],[1],[{stood_in}]]"


def test_a_run_without_figures_that_stand_in_needs_nothing_else():
    assert counted({name: SIGNALS[name] for name in ("regimes", "prices")}) == "[[1],[1],[]]"
