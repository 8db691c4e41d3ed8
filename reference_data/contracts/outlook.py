"""Contracts of what stands beside the score: named futures and dated events."""

import polars as pl

from reference_data.contract import Column, Rule, Table
from reference_data.contracts.common import (
    ANY,
    AREA,
    ASSUMPTION_EXPLAINED,
    KNOWN_FROM,
    LAW,
    LAW_RULES,
    PROVENANCE,
    SLUG,
    number,
)

PLACED = pl.col("deal_state").is_not_null()
STATED_SPEED, STATED_DUTY = pl.col("licence_speed").is_not_null(), pl.col("added_duty_rate").is_not_null()

SCENARIOS = Table(
    "scenarios",
    grain="one named future and how likely we took it to be from a day on",
    key=("scenario_id", "valid_from"),
    columns=(
        Column("scenario_id", "text", "stable name", pattern=SLUG),
        Column("title", "text", "in words"),
        number(
            "deal_state",
            "z, where the two governments stand: 0 as today, 1 a deal carried out; it moves licence speed and duties "
            "together, by the slopes of deal_slopes",
            "z",
            empty="not placed on that scale: licence_speed and added_duty_rate are stated",
            minimum=-3.0,
            maximum=3.0,
        ),
        number(
            "licence_speed",
            "waits are divided by it: b becomes b / speed",
            "–",
            empty="exp(slope × deal_state)",
            minimum=0.01,
        ),
        number(
            "onset_factor",
            "odds of potential regimes are multiplied by it, to 1 at most; averages 1 over the futures of a day",
            "–",
        ),
        number(
            "suspended_onset_probability",
            "odds within 12 months of a regime whose measure is suspended, in place of onset_factor; "
            "mixed over the futures they are those of onset_odds",
            "share",
            empty="as onset_odds has them",
            maximum=1.0,
        ),
        number(
            "added_duty_rate",
            "points added to each duty on goods of a controlling origin, which never falls below 0",
            "share",
            empty="slope × deal_state",
            minimum=-1.0,
        ),
        Column(
            "duty_importers",
            "list",
            "customs areas whose duties move with it",
            empty="all of them",
            references=AREA,
        ),
        number(
            "premium_factor",
            "the share bought at the quoted outside price is multiplied by it, to all of it at most",
            "–",
            empty="1: premiums as in the headline",
        ),
        Column(
            "offline_origin",
            "text",
            "country or customs area that nothing leaves; * makes the row a template for any of them",
            empty="every origin supplies",
            references=AREA,
            wildcard=ANY,
        ),
        number(
            "probability",
            "our odds; those of a day sum to 1",
            "share",
            empty="a question of what would happen, not one of the futures that are mixed",
            maximum=1.0,
        ),
        Column(
            "override_reason",
            "text",
            "why licence_speed or added_duty_rate is stated where deal_state would give it",
            empty="nothing is stated against deal_state",
        ),
        Column("reasoning", "text", "why"),
        *LAW,
        *PROVENANCE,
    ),
    rules=(
        *LAW_RULES,
        ASSUMPTION_EXPLAINED,
        Rule(
            "without deal_state both licence_speed and added_duty_rate are stated",
            PLACED | (STATED_SPEED & STATED_DUTY),
        ),
        Rule(
            "override_reason and a licence_speed or added_duty_rate against deal_state go together",
            pl.col("override_reason").is_not_null() == (PLACED & (STATED_SPEED | STATED_DUTY)),
        ),
        Rule(
            "an offline_origin is no future of the mixture: it has no probability",
            pl.col("offline_origin").is_null() | pl.col("probability").is_null(),
        ),
    ),
    silent="before the first row there is no outlook; the headline is the status quo and reads no row",
)

DEAL_SLOPES = Table(
    "deal_slopes",
    grain="what one unit of the deal state moves",
    key=("moves", "valid_from"),
    columns=(
        Column(
            "moves",
            "text",
            "log_licence_speed: licence_speed is exp(slope × deal_state); duty_rate: added_duty_rate is slope × "
            "deal_state",
            one_of=("log_licence_speed", "duty_rate"),
        ),
        Column("slope", "number", "what is added for each unit of deal_state", unit="per z"),
        *LAW,
        *PROVENANCE,
    ),
    rules=(*LAW_RULES, ASSUMPTION_EXPLAINED),
    silent="no row of scenarios may then be placed on the scale of deal_state",
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

OUTLOOK_TABLES = (SCENARIOS, DEAL_SLOPES, EVENTS)
