"""Contributions against an integration along the path that does not use them, and the splits worked by hand."""

import math
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given

from scoring.contributions import airport_parts, authority_parts
from scoring.levels import Levels
from tests.scoring.test_promises import TRIES, Knobs, knobs, line, scored


def along_the_path(levels: Levels, steps: int = 2000) -> list[float]:
    """Points of each contribution as the Aumann–Shapley integral: all losses grow together from nothing."""
    revenue = levels.company["revenue_usd"].item()
    losses = levels.contribution["loss_usd"].to_list()
    total = sum(losses)

    def slope(t: float) -> float:
        return 20 / math.log(10) / (revenue * 1e-5 + t * total)

    # Gauss's rule with two points on pieces that grow with the logarithm of the loss.
    ratio = math.log1p(total / (revenue * 1e-5))
    ends = [math.expm1(ratio * i / steps) / math.expm1(ratio) if ratio > 0 else i / steps for i in range(steps + 1)]
    integral = 0.0
    for low, high in pairwise(ends):
        mid, half = (low + high) / 2, (high - low) / 2
        integral += half * (slope(mid - half / math.sqrt(3)) + slope(mid + half / math.sqrt(3)))
    return [loss * integral for loss in losses]


@TRIES
@given(knobs)
def test_contributions_are_the_integral_along_the_path(k: Knobs) -> None:
    levels = scored(k, line(k), line(k, product_id="lamp", annual_revenue_usd=1e8))
    if levels.company["score"].item() < 100:
        expected = along_the_path(levels)
        assert levels.contribution["points"].to_list() == pytest.approx(expected, rel=1e-9, abs=1e-9)


@TRIES
@given(knobs)
def test_no_contribution_is_negative(k: Knobs) -> None:
    assert (scored(k).contribution["points"] >= -1e-9).all()


def materials(*rows: tuple[str, str, float]) -> pl.LazyFrame:
    frame = pl.DataFrame(rows, schema=["authority", "material_id", "material_lost_share"], orient="row")
    return frame.with_columns(case=pl.lit(0)).lazy()


def test_materials_share_the_largest_loss_like_airlines_a_runway() -> None:
    """Runways of 1, 2 and 4: the first third is shared by all, the next by two, the last is the largest one's alone."""
    parts = airport_parts(materials(("A", "small", 0.1), ("A", "middle", 0.2), ("A", "large", 0.4))).collect(
        engine="in-memory"
    )
    found = dict(parts.select("material_id", "material_part").iter_rows())
    assert found == pytest.approx(
        {"small": (1 / 3) / 4, "middle": (1 / 3 + 1 / 2) / 4, "large": (1 / 3 + 1 / 2 + 2) / 4}
    )


def test_authorities_share_by_the_logarithm_of_what_they_leave() -> None:
    parts = authority_parts(materials(("A", "m", 0.5), ("B", "m", 0.75))).collect(engine="in-memory")
    assert dict(parts.select("authority", "authority_part").iter_rows()) == pytest.approx({"A": 1 / 3, "B": 2 / 3})


def test_where_an_authority_stops_everything_authorities_share_in_proportion() -> None:
    parts = authority_parts(materials(("A", "m", 1.0), ("B", "m", 0.25))).collect(engine="in-memory")
    assert dict(parts.select("authority", "authority_part").iter_rows()) == pytest.approx({"A": 0.8, "B": 0.2})
