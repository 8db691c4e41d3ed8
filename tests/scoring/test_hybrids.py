"""Worlds put together from two: each column of the one is from the group it belongs to, and nothing else moves."""

from dataclasses import fields, replace
from datetime import date
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_data.loader import Tables
from scoring.hybrids import GROUP_OF, WORLD_GROUPS, changed_groups, hybrid
from scoring.method import METHOD
from scoring.world import World, world_on
from tests.scoring import random_world
from tests.scoring.small_world import ev_maker, table

DAY = date(2026, 3, 1)


def on(tables: Tables, day: date = DAY, **constants: float) -> World:
    return world_on(tables, replace(METHOD, **constants), day, day)


def changed(tables: Tables, name: str, rows: pl.DataFrame) -> Tables:
    return Tables({**tables.frames, name: rows}, version=f"{tables.version}, changed")


def regime(world: World, regime_id: str) -> dict[str, object]:
    return world.regimes.row(by_predicate=pl.col("regime_id") == regime_id, named=True)


def same(one: World, other: World) -> bool:
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(World)]
    return all(a.equals(b) if isinstance(a, pl.DataFrame) else a == b for a, b in pairs)


def test_every_field_of_a_world_belongs_to_one_group() -> None:
    assert set(GROUP_OF) == {field.name for field in fields(World)}
    assert set(GROUP_OF.values()) == set(WORLD_GROUPS)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_moved_is_the_world_before_and_all_moved_the_world_after(seed: int) -> None:
    _, tables, day, known_at = random_world.world(Random(seed))
    _, others, *_ = random_world.world(Random(seed + 100))
    before, after = world_on(tables, METHOD, day, known_at), world_on(others, METHOD, date(2026, 9, 1), DAY)
    assert same(hybrid(before, after, []), before)
    assert same(hybrid(before, after, WORLD_GROUPS), after)


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.sets(st.sampled_from(WORLD_GROUPS)))
def test_moving_some_from_one_side_is_keeping_the_others_of_the_other(seed: int, moved: set[str]) -> None:
    _, tables, day, known_at = random_world.world(Random(seed))
    one = world_on(tables, METHOD, day, known_at)
    assert same(hybrid(one, one, moved), one)
    assert changed_groups(one, one, with_files=True) == []


def test_a_regime_new_in_one_world_brings_its_own_wait() -> None:
    tables = ev_maker()
    fewer = changed(tables, "licence_regimes", tables["licence_regimes"].filter(pl.col("regime_id") != "DY"))
    mixed = hybrid(on(fewer), on(tables), ["law"])
    assert regime(mixed, "DY") == regime(on(tables), "DY")
    # Without the law there is nothing to wait for, whatever the evidence.
    assert hybrid(on(fewer), on(tables), ["waits"]).regimes["regime_id"].to_list() == ["ND"]


def test_a_wait_is_of_the_waits_whatever_the_law() -> None:
    tables = ev_maker()
    observed = tables["licence_observations"].with_columns(wait_scale_days=pl.lit(700.0))
    slower = changed(tables, "licence_observations", observed)
    assert changed_groups(on(tables), on(slower), with_files=False) == ["waits"]
    assert regime(hybrid(on(tables), on(slower), ["law"]), "DY")["wait_scale_days"] == 150.0
    assert regime(hybrid(on(tables), on(slower), ["waits"]), "DY")["wait_scale_days"] == 700.0


def test_a_prohibition_has_no_wait_and_a_licence_always_one() -> None:
    tables = ev_maker()
    dy = pl.col("regime_id") == "DY"
    barring = pl.when(dy).then(pl.lit("prohibition")).otherwise("regime_kind").alias("regime_kind")
    barred = changed(tables, "licence_regimes", tables["licence_regimes"].with_columns(barring))
    by_law = regime(hybrid(on(tables), on(barred), ["law"]), "DY")
    assert (by_law["regime_kind"], by_law["wait_shape"], by_law["refile_days"]) == ("prohibition", None, None)
    by_waits = regime(hybrid(on(tables), on(barred), ["waits"]), "DY")
    assert (by_waits["regime_kind"], by_waits["wait_shape"], by_waits["refile_days"]) == ("licence", 5.0, 90.0)


