"""What the company page shows of the ledger: groups that moved the score since the run before, and the rows behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.api.models.changes import ChangeCause, Changes
from service.ledger.words import figure_words, group_words

MOST_ROWS = 8
"""Rows shown of one group; JSON has them all."""


@dataclass(frozen=True)
class Row:
    """One figure that differs, as people read it."""

    what: str
    before: str
    after: str
    cause: ChangeCause


@dataclass(frozen=True)
class Group:
    """What one group moved, with the first of its rows and how many more there are."""

    key: str
    title: str
    points: float
    loss_usd: float
    rows: Sequence[Row]
    more: int


@dataclass(frozen=True)
class Moved:
    """The difference to the run before, the groups that made it, and who says so."""

    changes: Changes
    groups: Sequence[Group]
    sources: Mapping[str, Mapping[str, Any]]


def moved(changes: Changes) -> Moved:
    """The section of a company's page on what changed since the run before."""
    groups = [
        Group(
            part.group,
            group_words(part.group),
            part.points,
            part.expected_annual_loss_usd,
            [_row(cause) for cause in part.causes[:MOST_ROWS]],
            max(len(part.causes) - MOST_ROWS, 0),
        )
        for part in changes.data
    ]
    return Moved(changes, groups, {source["source_id"]: source for source in changes.sources})


def _row(cause: ChangeCause) -> Row:
    what = f"{cause.table.replace('_', ' ')}, {cause.key.replace('/', ', ')}: {cause.column.replace('_', ' ')}"
    return Row(what, figure_words(cause.before), figure_words(cause.after), cause)
