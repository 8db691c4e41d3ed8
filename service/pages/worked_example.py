"""A score recomputed from a company's exported rows by arithmetic alone, step by step beside what the run says."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from scoring.method import Method

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One step: the export its rows are in, the formula with the figures in it, what comes out and what is exported."""

    table: str
    what: str
    formula: str
    figures: str
    unit: str
    computed: float
    exported: float

    @property
    def decimals(self) -> int:
        """Decimals in which the step is shown: cents, else a billionth."""
        return 2 if self.unit == "USD" else 9

    @property
    def difference(self) -> float:
        """What is left between the two: rounding in the last digits."""
        return self.computed - self.exported


def worked_example(record: Mapping[str, Any], method: Method) -> list[Step]:
    """The steps of one company with a score: its headline, its dearest line, and the longest wait of that line."""
    head, lines = record["headline"], record["lines"]
    steps = [*_headline(head, method), *_sums(head, lines, record["contributions"])]
    line = max(lines, key=lambda row: (row["expected_annual_loss_usd"] or 0.0, row["line_id"]))
    delays, costs = ([row for row in record[name] if row["line_id"] == line["line_id"]] for name in ("delays", "costs"))
    steps += _line(line, delays, costs, method)
    files = [row for row in delays if row["regime_kind"] == "licence" and row["lost_share"]]
    if files:
        steps += _wait(max(files, key=lambda row: (row["lost_share"], row["regime_id"])), method)
    return steps


def small(value: float) -> str:
    """A small number without a power of ten: 0.00001."""
    return f"{value:.12f}".rstrip("0")


def _headline(head: Row, method: Method) -> Iterator[Step]:
    parts = [head[f"{signal}_loss_usd"] for signal in ("delay", "duty", "premium")]
    loss, revenue = head["expected_annual_loss_usd"], head["revenue_usd"]
    yield Step("scores", "Loss", "delay + duty + premium", " + ".join(map(_told, parts)), "USD", fsum(parts), loss)
    unit, decade, highest = method.loss_unit_of_revenue, method.points_per_decade, method.highest_score
    score = min(highest, decade * math.log10(1 + loss / (revenue * unit)))
    formula = f"min({highest:g}, {decade:g} · log10(1 + loss / (revenue · {small(unit)})))"
    figures = f"{decade:g} · log10(1 + {_told(loss)} / ({_told(revenue)} · {small(unit)}))"
    yield Step("scores", "Score", formula, figures, "points", score, head["score"])


def _sums(head: Row, lines: Sequence[Row], contributions: Sequence[Row]) -> Iterator[Step]:
    losses = [row["expected_annual_loss_usd"] for row in lines if row["expected_annual_loss_usd"] is not None]
    loss = head["expected_annual_loss_usd"]
    yield Step("lines", "Loss", "sum of the lines", f"{len(losses)} rows", "USD", fsum(losses), loss)
    points = [row["points"] for row in contributions]
    told = f"{len(points)} rows"
    yield Step(
        "contributions", "Score", "sum of the contributions' points", told, "points", fsum(points), head["score"]
    )


def _line(line: Row, delays: Sequence[Row], costs: Sequence[Row], method: Method) -> Iterator[Step]:
    where = f"of line {line['line_id']}"
    by_authority: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in delays:
        by_authority[row["authority"]][row["material_id"]].append(row["lost_share"])
    worst = {name: max(map(fsum, materials.values())) for name, materials in by_authority.items()}
    lost = 1 - math.prod(1 - share for share in worst.values())
    told = "1 − " + " · ".join(f"(1 − {share:.6g})" for share in worst.values()) if worst else "no regime: 0"
    formula = "1 − Π (1 − largest lost_share of a material), authority by authority"
    yield Step("delays", f"Lost share {where}", formula, told, "share", lost, line["lost_share"])
    revenue, margin, kept = line["revenue_usd"], line["contribution_margin"], line["recovery_share"]
    told = f"{_told(revenue)} · {margin:g} · (1 − {kept:g}) · {line['lost_share']:.6g}"
    delay = revenue * margin * (1 - kept) * line["lost_share"]
    formula = "revenue · margin · (1 − recovery) · lost share"
    yield Step("lines", f"Delay loss {where}", formula, told, "USD", delay, line["delay_loss_usd"])
    paid = fsum(row["customs_value_usd"] * row["duty_rate"] * row["duty_borne_share"] for row in costs)
    formula, told = "Σ customs value · duty rate · share borne", f"{len(costs)} rows"
    yield Step("costs", f"Duty loss {where}", formula, told, "USD", paid, line["duty_loss_usd"])
    premium = fsum(_premium(row) for row in costs)
    formula = "Σ element kg · max(0, price outside − price inside) · quoted share"
    yield Step("costs", f"Premium loss {where}", formula, told, "USD", premium, line["premium_loss_usd"])


def _premium(row: Row) -> float:
    if not row["quoted_share"]:
        return 0.0
    gap = max(0.0, row["price_outside_usd_per_kg"] - row["price_inside_usd_per_kg"])
    return float(row["element_kg"] * gap * row["quoted_share"])


def _wait(row: Row, method: Method) -> Iterator[Step]:
    where = f"of {row['material_id']} under {row['regime_id']}"
    gated, spent = row["gated_share"], row["second_source_share"]
    told = f"{gated:.6g} − {spent:.6g}"
    formula = "gated share − second source"
    yield Step("delays", f"Stopped share {where}", formula, told, "share", gated - spent, row["stopped_share"])
    blocked = _missing(row, row["spell_days"]) - _missing(row, row["cover_days"])
    formula = "days without goods to the spell's end − to the cover's end, see below"
    told = f"lag {row['wait_lag_days']:g}, shape {row['wait_shape']:.6g}, scale {row['wait_scale_days']:.6g}"
    told += f", denied {row['denial_share']:.6g}, {row['cover_days']:.6g} to {row['spell_days']:g} days"
    yield Step("delays", f"Blocked days {where}", formula, told, "days", blocked, row["blocked_days"])
    told = f"{row['stopped_share']:.6g} · {row['blocked_days']:.6g} / {method.year_days:g}"
    lost = row["stopped_share"] * row["blocked_days"] / method.year_days
    formula = f"stopped share · blocked days / {method.year_days:g}"
    yield Step("delays", f"Lost share {where}", formula, told, "share", lost, row["lost_share"])


def _missing(row: Row, until: float) -> float:
    """Expected days without goods up to a day; a denied file is filed again."""
    denied, again = row["denial_share"], row["refile_days"]
    later = min(until, again) + _undecided(row, max(until - again, 0.0))
    return float((1 - denied) * _undecided(row, until) + denied * later)


def _undecided(row: Row, until: float) -> float:
    """Expected days without a decision up to a day."""
    lag, shape, scale = row["wait_lag_days"], row["wait_shape"], row["wait_scale_days"]
    late = max(until - lag, 0.0) / scale
    integral = math.log1p(late) if shape == 1 else (1 - (1 + late) ** (1 - shape)) / (shape - 1)
    return float(min(until, lag) + scale * integral)


def _told(value: float) -> str:
    return f"{value:.12g}"
