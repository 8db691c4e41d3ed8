"""Part 6: do the layers of law add up to the totals worked out by hand, on the first and the last day of each?"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from reference_data.loader import Tables
from scoring.backtest.finding import Check, Control, Part
from scoring.duty import duty_answer
from scoring.duty_stack import REQUEST, duty_layers
from scoring.exact import share_sum
from scoring.in_force import in_force

NEWEST_DAY = date(2026, 10, 2)
"""The last day of a total that is still open: the newest day the collection describes."""

TOLERANCE = 1e-9
SHUFFLES = 40
SEED = 20250404
DATES = ["valid_from", "valid_to", "known_from", "end_known_from"]


@dataclass(frozen=True)
class Total:
    """A total on one of its days."""

    total_id: str
    importer: str
    origin: str
    tariff_line: str
    rate: float
    day: date
    which: str
    source_id: str


def duties_part(tables: Tables) -> Part:
    """Every total replayed on its first and last day, as known then and as known now."""
    totals = list(replayed(tables))
    newest = known_now(tables)
    checks = [_check(tables, total, known_at) for total in totals for known_at in (total.day, newest)]
    missed = sum(not check.hit for check in checks)
    return Part(
        title="Duties",
        claim=f"The layers in force against {tables['duty_totals'].height} totals worked out by hand, "
        f"on the first and the last day of each (open ones: {NEWEST_DAY}), as known then and on {newest}",
        sample="In sample: layers and totals were read from one schedule. Agreement shows that the rows and the "
        "stacking are right, not that the schedule was read rightly.",
        checks=tuple(sorted(checks, key=lambda check: bool(check.hit))),
        lines=(f"{len(checks) - missed} of {len(checks)} replays hit, {missed} missed",),
        controls=(shuffled_dates(tables["tariff_layers"], totals, newest),),
        sources=tuple(sorted({total.source_id for total in totals})),
    )


def replayed(tables: Tables) -> Iterator[Total]:
    """Each total on its first and on its last day."""
    for row in tables["duty_totals"].iter_rows(named=True):
        last = row["valid_to"] - timedelta(days=1) if row["valid_to"] else NEWEST_DAY
        for which, day in (("first day", row["valid_from"]), ("last day", last)):
            yield Total(
                total_id=row["total_id"],
                importer=row["importer"],
                origin=row["origin"],
                tariff_line=row["tariff_line"],
                rate=row["total_rate"],
                day=day,
                which=which,
                source_id=row["source_id"],
            )


def known_now(tables: Tables) -> date:
    """The newest day on which a layer was held against its source."""
    newest: date = max(tables["tariff_layers"]["verified_on"])
    return newest


def shuffled_dates(layers: pl.DataFrame, totals: Iterable[Total], known_at: date) -> Control:
    """Share of totals hit, as found and with the dates of the layers dealt out anew."""
    totals = list(totals)
    origins = {"*", *(total.origin for total in totals)}
    bearing = layers.filter(
        pl.col("importer").is_in([total.importer for total in totals]), pl.col("origin").is_in(list(origins))
    )
    dealer = random.Random(SEED)
    shuffled = tuple(_share_hit(_dealt(bearing, dealer), totals, known_at) for _ in range(SHUFFLES))
    return Control("share of totals hit", True, _share_hit(bearing, totals, known_at), shuffled)


def _check(tables: Tables, total: Total, known_at: date) -> Check:
    answer = duty_answer(
        tables,
        importer=total.importer,
        origin=total.origin,
        tariff_line=total.tariff_line,
        as_of=total.day,
        known_at=known_at,
    )
    then = "as known then" if known_at == total.day else f"as known on {known_at}"
    return Check(
        subject=f"{total.total_id}: {total.importer} from {total.origin}, {total.tariff_line}, "
        f"{total.which} {total.day}, {then}",
        predicted=answer.rate,
        observed=total.rate,
        unit="share of customs value",
        tolerance="equal to 1e-9",
        hit=answer.rate is not None and abs(answer.rate - total.rate) <= TOLERANCE,
        in_sample=True,
        note=answer.reason or "",
    )


def _dealt(layers: pl.DataFrame, dealer: random.Random) -> pl.DataFrame:
    order = dealer.sample(range(layers.height), layers.height)
    return layers.drop(DATES).with_columns(layers.select(DATES)[order])


def _share_hit(layers: pl.DataFrame, totals: list[Total], known_at: date) -> float:
    days = sorted({total.day for total in totals})
    hits = sum(_hits(layers, [total for total in totals if total.day == day], known_at) for day in days)
    return hits / len(totals)


def _hits(layers: pl.DataFrame, totals: list[Total], known_at: date) -> int:
    asked = pl.LazyFrame({name: [getattr(total, name) for total in totals] for name in REQUEST}).unique()
    stack = duty_layers(asked, in_force(layers, totals[0].day, known_at).lazy())
    rates = stack.group_by(REQUEST).agg(rate=share_sum(pl.col("added_rate")), known=pl.col("has_base").any())
    found = {tuple(row[:3]): row[3] for row in rates.collect(engine="in-memory").rows() if row[4]}
    return sum(
        abs(found.get((total.importer, total.origin, total.tariff_line), -1.0) - total.rate) <= TOLERANCE
        for total in totals
    )
