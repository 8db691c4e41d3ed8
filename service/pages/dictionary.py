"""What the page of the data dictionary shows: tables with their columns, and which of them were looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import Field, model_validator

from service.api.parameters import Query, Words
from service.dictionary.entry import Described, Meaning


class DictionaryQuery(Query):
    """Which columns to show; empty values filter nothing, as forms send them."""

    q: Words | None = Field(None, description="words in the name or meaning of a column")
    of: Annotated[str, Field(max_length=200)] | None = Field(None, description="name of a table")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value != ""}


@dataclass(frozen=True)
class DictionaryView:
    """Everything on the page."""

    parts: Mapping[str, Sequence[Described]]
    all: Sequence[Described]
    query: DictionaryQuery

    @property
    def found(self) -> Sequence[Described]:
        """The tables with the columns that match."""
        return [table for tables in self.parts.values() for table in tables]

    @property
    def columns(self) -> int:
        """How many columns match."""
        return sum(len(table.columns) for table in self.found)


def dictionary_view(tables: Sequence[Described], query: DictionaryQuery) -> DictionaryView:
    """The tables and columns that match, by part."""
    wanted = [table for table in tables if query.of in (None, table.name)]
    words = (query.q or "").casefold().split()
    found = [replace(table, columns=kept) for table in wanted if (kept := _matching(table.columns, words))]
    parts: dict[str, list[Described]] = {}
    for table in found:
        parts.setdefault(table.part, []).append(table)
    return DictionaryView(parts, tables, query)


def _matching(columns: Mapping[str, Meaning], words: Sequence[str]) -> dict[str, Meaning]:
    return {
        name: one
        for name, one in columns.items()
        if all(word in f"{name} {name.replace('_', ' ')} {one.meaning}".casefold() for word in words)
    }
