"""Which cells of a company's own portfolio differ between two versions of it."""

import polars as pl

from scoring.comparing import LINE_FIGURES
from scoring.differing import CHANGED, Figures, differing
from scoring.portfolio import TERM_COLUMNS, Portfolio

LINE_KEY = ("product_id", "importer")
FILE_KEY = ("material_id", "origin", "filed_on")


def changed_cells(before: Portfolio, after: Portfolio) -> pl.DataFrame:
    """One row a cell of one company's lines, overrides and applications that differs: CHANGED.

    A line on one side only shows its units; an override and an application every cell. Days and sources are empty: the
    company itself says so.
    """
    cells = tuple(name for name in LINE_FIGURES if name not in ("company_id", *LINE_KEY))
    terms, whole = tuple(TERM_COLUMNS), True
    files = _outcomes(before.applications), _outcomes(after.applications)
    overridden = before.overrides, after.overrides
    pairs = [
        Figures("portfolio", "lines", LINE_KEY, cells, "", (), (before.lines, after.lines)),
        Figures("portfolio", "overrides", (*LINE_KEY, "material_id"), terms, "", (), overridden, whole),
        Figures("portfolio", "applications", FILE_KEY, ("outcome",), "", (), files, whole),
    ]
    return pl.concat([differing(pair).sort("key", "column") for pair in pairs]).select(list(CHANGED))


def _outcomes(files: pl.DataFrame) -> pl.DataFrame:
    """One row a material, origin and day of filing: how its files ended, since several may be alike."""
    told = pl.concat_str("outcome", pl.col("decided_on").cast(pl.String), separator=" ", ignore_nulls=True)
    return files.group_by(FILE_KEY).agg(outcome=told.sort().str.join("; "))
