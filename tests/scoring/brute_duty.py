"""The duty on one line from one origin, layer by layer, in plain Python."""

from itertools import product
from typing import Any

Row = dict[str, Any]


def duty_rate(layers: list[Row], defaults: list[Row], importer: str, origin: str, line: str) -> float:
    """The dearest reading of the rate; a default stands in for a base rate that is not on record."""
    if importer == origin:
        return 0.0
    of_pair = [r for r in layers if r["importer"] == importer and r["origin"] in ("*", origin)]
    lines = sorted({r["tariff_line"] for r in of_pair if r["tariff_line"].startswith(line)} - {line})
    own = [_stack(of_pair, line, met) for met in (True, False)]
    parts = [_stack(of_pair, part, met) for part, met in product(lines, (True, False))]
    # Where the line itself has no base rate, a part without one tells nothing of the rest.
    read = own + [stack for stack in parts if _has_base(stack) or any(map(_has_base, own))]
    standing_in = _default(defaults, importer, line)
    return max(_total(stack, 0.0 if _has_base(stack) else standing_in) for stack in read)


def _stack(layers: list[Row], line: str, met: bool) -> list[Row]:
    """One layer a programme: the longest line, then the exact origin, then the newest; then who replaces whom."""
    chosen: dict[str, Row] = {}
    for layer in sorted(layers, key=_telling, reverse=True):
        reaches = layer["tariff_line"] == "*" or line.startswith(layer["tariff_line"])
        exempt_unmet = layer["only_if"] and not met and layer["stacking"] == "exempt"
        if reaches and not exempt_unmet:
            chosen.setdefault(layer["programme"], layer)
    kept = [layer for layer in chosen.values() if met or not layer["only_if"]]
    replaced = {programme for layer in kept for programme in layer["replaces"] or []}
    return [{**layer, "base_replaced": "mfn" in replaced} for layer in kept if layer["programme"] not in replaced]


def _telling(layer: Row) -> tuple[int, bool, Any]:
    digits = 0 if layer["tariff_line"] == "*" else len(layer["tariff_line"])
    return digits, layer["origin"] != "*", layer["valid_from"]


def _has_base(stack: list[Row]) -> bool:
    return any(layer["stacking"] == "base" or layer["base_replaced"] for layer in stack)


def _total(stack: list[Row], standing_in: float = 0.0) -> float:
    def rates(*stacking: str) -> list[float]:
        found = [layer for layer in stack if layer["stacking"] in stacking]
        return [layer["assumed_rate"] if layer["rate"] is None else layer["rate"] for layer in found]

    base = sum(rates("base")) + standing_in
    return max([base, *rates("minimum_total")]) + sum(rates("adds", "replaces"))


def _default(defaults: list[Row], importer: str, line: str) -> float:
    fits = [
        r
        for r in defaults
        if r["importer"] in ("*", importer) and (r["tariff_line"] == "*" or line.startswith(r["tariff_line"]))
    ]

    def telling(r: Row) -> tuple[bool, int]:
        return r["importer"] != "*", 0 if r["tariff_line"] == "*" else len(r["tariff_line"])

    return float(max(fits, key=telling)["rate"])
