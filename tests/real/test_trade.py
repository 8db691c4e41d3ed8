"""Shares that rest on trade can be computed again from the trade rows; what is set aside is named."""

from datetime import date
from functools import cache

import polars as pl
import pytest

from reference_data.import_mixes import MATERIALS, Trade, apparent_use, import_mixes, use_mix
from reference_data.loader import Tables
from reference_data.quarantine import quarantine

PRINTED = 1e-4
BACI = "supply-baci-202601"
SEPARATION_QUOTA_T, NDPR_METAL_T = 254_000.0, 90_000.0
UNSEPARATED = ("MMR", "LAO")


@pytest.fixture(scope="module")
def mixes(tables: Tables) -> pl.DataFrame:
    areas = tables["countries"].filter(pl.col("valid_from") <= date(2022, 1, 1)).sort("valid_from")
    newest = areas.unique("country", keep="last").select("country", "customs_area")
    return import_mixes(Trade(tables["trade_flows"], newest))


def mix_of(mixes: pl.DataFrame, importer: str, code: str, year: date) -> pl.DataFrame:
    return mixes.filter(pl.col("importer") == importer, pl.col("hs_code") == code, pl.col("period_from") == year)


def assert_same(printed: pl.DataFrame, computed: pl.DataFrame, what: object) -> None:
    both = printed.select("origin", printed="share").join(computed, on="origin", how="full", coalesce=True)
    far = both.filter((pl.col("printed").fill_null(0) - pl.col("share").fill_null(0)).abs() > PRINTED)
    assert far.is_empty(), f"{what}: {far.rows()}"


def test_every_use_share_that_cites_trade_follows_from_the_trade_rows(tables: Tables, mixes: pl.DataFrame) -> None:
    key = ["importer", "material_id", "valid_from"]
    shares = tables["use_shares"]
    derived = shares.filter(pl.col("source_id") == BACI, pl.col("importer") != "CHN")
    for (importer, material, year), rows in derived.group_by(key):
        code, weight = MATERIALS[str(material)]
        group = shares.join(rows.select(key).unique(), on=key, how="semi")
        home = float(group.filter(pl.col("locator") == "use of home output")["share"].sum())
        mix = mix_of(mixes, str(importer), code, year)
        assert_same(rows, use_mix(mix, weight, home), (importer, material, year))
    assert derived.select(key).n_unique() > 500


def test_every_feed_share_that_cites_trade_follows_from_the_trade_rows(tables: Tables, mixes: pl.DataFrame) -> None:
    key = ["feed_material_id", "origin", "valid_from"]
    shares = tables["feed_shares"]
    derived = shares.filter(pl.col("source_id") == BACI)
    for (_, origin, year), rows in derived.group_by(key):
        group = shares.join(rows.select(key).unique(), on=key, how="semi")
        home = float(group.filter(pl.col("feed_origin") == origin)["share"].sum())
        computed = use_mix(mix_of(mixes, str(origin), "280530", year), "value", home)
        assert_same(rows.drop("origin").rename({"feed_origin": "origin"}), computed, (origin, year))


