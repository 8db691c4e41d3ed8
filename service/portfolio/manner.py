"""How a file is to be read: headings that stand for columns of ours, and what makes companies one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from service.portfolio.column_map import ColumnMap
from service.portfolio.header import plain_name

Identifier = Literal["lei", "isin", "supplier_number"]
IDENTIFIERS: tuple[Identifier, ...] = get_args(Identifier)
"""Columns by which companies can be merged."""

LONGEST_REMEMBERED = 400


@dataclass(frozen=True)
class Manner:
    """Headings mapped before, headings mapped by whoever sends the file, and the identifier that merges companies.

    A heading in `said` has to be in the file; one in `remembered` counts where it is.
    """

    remembered: ColumnMap = field(default_factory=dict)
    said: ColumnMap = field(default_factory=dict)
    merge_by: Identifier | None = None

    def columns(self, header: tuple[str, ...]) -> dict[str, str]:
        """The headings of a file that are read as something else; a remembered one gives way to the column's own name.

        What the file does not have is left aside.
        """
        names = {plain_name(name) for name in header}
        mapped = {**self.remembered, **self.said}
        own = {name for name in names if name not in mapped}
        given_way = {name for name, column in self.remembered.items() if column in own and name not in self.said}
        return {name: column for name, column in mapped.items() if name in names and name not in given_way}


AS_IT_IS = Manner()
"""Headings are columns of ours, and a company is what has one company_id."""


def worth_remembering(columns: Mapping[str, str]) -> dict[str, str]:
    """The headings that are read as another column or left out; none so long that it is a slip."""
    return {own: column for own, column in columns.items() if own != column and len(own) <= LONGEST_REMEMBERED}
