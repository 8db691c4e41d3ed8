"""The stored lines of one company for answers that are computed on demand, whether or not a run is published."""

from datetime import date

from reference_data.loader import Tables
from scoring.portfolio import Portfolio
from service.api.backing import backing
from service.api.finding import no_longer_stored
from service.api.models.stamp import Stamped
from service.api.problems import Kind, Problem, ProblemError
from service.batch import run_stamp
from service.inputs import Inputs, company_inputs, load_inputs, stored_versions
from service.portfolio.nearest import Search
from service.refusal import Refusal


def stored_company(company_id: str, pointer: str) -> tuple[Inputs, Portfolio]:
    """What is stored of the one company. A problem that names the nearest ids where there is none."""
    home = backing().settings.home
    try:
        current = stored_versions(home)
        inputs = backing().companies.recall(current.key, company_id, lambda: company_inputs(home, company_id, current))
    except Refusal:
        _refuse_served(company_id, pointer)
        raise _unknown(company_id, pointer, "no portfolio is stored yet: import one, or give lines", ()) from None
    if inputs.portfolio.lines.is_empty():
        _refuse_served(company_id, pointer)
        names = dict(load_inputs(home).portfolio.lines.select("company_id", "company_name").iter_rows())
        close = Search().id(company_id, names)
        meant = f"; did you mean {close[0]}?" if close else ""
        raise _unknown(company_id, pointer, f"no portfolio has a company {company_id[:200]!r}{meant}", close)
    return inputs, inputs.portfolio


def _refuse_served(company_id: str, pointer: str) -> None:
    served = backing().served()
    if served and served.entry(company_id):
        raise no_longer_stored(company_id, pointer) from None


def run_id_of(inputs: Inputs, tables: Tables, as_of: date, known_at: date) -> str:
    """The run in which all that is stored would be scored as of a day."""
    return run_stamp(inputs, tables, as_of=as_of, known_at=known_at).run_id


def stamp_on(run_id: str | None, tables: Tables, as_of: date, known_at: date) -> Stamped:
    """What an answer computed on demand says about itself."""
    stamp = backing().tables_stamp(as_of, known_at)
    return stamp.model_copy(update={"run_id": run_id, "tables_version": tables.version})


def _unknown(company_id: str, pointer: str, detail: str, close: tuple[str, ...]) -> Problem:
    error = ProblemError(
        pointer=pointer, code="unknown_company", value=company_id[:200], detail=detail, did_you_mean=list(close)
    )
    return Problem(Kind.UNKNOWN_COMPANY, detail, [error])
