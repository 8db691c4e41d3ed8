"""Makes answers about levers from what the engine recomputed."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from scoring.edits import Edit, RowAdded
from scoring.levers.assumptions import Assumption
from scoring.levers.catalogue import assumptions_of
from scoring.levers.pulling import NotPulled, Pulled
from scoring.levers.report import LeverReport, Pair, StockAdvice
from scoring.line_edits import LineEdit, LineRemoved, PortfolioEdit
from service.api.models import levers as told
from service.api.models.stamp import Stamped

OWN = ("value_low", "value_high", "confidence", "basis", "source_id", "locator", "note")
"""What is said of a figure on record, and not of a reader's own."""


def levers_answer(stamp: Stamped, company_id: str, company_name: str, report: LeverReport) -> told.Levers:
    """All levers of a company."""
    best = report.best_pair
    return told.Levers(
        **stamp.model_dump(),
        company_id=company_id,
        company_name=company_name,
        score=report.before.score,
        band=cast(Any, report.before.band),
        expected_annual_loss_usd=report.before.expected_annual_loss_usd,
        levers=[_lever(one, report) for one in report.ranked],
        not_applicable=[_off(one) for one in report.not_pulled],
        best_stock=_stock(report.stock),
        best_pair=_pair(best) if best else None,
        pair_reason=report.pair_reason,
        pairs=[_pair(pair) for pair in report.pairs],
        assumptions=[_assumption(one) for one in report.assumptions.values()],
    )


def _lever(one: Pulled, report: LeverReport) -> told.LeverRow:
    lever = one.levers[0]
    return told.LeverRow(
        **_saving(one),
        lever_id=lever.lever_id,
        title=lever.title,
        origin=lever.origin,
        edits=told.LeverEdits(
            lines=[_line_step(edit) for edit in one.portfolio_edits],
            tables=[_table_step(edit) for edit in one.table_edits],
        ),
        assumptions=[assumption.name for assumption in assumptions_of(lever.lever_id, report.assumptions)],
    )


def _off(one: NotPulled) -> told.LeverOff:
    return told.LeverOff(lever_id=one.lever_id, title=one.title, score=None, reason=one.reason)


def _pair(pair: Pair) -> told.LeverPair:
    levers = [
        told.PairedLever(lever_id=lever.lever_id, title=lever.title, origin=lever.origin)
        for lever in pair.together.levers
    ]
    return told.LeverPair(**_saving(pair.together), levers=levers, saved_apart_usd=pair.saved_apart_usd)


def _saving(one: Pulled) -> dict[str, Any]:
    after = {name: getattr(one.after, name) for name in ("score", "band", "expected_annual_loss_usd")}
    names = ("saved_usd", "saved_points", "cost_usd", "net_usd", "ratio", "reason", "confidence")
    return {**after, **{name: getattr(one, name) for name in names}}


def _stock(stock: StockAdvice) -> told.BestStock:
    best, now = stock.best, (stock.loss_now_usd, stock.holding_cost_now_usd)
    return told.BestStock(
        days=best.days if best else None,
        expected_annual_loss_usd=best.expected_annual_loss_usd if best else None,
        holding_cost_usd=best.holding_cost_usd if best else None,
        total_usd=best.total_usd if best else None,
        total_now_usd=now[0] + now[1] if now[0] is not None and now[1] is not None else None,
        reason=stock.reason,
    )


def _assumption(one: Assumption) -> told.LeverAssumption:
    hidden = OWN if one.given else ()
    fields = told.LeverAssumption.model_fields
    values = {name: None if name in hidden else getattr(one, name) for name in fields}
    return told.LeverAssumption.model_validate(values)


def _line_step(edit: PortfolioEdit) -> told.LineStep:
    named = cast(LineEdit | LineRemoved, edit)
    keys = {name: getattr(named, name) for name in ("product_id", "importer", "material_id")}
    if isinstance(named, LineRemoved):
        return told.LineStep(action="remove", **keys, values=None)
    return told.LineStep(action="set", **keys, values=_cells(named.values))


def _table_step(edit: Edit) -> told.TableStep:
    row = cast(RowAdded, edit)
    return told.TableStep(table=row.table, like=_cells(row.like or {}), values=_cells(row.values))


def _cells(values: Mapping[str, object]) -> dict[str, told.Cell]:
    """Values as JSON has them: days as ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, date) else cast(told.Cell, value) for name, value in values.items()
    }
