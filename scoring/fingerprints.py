"""Tells companies apart whose rows would come out the same from those whose rows would not, without laying them out."""

import polars as pl

from scoring.cost import RATE
from scoring.engine import Scored
from scoring.profiles import FIGURES, GIVEN, LINE

RADIX = 2**63
"""Sums of hashes are kept to 63 bits."""


def fingerprints(scored: Scored) -> pl.DataFrame:
    """One row a company: company_id and a number that is another as soon as any of its published rows is.

    Hashes are those of the installed polars: numbers made by different versions say nothing about each other.
    """
    profiles = _profiles(scored)
    cases = scored.book.cases.with_columns(profiles.gather(scored.book.cases["profile"]).alias("print"))
    figures = [pl.lit(float(scored.world.defaults[name])).alias(f"default_{name}") for name in FIGURES]
    stated = _summed(scored.book.stated.drop(*LINE), "line").rename({"line": "stated_by", "print": "stated"})
    cases = cases.join(stated, on="stated_by", how="left", validate="m:1", maintain_order="left")
    of_case = cases.select(_hashed("print", *FIGURES, "stated", *figures))["print"]
    of_line = scored.book.lines.hstack(scored.book.ids).select(
        "company",
        *LINE,
        "company_name",
        "annual_units",
        "annual_revenue_usd",
        *GIVEN[:2],
        case_print=of_case.gather(scored.book.lines["case"]),
    )
    sums = _summed(of_line, "company").sort("company")
    return pl.DataFrame({"company_id": scored.companies["company_id"], "fingerprint": sums["print"]})


def _profiles(scored: Scored) -> pl.Series:
    """Per profile: what it buys from where, under whose rules, at what duty and price."""
    found = scored.found
    rules = _summed(found.rules_in_full.drop("rule"), "gate")
    gate_of = found.rules.select("rule", "gate")
    parts = found.parts.join(gate_of, on="rule", how="left", validate="m:1").drop("rule")
    gates = rules.join(_summed(parts, "gate"), on="gate", how="left", validate="1:1", suffix="_parts")
    bought = found.named.select("profile", *RATE, "gate", "kg_per_unit")
    for more, key in ((found.rates, RATE), (found.premiums, RATE[1:])):
        bought = bought.join(_summed(more, key), on=key, how="left", validate="m:1", suffix=f"_{len(key)}")
    goods = scored.world.materials.select("material_id", "purchase_factor", "unit_value_usd_per_kg")
    bought = bought.join(goods, on="material_id", how="left", validate="m:1")
    bought = bought.join(gates, on="gate", how="left", validate="m:1", suffix="_gate").drop("gate")
    rows = _summed(found.profiles.select(pl.exclude("line", "company_id")), "profile")
    for more, name in ((found.materials.drop("gate"), "materials"), (bought, "bought")):
        rows = rows.join(_summed(more, "profile"), on="profile", how="left", validate="1:1", suffix=f"_{name}")
    method = pl.lit(repr(scored.world.method))
    return rows.sort("profile").select(_hashed(pl.exclude("profile"), method.alias("method")))["print"]


def _summed(rows: pl.DataFrame, key: str | list[str]) -> pl.DataFrame:
    """Per key: the sum of the hashes of its rows, whatever their order."""
    # An enumeration is hashed by its number, which is another word's once the tables have one word more or fewer.
    told = rows.with_columns(pl.selectors.enum().cast(pl.String))
    hashed = told.select(pl.col(key), _hashed(pl.exclude(key)))
    return hashed.group_by(key).agg((pl.col("print").cast(pl.Int128).sum() % RADIX).cast(pl.UInt64))


def _hashed(*columns: str | pl.Expr) -> pl.Expr:
    return pl.struct(*columns).hash().alias("print")
