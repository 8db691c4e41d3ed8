"""Makes the answer to a what-if: both sides, their difference and what moved it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

import polars as pl

from reference_data.loader import Tables
from scoring.comparing import headlines
from scoring.exact import MONEY_SCALE, POINT_SCALE
from scoring.portfolio import Portfolio
from service.api.backing import backing
from service.api.models.companies import Company
from service.api.models.stamp import Stamped
from service.api.models.what_if import ChangedCell, Difference, Part, WhatIf, WhatIfAnswer, WhatIfLine, WhatIfSide
from service.api.on_demand import days_asked
from service.api.problems import Kind, Problem, ProblemError
from service.api.stored_company import run_id_of, stamp_on, stored_company
from service.api.what_if_reading import check, given_lines, question_of
from service.what_if.outcome import Figures, Question, parts
from service.what_if.published import published_figures

Row = Mapping[str, Any]
T = TypeVar("T")
POINTS = ("score", "delay_points", "duty_points", "premium_points")
MONEY = ("expected_annual_loss_usd", "delay_loss_usd", "duty_loss_usd", "premium_loss_usd")
PLAIN = ("lost_days", "revenue_at_risk_usd")


def answer_of(asked: WhatIf) -> WhatIfAnswer:
    """Both scores of the company in question. A problem with each place of the question that cannot be."""
    check(asked)
    as_of, known_at = _days(asked)
    company, notes, run_id = _company(asked, as_of, known_at)
    found = question_of(asked, company, as_of, known_at)
    return _countable(lambda: _answer(asked, found, stamp_on(run_id, found.before.tables, as_of, known_at), notes))


def _days(asked: WhatIf) -> tuple[date, date]:
    """The days asked for; the served run's where none are, today before the first."""
    served = backing().served()
    if served is not None:
        return days_asked(served.manifest, asked.as_of, asked.known_at)
    day = asked.as_of or backing().settings.today(backing().now())
    return day, asked.known_at or day


def _company(asked: WhatIf, as_of: date, known_at: date) -> tuple[Portfolio, list[str], str | None]:
    """The lines in question, remarks on them, and the run they would be scored in if they are stored ones."""
    tables = backing().tables()
    if asked.company_id is None:
        checked = given_lines(asked, tables)
        return checked.portfolio, list(checked.notes), None
    inputs, company = stored_company(asked.company_id, "/body/company_id")
    return company, [], run_id_of(inputs, tables, as_of, known_at)


def _countable(make: Callable[[], T]) -> T:
    """What is made, unless a figure is beyond what money and shares are counted in, or is divided by where it is 0."""
    try:
        return make()
    except pl.exceptions.InvalidOperationError:
        detail = (
            "a figure cannot be counted: look for masses, prices and rates out of all proportion, and for waits of 0"
        )
        raise Problem(Kind.CANNOT_SCORE, detail, [ProblemError(code="not_countable", detail=detail)]) from None


def _answer(asked: WhatIf, found: Question, stamp: Stamped, notes: list[str]) -> WhatIfAnswer:
    before = _before(asked.company_id, stamp.run_id, found)
    after = found.after.figures() if found.changed else before
    headline = before.company.row(0, named=True)
    split = [Part.model_validate(part) for part in parts(found, before, after)] if asked.split else None
    return WhatIfAnswer(
        **stamp.model_dump(),
        company_id=headline["company_id"],
        company_name=headline["company_name"],
        before=_side(before, found.before.tables),
        after=_side(after, found.after.tables),
        difference=_difference(before, after),
        split=split,
        changed=[ChangedCell(**asdict(changed)) for changed in found.changed],
        notes=list(dict.fromkeys([*notes, *found.notes])),
    )


def _before(company_id: str | None, run_id: str | None, found: Question) -> Figures:
    """The company as it is; of stored lines remembered, since one what-if follows another."""
    if company_id is None or run_id is None:
        return found.before.figures()
    return backing().standing.recall(run_id, company_id, lambda: _standing(company_id, run_id, found))


def _standing(company_id: str, run_id: str, found: Question) -> Figures:
    """As published where the served run is of the same inputs and days, else worked out."""
    served = backing().served()
    known = published_figures(served, company_id) if served and served.run_id == run_id else None
    return known or found.before.figures()


def _side(figures: Figures, tables: Tables) -> WhatIfSide:
    headline = figures.company.row(0, named=True)
    names = list(WhatIfLine.model_fields)
    return WhatIfSide(
        **{name: headline[name] for name in Company.model_fields},
        tables_version=tables.version,
        lines=[WhatIfLine(**row) for row in figures.line.select(names).to_dicts()],
    )


def _difference(before: Figures, after: Figures) -> Difference:
    one, other = (figures.company.row(0, named=True) for figures in (before, after))
    scales = dict.fromkeys(POINTS, POINT_SCALE) | dict.fromkeys(MONEY, MONEY_SCALE) | dict.fromkeys(PLAIN, None)
    return Difference(
        **{name: _less(other[name], one[name], scale) for name, scale in scales.items()},
        band_before=one["band"],
        band_after=other["band"],
        reason=headlines(before.company, after.company)["reason"][0],
    )


def _less(after: float | None, before: float | None, scale: float | None) -> float | None:
    """After less before, to the last digit that is counted in."""
    if after is None or before is None:
        return None
    return after - before if scale is None else (round(after * scale) - round(before * scale)) / scale
