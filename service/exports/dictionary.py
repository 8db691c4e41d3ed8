"""What each column of the five levels means; the unit is in its name."""

import polars as pl

from service.exports.levels import EXPORTS
from service.runs.snapshot import Snapshot

MEANINGS = {
    "company_id": "id of the company, text with its leading zeros",
    "company_name": "name of the company",
    "line_id": "company_id/product_id/importer",
    "product_id": "product; none for revenue without rare earths",
    "importer": "country the product is assembled in, ISO 3166-1 alpha-3",
    "material_id": "traded good that holds the elements",
    "origin": "country the material comes from, ISO 3166-1 alpha-3",
    "element": "symbol of the rare-earth element",
    "revenue_usd": "yearly revenue",
    "score": "0 to 100, higher is riskier; empty with a reason",
    "band": "negligible, low, moderate, high or severe",
    "score_low": "5 % end of the interval of the score",
    "score_high": "95 % end of the interval of the score",
    "data_grade": "A to D: how much of the loss rests on the company's own evidence, A best",
    "covered_revenue_share": "scored revenue over all revenue",
    "delay_points": "part of the score from waiting for licences and from stops",
    "duty_points": "part of the score from duties",
    "premium_points": "part of the score from price premiums",
    "delay_loss_usd": "expected loss a year from waiting for licences and from stops",
    "duty_loss_usd": "expected loss a year from duties",
    "premium_loss_usd": "expected loss a year from price premiums",
    "expected_annual_loss_usd": "the three losses together",
    "lost_days": "days of the year lost; of a company weighted by revenue",
    "revenue_at_risk_usd": "revenue of the days lost",
    "defaults_used": "inputs taken from documented defaults, joined by semicolons",
    "reason": "why a figure is empty or only partial",
    "annual_units": "functional units sold a year",
    "contribution_margin": "share of revenue that is lost with a lost sale",
    "recovery_share": "share of lost sales that are made up for later",
    "lost_share": "share of the year lost",
    "authority": "whose licence is needed; empty for duty and premium",
    "regime_id": "licence regime the material falls under",
    "regime_kind": "licence, prohibition or potential",
    "gated_share": "share of the material that needs the licence",
    "second_source_share": "share of it that a second source makes up for",
    "stopped_share": "share of it that stops while the licence is awaited",
    "stock_days": "days of stock",
    "transit_days": "days of goods on their way",
    "lead_days": "days ahead that a licence is applied for",
    "cover_days": "days from an application until goods run out",
    "licence_valid_days": "days a licence is valid",
    "requalification_days": "days until another source is qualified",
    "spell_days": "days a stop lasts at most",
    "wait_lag_days": "shortest wait for a licence",
    "wait_shape": "shape of the gamma distribution of waits",
    "wait_scale_days": "scale of the gamma distribution of waits",
    "denial_share": "share of applications that are denied",
    "refile_days": "days until a denied application is made again",
    "onset_probability": "odds that the regime begins within the year; empty while it is in force",
    "blocked_days": "expected days of the year without goods",
    "use_share": "share of the importer's use that comes from this origin",
    "kg_per_unit": "kilograms of the material in a functional unit",
    "bought_kg": "kilograms bought a year from this origin; repeated on each element of it",
    "element_kg": "kilograms of the element in them",
    "customs_value_usd": "the element's part, by value, of what customs value",
    "tariff_line": "line of the importer's tariff, text",
    "duty_rate": "duty as a share of customs value",
    "duty_borne_share": "share of the duty that the company bears",
    "price_outside_usd_per_kg": "price outside the controlling country",
    "price_inside_usd_per_kg": "price inside the controlling country",
    "quoted_share": "share of what is bought that pays the price quoted outside",
    "signal": "delay, duty or premium",
    "loss_usd": "expected loss a year; the rows of a company sum to its loss",
    "points": "part of the score; the rows of a company sum to its score",
    "as_of": "day the figures look at",
    "known_at": "day up to which knowledge is used",
    "run_id": "run the row belongs to",
    "method": "version of the method",
    "tables_version": "version of the reference tables",
}
"""Column → meaning. Empty = not known or not applicable, never 0."""


def dictionary(snapshot: Snapshot) -> pl.DataFrame:
    """One row a sheet and column of a run, in their order: sheet, column, kind, meaning."""
    columns = [
        {"sheet": sheet, "column": name, "kind": _kind(kind), "meaning": MEANINGS[name]}
        for sheet, level in EXPORTS.items()
        for name, kind in pl.scan_parquet(snapshot.level_path(level)).collect_schema().items()
    ]
    return pl.DataFrame(columns)


def _kind(kind: pl.DataType) -> str:
    return "number" if kind.is_numeric() else "day" if kind == pl.Date else "text"
