"""What would help one company: its levers from portfolios and tables as they are, and the reader's own figures."""

from collections.abc import Iterable
from datetime import date

from reference_data.loader import Tables
from scoring.levers.assumptions import AssumptionFault
from scoring.levers.report import LeverReport, lever_report
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from service.portfolio.nearest import nearest_word
from service.refusal import Refusal

FORM = "NAME{0}VALUE, such as more_stock.holding_share{0}0.15"


def levers_of(
    portfolio: Portfolio, tables: Tables, *, as_of: date, known_at: date, given: dict[str, float]
) -> LeverReport:
    """The levers of the one company in `portfolio`. Raises AssumptionFaults, and GapError where it cannot be scored."""
    return lever_report(portfolio, tables, METHOD, as_of=as_of, known_at=known_at, given=given)


def own_figures(pairs: Iterable[str], between: str) -> dict[str, float]:
    """Figures written as name, a sign between, and value. Raises Refusal with a line for every pair that is none."""
    found: dict[str, float] = {}
    faults = []
    for pair in pairs:
        name, sign, text = (part.strip() for part in pair.partition(between))
        value = _number(text)
        if not sign or not name or value is None:
            faults.append(f"{pair.strip()[:200]!r} is not of the form {FORM.format(between)}")
        elif name in found:
            faults.append(f"{name} is given more than once")
        else:
            found[name] = value
    if faults:
        raise Refusal(*faults)
    return found


def nearest_names(fault: AssumptionFault) -> tuple[str, ...]:
    """The names that were perhaps meant."""
    return nearest_word(fault.name, list(fault.known)) if fault.known else ()


def fault_words(fault: AssumptionFault) -> str:
    """A figure that cannot serve, in one line, with the name that was perhaps meant."""
    near = nearest_names(fault)
    if not fault.known:
        return f"{fault.name}: {fault.fault}"
    meant = f"did you mean {near[0]}?" if near else f"these are: {', '.join(fault.known)}"
    return f"{fault.name[:200]} {fault.fault}; {meant}"


def _number(text: str) -> float | None:
    try:
        return float(text) if text.isascii() and "_" not in text else None
    except ValueError:
        return None
