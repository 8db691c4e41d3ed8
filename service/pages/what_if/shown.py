"""What the what-if page shows: both sides, their difference, and what the answer rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any
from urllib.parse import quote

import polars as pl

from scoring.comparison import Pair, Ranged, compared
from service.api.models.companies import Company
from service.api.models.scenarios import ScenarioTold
from service.api.models.what_if import ChangedCell, WhatIfAnswer, WhatIfSide
from service.ledger.words import figure_words
from service.pages.outlook import changes
from service.pages.tables import PageTable, table
from service.pages.twins import FORMS
from service.pages.waterfall import SIGNALS
from service.pages.what_if.controls import Choices, Settings

MOST_CELLS = 12
"""Changed values shown; files and JSON have all."""

TITLES = {
    "score": "Score, 0 to 100",
    "score_low": "Score, low end of its interval",
    "score_high": "Score, high end of its interval",
    "expected_annual_loss_usd": "Expected annual loss",
    "delay_loss_usd": "of it licence delay",
    "duty_loss_usd": "of it duty",
    "premium_loss_usd": "of it price premium",
    "revenue_at_risk_usd": "Revenue at risk",
    "lost_days": "Lost days a year",
}
"""Column → how it reads; columns of money end in _usd."""


@dataclass(frozen=True)
class Bar:
    """One side of the what-if as a bar of points by signal: key, title, where it starts, and its points."""

    title: str
    score: float | None
    parts: Sequence[tuple[str, str, float, float]]


@dataclass(frozen=True)
class Shown:
    """All the page shows of an answer."""

    answer: WhatIfAnswer
    figures: Sequence[Mapping[str, Any]]
    bars: Sequence[Bar]
    scale: float
    pair: Pair
    assumed: Sequence[str]
    state: Sequence[str]
    """what is different about the world, in words"""
    cells: Sequence[tuple[str, str, str]]
    more_cells: int


def shown(answer: WhatIfAnswer, said: Settings, futures: Sequence[ScenarioTold], choices: Choices) -> Shown:
    """The part of the page that is about the answer."""
    sides = [("as it is", answer.before), ("with the changes", answer.after)]
    bars = [_bar(title, side) for title, side in sides]
    # A scenario is told by what it changes, not by its id.
    cells = _cells([one for one in answer.changed if one.what != "scenario"])
    return Shown(
        answer=answer,
        figures=_figures(answer).to_dicts(),
        bars=bars,
        scale=max([bar.score or 0.0 for bar in bars] + [1.0]),
        pair=_pair(answer),
        assumed=_future(said, futures),
        state=_state(said, choices),
        cells=cells[:MOST_CELLS],
        more_cells=max(len(cells) - MOST_CELLS, 0),
    )


def page_tables(answer: WhatIfAnswer) -> list[PageTable]:
    """The tables of the page: figures of both sides, both sides as rows of the company level, and what differs."""
    columns = list(Company.model_fields)
    sides = [{"side": name, **_row(side, columns)} for name, side in _sides(answer)]
    cells = [
        {**{name: getattr(one, name) for name in ("what", "how", "column")}, "key": _key(one), **_values(one)}
        for one in answer.changed
    ]
    texts = dict.fromkeys(("what", "key", "how", "column", "before", "after"), pl.String)
    return [
        table("difference", _figures(answer)),
        table("sides", pl.DataFrame(sides, infer_schema_length=None)),
        table("changed", pl.DataFrame(cells, schema=texts)),
    ]


def file_addresses(company_id: str, query: str) -> dict[str, str]:
    """Form → address of the page's tables as a file."""
    path = f"/companies/{quote(company_id, safe='')}/what-if"
    return {form: f"{path}.{form}{'?' if query else ''}{query}" for form in FORMS}


def body_text(body: Mapping[str, Any]) -> str:
    """The question as JSON people can read and copy."""
    return dumps(body, indent=2, ensure_ascii=False)


def _sides(answer: WhatIfAnswer) -> list[tuple[str, WhatIfSide]]:
    return [("before", answer.before), ("after", answer.after)]


def _row(side: WhatIfSide, columns: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(side, name) for name in columns}


def _figures(answer: WhatIfAnswer) -> pl.DataFrame:
    """One row a figure: its value before and after, and the difference; empty where either side has none."""
    told = {name: getattr(answer.difference, name, None) for name in TITLES}
    rows = []
    for name in TITLES:
        before, after = (getattr(side, name) for _, side in _sides(answer))
        apart = None if before is None or after is None else after - before
        rows.append((name, before, after, told[name] if told[name] is not None else apart))
    kinds = {"figure": pl.String} | dict.fromkeys(("before", "after", "difference"), pl.Float64)
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _bar(title: str, side: WhatIfSide) -> Bar:
    parts, start = [], 0.0
    for key, name in SIGNALS.items():
        points = getattr(side, f"{key}_points") or 0.0
        parts.append((key, name, start, points))
        start += points
    return Bar(title, side.score, parts)


def _pair(answer: WhatIfAnswer) -> Pair:
    """Whether the two scores can be told apart, given how uncertain both are."""
    return compared([Ranged(name, side.score, side.score_low, side.score_high) for name, side in _sides(answer)])[0]


def _future(said: Settings, futures: Sequence[ScenarioTold]) -> list[str]:
    """What the chosen future changes and why, which is our own judgement."""
    chosen = [future for future in futures if future.scenario_id == said.words.get("scenario")]
    return [f"{future.title}: {'; '.join(changes(future)) or 'nothing'}. {future.reasoning}." for future in chosen]


def _state(said: Settings, choices: Choices) -> list[str]:
    """The future and origin chosen, and the points put on duties."""
    future, origin = (choices[name].get(said.words.get(name, "")) for name in ("scenario", "offline"))
    points = said.figures.get("duty_points")
    parts = {
        f"future: {future}": future,
        f"{origin} offline: nothing leaves it until goods are requalified elsewhere": origin,
        f"duties on goods of controlling origins {points or 0:+g} points": points,
    }
    return [words for words, there in parts.items() if there]


def _cells(changed: Sequence[ChangedCell]) -> list[tuple[str, str, str]]:
    """What differs and both values, each change told once for all rows that it is made to alike."""
    alike: dict[tuple[str, str, str | None, str | None], list[str]] = {}
    for one in changed:
        values = _values(one)
        alike.setdefault((one.what, one.column, values["before"], values["after"]), []).append(_key(one))
    return [
        (_told(what, column, keys), _value_words(before), _value_words(after))
        for (what, column, before, after), keys in alike.items()
    ]


def _told(what: str, column: str, keys: Sequence[str]) -> str:
    kind, name = what.replace("_", " "), column.replace("_", " ")
    if len(keys) > 1:
        return f"{len(keys)} {kind}: {name}"
    return f"{kind} {keys[0]}: {name}" if keys[0] else name


def _value_words(text: str | None) -> str:
    return "not stated" if text is None else figure_words(text)


def _key(one: ChangedCell) -> str:
    return "/".join(str(value) for name, value in one.key.items() if name != "company_id" and value is not None)


def _values(one: ChangedCell) -> dict[str, str | None]:
    return {name: None if (value := getattr(one, name)) is None else str(value) for name in ("before", "after")}
