"""The one shape of an error over HTTP: RFC 9457 problem+json, one kind of problem a type."""

from collections.abc import Sequence
from enum import Enum

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class Kind(Enum):
    """A kind of problem: its name in the type address, its HTTP status and its title."""

    INVALID_REQUEST = ("invalid-request", 400, "The request is not valid")
    KEY_REQUIRED = ("key-required", 401, "A valid API key is required")
    CROSS_SITE = ("cross-site", 403, "Changes are not accepted from other sites")
    REFUSED = ("refused", 409, "The service is in no state to do this")
    NOT_FOUND = ("not-found", 404, "There is nothing at this address")
    UNKNOWN_COMPANY = ("unknown-company", 404, "No such company")
    NOT_STORED = ("not-stored", 404, "The company's portfolio is no longer stored")
    UNKNOWN_PORTFOLIO = ("unknown-portfolio", 404, "No such portfolio")
    UNKNOWN_TABLE = ("unknown-table", 404, "No such table")
    UNKNOWN_RUN = ("unknown-run", 404, "No such run")
    UNKNOWN_JOB = ("unknown-job", 404, "No such work")
    UNKNOWN_FILE = ("unknown-file", 404, "No such file")
    METHOD_NOT_ALLOWED = ("method-not-allowed", 405, "The address does not answer to this method")
    TOO_LARGE = ("too-large", 413, "The body is too large")
    UNSUPPORTED_TYPE = ("unsupported-type", 415, "The body is not of a type that is read here")
    TOO_MANY_ROWS = ("too-many-rows", 422, "There are too many rows for such a file")
    FAULTY_PORTFOLIO = ("faulty-portfolio", 422, "The portfolio has faults; nothing was stored")
    FAULTY_CHANGES = ("faulty-changes", 422, "The changes cannot be made; nothing was scored")
    CANNOT_SCORE = ("cannot-score", 422, "The tables do not say enough to score this")
    INPUTS_GONE = ("inputs-gone", 422, "What the run was made from is no longer there")
    INTERNAL = ("internal", 500, "The service failed to answer")
    UNAVAILABLE = ("unavailable", 503, "Part of the service cannot answer now")
    NOT_READY = ("not-ready", 503, "No scores have been published yet")

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.slug, self.status, self.title = slug, status, title


class ProblemError(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(frozen=True)

    pointer: str | None = Field(
        default=None, description="where: a JSON pointer, /query/<name>, or /rows/<row>/<column>"
    )
    code: str = Field(description="what, in a stable word")
    value: str | None = Field(default=None, description="the value as it was given")
    detail: str = Field(description="what is wrong and what would be right")
    did_you_mean: list[str] = Field(default_factory=list, description="nearest valid values, best first")


class ProblemDetails(BaseModel):
    """A problem as RFC 9457 has it."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="address of the description of this kind of problem")
    title: str
    status: int
    detail: str
    instance: str = Field(description="names this one answer in the log of the service")
    errors: list[ProblemError] = Field(default_factory=list)
    corrected_file: str | None = Field(
        default=None, description="faulty portfolios: address of the file with its faults marked"
    )


class Problem(Exception):
    """What was asked cannot be answered; becomes a problem+json answer or an error page."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        errors: Sequence[ProblemError] = (),
        *,
        headers: Sequence[tuple[str, str]] = (),
        corrected_file: str | None = None,
    ) -> None:
        self.kind, self.detail, self.errors = kind, detail, list(errors)
        self.headers, self.corrected_file = headers, corrected_file
        super().__init__(detail)

    def details(self, instance: str) -> ProblemDetails:
        """The problem as it is sent."""
        return ProblemDetails(
            type=f"/docs#{self.kind.slug}",
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            instance=instance,
            errors=self.errors,
            corrected_file=self.corrected_file,
        )
