"""The data dictionary, written from the contracts so that it cannot differ from them."""

from reference_data.contract import Column, Table
from reference_data.contracts import TABLES

OPENING = """# Reference data: the dictionary

Dated, cited tables that every score is computed from. One CSV file a table in `tables/`, one fact a row.

- Each row says where it comes from (`source_id`, `locator`), how far it can be relied on (`confidence`), whether it is
  reported, derived or our assumption (`basis`), and when it was last held against its source (`verified_on`).
- A row holds from `valid_from` to the day before `valid_to`; an end was not known before `end_known_from`.
- `known_from` is the first day the public could know the row; a replay of a past day uses nothing known later.
- A row is ended and followed by a new one, not edited: [seals.csv](seals.csv) keeps what each row of law and each
  figure of a score said when it was published, `exposure tables check` refuses a value that changed, and corrections
  are rows of `corrections`. `python -m reference_data.seals` seals new rows.
- Rows are sorted by key. Lists are joined with `;`.
- What became of every row that was collected stands in `collected_rows`; the counts add up. What a
  [second reading](SECOND_READING.md) of every table found is told there.
- An empty cell means what the dictionary says it means, never zero.
- Figures are in SI mass, US dollars and shares of one; the unit stands in the column's name.

`exposure tables check` holds every table against this dictionary; `exposure tables show NAME --as-of DATE` prints
the rows that hold on a day. `python -m reference_data.dictionary` writes this file; a test fails where the two differ.
"""


def dictionary() -> str:
    """The whole dictionary as Markdown: every table with its grain, its key, what silence means, and its columns."""
    index = [f"- [{table.name}](#{table.name}): {table.grain}" for table in TABLES.values()]
    return (
        "\n".join([OPENING, "## Tables", "", *index, "", *(_section(table) for table in TABLES.values())]).rstrip()
        + "\n"
    )


def _section(table: Table) -> str:
    head = [f"## {table.name}", "", f"One row: {table.grain}. Key: {', '.join(f'`{name}`' for name in table.key)}.", ""]
    silent = [f"An absent row: {table.silent}.", ""] if table.silent else []
    life = table.shelf_life
    fresh = [f"Shelf life: {life.days} days; {life.because}.", ""] if life else []
    sums = [f"`{shares.column}` sums to 1 for each {', '.join(shares.group)}." for shares in table.shares]
    rules = [f"- refused: {rule.fault}" for rule in table.rules]
    rows = ["| column | kind | unit | meaning | values | empty means |", "| --- | --- | --- | --- | --- | --- |"]
    return "\n".join(
        [*head, *silent, *fresh, *sums, *([""] if sums else []), *rows, *map(_row, table.columns), "", *rules, ""]
    )


def _row(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        column.kind,
        column.unit,
        column.meaning,
        values(column),
        column.empty or "not allowed",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def values(column: Column) -> str:
    """Which values a column may hold, in words; nothing where any will do."""
    parts = [", ".join(column.one_of)] if column.one_of else []
    parts += [f"key of {' or '.join(column.references)}"] if column.references else []
    parts += [f"{column.wildcard} = any"] if column.wildcard else []
    parts += [f"{column.minimum:g} or more"] if column.minimum is not None and column.maximum is None else []
    parts += [f"{column.minimum or 0:g} to {column.maximum:g}"] if column.maximum is not None else []
    parts += [f"form `{column.pattern}`"] if column.pattern else []
    return "; ".join(parts)


if __name__ == "__main__":
    from pathlib import Path

    (Path(__file__).parent / "README.md").write_text(dictionary(), encoding="utf-8")
