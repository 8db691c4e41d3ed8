"""How fresh the evidence behind a company's figures is, and what to say where a figure has outlived it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from service.api.models.companies import Evidence

Row = Mapping[str, Any]


def evidence_of(signals: Mapping[str, Sequence[Row]], as_of: date) -> list[Evidence]:
    """One entry a licence regime and quoted price: its newest evidence, the oldest first."""
    found = [price for row in signals["prices"] for price in _prices(row)]
    entries = [_entry(subject, newest, as_of) for subject, newest in found]
    entries += [_regime(row, as_of) for row in signals["regimes"]]
    return sorted(entries, key=lambda entry: (entry.newest_evidence_on or date.min, entry.subject))


def newest_on_licences(signals: Mapping[str, Sequence[Row]]) -> date | None:
    """The newest evidence on any of the licence regimes, or none where all rest on assumptions."""
    return max((day for row in signals["regimes"] if (day := evidence_day(row))), default=None)


def evidence_day(regime: Row) -> date | None:
    """The newest evidence on one licence regime."""
    # Prohibitions have no waits to observe; what is known of them is their status.
    return regime.get("newest_evidence_on") or regime.get("evidence_on")


def past_words(newest: date | None, as_of: date) -> str | None:
    """What to say of a figure whose newest evidence is older than the day, or none."""
    if newest is None:
        return "rests on an assumption; no dated evidence"
    past = (as_of - newest).days
    days = "1 day" if past == 1 else f"{past} days"
    return f"{days} past its newest evidence" if past > 0 else None


def _regime(row: Row, as_of: date) -> Evidence:
    status = {"status": row.get("status"), "status_words": row.get("status_words")}
    return _entry(f"licence regime {row['regime_id']}", evidence_day(row), as_of, **status)


def _prices(row: Row) -> Iterable[tuple[str, date | None]]:
    for side in ("inside", "outside"):
        if row.get(f"price_{side}_usd_per_kg") is not None:
            yield f"price of {row['element']} {side} the controlling country", row.get(f"price_{side}_on")


def _entry(subject: str, newest: date | None, as_of: date, **status: str | None) -> Evidence:
    past, notice = (as_of - newest).days if newest else None, past_words(newest, as_of)
    return Evidence(subject=subject, newest_evidence_on=newest, days_past=past, notice=notice, **status)
