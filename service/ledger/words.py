"""What moved a company, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.explain import usd
from service.ledger.company import CompanyChanges

GROUP_WORDS = {
    "portfolio": "the company's own figures",
    "law": "the law: licence regimes and duties",
    "waits": "licence waits: evidence, odds and the days that passed",
    "prices": "prices",
    "other_tables": "other reference tables: products, contents, origins and defaults",
    "method": "constants of the method",
}
MOST_ROWS = 10
"""Rows told of one group; whoever wants them all reads them over HTTP."""


def group_words(group: str) -> str:
    """A group, or several that cannot be told apart, in words."""
    return "; ".join(GROUP_WORDS[name] for name in group.split("+")) + (", together" if "+" in group else "")


def change_words(found: CompanyChanges, sources: Mapping[str, str]) -> Iterator[str]:
    """The difference, then each group that moved it with its rows; `sources` holds who says so by source_id."""
    told = found.headline
    if told["points"] is None:
        yield f"No difference can be told: {told['reason']}."
        return
    losses = [usd(told[f"expected_annual_loss_usd_{side}"]) for side in ("before", "after")]
    scores = f"score {told['score_before']:.1f} → {told['score_after']:.1f} ({told['points']:+.1f} points)"
    yield f"{scores}, expected loss {losses[0]} → {losses[1]} a year"
    if found.parts.is_empty():
        yield "Nothing that its score is computed from moved it."
    for part in found.parts.sort("points", descending=True, maintain_order=True).iter_rows(named=True):
        loss = part["expected_annual_loss_usd"]
        signed = f"{'-' if loss < 0 else '+'}{usd(abs(loss))}"
        yield f"{part['points']:+5.1f} points, {signed}: {group_words(part['group'])}"
        yield from _rows(found, part["group"], sources)


def figure_words(text: str | None) -> str:
    """A figure of a row as people read it: numbers to six digits, nothing as "none"."""
    if text is None:
        return "none"
    try:
        return f"{float(text):.6g}"
    except ValueError:
        return text


def _rows(found: CompanyChanges, group: str, sources: Mapping[str, str]) -> Iterator[str]:
    rows = [row for row in found.causes.iter_rows(named=True) if row["group"] in group.split("+")]
    for row in rows[:MOST_ROWS]:
        yield f"        {_row(row, sources)}"
    if len(rows) > MOST_ROWS:
        yield f"        and {len(rows) - MOST_ROWS} more rows"


def _row(row: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    figures = f"{figure_words(row['before'])} → {figure_words(row['after'])}"
    since = f" since {row['since']}" if row["since"] else ""
    source = f" ({sources.get(row['source_id'], row['source_id'])})" if row["source_id"] else ""
    return f"{row['table']} {row['key']}: {row['column']} {figures}{since}{source}"
