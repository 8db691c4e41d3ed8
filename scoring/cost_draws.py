"""Draws of what one unit of a case costs in duties and price premiums."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from scoring.collecting import collected_all
from scoring.cost import RATE
from scoring.draws import Floats, Ints, between, gathered
from scoring.ranges import ASSUMED, ENDS, ranged, stream
from scoring.segments import chunks, numbers, starts, sums
from scoring.world import World
from scoring.world_draws import WorldDraws

PREMIUM = ["material_id", "importer_area"]
REQUEST = ["importer_area", "tariff_line", "duty_rate"]
"""What tells a rate that an assumption stands in for."""

Looked = tuple[pl.DataFrame, pl.DataFrame, list[str]]
"""Rows, the keys of figures among their draws, and the columns that both have."""


def unit_costs(
    named: pl.DataFrame, rated: pl.DataFrame, premiums: pl.DataFrame, world: World, drawn: WorldDraws
) -> tuple[Floats, Floats]:
    """Duty and premium in USD a unit, per case of `named` in their order, one column a draw."""
    terms = ["product_id", "material_id", "tariff_borne_share", "given_tariff_borne_share"]
    rows = named.select("case", *terms, "mix", "importer_area").sort("case", "material_id")
    taxed = rated.select(*RATE, "origin", "use_share", "tariff_line", "duty_rate", "duty_assumed")
    taxed = taxed.sort(*RATE, "origin")
    paid = premiums.select(*PREMIUM, "element", bites=pl.col("quoted_share") > 0).sort(*PREMIUM, "element")
    rate_keys, rate_edges = _runs(taxed, RATE)
    paid_keys, _ = _runs(paid, PREMIUM)
    assumed = taxed.filter("duty_assumed").select(REQUEST).unique(maintain_order=True).with_row_index("row")
    # Where no control bites nothing is paid, whether or not a price is known.
    biting = paid.with_columns(run=pl.struct(PREMIUM).rle_id()).filter("bites")
    at = _places(
        mass=(rows, drawn.mass.keys, terms[:2]),
        machined=(rows, drawn.machined.keys, terms[1:2]),
        value=(rows, drawn.value.keys, terms[1:2]),
        rate=(rows, rate_keys, RATE),
        premium=(rows, paid_keys, PREMIUM),
        use=(taxed, drawn.use.keys, ["mix", "material_id", "origin"]),
        assumed=(taxed, assumed, REQUEST),
        fraction=(biting, drawn.fraction.keys, ["material_id", "element"]),
        inside=(biting, drawn.inside.keys, ["element"]),
        outside=(biting, drawn.outside.keys, ["element"]),
        quoted=(biting, drawn.quoted.keys, ["element"]),
    )
    rates = _duty_rates(taxed, rate_edges, at, _assumptions(assumed, world, drawn), drawn)
    on_top = _premiums_per_kg(numbers(biting["run"]), len(paid_keys), at, drawn)
    borne, given = rows["tariff_borne_share"].to_numpy(), np.where(rows["given_tariff_borne_share"].to_numpy(), -1, 0)
    edges = starts(numbers(rows["case"]))
    duties, paid_on_top = (np.empty((len(edges) - 1, drawn.count)) for _ in range(2))
    for lines, part in chunks(edges, drawn.count):
        bought = drawn.mass.draws[at["mass"][part]] * (1 + drawn.machined.draws[at["machined"][part]])
        within = edges[lines.start : lines.stop + 1] - part.start
        worth = bought * drawn.value.draws[at["value"][part]] * rates[at["rate"][part]]
        duties[lines] = sums(worth * gathered(drawn.terms["tariff_borne_share"], given[part], borne[part]), within)
        paid_on_top[lines] = sums(bought * on_top[at["premium"][part]], within)
    return duties, paid_on_top


def _assumptions(assumed: pl.DataFrame, world: World, drawn: WorldDraws) -> Floats:
    """The draws of each rate that an assumption stands in for, in the range of assumptions."""
    ends = ranged(assumed.with_columns(confidence=pl.lit(ASSUMED)), "duty_rate", world)
    names = assumed.select(stream("default_duties", "importer_area", "tariff_line")).to_series().to_list()
    low, middle, high = (ends[end].to_numpy() for end in ENDS)
    return between(low, middle, high, drawn.uniforms(names))


def _duty_rates(
    taxed: pl.DataFrame, edges: Ints, at: Mapping[str, Ints], assumptions: Floats, drawn: WorldDraws
) -> Floats:
    """One row a mix × material × importing area: the duty rate over all its origins. Law is certain."""
    assumed = np.where(taxed["duty_assumed"].to_numpy(), at["assumed"], -1)
    use, share, rate = at["use"], taxed["use_share"].to_numpy(), taxed["duty_rate"].to_numpy()
    parts = [np.empty((0, drawn.count))]
    for runs, part in chunks(edges, drawn.count):
        each = gathered(drawn.use.draws, use[part], share[part]) * gathered(assumptions, assumed[part], rate[part])
        parts.append(sums(each, edges[runs.start : runs.stop + 1] - part.start))
    return np.concatenate(parts)


def _premiums_per_kg(run: Ints, runs: int, at: Mapping[str, Ints], drawn: WorldDraws) -> Floats:
    """One row a material × importing area: what a kg bought pays on top while a control bites.

    `run`: per element that is paid for, its material × importing area.
    """
    inside, outside, quoted, fraction = (
        kind.draws[at[name]]
        for name, kind in (
            ("inside", drawn.inside),
            ("outside", drawn.outside),
            ("quoted", drawn.quoted),
            ("fraction", drawn.fraction),
        )
    )
    on_top = np.zeros((runs, drawn.count))
    on_top[np.unique(run)] = sums(fraction * np.maximum(outside - inside, 0.0) * quoted, starts(run))
    return on_top


def _places(**figures: Looked) -> dict[str, Ints]:
    """Per figure and row, the row of the figure among its draws; −1 where there is none."""
    looked_up = collected_all(
        rows.lazy().select(on).join(keys.lazy(), on=on, how="left", validate="m:1", maintain_order="left")
        for rows, keys, on in figures.values()
    )
    return {name: numbers(found["row"]) for name, found in zip(figures, looked_up, strict=True)}


def _runs(rows: pl.DataFrame, key: list[str]) -> tuple[pl.DataFrame, Ints]:
    """The distinct keys of sorted rows with their number, and where each begins."""
    keys = rows.select(*key, row=pl.struct(key).rle_id())
    edges = starts(numbers(keys["row"]))
    return keys[edges[:-1]], edges
