"""Contracts of licences: regimes, observed waits and odds of onset."""

import polars as pl

from reference_data.contract import Column, Rule, ShelfLife, Table
from reference_data.contracts.common import (
    ANY,
    AREA,
    ASSUMPTION_EXPLAINED,
    KNOWN_FROM,
    LAW,
    LAW_RULES,
    PROVENANCE,
    number,
)

END_USES = ("civil", "defence", ANY)
BUYER_SIZES = ("large", "small", ANY)
LICENCE_KINDS = ("individual", "general", ANY)

LICENCE_REGIMES = Table(
    "licence_regimes",
    grain="one authority's treatment of a class of crossings in a period",
    key=("regime_id",),
    columns=(
        Column("regime_id", "text", "stable name of the row", pattern=r"^[A-Z0-9][A-Za-z0-9_.-]*$"),
        Column(
            "measure_id",
            "text",
            "the act behind the regime",
            references=("licence_measures",),
            empty="no act yet: the material is uncontrolled",
        ),
        Column("authority", "text", "who decides; at most one regime of an authority counts for a path"),
        Column(
            "regime_kind",
            "text",
            "licence or prohibition: in force from valid_from to valid_to; potential: not in force, but may come",
            one_of=("licence", "prohibition", "potential"),
        ),
        Column("material_classes", "list", "classes of materials whose crossings it governs"),
        Column(
            "elements",
            "list",
            "elements that put a material under it (potential: those it would control)",
            references=("elements",),
        ),
        Column("origin", "text", "customs area of departure", references=AREA),
        Column("destination", "text", "customs area of arrival, or *", references=AREA, wildcard=ANY),
        Column("end_use", "text", "end use, or *", one_of=("civil", "defence", ANY)),
        Column(
            "buyer_size",
            "text",
            "large: revenue of 1 bn USD or more; small: less; or *",
            one_of=("large", "small", ANY),
        ),
        Column("licence_kind", "text", "individual, general, or *", one_of=("individual", "general", ANY)),
        number("wait_lag_days", "t0: days before the first decision; 0 for a prohibition", "days"),
        number("prior_shape", "a0: prior count of decisions", "–"),
        number("prior_scale_days", "b0: prior days waited", "days"),
        number("prior_denial_share", "δ: prior share of refusals", "share", maximum=1.0),
        number("refile_days", "R: days until a denied file is filed again or sourced elsewhere", "days"),
        Column(
            "evidence",
            "list",
            "observations the wait is computed from, as they become known",
            references=("licence_observations",),
            empty="the prior alone",
        ),
        Column(
            "borrowed",
            "list",
            "those of the evidence whose files are of another destination, size, class, end use or period",
            references=("licence_observations",),
            empty="all evidence is of the regime's own scope",
        ),
        *LAW,
        *PROVENANCE,
    ),
    rules=(
        *LAW_RULES,
        ASSUMPTION_EXPLAINED,
        Rule(
            "a regime in force without a measure",
            (pl.col("regime_kind") == "potential") | pl.col("measure_id").is_not_null(),
        ),
    ),
    silent="a crossing out of a controlling origin that no row covers is a gap: the engine refuses to score",
    shelf_life=ShelfLife(
        60,
        "acts were changed and suspended within weeks in 2025",
        items=("regime_id",),
    ),
)

