"""A replay uses nothing known later; where no figure was known, the earliest on record serves, by name."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reference_data.contract import Table
from reference_data.contracts import TABLES
from reference_data.loader import Tables, load_tables
from scoring.engine import score
from scoring.gaps import GapError
from scoring.in_force import edition_key, in_force, latest_edition, rows_on
from scoring.levels import Levels
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from service.portfolio.demo import demo_portfolio
from tests.scoring.fed_world import DAY, FREE_FEED, IN, LINE, scored, world
from tests.scoring.small_world import table

LEVELS = ("company", "line", "delay", "cost", "contribution")
LATER = date(2026, 6, 1)
TRIES = settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
days = st.dates(date(2010, 1, 1), date(2026, 11, 30))
BESIDE_THE_SCORE = ("magnet_exports", "trade_flows")
"""Tables without a name to make up; no score reads them."""


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def three(tables: Tables) -> Portfolio:
    """A car maker, a maker of phones and one of wind turbines, of the demonstration."""
    everybody = demo_portfolio(tables)
    ours = pl.col("company_id").is_in(["ford", "apple", "vestas"])
    return replace(everybody, lines=everybody.lines.filter(ours))


def without_later(contract: Table, rows: pl.DataFrame, known_at: date) -> pl.DataFrame:
    """Every row known later is gone, but for figures of which none was known by then."""
    return rows.filter(~_open_to_change(contract, rows, known_at))


def multiplied_later(contract: Table, rows: pl.DataFrame, known_at: date, factor: float) -> pl.DataFrame:
    """Every figure of every row known later is another one."""
    later = _open_to_change(contract, rows, known_at)
    numbers = [c.name for c in contract.columns if c.kind == "number"]
    return rows.with_columns(
        pl.when(later).then(pl.col(name) * factor + factor).otherwise(name).alias(name) for name in numbers
    )


def added_later(contract: Table, rows: pl.DataFrame, known_at: date, factor: float) -> pl.DataFrame:
    """Each figure known by then has a newer row, told on the next day, that says something else."""
    told = pl.lit(known_at + timedelta(days=1))
    known = rows.filter(pl.col("known_from") <= known_at)
    numbers = [c.name for c in contract.columns if c.kind == "number"]
    newer = known.with_columns(pl.col(numbers) * factor + factor, known_from=told)
    if "valid_from" in rows.columns:
        newer = newer.with_columns(valid_from=pl.col("valid_from") + pl.duration(days=1))
    if "valid_from" not in contract.key:
        newer = newer.with_columns(pl.format("NEW-{}", contract.key[0]).alias(contract.key[0]))
    return pl.concat([rows, newer])


def _open_to_change(contract: Table, rows: pl.DataFrame, known_at: date) -> pl.Expr:
    later = pl.col("known_from") > known_at
    if "valid_from" not in rows.columns or "end_known_from" in rows.columns:
        return later
    edition_known = pl.col("known_from").max().over(*edition_key(contract), "valid_from")
    return later & (edition_known.min().over(edition_key(contract)) <= known_at)


def changed(tables: Tables, known_at: date, how: str, factor: float) -> Tables:
    frames = dict(tables)
    for name, rows in tables.items():
        if "known_from" not in rows.columns or name in BESIDE_THE_SCORE:
            continue
        if how == "deleted":
            frames[name] = without_later(TABLES[name], rows, known_at)
        else:
            change = multiplied_later if how == "multiplied" else added_later
            frames[name] = change(TABLES[name], rows, known_at, factor)
    return Tables(frames, tables.version)


def replayed(portfolio: Portfolio, tables: Tables, as_of: date, known_at: date) -> Levels | list[str]:
    """All levels, or the gaps for which there is no score: those must not hang on what came later either."""
    try:
        return score(portfolio, tables, METHOD, as_of=as_of, known_at=known_at)
    except GapError as error:
        return error.gaps


@pytest.mark.parametrize("how", ["deleted", "multiplied", "added"])
@TRIES
@given(as_of=days, apart=st.integers(-1500, 1500), factor=st.floats(0.1, 0.9))
def test_nothing_known_later_changes_a_figure(how, as_of, apart, factor, tables, three):
    known_at = as_of + timedelta(days=apart)
    before = replayed(three, tables, as_of, known_at)
    after = replayed(three, changed(tables, known_at, how, factor), as_of, known_at)
    if isinstance(before, list):
        assert after == before
        return
    assert not isinstance(after, list), after
    for level in LEVELS:
        assert getattr(before, level).equals(getattr(after, level)), (level, as_of, known_at)


@pytest.mark.parametrize("as_of", [date(2012, 6, 30), date(2023, 6, 30), date(2025, 6, 1)])
def test_a_line_without_an_earliest_figure_hangs_on_nothing_known_later(as_of, tables, three):
    """What was not known at all is changed too: only lines that name the tables may move."""
    before = score(three, tables, METHOD, as_of=as_of, known_at=as_of)
    frames = dict(tables)
    for name in ("prices", "material_compositions", "premium_shares"):
        later = pl.col("known_from") > as_of
        numbers = [c.name for c in TABLES[name].columns if c.kind == "number"]
        frames[name] = tables[name].with_columns(
            pl.when(later).then(pl.col(n) / 2).otherwise(n).alias(n) for n in numbers
        )
    after = score(three, Tables(frames, "changed"), METHOD, as_of=as_of, known_at=as_of)
    both = before.line.join(after.line, on="line_id", suffix="_after", validate="1:1")
    moved = both.filter(pl.col("expected_annual_loss_usd").ne_missing(pl.col("expected_annual_loss_usd_after")))
    assert all("earliest:" in used for used in moved["defaults_used"])


@pytest.mark.parametrize("year", range(2010, 2027))
def test_the_demonstration_has_a_score_in_every_year(year, tables):
    """The last day of a month that moves through the year with the years."""
    month_after = date(year, (year % 10) + 2, 1)
    day = month_after - timedelta(days=1)
    scores = score(demo_portfolio(tables), tables, METHOD, as_of=day, known_at=day).company
    assert scores["score"].null_count() == 0
    assert scores["score"].is_between(0, 100).all()


def test_a_day_before_the_tables_begin_is_refused() -> None:
    portfolio = Portfolio.of(pl.DataFrame([LINE]))
    with pytest.raises(GapError, match="as_of 2009-12-31 is before 2010-01-01"):
        score(portfolio, world(IN), METHOD, as_of=date(2009, 12, 31), known_at=DAY)
    levels = score(portfolio, world(IN), METHOD, as_of=date(2010, 1, 1), known_at=date(2010, 1, 1))
    assert levels.company["score"].item() > 0


def edition(rows: list[dict[str, Any]], as_of: date = DAY, known_at: date = DAY) -> list[tuple[float, str]]:
    """Value and state of the rows that serve, of one price."""
    usual = {"item": "Dy", "side": "inside"}
    frame = table("prices", [{**usual, **row} for row in rows])
    found = latest_edition(frame, ["item", "side"], as_of, known_at)
    return sorted(found.select("price_usd_per_kg", "edition").iter_rows())


Y23, Y24, Y25, Y27 = (date(year, 1, 1) for year in (2023, 2024, 2025, 2027))
TOLD_2023 = {"price_usd_per_kg": 1.0, "valid_from": Y23, "known_from": Y24}
TOLD_2024 = {"price_usd_per_kg": 2.0, "valid_from": Y24, "known_from": Y25}


@pytest.mark.parametrize(
    ("rows", "as_of", "known_at", "served"),
    [
        ([TOLD_2023, TOLD_2024], DAY, DAY, (2.0, "in_force")),
        ([TOLD_2023, TOLD_2024], DAY, date(2024, 12, 31), (1.0, "in_force")),
        ([TOLD_2023, TOLD_2024], DAY, date(2023, 12, 31), (1.0, "earliest")),
        ([TOLD_2023, TOLD_2024], date(2020, 1, 1), DAY, (1.0, "earliest")),
        ([TOLD_2023, {**TOLD_2024, "valid_to": Y25}], DAY, DAY, (1.0, "in_force")),
        ([{**TOLD_2024, "valid_to": Y25}], DAY, DAY, (2.0, "stale")),
        # 2020 was told in 2026, 2023 in 2024: who knew nothing takes what was told first.
        ([{**TOLD_2023, "price_usd_per_kg": 9.0, "valid_from": date(2020, 1, 1), "known_from": LATER}, TOLD_2023],
         date(2022, 1, 1), date(2022, 1, 1), (1.0, "earliest")),
    ],
    ids=[
        "newest known", "newer not told yet", "none told", "known but of later years", "ended row gives way",
        "ended and not followed", "the one told first",
    ],
)  # fmt: skip
def test_which_edition_serves(rows, as_of, known_at, served):
    assert edition(rows, as_of, known_at) == [served]


def test_on_the_day_a_figure_is_told_nothing_moves_where_it_served_before() -> None:
    rows = [TOLD_2023, TOLD_2024]
    eve, day = (edition(rows, DAY, told) for told in (date(2023, 12, 31), Y24))
    assert (eve, day) == ([(1.0, "earliest")], [(1.0, "in_force")])


def test_an_end_that_was_not_known_does_not_show() -> None:
    row = {"layer_id": "T", "importer": "USA", "rate": 0.1, "valid_to": date(2026, 2, 1), "end_known_from": DAY}
    layers = table("tariff_layers", [row])
    assert in_force(layers, date(2026, 2, 28), date(2026, 2, 28))["valid_to"].to_list() == [None]
    assert in_force(layers, date(2026, 1, 31), DAY)["valid_to"].to_list() == [date(2026, 2, 1)]
    assert in_force(layers, DAY, DAY).is_empty()


def test_a_material_that_left_a_bill_is_gone() -> None:
    bill = [{"product_id": "ev", "material_id": "magnet", "kg_per_unit": 1.0, "valid_to": date(2025, 1, 1)}]
    assert "no bill of materials" in scored(world(IN, product_materials=bill)).line["reason"].item()


def test_a_table_shows_nothing_in_place_of_a_row_that_did_not_hold() -> None:
    rows = table("prices", [{"item": "Dy", "side": "inside", **TOLD_2023}])
    assert rows_on(TABLES["prices"], rows, DAY, DAY).height == 1
    assert rows_on(TABLES["prices"], rows, DAY, date(2023, 12, 31)).is_empty()
    assert rows_on(TABLES["prices"], rows, date(2022, 1, 1), DAY).is_empty()


LATE = {"known_from": LATER}
BILL = {"product_id": "ev", "material_id": "magnet", "kg_per_unit": 1.0}
USE = {"importer": "USA", "material_id": "magnet", "origin": "CHN", "share": 1.0}
PRICE = {"item": "Dy", "side": "inside", "price_usd_per_kg": 100.0}
COMPOSED = {"material_id": "magnet", "element": "Dy", "mass_fraction": 0.1}
MADE = {"item": "magnet", "stage": "magnet", "origin": "CHN", "share": 1.0}
FED = {"feed_material_id": "feed", "origin": "CHN", "feed_origin": "CHN", "share": 1.0}
QUOTED = {"element": "*", "quoted_share": 0.25}


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("product_materials", {"product_materials": [{**BILL, **LATE}]}),
        ("use_shares", {"use_shares": [{**USE, **LATE}]}),
        ("supply_shares", {"use_shares": [], "supply_shares": [{**MADE, **LATE}]}),
        ("feed_shares", {"feed_shares": [{**FED, **LATE}]}),
        ("material_compositions", {"material_compositions": [{**COMPOSED, **LATE}]}),
        ("premium_shares", {"premium_shares": [{**QUOTED, **LATE}]}),
    ],
)
def test_a_figure_told_later_serves_by_name(name, more):
    """The figure is the same in both worlds; only whether it was known differs."""
    told = {key: [{k: v for k, v in row.items() if k != "known_from"} for row in rows] for key, rows in more.items()}
    then, now = scored(world(IN, **more)), scored(world(IN, **told))
    assert f"earliest:{name}" in then.line["defaults_used"].item().split(";")
    assert f"earliest:{name}" not in now.line["defaults_used"].item().split(";")
    assert then.company["expected_annual_loss_usd"].item() == now.company["expected_annual_loss_usd"].item()
    (told_of,) = then.signals["stand_ins"].filter(pl.col("table") == name)["known_from"].unique()
    assert told_of == LATER


def test_prices_told_later_serve_by_name() -> None:
    late = [{**PRICE, "side": side, "item": item, **LATE} for item in ("Dy", "Nd") for side in ("inside", "outside")]
    assert "earliest:prices" in scored(world(IN, prices=late)).line["defaults_used"].item().split(";")


def test_defaults_told_later_serve_by_name_where_the_line_takes_them() -> None:
    base = world(IN)
    late = pl.when(pl.col("parameter") == "stock_days").then(pl.lit(LATER)).otherwise("known_from")
    rows = base["line_defaults"].with_columns(known_from=late)
    then = Tables({**base, "line_defaults": rows}, "by-hand")
    assert "earliest:line_defaults" in scored(then).line["defaults_used"].item().split(";")
    assert "earliest:line_defaults" not in scored(then, stock_days=21.0).line["defaults_used"].item().split(";")


def test_an_edition_that_ended_is_named_otherwise() -> None:
    ended = {**USE, "valid_to": date(2026, 1, 1)}
    used = scored(world(IN, use_shares=[ended])).line["defaults_used"].item().split(";")
    assert "stale:use_shares" in used
    assert "earliest:use_shares" not in used


def test_world_supply_that_was_known_goes_before_an_importers_mix_that_was_not() -> None:
    """China sold the USA all of it, but who looked in March 2026 only knew that Japan made half of the world's."""
    made = [{**MADE, "origin": origin, "share": 0.5} for origin in ("CHN", "JPN")]
    levels = scored(world(IN, use_shares=[{**USE, **LATE}], supply_shares=made, **FREE_FEED))
    assert levels.delay["gated_share"].to_list() == [0.5]
    used = levels.line["defaults_used"].item().split(";")
    assert "origin_shares:world" in used
    assert not any(name.startswith("earliest:") for name in used)


def test_a_figure_not_known_by_then_is_one_more_input_nobody_supplied() -> None:
    """Duty alone, origin shares and share borne given: 2 of 2 inputs are own, A. With the bill told later: 2 of 3, B.

    With the composition told later too the grade stays: it splits the duty, and does not make it.
    """
    own = {"recovery_share": 1.0, "origin_shares": "CHN:1", "tariff_borne_share": 1.0}
    free = {"premium_shares": [{**QUOTED, "quoted_share": 0.0}]}
    bill, composed = [{**BILL, **LATE}], [{**COMPOSED, **LATE}]

    def graded(**more: Any) -> str:
        return str(scored(world(IN, **free, **more), **own).company["data_grade"].item())

    assert graded() == "A"
    assert graded(product_materials=bill) == "B"
    assert graded(product_materials=bill, material_compositions=composed) == "B"
