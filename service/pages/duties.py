"""The duty on one line as the page of measures draws it: the stack of a day that adds up, and the rate through time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

import polars as pl

from reference_data.loader import Tables
from scoring.duty import dearest_part, default_duties
from scoring.duty_history import DutyHistory
from service.api.models.reference import Duty, DutyLayer
from service.api.models.stamp import Stamped
from service.pages.step_chart import Chart, Span, chart
from service.pages.tariff_names import Goods, found, lines_of, near

Row = Mapping[str, Any]
WIDE = 100.0
TOLD = ("known_from", "end_known_from")
"""Columns of the law that say when something of a row came to be known."""


@dataclass(frozen=True)
class Piece:
    """One layer of a stack and its bar, in per cent of the rate; none for what adds nothing."""

    layer: DutyLayer
    start: float
    width: float


@dataclass(frozen=True)
class Past:
    """One layer that ever applied, and where it lies on the time line."""

    row: Row
    span: Span


@dataclass(frozen=True)
class DutyView:
    """The duty on one line: on the day, through time, and how to find another line."""

    duty: Duty
    period: Row
    """The period of the day: the rate on record, what scores take, and whether an assumption is in it."""
    pieces: Sequence[Piece]
    assumed_rate: float
    """What stands in for rates that are not on record; 0 where all are."""
    default: Row | None
    """The row of default rates that serves; none where the base rate is on record."""
    part: tuple[str, float] | None
    """The part of the line, and its rate, that scores take since it pays more than default and layers; else none."""
    history: DutyHistory
    chart: Chart
    past: Sequence[Past]
    lines: Sequence[Goods]
    goods: Sequence[tuple[str, str]]
    """Name and line of the goods that were looked for."""
    near: Sequence[Goods]
    """Lines on record like one that is not."""
    importers: Sequence[str]
    """Customs areas with duties on record."""

    @property
    def title(self) -> str | None:
        """The goods on the line, where any of ours are."""
        asked = self.duty.line.replace(".", "")
        return next((one.title for one in self.lines if one.line == asked and one.names), None)

    @property
    def source_ids(self) -> list[str]:
        """Everything the duty rests on."""
        default = [self.default["source_id"]] if self.default else []
        return [*(layer.source_id for layer in self.duty.layers), *self.history.layers["source_id"], *default]


def duty_view(tables: Tables, stamp: Stamped, duty: Duty, history: DutyHistory, goods: str | None) -> DutyView:
    """The duty of the day and its history, drawn, with the lines a reader may have meant."""
    asked = duty.line.replace(".", "")
    held = (pl.col("valid_from") <= stamp.as_of) & (pl.col("valid_to") > stamp.as_of).fill_null(True)
    period = history.periods.filter(held).row(0, named=True)
    lines = lines_of(tables, duty.importer_area)
    drawn = chart(history.periods, stamp.as_of)
    assumed = (
        period["scored_rate"] - fsum(layer.added_rate or 0.0 for layer in duty.layers) if period["assumed"] else 0.0
    )
    return DutyView(
        duty,
        period,
        pieces(duty.layers, period["scored_rate"]),
        assumed,
        _default(tables, stamp, duty, asked) if period["assumed"] else None,
        _part(tables, stamp, duty, period) if period["assumed"] else None,
        history,
        drawn,
        [Past(row, drawn.span(row["valid_from"], row["valid_to"])) for row in history.layers.iter_rows(named=True)],
        lines,
        found(lines, goods) if goods else [],
        [] if any(one.line == asked for one in lines) else near(lines, asked),
        tables["tariff_layers"]["importer"].unique().sort().to_list(),
    )


def knowledge_day(tables: Tables, importer: str, known_at: date) -> date:
    """The last day, up to one, on which anything of an importer's duties came to be known: the same is known since.

    The day itself where nothing was known by then.
    """
    law = tables["tariff_layers"].filter(importer=importer), tables["default_duties"]
    told = (frame[name] for frame in law for name in TOLD if name in frame.columns)
    return max((day for days in told for day in days.unique() if day and day <= known_at), default=known_at)


def pieces(layers: Sequence[DutyLayer], rate: float) -> list[Piece]:
    """The layers with their bars: each begins where the one before it ends, the last ends at the rate."""
    made, start = [], 0.0
    for layer in layers:
        width = WIDE * (layer.added_rate or 0.0) / rate if rate else 0.0
        made.append(Piece(layer, start, width))
        start += width
    return made


def _part(tables: Tables, stamp: Stamped, duty: Duty, period: Row) -> tuple[str, float] | None:
    """The dearest part of the line, where it is what scores take."""
    asked = {"importer": duty.importer_area, "origin": duty.origin_area, "tariff_line": duty.line.replace(".", "")}
    part = dearest_part(tables, **asked, as_of=stamp.as_of, known_at=stamp.known_at)
    return part if part and part[1] == period["scored_rate"] else None


def _default(tables: Tables, stamp: Stamped, duty: Duty, asked: str) -> Row | None:
    """The default rate nearest to the importer and line, as scores choose it."""
    rows = default_duties(tables, stamp.as_of, stamp.known_at).filter(
        pl.col("importer").is_in([duty.importer_area, "*"])
        & ((pl.col("tariff_line") == "*") | pl.lit(asked).str.starts_with(pl.col("tariff_line")))
    )
    exact = (pl.col("importer") != "*", pl.col("tariff_line").str.strip_chars("*").str.len_chars())
    return next(rows.sort(*exact, descending=True).iter_rows(named=True), None)
