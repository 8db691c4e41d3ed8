"""What is scored: product lines of companies, and overrides for single materials of a line."""

from dataclasses import dataclass, field

import polars as pl

TEXT, NUMBER, DAY = pl.String(), pl.Float64(), pl.Date()

TERM_COLUMNS: dict[str, pl.DataType] = {
    "stock_days": NUMBER,
    "transit_days": NUMBER,
    "lead_days": NUMBER,
    "second_source_share": NUMBER,
    "origin_shares": TEXT,
    "requalification_days": NUMBER,
    "licence_kind": TEXT,
    "licence_valid_days": NUMBER,
    "end_use": TEXT,
    "buyer_size": TEXT,
    "tariff_borne_share": NUMBER,
}
"""Terms of supply a company may state for a line, or for one material of it."""

LINE_COLUMNS: dict[str, pl.DataType] = {
    "company_id": TEXT,
    "company_name": TEXT,
    "product_id": TEXT,
    "importer": TEXT,
    "annual_units": NUMBER,
    "annual_revenue_usd": NUMBER,
    "country": TEXT,
    "industry": TEXT,
    "lei": TEXT,
    "isin": TEXT,
    "supplier_number": TEXT,
    "contribution_margin": NUMBER,
    "recovery_share": NUMBER,
    **TERM_COLUMNS,
    "note": TEXT,
}

OVERRIDE_COLUMNS: dict[str, pl.DataType] = {
    "company_id": TEXT,
    "product_id": TEXT,
    "importer": TEXT,
    "material_id": TEXT,
    **TERM_COLUMNS,
    "note": TEXT,
}


APPLICATION_COLUMNS: dict[str, pl.DataType] = {
    "company_id": TEXT,
    "material_id": TEXT,
    "origin": TEXT,
    "filed_on": DAY,
    "decided_on": DAY,
    "outcome": TEXT,
}


def no_applications() -> pl.DataFrame:
    """Licence applications of nobody."""
    return pl.DataFrame(schema=APPLICATION_COLUMNS)


@dataclass(frozen=True)
class Portfolio:
    """Checked product lines (one row a company × product × importer) and overrides (× material); empty = not given.

    `applications` holds the companies' own licence applications, one row a file.
    """

    lines: pl.DataFrame
    overrides: pl.DataFrame
    applications: pl.DataFrame = field(default_factory=no_applications)

    @staticmethod
    def of(
        lines: pl.DataFrame, overrides: pl.DataFrame | None = None, applications: pl.DataFrame | None = None
    ) -> "Portfolio":
        """A portfolio with every column present and typed; columns left out count as not given."""
        given = pl.DataFrame(schema=OVERRIDE_COLUMNS) if overrides is None else overrides
        files = no_applications() if applications is None else applications
        return Portfolio(
            _complete(lines, LINE_COLUMNS), _complete(given, OVERRIDE_COLUMNS), _complete(files, APPLICATION_COLUMNS)
        )

    def company_ids(self) -> pl.Series:
        """The ids of all companies, sorted."""
        return self.lines["company_id"].unique().sort()

    def of_company(self, company_id: str) -> "Portfolio":
        """The product lines, overrides and applications of one company."""
        own = pl.col("company_id") == company_id
        return Portfolio(self.lines.filter(own), self.overrides.filter(own), self.applications.filter(own))

    def of_companies(self, first: str, last: str) -> "Portfolio":
        """The product lines, overrides and applications of the companies from one id to another, both included."""
        own = pl.col("company_id").is_between(pl.lit(first), pl.lit(last))
        return Portfolio(self.lines.filter(own), self.overrides.filter(own), self.applications.filter(own))


def _complete(frame: pl.DataFrame, columns: dict[str, pl.DataType]) -> pl.DataFrame:
    absent = [pl.lit(None, dtype=kind).alias(name) for name, kind in columns.items() if name not in frame.columns]
    return frame.with_columns(absent).select(pl.col(name).cast(kind) for name, kind in columns.items())
