"""Own headings read as columns of ours: said by the user, remembered, or suggested by what is nearest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, utils

from service.portfolio.contract import STATUS_COLUMNS, FileContract
from service.portfolio.currencies import other_currency
from service.portfolio.faults import HEADER_ROW, WHOLE_FILE, Fault, ImportRefused, shown
from service.portfolio.header import plain_name
from service.portfolio.heading_words import OTHER_HEADINGS
from service.portfolio.nearest import nearest_word
from service.portfolio.table import TextTable

LEFT_OUT = ""
"""In place of a column: the heading's column is passed over."""

CLOSE_HEADING = 70.0
"""Likeness in per cent from which a column is suggested: a heading left out is mended sooner than one misread."""

ColumnMap = Mapping[str, str]
"""Own heading, in small letters and without surrounding blanks → the column of ours it is read as, or LEFT_OUT."""


def column_map(pairs: Iterable[str], contract: FileContract) -> dict[str, str]:
    """The map in texts like `Supplier ID=company_id`; nothing after the last = leaves the column out.

    Raises ImportRefused with every text that is no such pair, names no column of ours, or gives a heading twice.
    """
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for pair in pairs:
        heading, separator, column = pair.rpartition("=")
        own, ours = plain_name(heading), plain_name(column)
        if not separator or not own:
            faults.append(_fault(pair, "is no pair", "write OWN HEADING=column, such as Supplier ID=company_id"))
        elif ours not in (LEFT_OUT, *contract.names):
            near = nearest_word(ours, contract.names)
            meant = f"did you mean {near[0]}?" if near else "see the template for the columns we know"
            faults.append(_fault(pair, f"names {shown(ours)}, no column we know", meant, near))
        elif own in found:
            faults.append(_fault(pair, f"maps {shown(own)} a second time", "keep one of them"))
        else:
            found[own] = ours
    if faults:
        raise ImportRefused(faults)
    return found


def absent_faults(said: ColumnMap, header: Sequence[str]) -> list[Fault]:
    """Headings somebody mapped that the file does not have: a slip would go unseen."""
    names = [plain_name(name) for name in header]
    faults = []
    for own in (own for own in said if own not in names):
        near = nearest_word(own, [name for name in names if name])
        meant = f"did you mean {near[0]}?" if near else f"the file has {', '.join(filter(None, names))[:200]}"
        faults.append(replace(_fault(own, "is no heading of this file", meant, near), row=HEADER_ROW))
    return faults


def mapped(table: TextTable, columns: ColumnMap) -> TextTable:
    """The table with its headings read as mapped; the headings themselves stay as they were given."""
    return replace(table, names=tuple(columns.get(plain_name(name), name) for name in table.header))


def map_notes(header: Sequence[str], columns: ColumnMap) -> tuple[str, ...]:
    """One line a mapped heading of a file: what it was read as."""
    return tuple(
        f"column {shown(name)} is read as {columns[plain_name(name)]}"
        if columns[plain_name(name)]
        else f"column {shown(name)} is left out"
        for name in header
        if plain_name(name) in columns and columns[plain_name(name)] != plain_name(name)
    )


def currency_notes(table: TextTable, contract: FileContract) -> tuple[str, ...]:
    """One line a heading of another currency that is read as a column in US dollars."""
    read = [(name, plain_name(column)) for name, column in zip(table.header, table.names, strict=True)]
    ours = [(name, column) for name, column in read if column in contract.names]
    return tuple(
        f"column {shown(name)} speaks of {currency}, but {column} is in US dollars: nothing is converted, "
        "its figures count as dollars; put them into dollars in the file"
        for name, column in ours
        if (currency := other_currency(name, contract.column(column)))
    )


def suggested(header: Sequence[str], contract: FileContract) -> dict[str, str]:
    """Per heading that is none of ours, by its plain name: the free column nearest to it, or LEFT_OUT.

    A column is suggested once, for the heading nearest to it; one in US dollars never for another currency.
    """
    names = list(dict.fromkeys(plain_name(name) for name in header))
    free = [name for name in contract.names if name not in names]
    own = [name for name in names if name and name not in (*contract.names, *STATUS_COLUMNS)]
    scored = sorted(
        (
            (likeness(heading, column), place, column)
            for place, heading in enumerate(own)
            for column in free
            if not other_currency(heading, contract.column(column))
        ),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    taken: dict[str, str] = {}
    for score, place, column in scored:
        if score >= CLOSE_HEADING and own[place] not in taken and column not in taken.values():
            taken[own[place]] = column
    return {heading: taken.get(heading, LEFT_OUT) for heading in own}


def likeness(heading: str, column: str) -> float:
    """How like a heading is to a column of ours or to what others call it, in per cent."""
    words = utils.default_process(heading)
    called = (column.replace("_", " "), *OTHER_HEADINGS.get(column, ()))
    return max(fuzz.token_sort_ratio(words, name) for name in called)


def _fault(value: str, problem: str, suggestion: str, near: tuple[str, ...] = ()) -> Fault:
    return Fault(WHOLE_FILE, "", f"{shown(value)} {problem}", suggestion, value[:200], "column_map", near)
