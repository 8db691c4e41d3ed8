"""How far levers go and what they cost: dated assumptions, and a reader's own figures in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf, isfinite

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.in_force import serving

BOUNDS: Mapping[str, tuple[float, float]] = {
    "share": (0.0, 1.0),
    "days": (0.0, 365.0),
    "files": (0.0, 1_000.0),
    "years": (1.0, 100.0),
    "USD": (0.0, inf),
    "USD/kg": (0.0, inf),
    "kg/kg": (0.01, 100.0),
}
"""What a figure may be, by its unit. Days end with the horizon; a design serves a year at least."""


@dataclass(frozen=True)
class Assumption:
    """One amount or cost of a lever; `given` where the reader put a figure of their own in its place."""

    name: str
    """lever.parameter"""
    value: float
    value_low: float | None
    value_high: float | None
    unit: str
    meaning: str
    given: bool
    source_id: str
    locator: str | None
    confidence: str
    basis: str
    verified_on: date
    note: str | None


Assumptions = Mapping[str, Assumption]
"""lever.parameter → what is assumed."""


@dataclass(frozen=True)
class AssumptionFault:
    """Why one figure of a reader cannot serve; `known` holds the names there are where the name is unknown."""

    name: str
    value: float
    fault: str
    known: tuple[str, ...] = ()


class AssumptionFaults(Exception):
    """Figures that cannot serve; `faults` holds one each."""

    def __init__(self, faults: list[AssumptionFault]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{fault.name}: {fault.fault}" for fault in faults))


def assumptions_on(tables: Tables, as_of: date, known_at: date, given: Mapping[str, float]) -> Assumptions:
    """The assumptions that serve on a day, each with the reader's figure where one is given, by lever.parameter.

    Raises AssumptionFaults with every unknown name and every figure out of range.
    """
    rows = serving(TABLES["lever_costs"], tables["lever_costs"], as_of, known_at).sort("lever_id", "parameter")
    found = {f"{row['lever_id']}.{row['parameter']}": row for row in rows.iter_rows(named=True)}
    faults = [fault for name, value in given.items() if (fault := _fault(name, value, found))]
    if faults:
        raise AssumptionFaults(faults)
    return {name: _assumption(name, row, given.get(name)) for name, row in found.items()}


def _fault(name: str, value: float, found: Mapping[str, Mapping[str, object]]) -> AssumptionFault | None:
    if name not in found:
        return AssumptionFault(name, value, "is not an assumption of any lever", tuple(found))
    unit = str(found[name]["unit"])
    low, high = BOUNDS[unit]
    if isfinite(value) and low <= value <= high:
        return None
    span = f"{low:g} to {high:g}" if isfinite(high) else f"{low:g} or more"
    return AssumptionFault(name, value, f"{value:g} is out of range: {span} ({unit})")


def _assumption(name: str, row: Mapping[str, object], own: float | None) -> Assumption:
    kept = {field: row[field] for field in Assumption.__dataclass_fields__ if field in row}
    mine = {"value": own, "given": True} if own is not None else {"given": False}
    return Assumption(**{**kept, "name": name, **mine})  # type: ignore[arg-type]
