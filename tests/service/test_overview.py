"""What a portfolio adds up to, worked by hand.

company  portfolio  score  band        grade  covered  loss  at risk  hangs on
a        x          85     severe      A      1        60    600      magnet, CHN (licence)
b        x          85.5   severe      D      0.9      20    200      magnet, CHN 15; oxide, JPN 5 (licence)
c        y          5      negligible  none   1        0     0
d        y          none   none        none   0        none  none
e        y          100    severe      D      1        20    100      oxide, CHN (duty)

loss 100 = a 60 % + b 20 % + e 20 %: H = 0.36 + 0.04 + 0.04 = 0.44
act: 18 has the 60 of a and 10 of b's magnets (0.02 of 0.03 lost), 61 has 5, oxide has none: 70, 5, 25
material: magnet 75, oxide 25: H = 0.5625 + 0.0625 = 0.625; origin: CHN 95, JPN 5: H = 0.9025 + 0.0025 = 0.905
"""

from collections import Counter

import polars as pl
import pytest

from service.overview import overview
from service.runs.shares import add_up, loss_sums, shares_of

COLUMNS = {
    "company_id": pl.String,
    "portfolio": pl.String,
    "score": pl.Float64,
    "band": pl.String,
    "data_grade": pl.String,
    "covered_revenue_share": pl.Float64,
    "expected_annual_loss_usd": pl.Float64,
    "revenue_at_risk_usd": pl.Float64,
}
ROWS = [
    ("a", "x", 85.0, "severe", "A", 1.0, 60.0, 600.0),
    ("b", "x", 85.5, "severe", "D", 0.9, 20.0, 200.0),
    ("c", "y", 5.0, "negligible", None, 1.0, 0.0, 0.0),
    ("d", "y", None, None, None, 0.0, None, None),
    ("e", "y", 100.0, "severe", "D", 1.0, 20.0, 100.0),
]
PARTS = [
    ("a", "delay", "MOFCOM", "magnet", "CHN", "Dy", "USA", 60.0),
    ("b", "delay", "MOFCOM", "magnet", "CHN", "Dy", "USA", 15.0),
    ("b", "delay", "MOFCOM", "oxide", "JPN", "Y", "DEU", 5.0),
    ("e", "duty", "", "oxide", "CHN", "Y", "USA", 20.0),
]
LOST = [
    ("a/l", "magnet", "MOFCOM", "R18", 0.25),
    ("b/l", "magnet", "MOFCOM", "R18", 0.02),
    ("b/l", "magnet", "MOFCOM", "R61", 0.01),
    ("b/l", "oxide", "MOFCOM", "R18", 0.0),
]
LOST_NAMES = dict.fromkeys(("line_id", "material_id", "authority", "regime_id"), pl.String) | {"lost_share": pl.Float64}
ACTS = {"R18": "18", "R61": "61"}
WORDS = ("company_id", "signal", "authority", "material_id", "origin", "element", "importer")
NAMES = dict.fromkeys(WORDS, pl.String) | {"loss_usd": pl.Float64}
MONEY = ("delay_loss_usd", "duty_loss_usd", "premium_loss_usd")


def listed(rows=ROWS):
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    loss = pl.col("expected_annual_loss_usd")
    unlike = {"delay_loss_usd": loss, **dict.fromkeys(MONEY[1:], loss * 0), "revenue_usd": loss * 0 + 1000}
    return frame.with_columns(**unlike, company_name=pl.col("company_id").str.to_uppercase(), reason=pl.lit("why"))


def contributions(parts=PARTS):
    return pl.DataFrame(parts, schema=NAMES, orient="row").with_columns(line_id=pl.col("company_id") + "/l")


def summed(contribution, rows=ROWS):
    delay = pl.DataFrame(LOST, schema=LOST_NAMES, orient="row")
    return loss_sums(contribution.lazy(), delay.lazy(), listed(rows).lazy()).collect()


def added(frames):
    found = Counter()
    for frame in frames:
        add_up(found, frame)
    return shares_of(found)


def sums(parts=PARTS, rows=ROWS):
    return added([summed(contributions(parts), rows)])


def together(rows=ROWS, parts=PARTS):
    return overview(listed(rows), sums(parts, rows), ACTS)


@pytest.fixture(scope="module")
def found():
    return together()


