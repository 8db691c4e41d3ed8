"""Import mixes worked by hand."""

from datetime import date

import polars as pl
import pytest

from reference_data.import_mixes import Trade, apparent_use, import_mixes, use_mix

AREAS = pl.DataFrame(
    {"country": ["DEU", "BEL", "EU27", "JPN"], "customs_area": ["EU27", "EU27", "EU27", "JPN"]}, orient="col"
)


def mix(importer: str, *rows: tuple[str, str, float, float]) -> dict[str, tuple[float, float]]:
    """Shares by value and by tonnes of one importer's mix; rows are importer, origin, USD, tonnes."""
    frame = pl.DataFrame(
        rows,
        schema={"importer": pl.String, "origin": pl.String, "value_usd": pl.Float64, "quantity_t": pl.Float64},
        orient="row",
    ).with_columns(hs_code=pl.lit("284610"), period_from=pl.lit(date(2024, 1, 1)), period_to=pl.lit(date(2025, 1, 1)))
    mixes = import_mixes(Trade(frame, AREAS)).filter(pl.col("importer") == importer)
    return {row["origin"]: (row["value_share"], row["tonnes_share"]) for row in mixes.iter_rows(named=True)}


def test_shares_by_value_and_by_tonnes_with_hong_kong_counted_as_china() -> None:
    found = mix("JPN", ("JPN", "CHN", 200.0, 50.0), ("JPN", "HKG", 100.0, 30.0), ("JPN", "FRA", 100.0, 20.0))
    assert found == {"CHN": (300 / 400, 80 / 100), "FRA": (100 / 400, 20 / 100)}


def test_what_a_member_buys_inside_the_union_has_the_origins_of_the_union() -> None:
    # Germany buys 60 of its 100 USD from Belgium; the Union's own imports are 90 % Chinese by value, 50 % by tonnes.
    found = mix(
        "DEU",
        ("DEU", "BEL", 60.0, 10.0),
        ("DEU", "CHN", 40.0, 10.0),
        ("EU27", "CHN", 90.0, 5.0),
        ("EU27", "JPN", 10.0, 5.0),
    )
    assert found["CHN"] == (pytest.approx((40 + 60 * 0.9) / 100), pytest.approx((10 + 10 * 0.5) / 20))
    assert found["JPN"] == (pytest.approx(60 * 0.1 / 100), pytest.approx(10 * 0.5 / 20))


def test_a_quarantined_row_has_no_share() -> None:
    found = mix("JPN", ("JPN", "CHN", 100.0, 50.0), ("JPN", "FRA", 100.0, 0.0))
    assert found == {"CHN": (1.0, 1.0)}


def test_shares_of_use_leave_room_for_home_output_and_name_no_tiny_origin() -> None:
    shares = pl.DataFrame(
        {
            "origin": ["CHN", "FRA", "ITA", "ROW"],
            "value_share": [0.8, 0.18, 0.012, 0.008],
            "tonnes_share": [0.9, 0.08, 0.01, 0.01],
        }
    )
    found = use_mix(shares, "value", home_share=0.2)
    # Italy: 0.012 · 0.8 = 0.0096 of use, below one per cent, joins the rest: (0.012 + 0.008) · 0.8 = 0.016.
    assert found["origin"].to_list() == ["CHN", "FRA", "ROW"]
    assert found["share"].to_list() == pytest.approx([0.8 * 0.8, 0.18 * 0.8, 0.016])
    assert found["share_low"].to_list() == pytest.approx([0.64 * 0.8 - 0.005, 0.064 * 0.8 - 0.005, 0.016 * 0.8 - 0.005])
    assert found["share_high"].to_list() == pytest.approx(
        [0.72 * 1.2 + 0.005, 0.144 * 1.2 + 0.005, 0.016 * 1.2 + 0.005]
    )
    assert use_mix(shares, "mean")["share"].to_list() == pytest.approx([0.85, 0.13, 0.011, 0.009])


def test_an_origin_of_one_per_cent_is_named() -> None:
    shares = pl.DataFrame({"origin": ["CHN", "FRA"], "value_share": [0.99, 0.01], "tonnes_share": [0.99, 0.01]})
    assert use_mix(shares, "value")["origin"].to_list() == ["CHN", "FRA"]


def test_what_a_maker_uses_is_its_output_kept_at_home_and_its_imports() -> None:
    imports = pl.DataFrame({"origin": ["MYS", "VNM"], "quantity_t": [30.0, 10.0]})
    found = apparent_use(imports, "CHN", home_output_t=200.0, exports_t=40.0)
    assert dict(found.iter_rows()) == {"MYS": 30 / 200, "VNM": 10 / 200, "CHN": 160 / 200}