LICENCE_OBSERVATIONS = Table(
    "licence_observations",
    grain="one dated observation that bears on how long licences take",
    key=("observation_id",),
    columns=(
        Column("observation_id", "text", "stable name of the row", pattern=r"^[A-Z0-9][A-Za-z0-9_.-]*$"),
        Column(
            "file_group",
            "text",
            "observations of the same files share a group; only the latest known of a group counts",
        ),
        Column(
            "kind",
            "text",
            "count: files; share: approved share after some days; fit: shape and scale given directly; "
            "delay: reported days; statement: what was said of licences. Only the first three move a wait",
            one_of=("count", "share", "fit", "delay", "statement"),
        ),
        Column("cohort", "text", "whose files, in words"),
        Column("authority", "text", "who decides"),
        Column("material_classes", "list", "classes of materials the files are for, or *"),
        Column("destination", "text", "customs area of arrival, or *", references=AREA, wildcard=ANY),
        Column("end_use", "text", "end use; defence where military files are among them", one_of=END_USES),
        Column("buyer_size", "text", "size of the buyers, or * where not told apart", one_of=BUYER_SIZES),
        Column("licence_kind", "text", "individual, general, or *", one_of=LICENCE_KINDS),
        Column("period_from", "date", "first day on which the files could be filed"),
        Column("period_to", "date", "first day after the period observed", empty="open"),
        Column("observed_on", "date", "day to which the observation refers"),
        number("elapsed_days", "T: mean days since filing", "days", empty="a fit needs none; else not known"),
        number("filed_count", "n: files filed", "files", empty="share: 20 files (the weight of a bare share)"),
        number("approved_count", "k_a: files approved", "files", empty="given as a share, or not counted"),
        number("denied_count", "k_d: files denied", "files", empty="none reported: counted as 0"),
        number("pending_count", "files still waiting", "files", empty="not reported: the rest of the files"),
        number("approved_share", "p: share approved", "share", empty="given as a count, or not known", maximum=1.0),
        number(
            "waited_days",
            "W: days all files waited after the lag, pending ones included",
            "days",
            empty="inferred from elapsed_days",
        ),
        number("wait_shape", "a given directly", "–", empty="not a fit"),
        number("wait_scale_days", "b given directly", "days", empty="not a fit"),
        number("delay_days_low", "shortest days reported, working days as calendar days", "days", empty="no low end"),
        number("delay_days_high", "longest days reported, working days as calendar days", "days", empty="no high end"),
        number("delay_share", "share of respondents in that range", "share", empty="not told", maximum=1.0),
        number("respondents_count", "firms asked", "firms", empty="no survey, or not told"),
        number("licence_valid_days", "days a licence is good for", "days", empty="not told"),
        Column("unused_because", "text", "why no wait is computed from it", empty="a regime names it as evidence"),
        KNOWN_FROM,
        *PROVENANCE,
    ),
    rules=(
        ASSUMPTION_EXPLAINED,
        Rule(
            "a fit needs wait_shape and wait_scale_days",
            (pl.col("kind") != "fit") | (pl.col("wait_shape").is_not_null() & pl.col("wait_scale_days").is_not_null()),
        ),
        Rule("a fit is derived or an assumption", (pl.col("kind") != "fit") | (pl.col("basis") != "reported")),
        Rule(
            "a count needs filed_count, approved_count and elapsed_days or waited_days",
            (pl.col("kind") != "count")
            | (
                pl.col("filed_count").is_not_null()
                & pl.col("approved_count").is_not_null()
                & (pl.col("elapsed_days").is_not_null() | pl.col("waited_days").is_not_null())
            ),
        ),
        Rule(
            "a share needs approved_share and elapsed_days",
            (pl.col("kind") != "share")
            | (pl.col("approved_share").is_not_null() & pl.col("elapsed_days").is_not_null()),
        ),
        Rule(
            "a delay needs delay_days_low or delay_days_high",
            (pl.col("kind") != "delay")
            | pl.col("delay_days_low").is_not_null()
            | pl.col("delay_days_high").is_not_null(),
        ),
        Rule(
            "delay_days_low is above delay_days_high",
            (pl.col("delay_days_low") <= pl.col("delay_days_high")).fill_null(True),
        ),
        Rule(
            "a delay or a statement without unused_because",
            ~pl.col("kind").is_in(["delay", "statement"]) | pl.col("unused_because").is_not_null(),
        ),
        Rule(
            "more files decided than filed",
            pl.col("filed_count").is_null()
            | (pl.col("approved_count").fill_null(0) + pl.col("denied_count").fill_null(0) <= pl.col("filed_count")),
        ),
        Rule(
            "files approved, denied and pending are not the files filed",
            (
                pl.col("approved_count") + pl.col("denied_count").fill_null(0) + pl.col("pending_count")
                == pl.col("filed_count")
            ).fill_null(True),
        ),
        Rule("known_from is before observed_on", pl.col("known_from") >= pl.col("observed_on")),
        Rule("period_to is not after period_from", (pl.col("period_to") > pl.col("period_from")).fill_null(True)),
    ),
    silent="a regime without known observations keeps its prior",
    shelf_life=ShelfLife(
        180,
        "queues moved within half a year from weeks to months and back",
        items=("cohort",),
        dated_by="observed_on",
    ),
)

ONSET_ODDS = Table(
    "onset_odds",
    grain="odds that a potential regime comes into force within 12 months",
    key=("regime_id", "valid_from"),
    columns=(
        Column("regime_id", "text", "the potential regime", references=("licence_regimes",)),
        number("probability", "p: odds within 12 months", "share", maximum=1.0),
        *LAW,
        *PROVENANCE,
    ),
    rules=(*LAW_RULES, ASSUMPTION_EXPLAINED),
    silent="no row: the measure is announced and undisputed, p = 1",
    shelf_life=ShelfLife(
        365,
        "odds within a year are to be asked anew each year",
        items=("regime_id",),
        dated_by="valid_from",
    ),
)

LICENCE_TABLES = (LICENCE_REGIMES, LICENCE_OBSERVATIONS, ONSET_ODDS)
