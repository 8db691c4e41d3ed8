"""Names and sources that a reader of scores needs, so that no reader has to open a table."""

from datetime import date

import polars as pl

from reference_data.loader import Tables
from scoring.in_force import latest_edition

NAMES = {
    "products": ("product_id", ["product_id", "name", "category", "functional_unit"]),
    "materials": ("material_id", ["material_id", "name", "hs_code"]),
    "elements": ("element", ["element", "name", "atomic_number"]),
}
"""Table → its key and the columns to keep."""


def context(tables: Tables, as_of: date, known_at: date) -> dict[str, pl.DataFrame]:
    """Per table of names the rows that serve on the day, one a key, and all sources; sorted by key."""
    names = {
        table: latest_edition(tables[table], [key], as_of, known_at).select(columns).sort(key)
        for table, (key, columns) in NAMES.items()
    }
    return names | {"sources": tables["sources"].sort("source_id")}
