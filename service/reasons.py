"""Words for what went wrong: refusals in their own lines, anything else as an internal error."""

from pathlib import Path

from reference_data.faults import TableFaults
from scoring.gaps import GapError
from service.refusal import Refusal

LINES_KEPT = 5


def refusal_lines(error: BaseException) -> list[str] | None:
    """One line for each thing a person can put right, or none if the error is ours."""
    if isinstance(error, Refusal):
        return error.lines
    if isinstance(error, TableFaults):
        return [str(fault) for fault in error.faults]
    if isinstance(error, GapError):
        return error.gaps
    if isinstance(error, KeyboardInterrupt):
        return ["stopped by hand"]
    return None


def internal_error(error: BaseException) -> str:
    """One line for an error that is ours."""
    return f"internal error: {type(error).__name__}: {error}".splitlines()[0][:300]


def reason_of(error: BaseException) -> str:
    """Why something failed, in one text short enough to keep on record."""
    lines = refusal_lines(error) or [internal_error(error)]
    more = [f"and {len(lines) - LINES_KEPT} more"] if len(lines) > LINES_KEPT else []
    return "; ".join(lines[:LINES_KEPT] + more)


def shown_reason(error: BaseException, home: Path) -> str:
    """Why something failed, as pages and answers may show it: without where the service keeps what it stores."""
    return reason_of(error).replace(str(home), "the folder of the service")
