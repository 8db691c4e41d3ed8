"""What companies to list, and the SQL for it."""

from dataclasses import dataclass
from typing import Any

from service.refusal import Refusal
from service.runs.cursor import Cursor

UNSCORED = "none"
"""The band of companies without a score, where companies are filtered by it."""

SORT_COLUMNS = (
    "company_id",
    "company_name",
    "revenue_usd",
    "score",
    "band",
    "data_grade",
    "covered_revenue_share",
    "delay_points",
    "duty_points",
    "premium_points",
    "delay_loss_usd",
    "duty_loss_usd",
    "premium_loss_usd",
    "expected_annual_loss_usd",
    "lost_days",
    "revenue_at_risk_usd",
)
"""Columns a list can be sorted by; a minus in front puts the largest first."""

MOST_ROWS = 1000

FACETS = {
    "category": "categories",
    "band": f"[coalesce(band, '{UNSCORED}')]",
    "element": "elements",
    "importer": "importers",
    "portfolio": "[portfolio]",
}
"""What companies are filtered by besides their name, and the list of values a company has of it, in SQL."""


@dataclass(frozen=True)
class CompanyQuery:
    """What companies to list. q: part of an id or name, whatever its case and accents; the others: any of the values.

    The band of a company without a score is `none`.
    """

    q: str | None = None
    band: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    element: tuple[str, ...] = ()
    importer: tuple[str, ...] = ()
    portfolio: tuple[str, ...] = ()
    sort: str = "-score"
    limit: int = 50
    cursor: str | None = None

    def sort_column(self) -> tuple[str, bool]:
        """The column to sort by and whether the largest come first. Raises Refusal for what no list has."""
        column = self.sort.removeprefix("-")
        if column not in SORT_COLUMNS:
            raise Refusal(f"sort: {column[:40]!r} is not a column to sort by; these are: {', '.join(SORT_COLUMNS)}")
        if not 1 <= self.limit <= MOST_ROWS:
            raise Refusal(f"limit: {self.limit} is not between 1 and {MOST_ROWS}")
        return column, self.sort.startswith("-")


Condition = tuple[str, list[Any]]
"""SQL that is true of a company, and the values in it."""


def named(query: CompanyQuery) -> Condition:
    """The condition that a company has the text in its id or name."""
    if not query.q:
        return "true", []
    return "contains(strip_accents(lower(company_id || chr(10) || company_name)), strip_accents(lower(?)))", [query.q]


def chosen(query: CompanyQuery, facet: str) -> Condition:
    """The condition that a company has one of the values chosen of a facet; any company where none is."""
    values = getattr(query, facet)
    return (f"list_has_any({FACETS[facet]}, ?::VARCHAR[])", [list(values)]) if values else ("true", [])


def filters(query: CompanyQuery) -> Condition:
    """The condition a company has to meet, and the values in it."""
    conditions = [named(query), *(chosen(query, facet) for facet in FACETS)]
    return " AND ".join(sql for sql, _ in conditions), [value for _, values in conditions for value in values]


def after(cursor: Cursor, column: str, descending: bool) -> Condition:
    """The condition that a company comes after the cursor, empty values last, and the values in it."""
    if cursor.value is None:
        return f"({column} IS NULL AND company_id > ?)", [cursor.company_id]
    beyond = "<" if descending else ">"
    return (
        f"({column} {beyond} ? OR ({column} = ? AND company_id > ?) OR {column} IS NULL)",
        [cursor.value, cursor.value, cursor.company_id],
    )
