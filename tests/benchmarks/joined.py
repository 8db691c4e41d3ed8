"""Everything the arithmetic needs, joined beforehand: arrays a line × material × path, × regime and × origin."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from scoring.wait import WAIT_COLUMNS
from tests.benchmarks.parts import NUMBERS, lines_of, parts_of, stated_shares
from tests.benchmarks.reference import Reference
from tests.benchmarks.resolving import NO_REGIME

Array = np.ndarray
GATE = ["part", "authority", "potential"]


@dataclass(frozen=True)
class Joined:
    """Arrays of one share of the companies; a line × material is a part, and `*_of_*` are places in other arrays."""

    company_id: pl.Series
    revenue: Array
    line_starts: Array
    at_stake: Array
    """Revenue × margin × what is not made up, a line."""
    part: dict[str, Array]
    path: dict[str, Array]
    gate: dict[str, Array]
    """One row a part × authority × state, in force or potential."""
    wait: dict[str, Array]
    """One row a gate × regime × tier, those of one kind side by side."""
    kinds: list[int]
    """Where licences in force, potential licences, prohibitions in force and potential ones end among the waits."""
    pair_starts: Array
    """Where each part × authority begins among the paths."""
    worst_starts: Array
    """Where each line × authority begins among the parts × authorities in the order of `worst_order`."""
    worst_order: Array
    product_starts: Array
    product_line: Array
    duty: dict[str, Array]
    duty_starts: Array
    duty_part: Array
    part_starts: Array
    part_line: Array


def joined(lines: pl.DataFrame, overrides: pl.DataFrame, reference: Reference) -> Joined:
    """The arrays of a share of the companies; `overrides` may hold those of others."""
    rows = lines_of(lines, reference)
    parts = parts_of(rows, overrides, reference)
    stated, on_record = stated_shares(parts, reference), parts.filter(pl.col("stated").is_null())
    paths = _paths(on_record, stated, reference)
    gates = paths.group_by(GATE, maintain_order=True).agg(size=pl.len()).with_row_index("gate")
    paths = paths.join(gates.drop("size"), on=GATE, validate="m:1", maintain_order="left")
    waits, paths = _waits(paths, parts, reference)
    pairs = paths.group_by("part", "authority", maintain_order=True).agg(size=pl.len()).with_row_index("pair")
    pairs = pairs.join(parts.select("part", "line"), on="part", validate="m:1", maintain_order="left")
    worst = pairs.sort("line", "authority", maintain_order=True)
    by_worst = worst.group_by("line", "authority", maintain_order=True).agg(size=pl.len())
    by_line = by_worst.group_by("line", maintain_order=True).agg(size=pl.len())
    duties = _duties(on_record, stated, reference)
    by_duty = duties.group_by("part", maintain_order=True).agg(size=pl.len())
    by_part = parts.group_by("line", maintain_order=True).agg(size=pl.len())
    companies = rows.group_by("company_id", maintain_order=True).agg(pl.col("company_revenue").first(), size=pl.len())
    return Joined(
        company_id=companies["company_id"],
        revenue=companies["company_revenue"].to_numpy(),
        line_starts=_starts(companies),
        at_stake=rows["at_stake"].to_numpy(),
        part=_arrays(parts, [*NUMBERS, "bought", "value", "premium_usd_per_kg"]),
        path=_arrays(paths, ["share", "gate", "last_wait", "feed_wait"]),
        gate={**_arrays(gates, ["part", "potential"]), "starts": _starts(gates), "beside": _beside(gates)},
        wait=_arrays(waits, ["gate", "part", "valid", *WAIT_COLUMNS, "onset_probability"]),
        kinds=[int((waits["kind"] <= kind).sum()) for kind in range(4)],
        pair_starts=_starts(pairs),
        worst_starts=_starts(by_worst),
        worst_order=worst["pair"].to_numpy(),
        product_starts=_starts(by_line),
        product_line=by_line["line"].to_numpy(),
        duty=_arrays(duties, ["share", "duty_rate"]),
        duty_starts=_starts(by_duty),
        duty_part=by_duty["part"].to_numpy(),
        part_starts=_starts(by_part),
        part_line=by_part["line"].to_numpy(),
    )


def _paths(on_record: pl.DataFrame, stated: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    columns = [*GATE, "last_regime", "feed_regime", "share"]
    key = ["importer", "material", "scope"]
    given = stated.join(reference.origin_paths, on=[*key, "origin"], validate="m:m").with_columns(
        pl.col("share") * pl.col("used")
    )
    record = on_record.join(reference.paths, on=key, validate="m:m")
    return pl.concat([record.select(columns), given.select(columns)]).sort(GATE)


def _duties(on_record: pl.DataFrame, stated: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    key = ["importer", "material"]
    given = stated.join(reference.origin_duties, on=[*key, "origin"], validate="m:1").rename({"used": "share"})
    record = on_record.join(reference.duties, on=key, validate="m:m")
    columns = ["part", "share", "duty_rate"]
    return pl.concat([record.select(columns), given.select(columns)]).sort("part")


def _waits(paths: pl.DataFrame, parts: pl.DataFrame, reference: Reference) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The waits, and the paths with the places of theirs; a path without one points behind the last."""
    regimes = reference.regimes.with_row_index("regime").with_columns(pl.col("regime").cast(pl.Int32))
    tiers = {"last_regime": True, "feed_regime": False}
    rows = pl.concat(
        paths.select("gate", "part", regime=name, on_last=pl.lit(on_last)).filter(pl.col("regime") != NO_REGIME)
        for name, on_last in tiers.items()
    ).unique()
    rows = rows.join(regimes, on="regime", validate="m:1").join(
        parts.select("part", "licence_valid_days"), on="part", validate="m:1"
    )
    rows = rows.with_columns(
        kind=pl.col("wait_shape").is_null().cast(pl.Int64) * 2 + pl.col("potential").cast(pl.Int64),
        valid=pl.when(pl.col("on_last") & pl.col("renewable")).then("licence_valid_days").otherwise(0.0),
    )
    waits = rows.sort("kind", "gate", "regime", "on_last").with_row_index("wait")
    for name, on_last in tiers.items():
        own = waits.filter(pl.col("on_last") == on_last).select("gate", "wait", **{name: "regime"})
        place = name.replace("regime", "wait")
        paths = paths.join(own, on=["gate", name], how="left", validate="m:1", maintain_order="left").rename(
            {"wait": place}
        )
        paths = paths.with_columns(pl.col(place).fill_null(waits.height))
    return waits, paths


def _beside(gates: pl.DataFrame) -> Array:
    """For each gate the one in force of the same part and authority, or the place behind the last."""
    in_force = gates.filter(~pl.col("potential")).select("part", "authority", beside="gate")
    rows = gates.join(in_force, on=["part", "authority"], how="left", validate="m:1", maintain_order="left")
    return rows["beside"].fill_null(gates.height).to_numpy()


def _starts(groups: pl.DataFrame) -> Array:
    size = groups["size"].to_numpy().astype(np.intp)
    return np.cumsum(size) - size


def _arrays(rows: pl.DataFrame, names: list[str]) -> dict[str, Array]:
    # Own memory, so that the arithmetic reads contiguous arrays.
    return {name: np.ascontiguousarray(rows[name].to_numpy()) for name in names}
