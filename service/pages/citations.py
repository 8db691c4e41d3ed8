"""The sources behind a page with what each is used for and how far the figures taken from it are to be trusted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
USES = {
    "regimes": "licence regimes",
    "duty_layers": "duties",
    "prices": "prices",
    "shares": "origins",
    "inputs": "goods",
}
"""Signal → what it is called where sources are listed."""

TRUST = ("low", "medium", "high")
END = "source_id"


@dataclass(frozen=True)
class Use:
    """One figure's source, and the confidence stated with it where there is one."""

    used_for: str
    source_id: str
    confidence: str | None


@dataclass(frozen=True)
class Cited:
    """One source: what is taken from it, and the least confidence stated of any of that."""

    source: Row
    used_for: Sequence[str]
    confidence: str | None


def citations(uses: Iterable[Use], sources: Mapping[str, Row]) -> list[Cited]:
    """Each source once, in the order of first use."""
    by_source: dict[str, list[Use]] = {}
    for use in uses:
        by_source.setdefault(use.source_id, []).append(use)
    return [
        Cited(sources[name], list(dict.fromkeys(use.used_for for use in found)), _least(found))
        for name, found in by_source.items()
        if name in sources
    ]


def signal_uses(signals: Mapping[str, Sequence[Row]]) -> Iterator[Use]:
    """What each signal behind a company's figures takes from which source."""
    for signal, used_for in USES.items():
        for row in signals[signal]:
            yield from _row_uses(row, used_for)


def _row_uses(row: Row, used_for: str) -> Iterator[Use]:
    for column, value in row.items():
        if column.endswith(END) and value:
            yield Use(used_for, value, row.get(f"{column.removesuffix(END)}confidence"))
        elif column == "source_ids":
            yield from (Use(used_for, source_id, None) for source_id in value or ())


def _least(uses: Sequence[Use]) -> str | None:
    stated = {use.confidence for use in uses}
    return next((level for level in TRUST if level in stated), None)
