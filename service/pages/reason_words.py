"""Why there is no score, as pages tell it; files keep the engine's own reason."""

import re

WITHOUT_REVENUE = "annual_revenue_usd is zero: a loss cannot be measured against it"
TOO_LITTLE = re.compile(r"score: (only .* % of revenue can be scored, half is needed)")
SIDE = re.compile(r"no score (?:before|after): ")
"""How the reason begins why two scores have no difference."""


def reason_words(reason: str | None) -> list[str]:
    """The parts of a reason in words; a share of revenue is left out where nothing is wrong but that there is none."""
    side = SIDE.match(reason or "")
    begins = side[0] if side else ""
    parts = reason.removeprefix(begins).split("; ") if reason else []
    if parts[1:] == [WITHOUT_REVENUE] and TOO_LITTLE.fullmatch(parts[0]):
        parts = parts[1:]
    return [(begins if number == 0 else "") + _told(part) for number, part in enumerate(parts)]


def _told(part: str) -> str:
    if part == WITHOUT_REVENUE:
        return "revenue is given as 0, and a loss is measured against revenue"
    found = TOO_LITTLE.fullmatch(part)
    return found[1] if found else part
