"""The tables of a company's page as files hold them: its score, what makes it and what moved it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from service.api.models.companies import Company, Past
from service.pages.chain import LEVELS
from service.pages.company import CompanyPage
from service.pages.ground_tables import ground_tables
from service.pages.heat_map import Cell
from service.pages.made_tables import COUNT, DAY, NUMBER, TEXT, TEXTS, YES, Schema, columns, made
from service.pages.tables import PageTable

COMPANY_TEXTS = ("company_id", "company_name", "band", "data_grade", "defaults_used", "reason")
COMPANY: Schema = {name: TEXT if name in COMPANY_TEXTS else NUMBER for name in Company.model_fields}
DRIVERS: Schema = columns(TEXT, "signal driver authority") | columns(NUMBER, "points loss_usd")
NAMES = tuple(f"{level.removesuffix('_id')}_name" for level in LEVELS)
CHAIN: Schema = columns(TEXT, " ".join((*LEVELS, *NAMES))) | columns(NUMBER, "points loss_usd")
HISTORY_TEXTS = ("run_id", "method", "tables_version", "band", "data_grade", "reason")
HISTORY: Schema = {
    name: DAY if name in ("as_of", "known_at") else TEXT if name in HISTORY_TEXTS else NUMBER
    for name in (*Past.model_fields, "score_low", "score_high")
} | {"served": YES}
EVENTS: Schema = {
    **columns(TEXT, "event_id title event_kind direction"),
    **columns(DAY, "event_on known_from verified_on"),
    **columns(TEXTS, "destinations concerns"),
    "magnitude": NUMBER,
    **columns(TEXT, "date_precision source_id locator confidence basis note"),
}
CHANGES: Schema = columns(TEXT, "group") | columns(NUMBER, "points expected_annual_loss_usd")
CAUSES: Schema = columns(TEXT, "group table key column before after source_id") | columns(DAY, "since")
BY_STAGE = "passed largest_origin largest_share herfindahl used_share rule met"
STAGE_SUPPLY: Schema = {
    **columns(TEXT, "element stage"),
    "passed": YES,
    "largest_origin": TEXT,
    **columns(NUMBER, "largest_share herfindahl used_share"),
    "rule": TEXT,
    "met": YES,
    "regime_ids": TEXTS,
    "supply_year": COUNT,
    "edition": TEXT,
    "source_ids": TEXTS,
}


def company_tables(view: CompanyPage) -> list[PageTable]:
    """Every table of the page, and those that hold in full what it shows in part; the company's row first."""
    return [
        made("company", COMPANY, lambda: [view.score.model_dump()]),
        made("drivers", DRIVERS, lambda: _drivers(view)),
        made("chain", CHAIN, lambda: _chain(view)),
        made("heat_map", _heat_schema(view.heat_map.stages), lambda: _heat_rows(view)),
        made("stage_supply", STAGE_SUPPLY, lambda: [asdict(c) for _, cells in view.heat_map.rows for c in cells]),
        made("history", HISTORY, lambda: view.trend.runs),
        made("events", EVENTS, lambda: view.trend.events),
        made("changes", CHANGES, lambda: [part.model_dump() for part in view.moved.changes.data] if view.moved else []),
        made("changed_figures", CAUSES, lambda: _causes(view)),
        *ground_tables(view),
    ]


def _drivers(view: CompanyPage) -> Iterator[dict[str, Any]]:
    for signal in view.drivers:
        for step in signal.steps:
            figures = {"points": step.points, "loss_usd": step.loss_usd}
            yield {"signal": signal.key, "driver": step.title, "authority": step.authority or None, **figures}


def _chain(view: CompanyPage) -> Iterator[dict[str, Any]]:
    for path in view.chain.paths:
        ids, names = zip(LEVELS, path.key, strict=True), zip(NAMES, path.titles, strict=True)
        yield {**dict(ids), **dict(names), "points": path.points, "loss_usd": path.loss_usd}


def _heat_schema(stages: Sequence[str]) -> Schema:
    return {"element": TEXT} | {f"{stage}_{name}": STAGE_SUPPLY[name] for stage in stages for name in BY_STAGE.split()}


def _heat_rows(view: CompanyPage) -> Iterator[dict[str, Any]]:
    for element, cells in view.heat_map.rows:
        yield {"element": element} | {name: value for cell in cells for name, value in _heat_cell(cell)}


def _heat_cell(cell: Cell) -> Iterator[tuple[str, Any]]:
    return ((f"{cell.stage}_{name}", getattr(cell, name)) for name in BY_STAGE.split())


def _causes(view: CompanyPage) -> Iterator[dict[str, Any]]:
    for part in view.moved.changes.data if view.moved else ():
        for cause in part.causes:
            yield cause.model_dump() | {"group": part.group}
