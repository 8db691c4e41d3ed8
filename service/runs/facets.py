"""How many companies each choice of a filter would find, and how their scores are spread; SQL over the listing."""

from collections.abc import Iterable, Mapping
from typing import Any

from service.runs.company_query import FACETS, CompanyQuery, chosen, named

SCORE = "score"
"""The name the spread of scores goes by among the facets."""

BINS = 20
"""Equal parts of the scale that scores are counted in."""

PART = f"CASE WHEN score IS NOT NULL THEN least(floor(score / 100 * {BINS}), {BINS - 1})::INTEGER::VARCHAR END"
Counts = dict[str, dict[str, int]]
"""Facet → value → companies; of scores the values are the numbers of the parts of the scale, from 0."""


def facet_sql(query: CompanyQuery, listing: str) -> tuple[str, list[Any]]:
    """Rows of facet, value and n over a listing file, with the values in the SQL.

    Of a facet each value is counted under the other filters, as choosing it would find; scores are counted under all.
    """
    parts = {facet: chosen(query, facet) for facet in FACETS}
    columns = [f"{values} AS {facet}, {parts[facet][0]} AS in_{facet}" for facet, values in FACETS.items()]
    called, name = named(query)
    found = f"SELECT score, {', '.join(columns)} FROM read_parquet(?) WHERE {called}"
    counts = [_count(facet, f"unnest({facet})", [other for other in FACETS if other != facet]) for facet in FACETS]
    counts.append(_count(SCORE, PART, list(FACETS)))
    values = [value for _, own in parts.values() for value in own]
    return f"WITH found AS MATERIALIZED ({found}) {' UNION ALL '.join(counts)}", [*values, [listing], *name]


def counted(rows: Iterable[Mapping[str, Any]]) -> Counts:
    """The rows as counts, facets without any value among them."""
    counts: Counts = {facet: {} for facet in (*FACETS, SCORE)}
    for row in rows:
        counts[row["facet"]][row["value"]] = row["n"]
    return counts


def _count(facet: str, value: str, under: list[str]) -> str:
    met = " AND ".join(f"in_{other}" for other in under)
    values = f"SELECT {value} AS value FROM found WHERE {met}"
    return f"SELECT '{facet}' AS facet, value, count(*) AS n FROM ({values}) WHERE value IS NOT NULL GROUP BY value"
