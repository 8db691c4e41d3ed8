"""What would help one company: each lever recomputed with the engine, ranked by money saved for money spent."""

from flask import Blueprint

from scoring.levers.assumptions import AssumptionFaults
from scoring.levers.report import LeverReport
from service.api.backing import backing
from service.api.companies import LIMITS, PATHS
from service.api.lever_answers import levers_answer
from service.api.models.levers import Levers
from service.api.models.stamp import Stamped
from service.api.on_demand import days_asked, stamped_on, stored_now
from service.api.openapi import answers
from service.api.problems import Kind, Problem, ProblemError
from service.api.queries import LeversQuery
from service.api.tagging import from_stored
from service.levers import fault_words, levers_of, nearest_names, own_figures
from service.refusal import Refusal

blueprint = Blueprint("levers", __name__, url_prefix="/v1/companies")
POINTER = "/query/costs"


@blueprint.get("/<company_id>/levers")
@from_stored
@answers(
    Levers,
    Kind.UNKNOWN_COMPANY,
    Kind.NOT_STORED,
    Kind.CANNOT_SCORE,
    Kind.NOT_READY,
    operation="getLevers",
    tag="companies",
    query=LeversQuery,
    paths=PATHS,
    limits=LIMITS,
    tagged=True,
)
def levers(company_id: str, query: LeversQuery) -> Levers:
    """What would help a company: stock, sources, licences, other goods; each recomputed with the engine and ranked.

    Savings are expected annual loss. Computed on demand for the company's lines as they are now, on the day of the
    served run unless another is asked for. Amounts and costs are assumptions; `costs` puts your own in their place.
    """
    stamp, name, report = levers_on(company_id, query)
    return levers_answer(stamp, company_id, name, report)


def levers_on(company_id: str, query: LeversQuery) -> tuple[Stamped, str, LeverReport]:
    """The levers of a company on the day asked for, its name, and what the answer rests on."""
    as_of, known_at = days_asked(backing().snapshot().manifest, query.as_of, query.known_at)
    given = figures_in(query.costs)
    (inputs, portfolio), tables = stored_now(company_id), backing().tables()
    stamp = stamped_on(inputs, tables, as_of, known_at)

    def find() -> LeverReport:
        return levers_of(portfolio, tables, as_of=as_of, known_at=known_at, given=given)

    try:
        report = backing().levers.recall(str(stamp.run_id), f"{company_id}\n{sorted(given.items())}", find)
    except AssumptionFaults as error:
        raise _refused(error) from None
    return stamp, str(portfolio.lines["company_name"][0]), report


def figures_in(costs: str | None) -> dict[str, float]:
    """The reader's own figures in the text of `costs`. A problem that names every pair that cannot be read."""
    pairs = [pair for pair in (costs or "").split(";") if pair.strip()]
    try:
        return own_figures(pairs, ":")
    except Refusal as refusal:
        errors = [ProblemError(pointer=POINTER, code="invalid", detail=line) for line in refusal.lines]
        raise Problem(Kind.INVALID_REQUEST, "; ".join(refusal.lines), errors) from None


def _refused(error: AssumptionFaults) -> Problem:
    errors = [
        ProblemError(
            pointer=POINTER,
            code="unknown_parameter" if fault.known else "out_of_range",
            value=f"{fault.name}:{fault.value:g}"[:200],
            detail=fault_words(fault),
            did_you_mean=list(nearest_names(fault)),
        )
        for fault in error.faults
    ]
    return Problem(Kind.INVALID_REQUEST, "; ".join(one.detail for one in errors), errors)
