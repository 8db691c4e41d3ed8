"""Odds that a controlling origin puts a material under licence within 12 months, from what had happened by a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log, sqrt
from statistics import median

import polars as pl

from reference_data.loader import Tables

STARTS = date(2023, 3, 16)
"""Day the shares were published: no earlier day could have computed odds from them."""

STANDS_BEFORE = date(2023, 7, 1)
"""Until then the assumption of 0.05 stands, whatever the fit says."""

ASSUMED_ODDS, REFERENCE_SHARE = 0.05, 0.849
"""What was assumed of uncontrolled rare earths before any onset, and China's share of the light ones."""

INTERCEPT_SD, SLOPE_SD = 1.0, 5.0
"""How far the assumption may be out, as a factor of e either way, and how steep odds may run in the share."""

HORIZON_DAYS = 365
NEWTON_STEPS, LONGEST_STEP, CLOSE = 100, 1.0, 1e-12


@dataclass(frozen=True)
class Material:
    """A raw material, the controlling origin's share of it, and the day its control was announced."""

    name: str
    share: float
    announced: date | None

    def onset(self, day: date) -> bool:
        """Whether its control had been announced by the day."""
        return self.announced is not None and self.announced <= day


@dataclass(frozen=True)
class Hazard:
    """Yearly hazard exp(intercept + slope · (share − reference)), its uncertainty, and what it was fitted to."""

    intercept: float
    slope: float
    covariance: tuple[float, float, float]
    """Of intercept, of both, of slope."""
    acts: int
    onsets: int

    def odds(self, share: float, normal: float = 0.0) -> float:
        """Odds of an onset within 12 months at a share; `normal`: standard deviations above the middle."""
        x = share - REFERENCE_SHARE
        first, both, second = self.covariance
        off = normal * sqrt(first + 2 * x * both + x * x * second)
        return 1 - exp(-exp(self.intercept + self.slope * x + off))


def materials_at_risk(tables: Tables) -> list[Material]:
    """Raw materials whose country shares are known, with the day their control was announced; sorted by name."""
    rows = ranked_materials(tables).select("material", "origin_share", "announced_on")
    return [Material(*row) for row in rows.iter_rows()]


def ranked_materials(tables: Tables) -> pl.DataFrame:
    """Rows of materials_at_risk whose country shares are known, with `announced_on`: empty where none was."""
    announced = tables["controlled_materials"].select("material", "announced_on", controlling_origin="origin")
    known = tables["materials_at_risk"].drop_nulls("herfindahl")
    rows = known.join(announced, on=["material", "controlling_origin"], how="left", validate="1:1")
    return rows.sort("material")


def fitted(materials: Sequence[Material], day: date) -> Hazard:
    """The hazard as it looked on a day, from the onsets and the quiet days since STARTS; nothing later counts.

    Poisson regression with a normal prior around the assumption, by Newton's method. One ministry names several
    materials in one act, so evidence is weighed by acts per onset: an act counts once, however many it names.
    """
    happened = [one.announced for one in materials if one.announced is not None and one.announced <= day]
    acts, onsets = len(set(happened)), len(happened)
    weight = acts / onsets if onsets else 1.0
    lives = [(one.share - REFERENCE_SHARE, _years(one, day), one.onset(day)) for one in materials]
    prior = log(-log(1 - ASSUMED_ODDS))
    at, slope = prior, 0.0
    for _ in range(NEWTON_STEPS):
        gradient, (first, both, second) = _derivatives(lives, at, slope, prior, weight)
        determinant = first * second - both * both
        step = (second * gradient[0] - both * gradient[1]) / determinant
        turn = (first * gradient[1] - both * gradient[0]) / determinant
        at, slope = at + _short(step), slope + _short(turn)
        if abs(step) + abs(turn) < CLOSE:
            break
    covariance = (second / determinant, -both / determinant, first / determinant)
    return Hazard(at, slope, covariance, acts, onsets)


def odds_of_regimes(tables: Tables, until: date) -> pl.DataFrame:
    """Rows of onset_odds: per potential regime of the origin the odds from each act and quarter to the next.

    Columns regime_id, valid_from, valid_to (empty: open), probability to three places, share, and the fit's figures.
    A regime has the median share of its elements. Regimes of an act already announced keep odds of their own.
    """
    materials = materials_at_risk(tables)
    days = estimate_days(materials, until)
    fits = {day: fitted(materials, day) for day in days}
    rows = [
        {
            "regime_id": regime_id,
            "valid_from": day,
            "valid_to": min(filter(None, (after, ends)), default=None),
            "probability": round(fits[day].odds(share), 3),
            "share": share,
            "intercept": round(fits[day].intercept, 3),
            "slope": round(fits[day].slope, 3),
            "acts": fits[day].acts,
            "onsets": fits[day].onsets,
        }
        for regime_id, share, ends in _unannounced(tables)
        for day, after in zip(days, [*days[1:], None], strict=True)
        if ends is None or day < ends
    ]
    return pl.DataFrame(rows, infer_schema_length=None).sort("regime_id", "valid_from")


def estimate_days(materials: Iterable[Material], until: date) -> list[date]:
    """Days on which the odds are estimated anew: each act, and each quarter that begins after the first."""
    acts = {one.announced for one in materials if one.announced is not None and one.announced >= STANDS_BEFORE}
    first = min(acts)
    years = range(first.year, until.year + 1)
    quarters = {date(year, month, 1) for year in years for month in (1, 4, 7, 10)}
    return sorted(day for day in acts | {day for day in quarters if day > first} if day <= until)


def _years(one: Material, day: date) -> float:
    ends = one.announced if one.announced is not None and one.announced <= day else day
    return max((ends - STARTS).days, 0) / HORIZON_DAYS


def _derivatives(
    lives: Sequence[tuple[float, float, bool]], at: float, slope: float, prior: float, weight: float
) -> tuple[tuple[float, float], tuple[float, float, float]]:
    """Slope and (negated) curvature of the log posterior."""
    down, turn = -(at - prior) / INTERCEPT_SD**2, -slope / SLOPE_SD**2
    first, both, second = 1 / INTERCEPT_SD**2, 0.0, 1 / SLOPE_SD**2
    for x, years, onset in lives:
        expected = exp(at + slope * x) * years
        surprise = weight * (onset - expected)
        down, turn = down + surprise, turn + surprise * x
        first, both, second = (
            first + weight * expected,
            both + weight * expected * x,
            second + weight * expected * x * x,
        )
    return (down, turn), (first, both, second)


def _short(step: float) -> float:
    return max(-LONGEST_STEP, min(LONGEST_STEP, step))


def _unannounced(tables: Tables) -> list[tuple[str, float, date | None]]:
    """Potential regimes without an act, with the median share of their elements and the day they end.

    The acts the fit rests on named materials: regimes on parts with a material inside keep odds of their own.
    """
    parts = set(tables["materials"].filter(pl.col("form") == "component")["material_class"])
    at_risk = tables["materials_at_risk"].select("origin_share", "controlling_origin", name="material")
    named = at_risk.join(tables["elements"].select("name", "element"), on="name", how="inner", validate="1:1")
    shares = {(origin, element): share for share, origin, element in named.drop("name").iter_rows()}
    potential = tables["licence_regimes"].filter(pl.col("regime_kind") == "potential", pl.col("measure_id").is_null())
    found = []
    for row in potential.sort("regime_id").iter_rows(named=True):
        known = [shares[row["origin"], one] for one in row["elements"] if (row["origin"], one) in shares]
        if known and not parts.issuperset(row["material_classes"]):
            found.append((row["regime_id"], median(known), row["valid_to"]))
    return found