def test_money_and_companies_are_of_those_with_a_score(found):
    assert (found.companies, found.scored) == (5, 4)
    assert found.loss_usd == 100
    assert (found.totals["revenue_at_risk_usd"], found.totals["revenue_usd"]) == (900, 4000)


def test_bands_count_everybody_and_never_show_the_unknown_as_nothing(found):
    bands = {row["band"]: row for row in found.bands.to_dicts()}
    assert list(bands) == ["severe", "high", "moderate", "low", "negligible", None]
    assert [row["companies"] for row in bands.values()] == [3, 0, 0, 0, 1, 1]
    assert bands["severe"]["company_share"] == pytest.approx(0.6)
    assert bands["severe"]["expected_annual_loss_usd"] == 100
    assert bands["high"]["expected_annual_loss_usd"] == 0
    assert bands[None]["expected_annual_loss_usd"] is None


def test_a_hundred_points_are_in_the_last_bin_and_edges_in_the_upper_one():
    rows = [
        (name, "x", score, "b", "D", 1.0, 1.0, 1.0) for name, score in zip("abcde", (0, 9.99, 10, 90, 100), strict=True)
    ]
    bins = together(rows, []).bins
    assert bins["companies"].to_list() == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert bins.row(9) == (90, 100, 2)


def test_exposures_run_up_to_all_of_the_loss(found):
    rows = found.exposures
    assert rows["company_id"].to_list() == ["a", "b", "e", "c"]
    assert rows["loss_share"].to_list() == pytest.approx([0.6, 0.2, 0.2, 0])
    assert rows["running_share"].to_list() == pytest.approx([0.6, 0.8, 1, 1])


@pytest.mark.parametrize(
    ("dimension", "index", "largest"),
    [
        ("company", 0.44, ("a", 60)),
        ("signal", 0.8**2 + 0.2**2, ("delay", 80)),
        ("authority", 0.8**2 + 0.2**2, ("MOFCOM", 80)),
        ("material_id", 0.625, ("magnet", 75)),
        ("origin", 0.905, ("CHN", 95)),
        ("element", 0.625, ("Dy", 75)),
        ("importer", 0.905, ("USA", 95)),
        ("act", 0.7**2 + 0.05**2 + 0.25**2, ("18", 70)),
    ],
)
def test_the_index_is_the_sum_of_squared_shares(found, dimension, index, largest):
    (one,) = [one for one in found.concentrations if one.dimension == dimension]
    assert one.herfindahl == pytest.approx(index)
    assert one.as_many_as == pytest.approx(1 / index)
    assert one.held.row(0)[:2] == largest
    shown = one.held["share"].sum()
    assert shown == pytest.approx(0.6 if dimension == "company" else 1)


def test_who_is_not_counted_is_listed_those_without_a_score_first(found):
    rows = found.incomplete.select("company_id", "state", "covered_revenue_share").rows()
    assert rows == [("d", "no score", 0.0), ("b", "scored in part", 0.9)]


def test_portfolios_stand_side_by_side(found):
    rows = found.portfolios.select("portfolio", "companies", "scored", "highest_score", "loss_share").rows()
    assert rows == [("x", 2, 2, 85.5, 0.8), ("y", 3, 2, 100.0, 0.2)]


def test_one_portfolio_s_sums_are_its_own():
    kept = sums().filter(pl.col("portfolio") == "y")
    found = overview(listed().filter(pl.col("portfolio") == "y"), kept, ACTS)
    (origins,) = [one for one in found.concentrations if one.dimension == "origin"]
    assert origins.held.rows() == [("CHN", 20.0, 1.0)]


def test_where_nothing_is_lost_there_is_no_share_and_no_index():
    rows = [ROWS[2], ROWS[3]]
    found = together(rows, [])
    assert found.loss_usd == 0
    assert found.exposures["loss_share"].to_list() == [None]
    assert [one.herfindahl for one in found.concentrations] == [None] * 8


def test_sums_of_parts_are_sums_of_the_whole_to_the_last_digit():
    tenths = [("a", "delay", "MOFCOM", "magnet", "CHN", "Dy", "USA", 0.1)] * 10
    rows = contributions(tenths)
    parts, whole = [summed(rows[place]) for place in range(10)], [summed(rows)]
    assert added(parts).equals(added(whole))
    assert added(whole)["loss_usd"].to_list() == [1.0] * 7
