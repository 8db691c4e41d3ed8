"""Stored portfolios read some companies at a time, with the columns that scores are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from scoring.portfolio import LINE_COLUMNS, OVERRIDE_COLUMNS, Portfolio
from scoring.profiles import SCORED
from service.portfolio.line_checks import LINE_KEY


@dataclass(frozen=True)
class StoredBook:
    """Portfolios by name as they lie in the folders of their versions, and all licence applications."""

    folders: Mapping[str, Path]
    applications: pl.DataFrame

    @cached_property
    def companies(self) -> pl.DataFrame:
        """One row a company: company_id and portfolio, sorted."""
        parts = [pl.DataFrame(schema={"company_id": pl.String, "portfolio": pl.String})]
        for name, folder in self.folders.items():
            ids = pl.read_parquet(folder / "lines.parquet", columns=["company_id"]).unique()
            parts.append(ids.with_columns(portfolio=pl.lit(name)))
        return pl.concat(parts).sort("company_id")

    def company_ids(self) -> pl.Series:
        """The ids of all companies, sorted."""
        return self.companies["company_id"]

    def of_companies(self, first: str, last: str) -> Portfolio:
        """The companies from one id to another, both included; what no score is made from is left empty."""
        own = pl.col("company_id").is_between(pl.lit(first), pl.lit(last))
        lines = self._rows("lines", LINE_COLUMNS, own).sort(LINE_KEY)
        overrides = self._rows("overrides", OVERRIDE_COLUMNS, own).sort(*LINE_KEY, "material_id")
        return Portfolio.of(lines, overrides, self.applications.filter(own))

    def _rows(self, part: str, columns: Mapping[str, pl.DataType], own: pl.Expr) -> pl.DataFrame:
        scored = {name: kind for name, kind in columns.items() if name in SCORED}
        found = [pl.DataFrame(schema=scored)]
        for folder in self.folders.values():
            rows = pl.scan_parquet(folder / f"{part}.parquet").filter(own)
            kept = [pl.col(name).cast(kind) for name, kind in scored.items() if name in rows.collect_schema()]
            found.append(rows.select(kept).collect(engine="in-memory"))
        return pl.concat(found, how="diagonal")
