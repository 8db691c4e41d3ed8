"""Makes a question of the body of a what-if, or tells each place of it that cannot be."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from reference_data.loader import Tables
from scoring.edit_faults import EditFault
from scoring.edits import Edit, RowAdded, RowRemoved, TableEdit
from scoring.futures import UnknownScenario
from scoring.line_edits import LineAdded, LineEdit, LineRemoved, PortfolioEdit
from scoring.portfolio import Portfolio
from scoring.scenarios import UnknownOrigin
from scoring.world_edits import DutyEdit, RegimeEdit
from service.api.backing import backing
from service.api.models.what_if import LineChange, RegimeChange, TableChange, WhatIf
from service.api.problems import Kind, Problem, ProblemError
from service.api.refusing import pointer_to
from service.api.user_scenarios import user_scenario
from service.portfolio.faults import Fault, ImportRefused
from service.portfolio.nearest import nearest_word
from service.portfolio.vocabulary import Vocabulary
from service.what_if.outcome import ChangeFaults, Changes, Question, question
from service.what_if.portfolios import Checked, portfolio_of_rows

BODY, EDITS = "/body", "/body/edits"
MOST_TOLD = 100
Named = tuple[str, object]


def check(asked: WhatIf) -> None:
    """Refuses a question that is well-formed and still says too little or too much, with each such place."""
    errors = [ProblemError(pointer=place, code="invalid", detail=words) for place, words in _misasked(asked)]
    if errors:
        raise Problem(Kind.INVALID_REQUEST, "; ".join(error.detail for error in errors[:MOST_TOLD]), errors[:MOST_TOLD])


def given_lines(asked: WhatIf, tables: Tables) -> Checked:
    """The portfolio of the rows in the body. A problem with every fault at its row and column."""
    rows = [row.model_dump(exclude_none=True) for row in asked.lines or []]
    try:
        return portfolio_of_rows(rows, Vocabulary.of(tables))
    except ImportRefused as refusal:
        errors = [_row_error(fault) for fault in refusal.faults[:MOST_TOLD]]
        more = f", and {len(refusal.faults) - 1} more" if len(refusal.faults) > 1 else ""
        raise Problem(Kind.FAULTY_PORTFOLIO, f"{refusal.faults[0]}{more}", errors) from None


def question_of(asked: WhatIf, company: Portfolio, as_of: date, known_at: date) -> Question:
    """The company before and after. A problem with every change that cannot be made, at its place."""
    tables, edits = backing().tables(), asked.edits
    own = user_scenario(asked.scenario, tables, as_of, known_at, f"{BODY}/scenario") if asked.scenario else None
    company_id = str(company.lines["company_id"][0])
    changes = Changes(
        lines=[_line_edit(change, company_id) for change in edits.lines],
        tables=[_table_edit(change) for change in edits.tables],
        regimes=[RegimeEdit(change.regime_id, _figures(change)) for change in edits.regimes],
        duty_layers=[DutyEdit(change.layer_id, change.rate) for change in edits.duty_layers],
        licence_speed=edits.licence_speed,
        scenario=own or asked.scenario_id,
    )
    try:
        return question(company, backing().day(as_of, known_at), changes)
    except ChangeFaults as refusal:
        errors = [_change_error(kind, fault) for kind, faults in refusal.faults.items() for fault in faults]
        raise Problem(Kind.FAULTY_CHANGES, "; ".join(e.detail for e in errors[:3]), errors[:MOST_TOLD]) from None
    except (UnknownScenario, UnknownOrigin) as error:
        raise _unknown_scenario(error, asked.scenario_id or "") from None


def _misasked(asked: WhatIf) -> Iterator[tuple[str, str]]:
    if (asked.company_id is None) == (asked.lines is None):
        yield f"{BODY}/company_id", "give either company_id or lines"
    if asked.scenario_id is not None and asked.scenario is not None:
        yield f"{BODY}/scenario", "give either scenario_id or scenario"
    for place, line in enumerate(asked.edits.lines):
        where = pointer_to(EDITS, "lines", place)
        yield from _unfit(where, line.action, [("values", line.values if line.values is None else _said(line))])
        if line.action == "add":
            named = [name for name in ("product_id", "importer", "material_id") if getattr(line, name) is not None]
            yield from ((f"{where}/{name}", f"to add a line, give {name} among its values") for name in named)
    for place, regime in enumerate(asked.edits.regimes):
        if not _figures(regime):
            yield pointer_to(EDITS, "regimes", place), "give at least one figure of the regime"
    for place, table in enumerate(asked.edits.tables):
        where = pointer_to(EDITS, "tables", place)
        yield from _unfit(where, table.action, [("values", table.values), ("key", table.key), ("like", table.like)])


def _unfit(where: str, action: str, parts: Sequence[Named]) -> Iterator[tuple[str, str]]:
    """Parts of a change that its action needs and lacks, or cannot use."""
    for name, value in parts:
        needed = {"values": ("set", "add"), "key": ("set", "remove"), "like": ()}[name]
        allowed = {"values": ("set", "add"), "key": ("set", "remove"), "like": ("add",)}[name]
        if action in needed and not value:
            yield f"{where}/{name}", f"{name} is needed to {action}"
        elif action not in allowed and value is not None:
            yield f"{where}/{name}", f"{name} has no meaning where the action is {action}"


def _line_edit(change: LineChange, company_id: str) -> PortfolioEdit:
    if change.action == "add":
        return LineAdded({**_said(change), "company_id": company_id})
    meant = {name: getattr(change, name) for name in ("product_id", "importer", "material_id")}
    return LineRemoved(**meant) if change.action == "remove" else LineEdit(_said(change), **meant)


def _table_edit(change: TableChange) -> Edit:
    if change.action == "add":
        return RowAdded(change.table, change.values or {}, change.like)
    if change.action == "remove":
        return RowRemoved(change.table, change.key or {})
    return TableEdit(change.table, change.key or {}, change.values or {})


def _said(change: LineChange) -> Mapping[str, object]:
    return change.values.model_dump(exclude_unset=True) if change.values is not None else {}


def _figures(change: RegimeChange) -> Mapping[str, object]:
    return change.model_dump(exclude={"regime_id"}, exclude_none=True)


def _row_error(fault: Fault) -> ProblemError:
    column = [fault.column] if fault.column else []
    pointer = pointer_to(f"{BODY}/lines", fault.row - 1, *column)
    value, close = fault.value[:200] or None, list(fault.did_you_mean)
    return ProblemError(pointer=pointer, code=fault.code, value=value, detail=str(fault), did_you_mean=close)


def _change_error(kind: str, fault: EditFault) -> ProblemError:
    at = [part for part in fault.at if not (kind == "regimes" and part == "values")]
    pointer = pointer_to(EDITS, kind, *([] if fault.edit is None else [fault.edit, *at]))
    meant = f"; did you mean {' or '.join(fault.nearest)}?" if fault.nearest else ""
    return ProblemError(
        pointer=pointer, code="faulty_change", detail=f"{fault.fault}{meant}", did_you_mean=list(fault.nearest)
    )


def _unknown_scenario(error: UnknownScenario | UnknownOrigin, name: str) -> Problem:
    dated = isinstance(error, UnknownScenario) and error.dated
    names = error.names if isinstance(error, UnknownScenario) else []
    close = names if dated else list(nearest_word(name, names)) or names
    detail = f"{error}{f'; did you mean {close[0]}?' if close and not dated else ''}"
    code = "not_stated" if dated else "unknown_value"
    told = ProblemError(pointer=f"{BODY}/scenario_id", code=code, value=name[:200], detail=detail, did_you_mean=close)
    return Problem(Kind.CANNOT_SCORE if dated else Kind.INVALID_REQUEST, detail, [told])
