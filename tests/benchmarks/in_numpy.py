"""The arithmetic alone in numpy: what is left of the model when every join has been made beforehand."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl

from scoring.method import Method
from tests.benchmarks.closed_form import (
    Waits,
    blocked_in_force,
    blocked_looming,
    blocked_potential,
    blocked_prohibited,
)
from tests.benchmarks.joined import Array, Joined, joined
from tests.benchmarks.portfolios import PortfolioFiles, read
from tests.benchmarks.reference import Reference
from tests.benchmarks.timed import THREADS, Timed

COMPANIES_AT_A_TIME = 4_000
"""So many that their arrays stay in the processor's cache; larger and smaller shares were slower."""


def run(reference: Reference, files: PortfolioFiles) -> Timed:
    """Joined arrays to company scores; only the arithmetic is timed, share by share, each thread taking the next."""
    method, seconds, found = reference.world.method, 0.0, []
    with ThreadPoolExecutor(THREADS) as threads:
        for shares in _in_turns(reference, files):
            started = time.perf_counter()
            answers = list(threads.map(lambda share: scored(share, method), shares))
            seconds += time.perf_counter() - started
            found += [(share.company_id, *answer) for share, answer in zip(shares, answers, strict=True)]
    return Timed(seconds, lambda: _frame(found))


def scored(rows: Joined, method: Method) -> tuple[Array, Array]:
    """Expected annual loss and score of each company."""
    loss = rows.at_stake * _lost_shares(rows, method)
    loss += _costs(rows)
    by_company = np.add.reduceat(loss, rows.line_starts)
    decades = np.log10(1 + by_company / (rows.revenue * method.loss_unit_of_revenue))
    return by_company, np.minimum(method.points_per_decade * decades, method.highest_score)


def _lost_shares(rows: Joined, method: Method) -> Array:
    """X a line."""
    unreplaced, cover = _covers(rows)
    blocked = np.append(_blocked(rows, cover, method), 0.0)
    path = rows.path
    days = np.maximum(blocked[path["last_wait"]], blocked[path["feed_wait"]])
    lost = np.add.reduceat(path["share"] * unreplaced[path["gate"]] * days, rows.pair_starts) / method.year_days
    worst = np.maximum.reduceat(lost[rows.worst_order], rows.worst_starts)
    shares = np.zeros(len(rows.at_stake))
    shares[rows.product_line] = 1 - np.multiply.reduceat(1 - worst, rows.product_starts)
    return shares


def _covers(rows: Joined) -> tuple[Array, Array]:
    """Per gate: what the second source leaves of its share, and days of cover (endless where nothing is missing)."""
    gate, part = rows.gate, rows.part
    of_part, potential, count = gate["part"], gate["potential"], len(rows.part["bought"])
    share = np.add.reduceat(rows.path["share"], gate["starts"])
    held = np.bincount(of_part, np.where(potential, 0.0, share), count)[of_part]
    looming = np.bincount(of_part, np.where(potential, share, 0.0), count)[of_part]
    second = part["second_source_share"][of_part]
    spent = np.where(potential, np.maximum(second - held, 0.0), second) / np.where(potential, looming, held)
    unreplaced = np.maximum(1 - spent, 0.0)
    stopped = np.append(share * unreplaced, 0.0)
    missing = stopped[:-1] + np.where(potential, stopped[gate["beside"]], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        stock = np.where(missing > 0, part["stock_days"][of_part] / missing, np.inf)
    return unreplaced, part["transit_days"][of_part] + part["lead_days"][of_part] + stock


def _blocked(rows: Joined, cover: Array, method: Method) -> Array:
    """U of each wait."""
    wait, horizon = rows.wait, method.horizon_days
    longest = rows.part["requalification_days"][wait["part"]]
    spell = np.maximum(np.minimum(horizon - wait["valid"], longest), 0.0)
    # Cover beyond the spell blocks no day: cut off there, it is the same answer without endless figures.
    until = np.minimum(cover[wait["gate"]], spell)
    onset, kinds = wait["onset_probability"], [0, *rows.kinds]
    licences, to_come, bans, looming = (slice(*kinds[i : i + 2]) for i in range(4))
    return np.concatenate(
        [
            blocked_in_force(_waits(wait, licences), spell[licences], until[licences]),
            blocked_potential(_waits(wait, to_come), spell[to_come], until[to_come], onset[to_come], horizon),
            blocked_prohibited(spell[bans], until[bans]),
            blocked_looming(spell[looming], until[looming], onset[looming], horizon),
        ]
    )


def _waits(wait: dict[str, Array], rows: slice) -> Waits:
    names = ("wait_lag_days", "wait_shape", "wait_scale_days", "denial_share", "refile_days")
    return Waits(*(wait[name][rows] for name in names))


def _costs(rows: Joined) -> Array:
    """Duty and premium a line."""
    part, duty = rows.part, rows.duty
    rate = np.zeros(len(part["bought"]))
    rate[rows.duty_part] = np.add.reduceat(duty["share"] * duty["duty_rate"], rows.duty_starts)
    per_kg = rate * part["value"] * part["tariff_borne_share"] + part["premium_usd_per_kg"]
    costs = np.zeros(len(rows.at_stake))
    costs[rows.part_line] = np.add.reduceat(part["bought"] * per_kg, rows.part_starts)
    return costs


def _in_turns(reference: Reference, files: PortfolioFiles) -> Iterator[list[Joined]]:
    """As many shares of the companies at a time as make a run of some length, so that memory stays bounded."""
    portfolio = read(files)
    lines = COMPANIES_AT_A_TIME * 3
    for first in range(0, portfolio.lines.height, 8 * lines):
        turn = portfolio.lines.slice(first, 8 * lines)
        ids = turn.select("company_id").unique()
        overrides = portfolio.overrides.join(ids, on="company_id", how="semi")
        yield [joined(turn.slice(start, lines), overrides, reference) for start in range(0, turn.height, lines)]


def _frame(found: list[tuple[pl.Series, Array, Array]]) -> pl.DataFrame:
    return pl.concat(
        pl.DataFrame({"company_id": ids, "expected_annual_loss_usd": loss, "score": score})
        for ids, loss, score in found
    )
