"""Where each act on exports stands on a day, as known on another: in force, suspended, disputed …"""

from datetime import date

import polars as pl

from scoring.collecting import collected
from scoring.measure_words import NOUNS, day, end_disputed, status_words

LISTS = ("elements", "forms", "control_codes", "hs_codes")
OF_SUSPENSION = ("suspended_from", "suspended_to", "suspension_known_from")


def measure_status(
    measures: pl.DataFrame, goods: pl.DataFrame, claims: pl.DataFrame, as_of: date, known_at: date
) -> pl.DataFrame:
    """One row a measure known by `known_at`: all that is on record of it, its `status` on `as_of` and `status_words`.

    The status is announced, in_force, suspended, disputed, ended or called_off. Disputed means that the claimants
    known by then differ about the day itself; while all agree that a suspension runs, the status is suspended and
    the words say that its end is disputed (`end_disputed`). FACT_first and FACT_last are the first and last day
    claimed. Sorted by measure_id.
    """
    rows = _known(measures.lazy(), known_at).join(_covered(goods.lazy()), on="measure_id", how="left", validate="1:1")
    for fact in NOUNS:
        ends = _claimed_ends(claims.lazy(), fact, known_at)
        rows = rows.join(ends, on="measure_id", how="left", validate="1:1").with_columns(
            pl.coalesce(f"{fact}_{side}", fact).alias(f"{fact}_{side}") for side in ("first", "last")
        )
    told = rows.with_columns(status=_status(as_of)).with_columns(status_words=status_words(as_of))
    return collected(_finished(told).sort("measure_id"))


def _known(measures: pl.LazyFrame, known_at: date) -> pl.LazyFrame:
    """Measures known by then, without an end or a suspension that came later; evidence_on is the newest known."""
    end_known = (pl.col("end_known_from") <= known_at).fill_null(True)
    suspension_known = pl.col("suspension_known_from") <= known_at
    known = measures.filter(pl.col("known_from") <= known_at).with_columns(
        *(pl.when(end_known).then(pl.col(name)).alias(name) for name in ("valid_to", "end_known_from")),
        *(pl.when(suspension_known).then(pl.col(name)).alias(name) for name in OF_SUSPENSION),
    )
    heard = pl.max_horizontal("known_from", "suspension_known_from", "end_known_from")
    return known.with_columns(
        evidence_on=pl.when(pl.col("evidence_on") <= known_at).then("evidence_on").otherwise(heard)
    )


def _covered(goods: pl.LazyFrame) -> pl.LazyFrame:
    """Per measure, all elements, forms and codes of its goods, each once, and the sources of them."""
    listed = (pl.col(name).explode().drop_nulls().unique(maintain_order=True) for name in LISTS)
    sources = pl.col("source_id").unique(maintain_order=True)
    return goods.group_by("measure_id", maintain_order=True).agg(*listed, goods_sources=sources)


def _claimed_ends(claims: pl.LazyFrame, fact: str, known_at: date) -> pl.LazyFrame:
    """Per measure with claims known by then: first and last day claimed, the claims, and who says what."""
    # A party that changes its mind is quoted with its last word.
    latest = (
        claims.filter(pl.col("known_from") <= known_at, pl.col("fact") == fact)
        .sort("said_on", "claim_id")
        .unique(["measure_id", "claimant"], keep="last", maintain_order=True)
        .sort("claim_kind", "said_on", "claim_id")
    )
    opens = pl.when(pl.int_range(pl.len()).over("measure_id") == 0)
    said = opens.then(pl.format(f"{{}} ends {NOUNS[fact]} on {{}}", "claimant", day("claimed_on")))
    return (
        latest.with_columns(said=said.otherwise(pl.format("{} says {}", "claimant", day("claimed_on"))))
        .group_by("measure_id", maintain_order=True)
        .agg(
            pl.col("claimed_on").min().alias(f"{fact}_first"),
            pl.col("claimed_on").max().alias(f"{fact}_last"),
            pl.col("said").str.join("; ").alias(f"{fact}_said"),
            pl.col("claim_id").alias(f"{fact}_claims"),
            pl.col("source_id").unique(maintain_order=True).alias(f"{fact}_sources"),
        )
    )


def _status(as_of: date) -> pl.Expr:
    def reached(name: str) -> pl.Expr:
        return (pl.col(name) <= as_of).fill_null(False)

    under = reached("suspended_from") & ~reached("suspended_to_last")
    return (
        pl.when((pl.col("valid_to") == pl.col("valid_from")).fill_null(False))
        .then(pl.lit("called_off"))
        .when(reached("valid_to_last"))
        .then(pl.lit("ended"))
        .when(reached("valid_to_first") | (under & reached("suspended_to_first")))
        .then(pl.lit("disputed"))
        .when(under)
        .then(pl.lit("suspended"))
        .when(pl.col("valid_from") > as_of)
        .then(pl.lit("announced"))
        .otherwise(pl.lit("in_force"))
    )


def _finished(rows: pl.LazyFrame) -> pl.LazyFrame:
    claims = [pl.col(f"{fact}_claims").fill_null([]) for fact in NOUNS]
    sources = [pl.col(name).fill_null([]) for name in ("goods_sources", *(f"{fact}_sources" for fact in NOUNS))]
    return rows.with_columns(
        *(pl.col(name).fill_null([]) for name in LISTS),
        end_disputed=end_disputed(),
        claims=pl.concat_list(*claims),
        source_ids=pl.concat_list(pl.concat_list("source_id"), *sources).list.unique(maintain_order=True),
    ).drop("goods_sources", *(f"{fact}_{part}" for fact in NOUNS for part in ("said", "claims", "sources")))
