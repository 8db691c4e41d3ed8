"""Companies chosen by id or name, and what to say of a text that tells none of them for certain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from service.pages.addresses import address
from service.portfolio.nearest import Search
from service.runs.snapshot import Snapshot

MOST_TOLD = 10
"""Companies of one name that are told; a list is no place to look through more."""

NOWHERE = "is neither the id nor the whole name of a company in this run"


@dataclass(frozen=True)
class Unmatched:
    """A text that is no company for certain: why not, and the companies perhaps meant, as (id, name, address)."""

    text: str
    why: str
    close: Sequence[tuple[str, str, str]]


def chosen(snapshot: Snapshot, texts: Sequence[str]) -> tuple[list[str], list[Unmatched]]:
    """The ids of the companies meant by texts, each once, and the texts that mean none or several.

    A text is an id, or else the whole name of one company whatever its case.
    """
    names = {} if all(snapshot.entry(text) for text in texts) else _names(snapshot)
    ids, unmatched = [], []
    for text in texts:
        found = [text] if snapshot.entry(text) else _named(text, names)
        if len(found) == 1:
            ids += found
        else:
            unmatched.append(_unmatched(text, found, names, texts))
    return list(dict.fromkeys(ids)), unmatched


def _names(snapshot: Snapshot) -> dict[str, str]:
    rows = pl.scan_parquet(snapshot.listing_path).select("company_id", "company_name").collect(engine="in-memory")
    return dict(rows.iter_rows())


def _named(text: str, names: Mapping[str, str]) -> list[str]:
    wanted = text.strip().casefold()
    return sorted(company_id for company_id, name in names.items() if name.strip().casefold() == wanted)


def _unmatched(text: str, found: Sequence[str], names: Mapping[str, str], texts: Sequence[str]) -> Unmatched:
    why = f"is the name of {len(found)} companies; choose one:" if found else NOWHERE
    close = found[:MOST_TOLD] or Search().id(text, names)
    why += "; did you mean:" if close and not found else ""
    return Unmatched(text, why, [(each, names[each], _instead(text, each, texts)) for each in close])


def _instead(text: str, company_id: str, texts: Sequence[str]) -> str:
    """Address of the comparison with a company in the place of a text."""
    return address("/compare", {"company_id": [company_id if each == text else each for each in texts]})
