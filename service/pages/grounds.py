"""Where a company's figures come from, as rows of tables: regimes, duties, prices, origins and defaults."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any, TypeVar

from service.api.evidence import evidence_day, past_words
from service.api.wait_curve import half_decided_days
from service.pages.names import Names

Row = Mapping[str, Any]
Record = Mapping[str, Any]
Value = TypeVar("Value")
DEFAULT_COLUMNS = {
    "delays": ("stock_days", "transit_days", "lead_days", "requalification_days", "licence_valid_days"),
    "lines": ("contribution_margin", "recovery_share"),
    "costs": ("duty_borne_share",),
}
"""Level → the columns in which a default shows."""
OTHER_NAMES = {"duty_borne_share": "tariff_borne_share"}


@dataclass(frozen=True)
class Regime:
    """One licence regime behind the delay: the rule, the goods it holds up here, and how old its evidence is."""

    rule: Row
    goods: list[str]
    typical_days: float | None
    newest: date | None
    notice: str | None


@dataclass(frozen=True)
class Act:
    """One act of a government and its regimes here; `rule` is one of them, for what they share."""

    rule: Row
    regimes: Sequence[Regime]


@dataclass(frozen=True)
class Duty:
    """One duty rate: who levies it on what from where, what it costs, and its layers."""

    importer: str
    origin: str
    line: str
    goods: list[str]
    rate: float
    loss_usd: float
    layers: Sequence[Row]


@dataclass(frozen=True)
class Supply:
    """Where one material comes from in one mix, the largest origin first."""

    goods: str
    mix: str
    origins: list[tuple[str, float]]
    source_ids: list[str]
    data_years: list[int]
    verified_on: list[date]


def acts(record: Record, names: Names, as_of: date) -> list[Act]:
    """The licence regimes behind the delay by act, those in force before those that may come, the worst first."""
    lost: dict[str, float] = {}
    for row in record["delays"]:
        lost[row["regime_id"]] = lost.get(row["regime_id"], 0.0) + (row["lost_share"] or 0.0)
    rules = record["signals"]["regimes"]
    by_act: dict[tuple[bool, str | None], list[Regime]] = {}
    for rule in sorted(rules, key=lambda rule: (rule["potential"], -lost[rule["regime_id"]], rule["regime_id"])):
        by_act.setdefault((rule["potential"], rule["measure_id"]), []).append(_regime(rule, record, names, as_of))
    return [Act(regimes[0].rule, regimes) for regimes in by_act.values()]


def duties(record: Record, names: Names) -> list[Duty]:
    """The duty rates used, the dearest first; rates of 0 without a layer are left out."""
    stacks: dict[tuple[str, str, str], list[Row]] = {}
    for layer in record["signals"]["duty_layers"]:
        stacks.setdefault((layer["importer"], layer["origin"], layer["tariff_line"]), []).append(layer)
    paid: dict[tuple[str | None, str | None, str], list[Row]] = {}
    for row in record["costs"]:
        key = names.areas.get(row["importer"]), names.areas.get(row["origin"]), row["tariff_line"]
        paid.setdefault(key, []).append(row)
    found = [_duty(key, stack, paid.get(key, []), names) for key, stack in stacks.items()]
    return sorted(found, key=lambda duty: (-duty.loss_usd, duty.importer, duty.line, duty.origin))


def supplies(record: Record, names: Names) -> list[Supply]:
    """Where each material comes from, by origin mix."""
    mixes: dict[tuple[str, str], list[Row]] = {}
    for row in record["signals"]["shares"]:
        mixes.setdefault((row["material_id"], row["mix"]), []).append(row)
    return [
        Supply(
            names.materials.get(material, material),
            _mix_words(mix, names),
            sorted(((_country(row["origin"], names), row["use_share"]) for row in rows), key=lambda pair: -pair[1]),
            _unique(row["source_id"] for row in rows),
            _unique(row.get("data_year") for row in rows),
            _unique(row.get("verified_on") for row in rows),
        )
        for (material, mix), rows in mixes.items()
    ]


def defaults(record: Record, used: Sequence[str]) -> list[tuple[str, list[float]]]:
    """Inputs taken from defaults, with the values that were taken where they are numbers."""
    taken: dict[str, list[float]] = {}
    for level, columns in DEFAULT_COLUMNS.items():
        for column in columns:
            values = {row[column] for row in record[level] if row[column] is not None}
            taken[OTHER_NAMES.get(column, column)] = sorted(values)
    return [(name, taken.get(name, [])) for name in used]


def _regime(rule: Row, record: Record, names: Names, as_of: date) -> Regime:
    goods = _unique(row["material_id"] for row in record["delays"] if row["regime_id"] == rule["regime_id"])
    named = [names.materials.get(material, material) for material in goods]
    newest = evidence_day(rule)
    return Regime(rule, named, half_decided_days(rule), newest, past_words(newest, as_of))


def _duty(key: tuple[str, str, str], stack: Sequence[Row], rows: Sequence[Row], names: Names) -> Duty:
    importer, origin, line = key
    goods = [names.materials.get(material, material) for material in _unique(row["material_id"] for row in rows)]
    loss = fsum(row["duty_loss_usd"] for row in rows)
    return Duty(_country(importer, names), _country(origin, names), line, goods, stack[0]["duty_rate"], loss, stack)


def _mix_words(mix: str, names: Names) -> str:
    if mix == "world":
        return "world supply"
    return f"use in {_country(mix.removeprefix('use '), names)}"


def _country(code: str, names: Names) -> str:
    return names.countries.get(code, code)


def _unique(values: Iterable[Value | None]) -> list[Value]:
    return [value for value in dict.fromkeys(values) if value]
