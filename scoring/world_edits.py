"""What-if law: waits, odds and duties of single regimes and layers, changed after the tables are resolved to a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from scoring.edit_faults import EditFault, EditFaults, unknown_name
from scoring.edit_values import number
from scoring.wait import WAIT_COLUMNS
from scoring.world import World

ONSET = "onset_probability"
HIGHEST = {"denial_share": 1.0, ONSET: 1.0}
ABOVE_ZERO = ("wait_shape", "wait_scale_days")
LARGEST_DAYS = 1e6
"""No wait is counted in millennia; sums stay exact below it."""
LARGEST_RATE = 100.0
"""A duty of ten thousand per cent; sums of shares stay exact below it."""
LEARNT = ("wait_shape", "wait_scale_days", "denial_share")
"""What evidence moves: figures given for it stand instead of prior and evidence."""


@dataclass(frozen=True)
class RegimeEdit:
    """Another wait, denial share, re-filing time or odds of onset for one regime (column → figure)."""

    regime_id: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class DutyEdit:
    """Another rate, as a share of customs value, for one tariff layer."""

    layer_id: str
    rate: object


def with_regimes(world: World, edits: Sequence[RegimeEdit]) -> World:
    """The world in which single regimes make files wait otherwise, or are likelier to come.

    A wait that is given stands instead of prior and public evidence; a company's own files still count on top of it.
    Raises EditFaults for regimes that neither hold nor may come on the day, and for figures that cannot be.
    """
    rows = {row["regime_id"]: row for row in world.regimes.to_dicts()}
    faults = [fault for place, edit in enumerate(edits) for fault in _regime_faults(place, edit, rows, world)]
    if faults:
        raise EditFaults(faults)
    regimes = world.regimes
    for edit in edits:
        regimes = _with_wait(regimes, edit, world.method.licence_speed)
    return replace(world, regimes=regimes) if edits else world


def with_duties(world: World, edits: Sequence[DutyEdit]) -> World:
    """The world in which single tariff layers have another rate; a rate that is given has been read.

    Raises EditFaults for layers that are not in force on the day, and for rates that cannot be.
    """
    stacking = dict(world.tariff_layers.select("layer_id", "stacking").iter_rows())
    faults = [fault for place, edit in enumerate(edits) for fault in _duty_faults(place, edit, stacking, world)]
    if faults:
        raise EditFaults(faults)
    layers = world.tariff_layers
    for edit in edits:
        own = pl.col("layer_id") == edit.layer_id
        layers = layers.with_columns(
            rate=pl.when(own).then(pl.lit(number(edit.rate))).otherwise("rate"),
            assumed_rate=pl.when(~own).then("assumed_rate"),
        )
    return replace(world, tariff_layers=layers) if edits else world


def _with_wait(regimes: pl.DataFrame, edit: RegimeEdit, speed: float) -> pl.DataFrame:
    own = pl.col("regime_id") == edit.regime_id
    given = {name: number(value) for name, value in edit.values.items()}
    named = [pl.when(own).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in given.items()]
    regimes = regimes.with_columns(named)
    if not given.keys() & set(LEARNT):
        return regimes
    # Whoever adds files of a company's own begins from the fit, at the speed of the status quo.
    prior = {
        "fit_shape": pl.col("wait_shape"),
        "fit_scale_days": pl.col("wait_scale_days") * speed,
        "prior_denial_share": pl.col("denial_share"),
        **{name: pl.lit(0.0) for name in ("filed", "approved", "denied", "waited")},
    }
    return regimes.with_columns(pl.when(own).then(v).otherwise(pl.col(name)).alias(name) for name, v in prior.items())


def _regime_faults(
    place: int, edit: RegimeEdit, rows: Mapping[str, Mapping[str, object]], world: World
) -> list[EditFault]:
    if edit.regime_id not in rows:
        fault = f"neither holds nor may come on {world.as_of}, as known on {world.known_at}"
        return [unknown_name(place, ("regime_id",), edit.regime_id, rows, fault)]
    faults = []
    for name, value in edit.values.items():
        if name not in (*WAIT_COLUMNS, ONSET):
            fault = "is not a figure of a regime that can be set"
            faults.append(unknown_name(place, ("values", name), name, (*WAIT_COLUMNS, ONSET), fault))
        elif rows[edit.regime_id][name] is None:
            faults.append(EditFault(place, ("values", name), _not_there(name, edit.regime_id)))
        elif wrong := _wrong_figure(name, value):
            faults.append(EditFault(place, ("values", name), wrong))
    return faults


def _not_there(name: str, regime_id: str) -> str:
    if name == ONSET:
        return f"{name}: {regime_id} is in force on the day, so nothing is left to chance"
    return f"{name}: {regime_id} is a prohibition, under which nobody waits for a decision"


def _wrong_figure(name: str, value: object) -> str | None:
    figure, highest = number(value), HIGHEST.get(name, LARGEST_DAYS)
    if figure is None:
        return f"{name} is {value!r}, not a finite number"
    if name in ABOVE_ZERO and figure <= 0:
        return f"{name} is {figure:g}, not above 0"
    return f"{name} is {figure:g}, not between 0 and {highest:g}" if not 0 <= figure <= highest else None


def _duty_faults(place: int, edit: DutyEdit, stacking: Mapping[str, str], world: World) -> list[EditFault]:
    if edit.layer_id not in stacking:
        fault = f"is not in force on {world.as_of}, as known on {world.known_at}"
        return [unknown_name(place, ("layer_id",), edit.layer_id, stacking, fault)]
    rate = number(edit.rate)
    if rate is None:
        return [EditFault(place, ("rate",), f"rate is {edit.rate!r}, not a finite number")]
    if not 0 <= rate <= LARGEST_RATE:
        return [EditFault(place, ("rate",), f"rate is {rate:g}, not between 0 and {LARGEST_RATE:g}")]
    if stacking[edit.layer_id] == "exempt" and rate:
        return [EditFault(place, ("rate",), f"{edit.layer_id} exempts: its rate is 0")]
    return []
