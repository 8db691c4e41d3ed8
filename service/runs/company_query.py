"""What companies to list, and the SQL for it."""

from dataclasses import dataclass
from typing import Any

from service.refusal import Refusal
from service.runs.cursor import Cursor

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


@dataclass(frozen=True)
class CompanyQuery:
    """What companies to list. q: part of an id or name, whatever its case and accents; the others: exact values."""

    q: str | None = None
    band: str | None = None
    category: str | None = None
    element: str | None = None
    importer: str | None = None
    portfolio: str | None = None
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


def filters(query: CompanyQuery) -> tuple[str, list[Any]]:
    """The condition a company has to meet, and the values in it."""
    parts: list[str] = []
    values: list[Any] = []
    for column in ("band", "portfolio"):
        if (value := getattr(query, column)) is not None:
            parts.append(f"{column} = ?")
            values.append(value)
    for column, name in (("categories", "category"), ("elements", "element"), ("importers", "importer")):
        if (value := getattr(query, name)) is not None:
            parts.append(f"list_contains({column}, ?)")
            values.append(value)
    if query.q:
        parts.append("contains(strip_accents(lower(company_id || chr(10) || company_name)), strip_accents(lower(?)))")
        values.append(query.q)
    return " AND ".join(parts) or "true", values


def after(cursor: Cursor, column: str, descending: bool) -> tuple[str, list[Any]]:
    """The condition that a company comes after the cursor, empty values last, and the values in it."""
    if cursor.value is None:
        return f"({column} IS NULL AND company_id > ?)", [cursor.company_id]
    beyond = "<" if descending else ">"
    return (
        f"({column} {beyond} ? OR ({column} = ? AND company_id > ?) OR {column} IS NULL)",
        [cursor.value, cursor.value, cursor.company_id],
    )
