"""Duty rates: the layers that make up a rate on a day, how they stack, and what serves where none is known."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.exact import share_sum
from scoring.in_force import in_force, latest_edition

REQUEST = ["importer", "origin", "tariff_line"]
"""Customs area of arrival, customs area of origin, and the line in the importer's schedule."""


@dataclass(frozen=True)
class DutyAnswer:
    """A duty rate (share of customs value), or the reason why none is known, and the layers that make it up."""

    rate: float | None
    reason: str | None
    layers: pl.DataFrame


def duty_answer(
    tables: Tables, *, importer: str, origin: str, tariff_line: str, as_of: date, known_at: date
) -> DutyAnswer:
    """The duty on one tariff line from one origin on a day, layer by layer.

    Countries are mapped to their customs areas. Unknown countries raise KeyError with the code.
    """
    areas = customs_areas(tables, as_of)
    request = pl.DataFrame({"importer": [areas[importer]], "origin": [areas[origin]], "tariff_line": [tariff_line]})
    layers = duty_layers(request.lazy(), in_force(tables["tariff_layers"], as_of, known_at).lazy()).collect(
        engine="in-memory"
    )
    if areas[importer] == areas[origin]:
        return DutyAnswer(0.0, "one customs area: no border, no duty", layers.clear())
    if not layers["has_base"].any():
        return DutyAnswer(
            None, f"no base rate of {areas[importer]} on line {tariff_line} is on record for {as_of}", layers
        )
    return DutyAnswer(layers.select(share_sum(pl.col("added_rate"))).item(), None, layers)


def customs_areas(tables: Tables, as_of: date) -> dict[str, str]:
    """Country code → customs area on the day."""
    rows = latest_edition(tables["countries"], ["country"], as_of, as_of)
    return dict(rows.select("country", "customs_area").iter_rows())


def duty_layers(requests: pl.LazyFrame, layers: pl.LazyFrame) -> pl.LazyFrame:
    """One row a request and layer that applies, with `added_rate`, what the layer adds to the total.

    Within a programme the longest matching line wins, then the exact origin, then the newest row. Of several minimum
    totals the largest tops up. `has_base`: whether a base rate is on record, be it replaced or not.
    """
    chosen = _one_a_programme(_matching(requests, layers))
    chosen = chosen.with_columns(has_base=(pl.col("stacking") == "base").any().over(REQUEST))
    stack = _unreplaced(chosen).sort(*REQUEST, "programme")
    base = pl.col("rate").filter(pl.col("stacking") == "base").sum().over(REQUEST)
    floor = pl.col("stacking") == "minimum_total"
    largest = (
        pl.col("programme").filter(floor).sort_by(pl.col("rate").filter(floor), descending=True).first().over(REQUEST)
    )
    topped = (
        pl.when(pl.col("programme") == largest)
        .then(pl.max_horizontal(pl.col("rate") - base, pl.lit(0.0)))
        .otherwise(0.0)
    )
    added = pl.when(floor).then(topped).when(pl.col("stacking") == "exempt").then(0.0).otherwise(pl.col("rate"))
    return stack.with_columns(added.alias("added_rate"))


def duty_rates(requests: pl.LazyFrame, layers: pl.LazyFrame, defaults: pl.LazyFrame) -> pl.LazyFrame:
    """One row a request: its duty rate, and whether an assumed default had to serve (`duty_assumed`).

    Without a base layer the rate is not known, and the default rate counts, never 0. One customs area: 0.
    A request without layer and default has no rate: the gap check finds it.
    """
    stacks = duty_layers(requests, layers)
    totals = stacks.group_by(REQUEST).agg(known_rate=share_sum(pl.col("added_rate")), has_base=pl.col("has_base").any())
    rows = requests.join(totals, on=REQUEST, how="left", validate="1:1").join(
        _default_rates(requests, defaults), on=REQUEST, how="left", validate="1:1"
    )
    home = pl.col("importer") == pl.col("origin")
    known = pl.col("has_base").fill_null(False)
    rate = pl.when(home).then(0.0).when(known).then(pl.col("known_rate")).otherwise(pl.col("default_rate"))
    return rows.select(*REQUEST, duty_rate=rate, duty_assumed=~home & ~known, default_source_id="default_source_id")


def default_duties(tables: Tables, as_of: date, known_at: date) -> pl.DataFrame:
    """The default rates that serve on the day."""
    return latest_edition(tables["default_duties"], ["importer", "tariff_line"], as_of, known_at)


def _matching(requests: pl.LazyFrame, layers: pl.LazyFrame) -> pl.LazyFrame:
    named = layers.rename({"origin": "layer_origin", "tariff_line": "layer_line"})
    rows = requests.join(named, on="importer", how="inner", validate="m:m")
    any_line = pl.col("layer_line") == "*"
    return rows.filter(
        pl.col("importer") != pl.col("origin"),
        (pl.col("layer_origin") == "*") | (pl.col("layer_origin") == pl.col("origin")),
        any_line | pl.col("tariff_line").str.starts_with(pl.col("layer_line")),
    ).with_columns(
        matched_digits=pl.when(any_line).then(0).otherwise(pl.col("layer_line").str.len_chars()),
        origin_named=pl.col("layer_origin") != "*",
    )


def _one_a_programme(candidates: pl.LazyFrame) -> pl.LazyFrame:
    case = [*REQUEST, "programme"]
    order = ["matched_digits", "origin_named", "valid_from", "layer_id"]
    ranked = candidates.sort([*case, *order], descending=[*[False] * len(case), True, True, True, False])
    return ranked.unique(case, keep="first", maintain_order=True)


def _unreplaced(stack: pl.LazyFrame) -> pl.LazyFrame:
    replaced = stack.select(*REQUEST, programme="replaces").explode("programme").drop_nulls("programme").unique()
    return stack.join(replaced, on=[*REQUEST, "programme"], how="anti")


def _default_rates(requests: pl.LazyFrame, defaults: pl.LazyFrame) -> pl.LazyFrame:
    named = defaults.select(
        default_importer="importer", default_line="tariff_line", default_rate="rate", default_source_id="source_id"
    )
    any_line = pl.col("default_line") == "*"
    fits = requests.join(named, how="cross").filter(
        (pl.col("default_importer") == "*") | (pl.col("default_importer") == pl.col("importer")),
        any_line | pl.col("tariff_line").str.starts_with(pl.col("default_line")),
    )
    digits = pl.when(any_line).then(0).otherwise(pl.col("default_line").str.len_chars())
    ranked = fits.with_columns(digits=digits, exact=pl.col("default_importer") != "*").sort(
        *REQUEST, "exact", "digits", descending=[False, False, False, True, True]
    )
    return ranked.unique(REQUEST, keep="first", maintain_order=True).select(
        *REQUEST, "default_rate", "default_source_id"
    )
