"""The columns of a file in words, for people: type, range, meaning, and what is taken where a cell is empty."""

from collections.abc import Mapping

import polars as pl

from service.portfolio.contract import Column, FileContract
from service.portfolio.numbers import number_range

HELP_HEADER = ("column", "required", "takes", "meaning", "empty means")
_TAKES = {
    "text": "text",
    "id": "text without '/', leading zeros kept",
    "product": "a product_id of table products",
    "material": "a material_id of table materials",
    "country": "an ISO 3166-1 alpha-3 code",
    "importer": "an ISO 3166-1 alpha-3 code, or EU27",
    "origin": "an ISO 3166-1 alpha-3 code, or EU27",
    "origin_shares": "pairs such as CHN:0.8;JPN:0.2",
    "lei": "a legal entity identifier",
    "isin": "a securities identifier",
    "date": "a day such as 2026-03-01",
}


def help_rows(contract: FileContract, line_defaults: pl.DataFrame | None = None) -> list[tuple[str, ...]]:
    """One row a column in the order of HELP_HEADER; with the table of defaults their present values are named."""
    defaults = {} if line_defaults is None else stated_defaults(line_defaults)
    return [
        (
            column.name,
            "yes" if column.required else "no",
            takes(column),
            column.meaning,
            _empty(column, defaults),
        )
        for column in contract.columns
    ]


def help_text(contract: FileContract, line_defaults: pl.DataFrame | None = None) -> str:
    """The same, one paragraph a column, for a terminal."""
    return "\n".join(
        f"{name} ({'required, ' if required == 'yes' else ''}{takes}): {meaning}"
        + (f"; empty: {empty}" if empty else "")
        for name, required, takes, meaning, empty in help_rows(contract, line_defaults)
    )


def stated_defaults(line_defaults: pl.DataFrame) -> dict[str, str]:
    """The newest default of each parameter, as text."""
    newest = line_defaults.sort("parameter", "valid_from").unique("parameter", keep="last", maintain_order=True)
    rows = newest.select("parameter", "value", "word").iter_rows()
    return {parameter: word or f"{value:g}" for parameter, value, word in rows}


def takes(column: Column) -> str:
    """What a cell of a column takes, in words."""
    if column.kind == "number":
        share = "a share: " if column.unit == "share" else ""
        return f"{share}{number_range(column)}"
    return " or ".join(column.choices) if column.kind == "choice" else _TAKES[column.kind]


def _empty(column: Column, defaults: Mapping[str, str]) -> str:
    return f"{column.empty}, now {defaults[column.name]}" if column.name in defaults else column.empty
