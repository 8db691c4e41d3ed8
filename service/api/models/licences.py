"""Answers about a company's own licences: how its waits are made up, and the licence clock."""

from datetime import date
from typing import Literal

from pydantic import Field

from service.api.models.stamp import Answer, Stamped


class Wait(Answer):
    """How long a file takes: the parameters, and the days after which half the files are decided."""

    wait_shape: float
    wait_scale_days: float
    denial_share: float = Field(description="share of decided files that are denied")
    median_days: float


class PublicEvidence(Answer):
    """Files counted in public evidence; all 0 where the prior is a fit that stands for them."""

    filed: float
    approved: float
    denied: float
    waited_days: float = Field(description="days all of them waited after the lag, pending ones included")
    weight: float = Field(description="what one file counts, since one ministry decides them all; 0 without files")
    observation_ids: list[str] = Field(description="observations of the reference tables known on the day")


class OwnFiles(Answer):
    """The company's own files under one regime."""

    filed: float
    approved: float
    denied: float
    pending: float
    withdrawn: float
    waited_days: float = Field(description="days all of them waited after the lag, pending ones included")


class LicenceWait(Answer):
    """The wait for one material under one licence regime: prior, evidence and posterior side by side."""

    material_id: str
    origin: str = Field(description="customs area the goods leave")
    destination: str = Field(description="customs area the regime is for, or *")
    regime_id: str
    authority: str
    measure_id: str | None
    wait_lag_days: float = Field(description="days before the first decision")
    prior_basis: Literal["table", "fit"] = Field(description="fit: a fit to what was observed serves as the prior")
    prior: Wait
    evidence: PublicEvidence
    public: Wait = Field(description="prior and public evidence")
    own: OwnFiles
    weight: float = Field(description="what one file counts once public and own files are summed")
    posterior: Wait = Field(description="the wait the score uses: prior, public evidence and own files")


class Application(Answer):
    """One licence application on the licence clock."""

    material_id: str
    origin: str
    filed_on: date
    decided_on: date | None = Field(description="null while pending on the day")
    outcome: Literal["approved", "denied", "pending", "withdrawn"]
    regime_id: str | None = Field(description="regime it counts under; null with a reason")
    authority: str | None
    elapsed_days: int = Field(description="days from filing to the decision, or to the day")
    elapsed_working_days: int = Field(description="the same in working days, Monday to Friday")
    promised_working_days: int | None = Field(description="review time promised by the act; null where none is")
    promise_due_on: date | None
    overdue_working_days: int | None = Field(description="working days beyond the promise; 0 within it")
    undecided_share: float | None = Field(description="share of files expected to be undecided after as long a wait")
    reason: str | None = Field(description="why the file has no effect on the score")


class CompanyLicences(Stamped):
    """A company's licence waits and its own applications, pending ones first."""

    company_id: str
    company_name: str
    waits: list[LicenceWait]
    applications: list[Application]
    notice: str
