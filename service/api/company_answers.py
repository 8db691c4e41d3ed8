"""Makes answers about companies from the rows of a run."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from service.api.evidence import evidence_of, newest_on_licences
from service.api.models.companies import (
    Company,
    Contribution,
    Contributions,
    Demonstration,
    Interval,
    Listed,
    Past,
    Score,
)
from service.api.models.stamp import Stamped
from service.portfolio.demo import DEMO

Row = Mapping[str, Any]
Computed = Literal["snapshot", "on demand"]
NOTICE = "Demonstration from public volumes and default sourcing; no assessment of the company named."
NO_INTERVAL = "not computed in this method version"
ROWS_OF_SIGNAL = {"delay": "delays", "duty": "costs", "premium": "costs"}
INPUTS_OF_SIGNAL = {
    "duty": (
        "importer",
        "origin",
        "tariff_line",
        "customs_value_usd",
        "duty_rate",
        "duty_borne_share",
        "duty_loss_usd",
    ),
    "premium": (
        "element_kg",
        "price_outside_usd_per_kg",
        "price_inside_usd_per_kg",
        "quoted_share",
        "premium_loss_usd",
    ),
}


def listed(row: Row) -> Listed:
    """A row of the ranked list."""
    names = set(Listed.model_fields) - {"demonstration"}
    return Listed(**{name: row[name] for name in names}, demonstration=row["portfolio"] == DEMO)


def score_answer(stamp: Stamped, record: Row, portfolio: str | None, computed: Computed) -> Score:
    """A company's headline; `record` is all that a run says of it, or an engine's answer in the same form."""
    row, signals = record["headline"], record["signals"]
    low, high = row["score_low"], row["score_high"]
    return Score(
        **stamp.model_dump(),
        **{name: row[name] for name in Company.model_fields},
        interval=Interval(low=low, high=high, reason=None if low is not None else NO_INTERVAL),
        defaults=[name for name in (row["defaults_used"] or "").split(";") if name],
        portfolio=demonstration(portfolio),
        newest_evidence_on=newest_on_licences(signals),
        evidence=evidence_of(signals, stamp.as_of),
        computed=computed,
    )


def demonstration(portfolio: str | None) -> Demonstration:
    """Which portfolio a company is from, and the notice it has to carry."""
    demo = portfolio == DEMO
    return Demonstration(portfolio=portfolio, demonstration=demo, notice=NOTICE if demo else None)


def contributions_answer(stamp: Stamped, record: Row) -> Contributions:
    """Every part of a company's score with what it was computed from."""
    row, signals = record["headline"], record["signals"]
    return Contributions(
        **stamp.model_dump(),
        **{name: row[name] for name in ("company_id", "company_name", "score", "expected_annual_loss_usd", "reason")},
        data=[_contribution(part, record) for part in record["contributions"]],
        **{name: signals[name] for name in ("regimes", "duty_layers", "prices", "shares", "inputs", "sources")},
    )


def past(row: Row) -> Past:
    """A company's headline in one run."""
    return Past(**{name: row[name] for name in Past.model_fields})


def _contribution(part: Row, record: Row) -> Contribution:
    signal = part["signal"]
    rows = [row for row in record[ROWS_OF_SIGNAL[signal]] if _behind(row, part)]
    keep = INPUTS_OF_SIGNAL.get(signal)
    inputs = [{name: row[name] for name in keep} if keep else dict(row) for row in rows]
    ids = dict.fromkeys(_source_ids(part, rows, record["signals"]))
    made = {"authority": part["authority"] or None, "inputs": inputs, "source_ids": list(ids)}
    return Contribution.model_validate({**part, **made})


def _behind(row: Row, part: Row) -> bool:
    """Whether a delay or cost row went into a contribution."""
    keys = ("line_id", "material_id", *(("authority",) if part["signal"] == "delay" else ("origin", "element")))
    return all(row[key] == part[key] for key in keys)


def _source_ids(part: Row, rows: Sequence[Row], signals: Mapping[str, Sequence[Row]]) -> Iterable[str]:
    if part["signal"] == "delay":
        regimes = {row["regime_id"] for row in rows}
        for regime in signals["regimes"]:
            yield from regime["source_ids"] if regime["regime_id"] in regimes else ()
    if part["signal"] == "duty":
        lines = {row["tariff_line"] for row in rows}
        yield from (layer["source_id"] for layer in signals["duty_layers"] if layer["tariff_line"] in lines)
    if part["signal"] == "premium":
        for price in signals["prices"]:
            if price["element"] == part["element"]:
                names = ("price_inside_source_id", "price_outside_source_id", "quoted_share_source_id")
                yield from (price[name] for name in names if price[name])
