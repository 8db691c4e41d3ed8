"""Draws of what one unit of a case costs in duties and price premiums."""

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


def unit_costs(
    named: pl.DataFrame, rated: pl.DataFrame, premiums: pl.DataFrame, world: World, drawn: WorldDraws
) -> tuple[Floats, Floats]:
    """Duty and premium in USD a unit, per case of `named` in their order, one column a draw."""
    keyed, rates = _duty_rates(rated, world, drawn)
    paid, on_top = _premiums_per_kg(premiums, drawn)
    terms = ["product_id", "material_id", "tariff_borne_share", "given_tariff_borne_share"]
    rows = named.select("case", *terms, "mix", "importer_area").sort("case", "material_id")
    mass, machined, value, rate, premium = _places(
        rows,
        (drawn.mass.keys, terms[:2]),
        (drawn.machined.keys, terms[1:2]),
        (drawn.value.keys, terms[1:2]),
        (keyed, RATE),
        (paid, PREMIUM),
    )
    borne, given = rows["tariff_borne_share"].to_numpy(), np.where(rows["given_tariff_borne_share"].to_numpy(), -1, 0)
    edges = starts(numbers(rows["case"].rle_id()))
    duties, paid_on_top = (np.empty((len(edges) - 1, drawn.count)) for _ in range(2))
    for lines, part in chunks(edges, drawn.count):
        bought = drawn.mass.draws[mass[part]] * (1 + drawn.machined.draws[machined[part]])
        within = edges[lines.start : lines.stop + 1] - part.start
        taxed = bought * drawn.value.draws[value[part]] * rates[rate[part]]
        duties[lines] = sums(taxed * gathered(drawn.terms["tariff_borne_share"], given[part], borne[part]), within)
        paid_on_top[lines] = sums(bought * on_top[premium[part]], within)
    return duties, paid_on_top


def _duty_rates(rated: pl.DataFrame, world: World, drawn: WorldDraws) -> tuple[pl.DataFrame, Floats]:
    """One row a mix × material × importing area: the duty rate over all its origins.

    Law is certain; a rate that an assumption stands in for has the range of assumptions.
    """
    rows = rated.select(*RATE, "origin", "use_share", "tariff_line", "duty_rate", "duty_assumed")
    rows = rows.sort(*RATE, "origin")
    request = ["importer_area", "tariff_line", "duty_rate"]
    assumed = rows.filter("duty_assumed").select(request).unique(maintain_order=True).with_row_index("row")
    ends = ranged(assumed.with_columns(confidence=pl.lit(ASSUMED)), "duty_rate", world)
    names = assumed.select(stream("default_duties", "importer_area", "tariff_line")).to_series().to_list()
    low, middle, high = (ends[end].to_numpy() for end in ENDS)
    assumptions = between(low, middle, high, drawn.uniforms(names))
    use, of_request = _places(rows, (drawn.use.keys, ["mix", "material_id", "origin"]), (assumed, request))
    at = np.where(rows["duty_assumed"].to_numpy(), of_request, -1)
    share, rate = rows["use_share"].to_numpy(), rows["duty_rate"].to_numpy()
    keys, edges = _runs(rows, RATE)
    parts = [np.empty((0, drawn.count))]
    for runs, part in chunks(edges, drawn.count):
        each = gathered(drawn.use.draws, use[part], share[part]) * gathered(assumptions, at[part], rate[part])
        parts.append(sums(each, edges[runs.start : runs.stop + 1] - part.start))
    return keys, np.concatenate(parts)


def _premiums_per_kg(premiums: pl.DataFrame, drawn: WorldDraws) -> tuple[pl.DataFrame, Floats]:
    """One row a material × importing area: what a kg bought pays on top while a control bites."""
    rows = premiums.select(*PREMIUM, "element", bites=pl.col("quoted_share") > 0).sort(*PREMIUM, "element")
    keys, _ = _runs(rows, PREMIUM)
    # Where no control bites nothing is paid, whether or not a price is known.
    paid = rows.with_columns(run=pl.struct(PREMIUM).rle_id()).filter("bites")
    kinds, element = (drawn.inside, drawn.outside, drawn.quoted), ["element"]
    contained, *places = _places(
        paid, (drawn.fraction.keys, ["material_id", *element]), *((kind.keys, element) for kind in kinds)
    )
    inside, outside, quoted = (kind.draws[place] for kind, place in zip(kinds, places, strict=True))
    fraction = drawn.fraction.draws[contained]
    run = numbers(paid["run"])
    on_top = np.zeros((len(keys), drawn.count))
    on_top[np.unique(run)] = sums(fraction * np.maximum(outside - inside, 0.0) * quoted, starts(run))
    return keys, on_top


def _places(rows: pl.DataFrame, *figures: tuple[pl.DataFrame, list[str]]) -> list[Ints]:
    """Per row the row of each figure among its draws; −1 where there is none. Figures: their keys, and the columns."""
    looked_up = collected_all(
        rows.lazy().select(on).join(keys.lazy(), on=on, how="left", validate="m:1", maintain_order="left")
        for keys, on in figures
    )
    return [numbers(found["row"]) for found in looked_up]


def _runs(rows: pl.DataFrame, key: list[str]) -> tuple[pl.DataFrame, Ints]:
    """The distinct keys of sorted rows with their number, and where each begins."""
    keys = rows.select(*key, row=pl.struct(key).rle_id())
    edges = starts(numbers(keys["row"]))
    return keys[edges[:-1]], edges
