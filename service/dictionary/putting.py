"""Puts the columns of a page's tables together from what is described already."""

from collections.abc import Mapping

from reference_data.contracts import TABLES
from service.dictionary.entry import Meaning
from service.dictionary.reference import reference_columns

Pages = Mapping[str, Mapping[str, tuple[str, Mapping[str, Meaning]]]]
"""Rule of a page → its tables, each with what a row is and its columns."""


def like(table: str, without: tuple[str, ...] = (), **others: Meaning) -> dict[str, Meaning]:
    """The columns of a reference table but some, others after them."""
    columns = reference_columns(TABLES[table])
    return {name: meaning for name, meaning in columns.items() if name not in without} | others


def ordered(names: str, *known: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """The meanings of columns named in order; earlier ones of `known` go first. Raises KeyError for one without."""
    meanings: dict[str, Meaning] = {}
    for one in reversed(known):
        meanings |= one
    return {name: meanings[name] for name in names.split()}
