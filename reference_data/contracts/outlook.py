"""Contracts of what stands beside the score: named futures and dated events."""

from reference_data.contract import Column, Table
from reference_data.contracts.common import (
    ASSUMPTION_EXPLAINED,
    DATED,
    KNOWN_FROM,
    PROVENANCE,
    SLUG,
    VALIDITY_RULES,
    number,
)

SCENARIOS = Table(
    "scenarios",
    grain="one named future and how likely we take it to be",
    key=("scenario_id",),
    columns=(
        Column("scenario_id", "text", "stable name", pattern=SLUG),
        Column("title", "text", "in words"),
        number("licence_speed", "waits are divided by it: b becomes b / speed", "–", minimum=0.01),
        number("onset_factor", "odds of potential regimes are multiplied by it, to 1 at most; averages 1", "–"),
        number(
            "suspended_onset_probability",
            "odds within 12 months of a regime whose measure is suspended, in place of onset_factor; "
            "mixed over the futures they are those of onset_odds",
            "share",
            empty="as onset_odds has them",
            maximum=1.0,
        ),
        number("added_duty_rate", "points added to each duty on goods of a controlling origin", "share", minimum=-1.0),
        number("probability", "our odds; the table sums to 1", "share", maximum=1.0),
        Column("reasoning", "text", "why"),
        *DATED,
        *PROVENANCE,
    ),
    rules=(*VALIDITY_RULES, ASSUMPTION_EXPLAINED),
    silent="the headline is the status quo; scenarios are context",
)

EVENTS = Table(
    "events",
    grain="one dated event that bears on rare-earth supply",
    key=("event_id",),
    columns=(
        Column("event_id", "text", "stable name"),
        Column("event_on", "date", "day of the event (first known day where only a month is known)"),
        Column("date_precision", "text", "how exactly the day is known", one_of=("day", "month")),
        Column("title", "text", "what happened"),
        Column(
            "event_kind",
            "text",
            "what kind",
            one_of=("control", "easing", "tariff", "disruption", "negotiation", "other"),
        ),
        Column("destinations", "list", "customs areas concerned, or *", empty="not by destination"),
        Column("concerns", "list", "elements, goods, acts or tariff lines concerned"),
        Column("direction", "text", "which way exposure should move", one_of=("up", "down", "neutral")),
        number("magnitude", "guess of size: 1 small, 2 medium, 3 large", "1–3", minimum=0, maximum=3),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(ASSUMPTION_EXPLAINED,),
    silent="events explain; they never enter a score",
)

OUTLOOK_TABLES = (SCENARIOS, EVENTS)
