"""Duty rates: what is known of a rate on a day, layer by layer, and what serves where none is known."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.collecting import collected
from scoring.duty_stack import REQUEST, duty_stack, layers_that_count, parts_of_lines
from scoring.exact import share_sum
from scoring.in_force import in_force, latest_edition


@dataclass(frozen=True)
class DutyAnswer:
    """A duty rate (share of customs value), or the reason why none is known, and the layers that make it up.

    A rate of a line that the schedule divides further has a reason too: which part of it was taken.
    """

    rate: float | None
    reason: str | None
    layers: pl.DataFrame


@dataclass(frozen=True)
class AddedDuty:
    """Points that a scenario puts on duties on goods of some origins, at some importers (all where none is named)."""

    rate: float = 0.0
    origins: tuple[str, ...] = ()
    importers: tuple[str, ...] = ()


NO_ADDED_DUTY = AddedDuty()


def duty_answer(
    tables: Tables, *, importer: str, origin: str, tariff_line: str, as_of: date, known_at: date
) -> DutyAnswer:
    """The duty on one tariff line from one origin on a day, layer by layer.

    Countries are mapped to their customs areas. Unknown countries raise KeyError with the code. What a layer adds is
    null where its rate was not read.
    """
    areas = customs_areas(tables, as_of)
    request = pl.LazyFrame({"importer": [areas[importer]], "origin": [areas[origin]], "tariff_line": [tariff_line]})
    law = in_force(tables["tariff_layers"], as_of, known_at).lazy()
    stack = collected(duty_stack(request, law)).lazy()
    counted = collected(layers_that_count(stack))
    layers = counted.with_columns(added_rate=pl.when(pl.col("rate").is_not_null()).then("added_rate"))
    if areas[importer] == areas[origin]:
        return DutyAnswer(0.0, "one customs area: no border, no duty", layers.clear())
    if not layers["has_base"].any():
        parts = collected(parts_of_lines(stack))["read_line"].to_list()
        return DutyAnswer(None, _no_base(areas[importer], tariff_line, as_of, parts), layers)
    unread = layers.filter(pl.col("rate").is_null())["programme"].to_list()
    if unread:
        return DutyAnswer(None, f"the rate of {' and '.join(unread)} from {origin} is not on record", layers)
    return DutyAnswer(layers.select(share_sum(pl.col("added_rate"))).item(), _divided(layers), layers)


def dearest_part(
    tables: Tables, *, importer: str, origin: str, tariff_line: str, as_of: date, known_at: date
) -> tuple[str, float] | None:
    """The part of a line that pays most by base rates of its parts, and its rate; none where no part has one.

    `importer` and `origin` are customs areas. Scores take no less for a line without a base rate of its own.
    """
    request = pl.LazyFrame({"importer": [importer], "origin": [origin], "tariff_line": [tariff_line]})
    law = in_force(tables["tariff_layers"], as_of, known_at).lazy()
    parts = collected(parts_of_lines(collected(duty_stack(request, law)).lazy()))
    dearest = parts.sort("part_rate", "read_line", descending=[True, False]).select("read_line", "part_rate")
    return next(dearest.iter_rows(), None)


def customs_areas(tables: Tables, as_of: date) -> dict[str, str]:
    """Country code → customs area on the day."""
    rows = latest_edition(tables["countries"], ["country"], as_of, as_of)
    return dict(rows.select("country", "customs_area").iter_rows())


def duty_rates(
    requests: pl.LazyFrame, layers: pl.LazyFrame, defaults: pl.LazyFrame, added: AddedDuty = NO_ADDED_DUTY
) -> pl.LazyFrame:
    """One row a request: its duty rate, and whether an assumption had to serve (`duty_assumed`).

    Without a base layer the default rate stands in for it, and the layers known come on top; the rate is never below
    what a part of the line pays. One customs area: 0. A request without base layer and default has no rate: the gap
    check finds it. `law_rate` is the rate without a scenario, `scenario_rate` what one moves it by, not below 0.
    """
    stack = collected(duty_stack(requests, layers)).lazy()
    rows = requests.join(_totals(stack), on=REQUEST, how="left", validate="1:1").join(
        _default_rates(requests, defaults), on=REQUEST, how="left", validate="1:1"
    )
    parts = parts_of_lines(stack).group_by(REQUEST).agg(pl.col("part_rate").max())
    rows = rows.join(parts, on=REQUEST, how="left", validate="1:1")
    home = pl.col("importer") == pl.col("origin")
    known = pl.col("has_base").fill_null(False)
    default = pl.col("default_rate")
    standing_in = pl.max_horizontal(default, "floor") + pl.col("on_top").fill_null(0.0)
    assumed = pl.when(default.is_not_null()).then(pl.max_horizontal(standing_in, "part_rate"))
    source = pl.when(known).then("unread_source_id").otherwise("default_source_id")
    rate = pl.when(home).then(0.0).when(known).then(pl.col("known_rate")).otherwise(assumed)
    return rows.with_columns(law_rate=rate).select(
        *REQUEST,
        "law_rate",
        duty_rate=pl.col("law_rate") + _moved_by(added),
        scenario_rate=_moved_by(added),
        duty_assumed=~home & (~known | pl.col("unread_source_id").is_not_null()),
        default_source_id=source,
    )


def default_duties(tables: Tables, as_of: date, known_at: date) -> pl.DataFrame:
    """The default rates that serve on the day."""
    return latest_edition(tables["default_duties"], ["importer", "tariff_line"], as_of, known_at)


def _moved_by(added: AddedDuty) -> pl.Expr:
    """What a scenario moves a duty by: nothing at home and where the goods or the importer are not meant."""
    meant = pl.col("origin").is_in(added.origins) & (pl.col("importer") != pl.col("origin"))
    if added.importers:
        meant &= pl.col("importer").is_in(added.importers)
    return pl.when(meant).then(pl.max_horizontal(pl.lit(added.rate), -pl.col("law_rate"))).otherwise(0.0)


def _no_base(importer: str, tariff_line: str, as_of: date, parts: list[str]) -> str:
    silent = f"no base rate of {importer} on line {tariff_line} is on record for {as_of}"
    return f"{silent}, only on its parts {', '.join(parts)}" if parts else silent


def _divided(layers: pl.DataFrame) -> str | None:
    asked, read = layers.select("tariff_line", "read_line").row(0)
    return None if asked == read else f"the line is divided further: the rate of {read}, its dearest part on record"


def _totals(stack: pl.LazyFrame) -> pl.LazyFrame:
    stacking, added = pl.col("stacking"), pl.col("added_rate")
    floor = stacking == "minimum_total"
    return (
        layers_that_count(stack)
        .group_by(REQUEST)
        .agg(
            known_rate=share_sum(added),
            on_top=share_sum(added.filter(~floor & (stacking != "base"))),
            floor=pl.coalesce("rate", "assumed_rate").filter(floor).max(),
            has_base=pl.col("has_base").any(),
            unread_source_id=pl.col("source_id").filter(pl.col("rate").is_null()).min(),
        )
    )


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
