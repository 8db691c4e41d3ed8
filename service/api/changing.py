"""Finds the two sides of a change and makes the answer on it."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from service.api.backing import backing
from service.api.finding import no_such_company
from service.api.models.changes import ChangeCause, ChangePart, Changes, ChangeSide
from service.api.models.stamp import Stamped
from service.api.problems import Kind, Problem, ProblemError
from service.batch import run_stamp
from service.inputs import load_inputs
from service.ledger.company import CompanyChanges, DaySide, RunSide, Side, company_changes
from service.ledger.files import run_before, stored_ledger
from service.ledger.keeping import InputsGone
from service.runs.current import run_folder
from service.runs.identity import Stamp
from service.runs.manifest import MANIFEST
from service.runs.snapshot import RUN_ID, NoSuchRun, Snapshot

FIGURES = ("score", "band", "expected_annual_loss_usd", "covered_revenue_share")


def changes_between(company_id: str, before: str | None, after: str | None) -> Changes:
    """Why a company's score moved between two sides: the run served before and the served run where left out."""
    last = _side("to", after or backing().snapshot().run_id)
    first = _side("from", before or _run_before(last))
    try:
        found = company_changes(company_id, first, last)
    except InputsGone as gone:
        errors = [ProblemError(code="inputs_gone", detail=line) for line in gone.lines]
        raise Problem(Kind.INPUTS_GONE, "; ".join(gone.lines), errors) from None
    if found is None:
        raise no_such_company(backing().snapshot(), company_id)
    return changes_answer(found, first, last)


def changes_answer(found: CompanyChanges, first: Side, last: Side) -> Changes:
    """The answer on what moved a company between two sides."""
    causes = [ChangeCause(**row) for row in found.causes.to_dicts()]
    parts = [
        ChangePart(
            group=row["group"],
            points=row["points"],
            expected_annual_loss_usd=row["expected_annual_loss_usd"],
            causes=[cause for cause in causes if cause.group in row["group"].split("+")],
        )
        for row in found.parts.to_dicts()
    ]
    told = {name: found.headline[name] for name in ("company_id", "company_name", "points", "reason")}
    return Changes(
        **_stamped(last).model_dump(),
        **told,
        expected_annual_loss_usd=found.headline["expected_annual_loss_usd"],
        before=_described(found, first, "before"),
        after=_described(found, last, "after"),
        data=parts,
        sources=_sources({cause.source_id for cause in causes}, first, last),
        computed=found.computed,
    )


def stored_changes(snapshot: Snapshot, company_id: str) -> Changes | None:
    """What moved a company since the run served before, where the night stored it; else none, without computing."""
    home = backing().settings.home
    before = run_before(home, snapshot.run_id)
    if before is None or stored_ledger(home, before, snapshot.run_id) is None:
        return None
    sides = _run_side(_opened(home, before)), _run_side(snapshot)
    try:
        found = company_changes(company_id, *sides)
    except InputsGone:
        return None
    return changes_answer(found, *sides) if found else None


def _opened(home: Path, run_id: str) -> Snapshot:
    """A published run, which never changes, opened once a process. Raises NoSuchRun, of deleted ones as well."""
    if not (run_folder(home, run_id) / MANIFEST).is_file():
        # Files that are open could be read although the run is deleted.
        _opened_once.cache_clear()
    return _opened_once(home, run_id)


@lru_cache(maxsize=8)
def _opened_once(home: Path, run_id: str) -> Snapshot:
    return Snapshot.open(home, run_id)


def _run_side(snapshot: Snapshot) -> RunSide:
    return RunSide(backing().settings.home, snapshot, backing().tables)


def _side(name: str, wanted: str) -> Side:
    if not RUN_ID.fullmatch(wanted):
        return DaySide(load_inputs(backing().settings.home), backing().tables(), date.fromisoformat(wanted))
    try:
        return _run_side(_opened(backing().settings.home, wanted))
    except NoSuchRun:
        raise _no_such_run(name, f"run {wanted} is not published", wanted) from None


def _run_before(last: Side) -> str:
    if isinstance(last, DaySide):
        return backing().snapshot().run_id
    before = run_before(backing().settings.home, last.snapshot.run_id)
    if before is None:
        raise _no_such_run("from", f"no run was published before {last.snapshot.run_id}; name a run or a day as from")
    return before


def _no_such_run(name: str, detail: str, value: str | None = None) -> Problem:
    error = ProblemError(pointer=f"/query/{name}", code="unknown_run", value=value, detail=detail)
    return Problem(Kind.UNKNOWN_RUN, detail, [error])


def _stamp(side: Side) -> Stamp:
    if isinstance(side, RunSide):
        return side.snapshot.manifest.stamp
    return run_stamp(side.inputs, side.tables, as_of=side.day, known_at=side.day)


def _stamped(side: Side) -> Stamped:
    if isinstance(side, RunSide):
        return backing().stamp(side.snapshot)
    stamp = _stamp(side)
    return Stamped(
        run_id=stamp.run_id,
        as_of=side.day,
        known_at=side.day,
        method=stamp.method,
        tables_version=stamp.tables_version,
        stale=False,
    )


def _described(found: CompanyChanges, side: Side, suffix: str) -> ChangeSide:
    stamp = _stamp(side)
    return ChangeSide(
        run_id=stamp.run_id if isinstance(side, RunSide) else None,
        as_of=stamp.as_of,
        known_at=stamp.known_at,
        method=stamp.method,
        tables_version=stamp.tables_version,
        **{name: found.headline[f"{name}_{suffix}"] for name in FIGURES},
    )


def _sources(wanted: set[str | None], *sides: Side) -> list[dict[str, Any]]:
    """The sources named, as the later side has them, else the earlier."""
    known = {}
    for side in sides:
        rows = side.tables["sources"].to_dicts() if isinstance(side, DaySide) else side.snapshot.signals.rows("sources")
        known.update({row["source_id"]: row for row in rows})
    return [known[name] for name in sorted(filter(None, wanted)) if name in known]
