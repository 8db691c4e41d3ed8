"""Tariff lines by the names of the goods on them, in one importer's schedule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from reference_data.loader import Tables
from service.portfolio.nearest import Search

ANY = "*"
MOST_NEAR = 3
LEAST_ALIKE = 4
"""Digits two lines have to share to be near each other: a heading of the tariff."""


@dataclass(frozen=True)
class Goods:
    """A tariff line and the goods of ours that are on it; none for a line that law names and no good of ours is on."""

    line: str
    names: Sequence[str]

    @property
    def title(self) -> str:
        """The line in words: the first of its goods, and how many more there are."""
        if not self.names:
            return "no good of ours"
        more = len(self.names) - 1
        return f"{self.names[0]}{f' and {more} more' if more else ''}"


def lines_of(tables: Tables, area: str) -> list[Goods]:
    """The lines of a customs area: those of our goods, and those its duties name, by number."""
    own = dict(tables["tariff_lines"].filter(importer=area).select("material_id", "tariff_line").iter_rows())
    named = tables["tariff_layers"].filter(importer=area)["tariff_line"].unique().to_list()
    lines: dict[str, dict[str, None]] = {line: {} for line in named if line != ANY}
    for row in tables["materials"].iter_rows(named=True):
        lines.setdefault(own.get(row["material_id"], row["hs_code"]), {})[row["name"]] = None
    return [Goods(line, sorted(names)) for line, names in sorted(lines.items())]


def found(lines: Sequence[Goods], words: str) -> list[tuple[str, str]]:
    """Name and line of the goods whose name holds every word, by name; where there are none, of the nearest."""
    goods = {name: one.line for one in lines for name in one.names}
    # Magnets are found by magnet too.
    wanted = [word.removesuffix("s") for word in words.casefold().split()]
    held = [name for name in goods if all(word in name.casefold() for word in wanted)]
    names: Mapping[str, str] = {name: name for name in goods}
    return [(name, goods[name]) for name in (sorted(held) or Search().id(words, names))]


def near(lines: Sequence[Goods], asked: str) -> list[Goods]:
    """Lines with goods of ours that share the most leading digits with one that is not on record."""
    alike = {one.line: _shared(one.line, asked) for one in lines if one.names}
    most = max(alike.values(), default=0)
    return [one for one in lines if one.names and alike[one.line] == most >= LEAST_ALIKE][:MOST_NEAR]


def _shared(one: str, other: str) -> int:
    """How many leading digits two lines share."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
