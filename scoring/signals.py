"""What the losses rest on: regimes, duty layers, prices, shares and compositions, with their sources."""

from collections.abc import Mapping

import polars as pl

from reference_data.loader import Tables
from scoring.cost import duty_requests
from scoring.duty import duty_rates
from scoring.duty_stack import duty_layers
from scoring.regime_signals import regime_signals
from scoring.sourcing import Sourcing
from scoring.standing_in import COLUMNS as STAND_IN
from scoring.world import GROUNDS, World

SCENARIO_LAYER = "scenario"
"""Programme of a layer that only a scenario puts on a duty."""

ABOUT = {
    "regimes": ["regime_id"],
    "duty_layers": ["importer", "origin", "tariff_line"],
    "prices": ["element"],
    "shares": ["mix", "material_id"],
    "inputs": ["product_id", "material_id"],
    "areas": ["country"],
    "stand_ins": list(STAND_IN),
}
"""Per signal what its rows are about: an answer holds all rows about a thing or none. Signals are sorted by it."""

FRAMES_AT_ONCE = 16


class SignalUnion:
    """The signals that several answers in one world rest on together, each row once."""

    def __init__(self) -> None:
        self._found: dict[str, list[pl.DataFrame]] = {name: [] for name in ABOUT}

    def add(self, signals: Mapping[str, pl.DataFrame]) -> None:
        """Adds the signals of one more answer."""
        for name, frames in self._found.items():
            frames.append(signals[name])
            if len(frames) >= FRAMES_AT_ONCE:
                self._found[name] = [_united(frames, ABOUT[name])]

    def frames(self) -> dict[str, pl.DataFrame]:
        """One frame a signal, in the order a single answer would have."""
        return {name: _united(frames, ABOUT[name]) for name, frames in self._found.items() if frames}


def _united(frames: list[pl.DataFrame], about: list[str]) -> pl.DataFrame:
    if len(frames) == 1:
        return frames[0]
    rows = pl.concat(frame.with_columns(answer=pl.lit(number)) for number, frame in enumerate(frames))
    first = rows.filter(pl.col("answer") == pl.col("answer").min().over(about)).drop("answer")
    return first.sort(about, maintain_order=True)


def signal_frames(tables: Tables, world: World, found: Sourcing, binding: pl.Series) -> dict[str, pl.DataFrame]:
    """The rows of the reference tables that the given answer rests on, one frame a signal, sorted.

    `binding`: the regimes that some path belongs to.
    """
    used, elements = binding.to_frame("regime_id"), found.premiums.select("element").unique()
    regimes = regime_signals(tables, world.regimes, world.as_of, world.known_at)
    return {
        "regimes": regimes.join(used, on="regime_id", how="semi").sort("regime_id"),
        "duty_layers": _duty_layers(world, found.rates),
        "prices": world.prices.join(elements, on="element", how="semi")
        .join(world.quoted_shares, on="element", how="left", validate="1:1")
        .sort("element"),
        "shares": _shares(found.mixes),
        "inputs": _inputs(world, found.named),
        "areas": world.areas.sort("country"),
    }


def _shares(mixes: pl.DataFrame) -> pl.DataFrame:
    """One row a mix × material × origin: the share, and how fresh the edition is that it is from."""
    rows = mixes.select(
        "mix",
        "material_id",
        "origin",
        "use_share",
        "share_table",
        "edition",
        "valid_from",
        *GROUNDS,
        data_year=pl.col("valid_from").dt.year(),
    )
    return rows.sort("mix", "material_id", "origin")


def _duty_layers(world: World, rates_used: pl.DataFrame) -> pl.DataFrame:
    """One row a rate used × layer; an assumed default rate stands as a layer of its own (`is_default`).

    What a scenario moved a rate by is a layer too, of the programme "scenario": nobody has enacted it.
    """
    requests = duty_requests(rates_used.lazy())
    layers = duty_layers(requests, world.tariff_layers.lazy())
    rates = duty_rates(requests, world.tariff_layers.lazy(), world.default_duties.lazy(), world.added_duty)
    request = ["importer", "origin", "tariff_line"]
    known = layers.select(
        *request,
        "layer_id",
        "programme",
        "stacking",
        "rate",
        "added_rate",
        "legal_ref",
        "valid_from",
        "source_id",
        "confidence",
        "basis",
        "verified_on",
        "known_from",
        is_default=pl.lit(False),
    )
    assumed = rates.filter("duty_assumed").select(
        *request,
        rate="law_rate",
        added_rate="law_rate",
        programme=pl.lit("default"),
        source_id="default_source_id",
        basis=pl.lit("assumption"),
        is_default=pl.lit(True),
    )
    moved = rates.filter(pl.col("scenario_rate") != 0).select(
        *request,
        rate=pl.lit(world.added_duty.rate),
        added_rate="scenario_rate",
        programme=pl.lit(SCENARIO_LAYER),
        basis=pl.lit("assumption"),
        is_default=pl.lit(False),
    )
    stack = pl.concat([known.join(assumed, on=request, how="anti"), assumed, moved], how="diagonal")
    rows = stack.join(rates.select(*request, "duty_rate"), on=request, how="left", validate="m:1")
    return rows.sort(*request, "programme").collect(engine="in-memory")


def _inputs(world: World, named: pl.DataFrame) -> pl.DataFrame:
    """One row a product × material: mass, unit value and the sources of both."""
    values = world.materials.select(
        "material_id",
        "name",
        "material_class",
        "unit_value_usd_per_kg",
        pl.col("^unit_value_.*$").exclude("unit_value_usd_per_kg", "unit_value_assumed"),
    )
    rows = world.product_materials.join(named.select("product_id").unique(), on="product_id", how="semi")
    rows = rows.join(values, on="material_id", how="left", validate="m:1")
    return rows.select(
        "product_id",
        "material_id",
        "name",
        "material_class",
        "kg_per_unit",
        "confidence",
        "basis",
        "source_id",
        "edition",
        "valid_from",
        "known_from",
        "verified_on",
        "unit_value_usd_per_kg",
        *(f"unit_value_{name}" for name in GROUNDS),
    ).sort("product_id", "material_id")
