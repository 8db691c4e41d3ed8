"""Scenarios: a state of the world that differs from the tables in a few named ways."""

from dataclasses import dataclass, replace

import polars as pl

from scoring.duty import AddedDuty
from scoring.exact import divided
from scoring.world import World

OUTAGE = "OFFLINE-{}"
"""Name of the authority that stands for an origin that supplies nothing, and of its one regime."""


class UnknownOrigin(ValueError):
    """An origin taken offline that no row of countries names."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        super().__init__(f"offline_origin is {origin}, for which countries has no customs area")


@dataclass(frozen=True)
class Scenario:
    """A named future as what it changes; what is left out stays as the tables have it."""

    scenario_id: str
    title: str
    licence_speed: float = 1.0
    """Waits are divided by it: b becomes b / speed."""
    onset_factor: float = 1.0
    """Odds that a potential regime comes are multiplied by it, to 1 at most."""
    suspended_onset_probability: float | None = None
    """Odds of regimes whose act is suspended, instead of the factor."""
    added_duty_rate: float = 0.0
    """Points on top of each duty on goods of a controlling origin; a duty never falls below 0."""
    premium_factor: float = 1.0
    """The share bought at the quoted outside price is multiplied by it, to all of it at most."""
    offline_origin: str | None = None
    """Country or customs area that nothing leaves until requalification."""
    probability: float | None = None
    """Our odds of it; None where it is not one of the futures that are mixed."""
    duty_importers: tuple[str, ...] = ()
    """Customs areas whose duties move; every one where empty."""

    def __post_init__(self) -> None:
        odds = (self.suspended_onset_probability, self.probability)
        if not self.licence_speed > 0:
            raise ValueError(f"scenario {self.scenario_id}: licence_speed is {self.licence_speed}, not above 0")
        if min(self.onset_factor, self.premium_factor) < 0:
            raise ValueError(f"scenario {self.scenario_id}: a factor is below 0")
        if any(p is not None and not 0 <= p <= 1 for p in odds):
            raise ValueError(f"scenario {self.scenario_id}: odds are not between 0 and 1")


STATUS_QUO = Scenario("status_quo", "Things stay as they are")
"""The headline: the world as the tables have it."""


def outage_of(authority: str) -> str | None:
    """The customs area that is offline, where an authority stands for that; else none."""
    head, _, _ = OUTAGE.partition("{")
    return authority.removeprefix(head) if authority.startswith(head) else None


def under(world: World, scenario: Scenario) -> World:
    """The world as the scenario has it; a scenario that changes nothing leaves every figure as it is.

    Raises UnknownOrigin where the origin taken offline is no country or customs area on record.
    """
    speed = world.method.licence_speed * scenario.licence_speed
    changed = replace(
        world,
        method=replace(world.method, licence_speed=speed),
        regimes=_regimes(world, scenario),
        quoted_shares=_quoted_shares(world.quoted_shares, scenario.premium_factor),
        added_duty=AddedDuty(scenario.added_duty_rate, tuple(world.controlling_origins), scenario.duty_importers),
    )
    return changed if scenario.offline_origin is None else _without(changed, scenario.offline_origin)


def _regimes(world: World, scenario: Scenario) -> pl.DataFrame:
    odds = pl.col("onset_probability")
    # What is announced and undisputed comes in every future: only odds can be multiplied.
    likelier = pl.when(odds < 1).then(pl.min_horizontal(odds * scenario.onset_factor, pl.lit(1.0))).otherwise(odds)
    suspended = pl.col("regime_id").is_in(world.suspended_regimes) & pl.col("potential")
    told = scenario.suspended_onset_probability
    return world.regimes.with_columns(
        wait_scale_days=divided(pl.col("wait_scale_days"), scenario.licence_speed),
        # Where nothing is told of suspended acts, neither is the factor: it speaks of acts still to be written.
        onset_probability=pl.when(suspended).then(odds if told is None else pl.lit(told)).otherwise(likelier),
    )


def _quoted_shares(shares: pl.DataFrame, factor: float) -> pl.DataFrame:
    figures = ("quoted_share", "quoted_share_low", "quoted_share_high")
    return shares.with_columns((pl.col(figures) * factor).clip(upper_bound=1.0))


def _without(world: World, origin: str) -> World:
    """The world in which nothing leaves the customs area of an origin, by an authority that is no government."""
    area = _customs_area(world, origin)
    name = OUTAGE.format(area)
    outage = {
        "regime_id": name,
        "authority": name,
        "regime_kind": "prohibition",
        "origin": area,
        **dict.fromkeys(("destination", "end_use", "buyer_size", "licence_kind"), "*"),
        "material_classes": world.materials["material_class"].unique().sort().to_list(),
        "elements": world.compositions["element"].unique().sort().to_list(),
        "evidence": [],
        "borrowed": [],
        **dict.fromkeys(("filed", "approved", "denied", "waited"), 0.0),
        "valid_from": world.as_of,
        "known_from": world.known_at,
        "potential": False,
        "days_off": 0,
    }
    row = pl.DataFrame([{column: outage.get(column) for column in world.regimes.columns}], schema=world.regimes.schema)
    return replace(world, regimes=pl.concat([world.regimes, row]).sort("regime_id"), outages=(*world.outages, name))


def _customs_area(world: World, origin: str) -> str:
    found = world.areas.filter(pl.col("country") == origin)["customs_area"]
    if found.is_empty():
        raise UnknownOrigin(origin)
    return str(found[0])
