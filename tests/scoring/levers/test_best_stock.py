"""The best stock is the best of all whole days, held against every one of them."""

from random import Random

import polars as pl
import pytest

from scoring.engine import companies_in
from scoring.levers.stock import MOST_DAYS
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from scoring.world import world_on
from tests.scoring.levers.maker import maker, report, world
from tests.scoring.own_files import DAY

DAY_OF_STOCK = 28.5e6 / 365
"""What a day of stock of both magnets is worth."""


def every_day(portfolio: Portfolio, share: float) -> list[float]:
    """Loss and holding cost of each of 0 to 365 days of stock, each scored."""
    clones = [
        portfolio.lines.with_columns(company_id=pl.lit(f"{day:03d}"), stock_days=pl.lit(float(day)))
        for day in range(MOST_DAYS + 1)
    ]
    losses = companies_in(world_on(world(), METHOD, DAY, DAY), Portfolio.of(pl.concat(clones)))
    rows = losses.sort("company_id")["expected_annual_loss_usd"]
    return [loss + DAY_OF_STOCK * day * share for day, loss in enumerate(rows)]


@pytest.mark.parametrize("seed", range(4))
def test_no_other_day_is_better(seed):
    """Any margin, any source and any price of holding."""
    rng = Random(seed)
    share = rng.choice([0.0, 0.05, 0.3, 1.0])
    terms = {"second_source_share": rng.uniform(0, 0.6), "contribution_margin": rng.uniform(0, 0.02)}
    made = maker(**terms, requalification_days=rng.choice([90.0, 200.0, 365.0]))
    totals = every_day(made, share)
    best = report(made, more_stock__holding_share=share).stock.best
    assert best.total_usd == pytest.approx(min(totals), rel=1e-12)
    assert best.days == min(day for day, total in enumerate(totals) if total <= min(totals) * (1 + 1e-12))


def test_stock_that_costs_nothing_is_held_for_as_long_as_it_helps():
    best = report(maker(), more_stock__holding_share=0).stock.best
    totals = every_day(maker(), 0)
    assert totals[best.days] < totals[best.days - 1]
    assert set(totals[best.days :]) == {totals[best.days]}


def test_stock_that_is_too_dear_is_not_held():
    best = report(maker(contribution_margin=0.0001), more_stock__holding_share=1).stock.best
    assert (best.days, best.holding_cost_usd) == (0, 0.0)


def test_the_stock_of_now_is_told_beside_the_best():
    stock = report(maker()).stock
    assert stock.holding_cost_now_usd == pytest.approx(DAY_OF_STOCK * 21 * 0.2, rel=1e-12)
    assert stock.best.total_usd <= stock.loss_now_usd + stock.holding_cost_now_usd


def test_one_stock_is_held_on_every_line_whatever_each_holds_now():
    two = Portfolio.of(pl.concat([maker(stock_days=5.0).lines, maker(importer="DEU", stock_days=90.0).lines]))
    totals = every_day(two, 0.2 * 2)
    best = report(two).stock.best
    assert (best.days, best.total_usd) == (totals.index(min(totals)), pytest.approx(min(totals), rel=1e-12))