@pytest.mark.parametrize(
    ("material", "code", "exported", "output_t"),
    [
        ("lanthanum_compound", "284690", ("284610", "284690"), SEPARATION_QUOTA_T),
        ("neodymium_oxide", "284690", ("284610", "284690"), SEPARATION_QUOTA_T),
        ("ndpr_metal", "280530", ("280530",), NDPR_METAL_T),
    ],
)
def test_chinas_own_use_follows_from_its_output_imports_and_exports(
    tables: Tables, mixes: pl.DataFrame, material: str, code: str, exported: tuple[str, ...], output_t: float
) -> None:
    members = tables["countries"].filter(pl.col("customs_area") == "EU27", pl.col("country") != "EU27")
    still = members.filter(pl.col("valid_to").is_null())["country"].implode()
    exports = tables["trade_flows"].filter(
        pl.col("hs_code").is_in(exported),
        pl.col("origin").is_in(["CHN", "HKG"]),
        pl.col("period_from") == date(2024, 1, 1),
        ~pl.col("importer").is_in(still) | (pl.col("importer") == "GBR"),
    )
    imports = mix_of(mixes, "CHN", code, date(2024, 1, 1)).filter(~pl.col("origin").is_in(UNSEPARATED))
    computed = apparent_use(imports, "CHN", output_t, float(exports["quantity_t"].sum()))
    small = pl.col("share") < 0.0025
    rest = computed.with_columns(origin=pl.when(small).then(pl.lit("ROW")).otherwise("origin"))
    rows = tables["use_shares"].filter(
        pl.col("importer") == "CHN", pl.col("material_id") == material, pl.col("source_id") == BACI
    )
    assert_same(rows, rest.group_by("origin").agg(pl.col("share").sum()), material)


def test_us_magnet_shares_follow_from_the_trade_rows(tables: Tables) -> None:
    flows = tables["trade_flows"].filter(pl.col("importer") == "USA")

    @cache
    def china(code: str, year: int, month: int) -> float:
        rows = flows.filter(
            pl.col("hs_code") == code,
            pl.col("period_from") == date(year, 1, 1),
            pl.col("period_to") == date(year, month, 1),
        )
        return float(rows.filter(pl.col("origin") == "CHN")["value_usd"].sum()) / float(rows["value_usd"].sum())

    early_2025 = china("8505110070", 2025, 4)
    moved = early_2025 * china("8505", 2026, 5) / china("8505", 2025, 5)
    expected = {2024: china("8505110070", 2024, 4) * 0.98, 2025: early_2025 * 0.98, 2026: moved * 0.94}
    rows = tables["use_shares"].filter(
        pl.col("importer") == "USA", pl.col("material_id") == "ndfeb_traction", pl.col("origin") == "CHN"
    )
    printed = {row["valid_from"].year: row["share"] for row in rows.iter_rows(named=True)}
    assert printed == pytest.approx(expected, abs=6e-4)


def test_the_known_traps_are_set_aside_and_little_else(tables: Tables) -> None:
    flows = quarantine(tables["trade_flows"])
    aside = flows.drop_nulls("quarantined_because")
    traps = {("MYS", "280530", "AUS"), ("EU27", "284690", "NOR"), ("TWN", "284690", "USA")}
    assert traps <= set(aside.select("importer", "hs_code", "origin").iter_rows())
    assert aside.height < 0.03 * flows.height
    metals = flows.filter(pl.col("hs_code") == "280530", pl.col("importer") != "MYS")
    assert float(metals.drop_nulls("quarantined_because")["value_usd"].sum()) < 0.01 * float(metals["value_usd"].sum())


def test_no_share_is_known_before_the_figures_it_rests_on(tables: Tables) -> None:
    released = tables["sources"].filter(pl.col("published").is_not_null()).select("source_id", "published")
    for name in ("use_shares", "supply_shares", "feed_shares", "trade_flows", "plants", "mine_output"):
        rows = tables[name].join(released, on="source_id", how="inner", validate="m:1")
        early = rows.filter(pl.col("known_from") < pl.col("published"))
        assert early.is_empty(), (name, early.head(3).rows())


def test_every_origin_of_a_material_with_a_feed_has_its_feed_tier(tables: Tables) -> None:
    fed = tables["materials"].drop_nulls("feed_material_id").select("material_id", "feed_material_id")
    used = tables["use_shares"].select("material_id", "origin")
    supplied = tables["supply_shares"].select("origin", material_id="item")
    origins = pl.concat([used, supplied.select("material_id", "origin")]).join(fed, on="material_id", how="inner")
    missing = origins.unique().join(tables["feed_shares"], on=["feed_material_id", "origin"], how="anti")
    assert missing.is_empty(), missing.rows()