def test_odds_belong_to_the_waits_and_only_to_what_may_come() -> None:
    tables = ev_maker()
    likelier = changed(tables, "onset_odds", tables["onset_odds"].with_columns(probability=pl.lit(0.5)))
    mixed = hybrid(on(tables), on(likelier), ["waits"])
    assert (regime(mixed, "ND")["onset_probability"], regime(mixed, "DY")["onset_probability"]) == (0.5, None)
    in_force = tables["licence_regimes"].with_columns(regime_kind=pl.lit("licence"))
    enacted = on(changed(tables, "licence_regimes", in_force))
    assert regime(hybrid(on(tables), enacted, ["law"]), "ND")["onset_probability"] is None
    assert regime(hybrid(on(tables), enacted, ["waits"]), "ND")["onset_probability"] == 0.21


def test_the_correlation_of_files_is_the_methods_and_their_count_the_waits() -> None:
    tables = ev_maker()
    files = [{"observation_id": "FIT", "file_group": "g", "kind": "count", "filed_count": 10.0, "approved_count": 4.0}]
    counted = changed(tables, "licence_observations", table("licence_observations", [{**files[0], "elapsed_days": 50}]))
    once, apart = on(counted), on(counted, file_correlation=0.0)
    assert changed_groups(once, apart, with_files=False) == ["method"]
    assert same(hybrid(once, apart, ["method"]), apart)
    # Shape: prior 1.18, and 4 files approved at full weight.
    assert regime(hybrid(once, apart, ["method"]), "DY")["wait_shape"] == pytest.approx(5.18)


def test_the_speed_of_licences_is_a_state_of_the_world_not_a_choice_of_the_method() -> None:
    usual, faster = on(ev_maker()), on(ev_maker(), licence_speed=2.0)
    assert changed_groups(usual, faster, with_files=False) == ["waits"]
    assert same(hybrid(usual, faster, ["waits"]), faster)
    assert same(hybrid(usual, faster, ["method"]), usual)


def test_a_traded_price_is_a_price_and_an_assumed_value_another_table() -> None:
    tables = ev_maker()
    traded = table("prices", [{"item": "magnet_dy", "side": "traded", "form": "material", "price_usd_per_kg": 60.0}])
    priced = changed(tables, "prices", pl.concat([tables["prices"], traded]))
    dearer = changed(priced, "materials", tables["materials"].with_columns(unit_value_usd_per_kg=pl.lit(99.0)))
    before, after = on(tables), on(dearer)

    def values(world: World) -> dict[str, float]:
        return dict(world.materials.select("material_id", "unit_value_usd_per_kg").iter_rows())

    assert values(hybrid(before, after, ["prices"])) == {"magnet_dy": 60.0, "magnet_nd": 30.0}
    # The assumed value of magnet_dy after is not on record beside its traded price: the one before serves.
    assert values(hybrid(before, after, ["other_tables"])) == {"magnet_dy": 42.0, "magnet_nd": 99.0}


def test_days_that_pass_move_nothing_unless_files_wait() -> None:
    tables = ev_maker()
    today, tomorrow = on(tables), on(tables, date(2026, 3, 2))
    assert changed_groups(today, tomorrow, with_files=False) == []
    assert changed_groups(today, tomorrow, with_files=True) == ["waits"]


def test_where_a_figure_is_from_moves_nothing() -> None:
    tables = ev_maker()
    retold = changed(tables, "prices", tables["prices"].with_columns(source_id=pl.lit("another"), note=pl.lit("!")))
    assert changed_groups(on(tables), on(retold), with_files=False) == []
