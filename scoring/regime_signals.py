"""Licence regimes with what they rest on: their acts, the evidence of their waits, and the sources of both."""

from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.collecting import collected
from scoring.measures import measure_status


def regime_evidence(tables: Tables, regimes: pl.DataFrame, known_at: date) -> pl.LazyFrame:
    """One row a regime with evidence: the observations of it that were known, their newest day and their sources."""
    observations = tables["licence_observations"].lazy().filter(pl.col("known_from") <= known_at)
    return (
        regimes.lazy()
        .select("regime_id", observation_id="evidence")
        .explode("observation_id")
        .join(observations, on="observation_id", how="inner", validate="m:1")
        .sort("regime_id", "observed_on", "observation_id")
        .group_by("regime_id", maintain_order=True)
        .agg(
            evidence_known=pl.col("observation_id"),
            newest_evidence_on=pl.col("observed_on").max(),
            evidence_source_ids=pl.col("source_id").unique(maintain_order=True),
        )
    )


def regime_signals(tables: Tables, regimes: pl.DataFrame, as_of: date, known_at: date) -> pl.DataFrame:
    """One row a regime in force or potential: its wait, its act, its evidence and all sources it rests on.

    `regimes`: see regimes.regimes_on.
    """
    law = (tables["licence_measures"], tables["measure_goods"], tables["measure_claims"])
    acts = (
        measure_status(*law, as_of, known_at)
        .lazy()
        .select(
            "measure_id",
            "title",
            "status",
            "status_words",
            "evidence_on",
            "statutory_review_working_days",
            legal_ref="legal_ref",
            measure_source_ids="source_ids",
        )
    )
    rows = regimes.lazy().join(acts, on="measure_id", how="left", validate="m:1")
    rows = rows.join(regime_evidence(tables, regimes, known_at), on="regime_id", how="left", validate="1:1")
    sources = pl.concat_list(
        pl.concat_list("source_id"),
        pl.col("measure_source_ids").fill_null([]),
        pl.col("evidence_source_ids").fill_null([]),
    )
    told = (
        rows.with_columns(
            pl.col("evidence_known").fill_null([]),
            source_ids=sources.list.drop_nulls().list.unique(maintain_order=True),
            regime_state=pl.when("potential").then(pl.lit("potential")).otherwise(pl.lit("in_force")),
        )
        .drop("evidence_source_ids", "measure_source_ids", "evidence")
        .sort("regime_id")
    )
    return collected(told)
