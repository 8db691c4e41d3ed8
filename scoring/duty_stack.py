"""How duty layers stack: which of them meet a request, and what each adds to its rate."""

import polars as pl

from scoring.exact import share_sum

REQUEST = ["importer", "origin", "tariff_line"]
"""Customs area of arrival, customs area of origin, and the line in the importer's schedule."""

READING = [*REQUEST, "read_line", "conditions_met"]
"""One reading of a request: as which line of the schedule, and whether conditions we cannot see are met."""


def duty_layers(requests: pl.LazyFrame, layers: pl.LazyFrame) -> pl.LazyFrame:
    """One row a request and layer that applies, with `added_rate`, what the layer adds to the total.

    A line that the schedule divides further, and a condition that a shipment may meet or not, are read the dearest
    way (`read_line`, `conditions_met`). Within a programme the longest matching line wins, then the exact origin, then
    the newest row. Of several minimum totals the largest tops up. `has_base`: whether a base rate, or a layer that
    stands instead of it, is on record. A layer whose rate was not read counts with its assumed rate.
    """
    return layers_that_count(duty_stack(requests, layers))


def layers_that_count(stack: pl.LazyFrame) -> pl.LazyFrame:
    """Of the layers in every reading (`duty_stack`) those of the dearest; see `duty_layers`."""
    own = pl.col("read_line") == pl.col("tariff_line")
    # Where the line itself has no base rate, its parts do not tell what the rest of it pays.
    stack = stack.filter(own | (own & pl.col("has_base")).any().over(REQUEST))
    return stack.join(_dearest(stack), on=READING, how="semi").sort(*REQUEST, "programme")


def parts_of_lines(stack: pl.LazyFrame) -> pl.LazyFrame:
    """One row a request and part of its line that has a base rate of its own: `read_line` and its `part_rate`.

    `stack`: see `duty_stack`.
    """
    parts = stack.filter(pl.col("has_base"), pl.col("read_line") != pl.col("tariff_line"))
    totals = parts.group_by(READING).agg(part_rate=share_sum(pl.col("added_rate")))
    return totals.group_by(*REQUEST, "read_line").agg(pl.col("part_rate").max()).sort(*REQUEST, "read_line")


def _readings(requests: pl.LazyFrame, layers: pl.LazyFrame) -> pl.LazyFrame:
    named = layers.select("importer", layer_origin="origin", read_line="tariff_line").unique()
    parts = requests.join(named, on="importer", how="inner", validate="m:m").filter(
        _origin_fits(),
        pl.col("read_line").str.starts_with(pl.col("tariff_line")),
        pl.col("read_line") != pl.col("tariff_line"),
    )
    own = requests.select(*REQUEST, read_line="tariff_line")
    lines = pl.concat([own, parts.select(*REQUEST, "read_line").unique()])
    return lines.join(pl.LazyFrame({"conditions_met": [True, False]}), how="cross")


def duty_stack(requests: pl.LazyFrame, layers: pl.LazyFrame) -> pl.LazyFrame:
    """One row a request, way to read it and layer that applies then, with what the layer adds; see `duty_layers`."""
    readings = _readings(requests, layers)
    unconditional = pl.col("conditions_met") | pl.col("only_if").is_null()
    # Who does not meet the condition of an exemption pays as others do; who does not meet that of a duty pays none.
    met = _matching(readings, layers).filter(unconditional | (pl.col("stacking") != "exempt"))
    chosen = _one_a_programme(met).filter(unconditional)
    instead = pl.col("replaces").list.contains("mfn").fill_null(False)
    chosen = chosen.with_columns(has_base=((pl.col("stacking") == "base") | instead).any().over(READING))
    stack = _unreplaced(chosen).sort(*READING, "programme")
    counted = pl.coalesce("rate", "assumed_rate")
    base = counted.filter(pl.col("stacking") == "base").sum().over(READING)
    floor = pl.col("stacking") == "minimum_total"
    largest = pl.col("programme").filter(floor).sort_by(counted.filter(floor), descending=True).first().over(READING)
    topped = pl.when(pl.col("programme") == largest).then(pl.max_horizontal(counted - base, pl.lit(0.0))).otherwise(0.0)
    added = pl.when(floor).then(topped).when(pl.col("stacking") == "exempt").then(0.0).otherwise(counted)
    return stack.with_columns(added_rate=added)


def _dearest(stack: pl.LazyFrame) -> pl.LazyFrame:
    """Per request its dearest reading; of equals the line itself, conditions met."""
    totals = stack.group_by(READING).agg(total=share_sum(pl.col("added_rate")))
    parts = pl.col("read_line") != pl.col("tariff_line")
    ranked = totals.with_columns(parts=parts).sort(
        *REQUEST, "total", "parts", "conditions_met", "read_line", descending=[*[False] * 3, True, False, True, False]
    )
    return ranked.unique(REQUEST, keep="first", maintain_order=True)


def _matching(readings: pl.LazyFrame, layers: pl.LazyFrame) -> pl.LazyFrame:
    named = layers.rename({"origin": "layer_origin", "tariff_line": "layer_line"})
    rows = readings.join(named, on="importer", how="inner", validate="m:m")
    any_line = pl.col("layer_line") == "*"
    return rows.filter(
        _origin_fits(),
        any_line | pl.col("read_line").str.starts_with(pl.col("layer_line")),
    ).with_columns(
        matched_digits=pl.when(any_line).then(0).otherwise(pl.col("layer_line").str.len_chars()),
        origin_named=pl.col("layer_origin") != "*",
    )


def _origin_fits() -> pl.Expr:
    foreign = pl.col("importer") != pl.col("origin")
    return foreign & ((pl.col("layer_origin") == "*") | (pl.col("layer_origin") == pl.col("origin")))


def _one_a_programme(candidates: pl.LazyFrame) -> pl.LazyFrame:
    case = [*READING, "programme"]
    order = ["matched_digits", "origin_named", "valid_from", "layer_id"]
    ranked = candidates.sort([*case, *order], descending=[*[False] * len(case), True, True, True, False])
    return ranked.unique(case, keep="first", maintain_order=True)


def _unreplaced(stack: pl.LazyFrame) -> pl.LazyFrame:
    replaced = stack.select(*READING, programme="replaces").explode("programme").drop_nulls("programme").unique()
    return stack.join(replaced, on=[*READING, "programme"], how="anti")
