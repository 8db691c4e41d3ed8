"""Example rows of a template that somebody sends along with rows of their own, or in place of them."""

import polars as pl

from service.portfolio.contract import FileContract

MOST_ROWS_NAMED = 10


def example_notes(taken: pl.DataFrame, contract: FileContract) -> tuple[str, ...]:
    """A remark where rows taken (cells as text) say what examples of the template say, cell by cell."""
    alike = [
        pl.all_horizontal(pl.col(column).eq_missing(pl.lit(cell)) for column, cell in example.items())
        for example in contract.examples
    ]
    rows = taken.filter(pl.any_horizontal(alike))["row"].sort().to_list()
    if not rows:
        return ()
    named = ", ".join(map(str, rows[:MOST_ROWS_NAMED])) + (" …" if len(rows) > MOST_ROWS_NAMED else "")
    company = contract.examples[0]["company_id"]
    return (
        f"example rows of the template are in it, company {company} (row{'' if len(rows) == 1 else 's'} {named}): "
        "they count like your own; delete them and send the file again",
    )
