"""Editions of world supply: complete over the elements, known in their order, and derived from tonnages on record."""

from datetime import date

import polars as pl

from reference_data.loader import Tables

NOT_MINED_ALONE = {"Pm", "Sc"}
"""Promethium is not mined at all; scandium is a by-product whose mines nobody counts."""


def mining(tables: Tables, edition: date) -> pl.DataFrame:
    return tables["supply_shares"].filter(pl.col("stage") == "mining", pl.col("valid_from") == edition)


def test_every_element_but_promethium_has_a_split_of_separation_that_was_known_in_2023(tables: Tables) -> None:
    shares = tables["supply_shares"].filter(pl.col("stage") == "separation", pl.col("known_from") < date(2024, 1, 1))
    assert set(tables["elements"]["element"]) - set(shares["item"]) == {"Pm"}


def test_every_element_that_is_mined_for_itself_has_two_editions(tables: Tables) -> None:
    for edition in (date(2024, 1, 1), date(2025, 1, 1)):
        assert set(tables["elements"]["element"]) - set(mining(tables, edition)["item"]) == NOT_MINED_ALONE


def test_mining_shares_of_both_editions_follow_from_mine_output_and_one_ore_composition_a_country(
    tables: Tables,
) -> None:
    # share ∝ tonnage × composition, so share / tonnage may differ between editions by one factor an element only.
    output = tables["mine_output"].with_columns(edition=pl.date("year", 1, 1))
    contents = []
    for edition, known in ((date(2024, 1, 1), date(2025, 1, 31)), (date(2025, 1, 1), date(2026, 5, 31))):
        tonnes = output.filter(pl.col("edition") == edition, pl.col("known_from") == known)
        rows = mining(tables, edition).join(tonnes, on="origin", how="inner", validate="m:1")
        contents.append(rows.filter(pl.col("origin") != "ROW", pl.col("share") > 0.005))
    both = contents[0].join(contents[1], on=["item", "origin"], how="inner", suffix="_next", validate="1:1")
    ratio = (pl.col("share_next") / pl.col("oxide_t_next")) / (pl.col("share") / pl.col("oxide_t"))
    spread = (
        both.with_columns(ratio=ratio)
        .group_by("item")
        .agg(pl.len().alias("origins"), (pl.col("ratio").max() / pl.col("ratio").min()).alias("spread"))
    )
    assert spread.filter(pl.col("spread") > 1.001).is_empty(), spread
    assert spread["origins"].min() >= 3  # type: ignore[operator]


def test_myanmar_is_a_range_that_spans_what_others_count(tables: Tables) -> None:
    [row] = mining(tables, date(2025, 1, 1)).filter(pl.col("item") == "Dy", pl.col("origin") == "MMR").to_dicts()
    assert (round(row["share"], 2), row["share_low"] < 0.25, row["share_high"] > 0.49) == (0.37, True, True)


def test_an_edition_is_not_known_before_the_year_it_describes_has_begun(tables: Tables) -> None:
    for name in ("supply_shares", "use_shares", "feed_shares"):
        rows = tables[name].filter(pl.col("source_id") != "supply-own-assumptions")
        assert rows.filter(pl.col("known_from") <= pl.col("valid_from")).is_empty(), name


def test_plants_name_a_country_outside_china_and_what_their_tonnes_are_of(tables: Tables) -> None:
    plants = tables["plants"]
    assert "CHN" not in plants["country"]
    assert set(plants["stage"]) == {"mining", "separation", "metal", "magnet"}
    running = plants.filter(pl.col("status") == "operating", pl.col("stage") == "magnet", pl.col("country") != "ROW")
    assert 8 <= running.height < plants.filter(pl.col("stage") == "magnet").height
