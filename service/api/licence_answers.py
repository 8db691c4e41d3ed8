"""Makes answers about a company's licences from the rows of a run."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.api.models.licences import Application, CompanyLicences, LicenceWait
from service.api.models.stamp import Stamped

Row = Mapping[str, Any]

HOLIDAYS = (
    "Working days are Mondays to Fridays; Chinese public holidays are not taken out, so a promise falls due earlier "
    "in this count than in law."
)
PLAIN = ("material_id", "origin", "destination", "regime_id", "authority", "measure_id", "wait_lag_days", "weight")


def licences_answer(stamp: Stamped, headline: Row, found: Mapping[str, Sequence[Row]]) -> CompanyLicences:
    """A company's licences; `found` holds the rows of its waits (licences) and of its files (applications)."""
    return CompanyLicences(
        **stamp.model_dump(),
        company_id=headline["company_id"],
        company_name=headline["company_name"],
        waits=[licence_wait(row) for row in found["licences"]],
        applications=[application(row) for row in found["applications"]],
        notice=HOLIDAYS,
    )


def licence_wait(row: Row) -> LicenceWait:
    """One wait with its prior, its evidence and what they make, side by side."""
    counts = ("filed", "approved", "denied", "waited_days")
    evidence = {name: row[f"evidence_{name}"] for name in (*counts, "weight")}
    return LicenceWait.model_validate(
        {
            **{name: row[name] for name in (*PLAIN, "prior_basis")},
            "prior": _wait(row, "prior_shape", "prior_scale_days", "prior_denial_share", "prior_median_days"),
            "evidence": {**evidence, "observation_ids": row["evidence_ids"] or []},
            "public": _wait(row, "public_shape", "public_scale_days", "public_denial_share", "public_median_days"),
            "own": {name: row[f"own_{name}"] for name in (*counts, "pending", "withdrawn")},
            "posterior": _wait(row, "wait_shape", "wait_scale_days", "denial_share", "median_days"),
        }
    )


def application(row: Row) -> Application:
    """One file on the licence clock."""
    return Application.model_validate({name: row[name] for name in Application.model_fields})


def _wait(row: Row, *names: str) -> dict[str, Any]:
    shape, scale, denied, median = (row[name] for name in names)
    return {"wait_shape": shape, "wait_scale_days": scale, "denial_share": denied, "median_days": median}
