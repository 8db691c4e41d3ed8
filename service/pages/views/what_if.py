"""One company as it is and as it would be."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import polars as pl
from flask import request
from pydantic import ValidationError

from scoring.gaps import GapError
from scoring.portfolio import Portfolio
from scoring.scenarios import STATUS_QUO
from service.api.backing import backing
from service.api.company_answers import demonstration
from service.api.models.scenarios import Scenarios, ScenarioTold
from service.api.models.stamp import Stamped
from service.api.models.what_if import WhatIf, WhatIfAnswer
from service.api.on_demand import days_asked
from service.api.problems import Kind, Problem, ProblemError
from service.api.refusing import invalid
from service.api.scenario_answers import scenarios_answer
from service.api.stored_company import stored_company
from service.api.what_if_answers import answer_of
from service.pages.names import names_of
from service.pages.routing import asked, display, files_asked, page
from service.pages.tables import Page
from service.pages.what_if.asking import control_at, question_body
from service.pages.what_if.controls import CHOICES, FIGURES, LICENCE_KINDS, Choices, WhatIfQuery, read
from service.pages.what_if.now import as_now
from service.pages.what_if.shown import TITLES, body_text, file_addresses, page_tables, shown
from service.runs.snapshot import Snapshot


@page("/companies/<company_id>/what-if")
def what_if(company_id: str) -> Page:
    """A company before and after changes made with a few controls, by the engine of the batch; nothing is stored."""
    query, snapshot = asked(WhatIfQuery), backing().snapshot()
    inputs, company = stored_company(company_id, "/path/company_id")
    days = days_asked(snapshot.manifest, query.as_of, None)
    stamp = backing().tables_stamp(*days)
    told = _scenarios(stamp)
    futures = [one for one in told.data if one.probability is not None and one.scenario_id != STATUS_QUO.scenario_id]
    choices = _choices(snapshot, company_id, futures)
    said, faults = read(query, choices, futures, display())
    body = question_body(company_id, said, query.as_of, futures)
    answer = None if faults else _answered(body, faults)
    if faults and files_asked():
        raise _refused(faults)
    context = {
        **_controls(company, query, choices, days),
        "faults": faults,
        "no_futures": told.reason,
        "changed": said.changed,
        "view": shown(answer, said, futures, choices) if answer else None,
        "body": body_text(body),
        "files": file_addresses(company_id, urlencode(request.args)),
        "stamp": answer or stamp,
        "demonstration": demonstration(inputs.membership["portfolio"].item()).demonstration,
    }
    return Page("what_if.html", context, page_tables(answer) if answer else [], 400 if faults else 200)


def _controls(company: Portfolio, query: WhatIfQuery, choices: Choices, days: tuple[date, date]) -> dict[str, Any]:
    """What the template needs to draw the controls."""
    return {
        "company_id": company.lines["company_id"][0],
        "company_name": company.lines["company_name"][0],
        "query": query.model_dump(),
        "choices": choices,
        "now": as_now(company, backing().day(*days).world),
        "FIGURES": FIGURES,
        "CHOICES": CHOICES,
        "TITLES": TITLES,
    }


def _scenarios(stamp: Stamped) -> Scenarios:
    """The futures of a day, worked out once while it is asked about."""
    tables, day = backing().tables(), f"{stamp.as_of}/{stamp.known_at}"
    return backing().futures.recall(tables.version, day, lambda: scenarios_answer(tables, stamp))


def _choices(snapshot: Snapshot, company_id: str, futures: Sequence[ScenarioTold]) -> Choices:
    """What the controls offer: futures of the day, and the customs areas this company's goods come from."""
    names = names_of(snapshot)
    own = pl.col("company_id") == company_id
    costs = pl.scan_parquet(snapshot.level_path("cost")).filter(own).select(pl.col("origin").unique())
    areas = {names.areas.get(origin, origin) for origin in costs.collect(engine="in-memory")["origin"].cast(pl.String)}
    places = {area: names.area(area) for area in areas}
    return {
        "licence_kind": LICENCE_KINDS,
        "scenario": {future.scenario_id: future.title for future in futures},
        "offline": dict(sorted(places.items(), key=lambda place: place[1])),
    }


def _answered(body: Mapping[str, object], faults: dict[str, str]) -> WhatIfAnswer | None:
    """The answer of `POST /v1/what-if` to the question, or what is wrong with it by control, under "" in general."""
    try:
        try:
            return answer_of(WhatIf.model_validate(body))
        except ValidationError as error:
            raise invalid(error, WhatIf) from None
    except GapError as gaps:
        faults[""] = "The tables do not say enough to score this: " + "; ".join(gaps.gaps)
    except Problem as problem:
        if problem.kind in (Kind.UNKNOWN_COMPANY, Kind.NOT_STORED, Kind.NOT_READY):
            raise
        for told in problem.errors or [ProblemError(code="general", detail=problem.detail)]:
            faults[control_at(told.pointer) or ""] = told.detail
    return None


def _refused(faults: Mapping[str, str]) -> Problem:
    errors = [ProblemError(pointer=f"/query/{name}", code="invalid", detail=words) for name, words in faults.items()]
    return Problem(Kind.INVALID_REQUEST, "; ".join(faults.values()), errors)
