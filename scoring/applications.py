"""A company's own licence applications: the regimes they wait under, and what they add to the evidence."""

from datetime import date

import polars as pl

from scoring.portfolio import APPLICATION_COLUMNS
from scoring.posterior import Files, posterior
from scoring.regimes import prior_of_regime, public_files
from scoring.world import World

OWN_KEY = ["company_id", "material_id", "regime_id"]
OWN_COUNTS = ["own_filed", "own_approved", "own_denied", "own_pending", "own_withdrawn", "own_waited_days"]
OWN_WAIT = ["own_wait_shape", "own_wait_scale_days", "own_denial_share"]


def files_on(applications: pl.LazyFrame, world: World, day: date) -> pl.LazyFrame:
    """One row a file that was filed by `day`, numbered; one decided later counts as pending. Adds `origin_area`."""
    filed = applications.filter(pl.col("filed_on") <= day).sort(list(APPLICATION_COLUMNS)).with_row_index("file")
    decided = (pl.col("decided_on") <= day).fill_null(False)
    as_known = filed.with_columns(
        outcome=pl.when(decided).then("outcome").otherwise(pl.lit("pending")),
        decided_on=pl.when(decided).then("decided_on"),
    )
    areas = world.areas.lazy().select(origin="country", origin_area="customs_area")
    return as_known.join(areas, on="origin", how="left", validate="m:1").sort("file")


def with_file_company(terms: pl.LazyFrame, files: pl.DataFrame) -> pl.LazyFrame:
    """Adds `file_company`: the company where it has files of its own for the material, else empty text.

    Companies without files go on sharing one answer wherever their terms agree.
    """
    if files.is_empty():
        return terms.with_columns(file_company=pl.lit(""))
    filed = files.lazy().select("company_id", "material_id").unique().with_columns(file_company="company_id")
    rows = terms.join(filed, on=["company_id", "material_id"], how="left", validate="m:1", maintain_order="left")
    return rows.with_columns(pl.col("file_company").fill_null(""))


def files_by_regime(files: pl.LazyFrame, world: World, day: date) -> pl.LazyFrame:
    """One row a file × licence regime in force for its material and origin, with the days it waited until `day`.

    A file belongs to a regime unless it was decided before the regime began. It waits from the end of the lag or the
    first day of the regime, whichever is later, until it is decided or withdrawn, or `day`.
    """
    classes = world.materials.lazy().select("material_id", "material_class")
    licences = world.regimes.lazy().filter(pl.col("regime_kind") == "licence", ~pl.col("potential"))
    by_class = licences.select(
        "regime_id",
        "measure_id",
        "wait_lag_days",
        "valid_from",
        origin_area="origin",
        material_class="material_classes",
    ).explode("material_class")
    rows = files.join(classes, on="material_id", how="inner", validate="m:1")
    rows = rows.join(by_class, on=["origin_area", "material_class"], how="inner", validate="m:m")
    until = pl.coalesce("decided_on", pl.lit(day))
    after_lag = (until - pl.col("filed_on")).dt.total_days() - pl.col("wait_lag_days")
    in_period = (until - pl.col("valid_from")).dt.total_days().cast(pl.Float64)
    belongs = pl.col("decided_on").is_null() | (pl.col("decided_on") >= pl.col("valid_from"))
    return (
        rows.filter(belongs)
        .with_columns(own_waited_days=pl.min_horizontal(after_lag, in_period).clip(lower_bound=0.0))
        .sort("file", "regime_id")
    )


def own_evidence(files: pl.LazyFrame, world: World, day: date) -> pl.LazyFrame:
    """One row a company × material × regime: its files by outcome and the days all of them waited until `day`."""
    by_regime = files_by_regime(files, world, day)
    outcomes = ("approved", "denied", "pending", "withdrawn")
    counts = {f"own_{name}": (pl.col("outcome") == name).sum().cast(pl.Float64) for name in outcomes}
    rows = by_regime.group_by(OWN_KEY).agg(
        pl.col("own_waited_days").sum(), own_filed=pl.len().cast(pl.Float64), **counts
    )
    return rows.select(*OWN_KEY, *OWN_COUNTS).sort(OWN_KEY)


def own_waits(evidence: pl.LazyFrame, world: World) -> pl.LazyFrame:
    """Adds to each company × material × regime its wait: own files and public ones summed, then weighed as one heap."""
    grounds = world.regimes.lazy().select(
        "regime_id",
        "prior_shape",
        "prior_scale_days",
        "prior_denial_share",
        "fit_shape",
        "fit_scale_days",
        "filed",
        "approved",
        "denied",
        "waited",
    )
    rows = evidence.join(grounds, on="regime_id", how="left", validate="m:1")
    own = Files(*(pl.col(f"own_{name}") for name in ("filed", "approved", "denied", "waited_days")))
    shape, scale, denied = posterior(prior_of_regime(), public_files().and_also(own), world.method)
    waits = dict(zip(OWN_WAIT, (shape, scale, denied), strict=True))
    return rows.with_columns(**waits).select(*OWN_KEY, *OWN_COUNTS, *OWN_WAIT).sort(OWN_KEY)
