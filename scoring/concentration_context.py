"""Concentration beside the score: per element, stage and importer, who supplies it and how that is governed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from reference_data.loader import Tables
from scoring.concentration import Supplier, eu_supply_risk, geopolrisk, governance_risk, herfindahl, instability
from scoring.duty import customs_areas
from scoring.governance import Governance, governance_on
from scoring.mixes import Mix, Shares, used_mixes, world_mixes

UNION = "EU27"
STUDIED = {"mining": "extraction", "separation": "processing"}
"""Our stages and those of the EU's study."""

MEMBER_WEIGHT = 0.8
"""t of member states in the EU's method; exports of all others count as unrestricted, as its study of 2023 has them."""

CONTEXT_SCHEMA = {
    "element": pl.String(),
    "stage": pl.String(),
    "importer": pl.String(),
    "herfindahl": pl.Float64(),
    "largest_origin": pl.String(),
    "largest_share": pl.Float64(),
    "supply_of": pl.String(),
    "supply_year": pl.Int64(),
    "supply_edition": pl.String(),
    "geopolrisk": pl.Float64(),
    "use_year": pl.Int64(),
    "stability_edition": pl.Int64(),
    "stability_year": pl.Int64(),
    "eu_supply_risk": pl.Float64(),
    "governance_edition": pl.Int64(),
    "governance_year": pl.Int64(),
    "reason": pl.String(),
    "source_ids": pl.List(pl.String()),
}


@dataclass(frozen=True)
class Views:
    """What the indices are computed with on a day."""

    stability: Governance
    governance: Governance
    studied: Mapping[str, Mapping[str, Any]]
    members: frozenset[str]


def concentration_context(tables: Tables, as_of: date, known_at: date) -> pl.DataFrame:
    """One row an element × stage × importer: world concentration, GeoPolRisk, the EU's supply risk; sorted by these.

    Columns as in CONTEXT_SCHEMA. An index that cannot be computed is empty, and `reason` says why. Unnamed origins
    (ROW) count as one country, so that what is not known never looks less concentrated. No score reads any of it.
    """
    world, used = world_mixes(tables, as_of, known_at), used_mixes(tables, as_of, known_at)
    views = _views(tables, as_of, known_at)
    importers = sorted({importer for _, _, importer in used})
    rows = [
        _row(key, importer, mix, used.get((*key, importer)), used.get((*key, UNION)), views)
        for key, mix in sorted(world.items())
        for importer in importers
    ]
    return pl.DataFrame(rows, schema=CONTEXT_SCHEMA, orient="row")


def _row(
    key: tuple[str, ...], importer: str, mix: Mix, use: Mix | None, sourcing: Mix | None, views: Views
) -> dict[str, Any]:
    largest = min(mix.shares, key=lambda origin: (-mix.shares[origin], origin))
    geo, no_geo = _geopolrisk(mix, use, importer, views.stability)
    risk, no_risk = _eu_risk(key, importer, mix, sourcing, views)
    stood_in = [f"{name}: no edition was known by the day, the first serves" for name in _assumed(mix, use, views)]
    return {
        "element": key[0],
        "stage": key[1],
        "importer": importer,
        "herfindahl": herfindahl(mix.shares.values()),
        "largest_origin": largest,
        "largest_share": mix.shares[largest],
        "supply_of": mix.items,
        "supply_year": mix.year,
        "supply_edition": mix.edition,
        "geopolrisk": geo,
        "use_year": use.year if use else None,
        "stability_edition": views.stability.edition_year,
        "stability_year": views.stability.data_year,
        "eu_supply_risk": risk,
        "governance_edition": views.governance.edition_year,
        "governance_year": views.governance.data_year,
        "reason": "; ".join(filter(None, [no_geo, no_risk, *stood_in])) or None,
        "source_ids": _cited(key[0], mix, use, views, with_study=risk is not None),
    }


def _geopolrisk(mix: Mix, use: Mix | None, importer: str, stability: Governance) -> tuple[float | None, str]:
    if use is None:
        return None, "geopolrisk: no import mix at this stage"
    missing = sorted({origin for origin in use.shares if origin != importer} - stability.estimates.keys())
    if missing:
        return None, f"geopolrisk: no governance of {', '.join(missing)}"
    unstable = {origin: instability(stability.estimates[origin]) for origin in use.shares if origin != importer}
    return geopolrisk(mix.shares.values(), use.shares, unstable, importer=importer), ""


def _eu_risk(
    key: tuple[str, ...], importer: str, mix: Mix, sourcing: Mix | None, views: Views
) -> tuple[float | None, str]:
    element, stage = key
    if importer != UNION:
        return None, "eu_supply_risk: is of the whole Union"
    study = views.studied.get(element)
    at = STUDIED.get(stage, "")
    if study is None or not at or study.get(f"{at}_supply") is None or study["substitution_supply"] is None:
        return None, "eu_supply_risk: no substitution, recycling and import reliance at this stage known by the day"
    both = study[f"{at}_supply"] == "global_and_eu" and sourcing is not None
    missing = sorted({*mix.shares, *(sourcing.shares if both and sourcing else ())} - views.governance.estimates.keys())
    if missing:
        return None, f"eu_supply_risk: no governance of {', '.join(missing)}"
    return eu_supply_risk(
        _suppliers(mix.shares, views),
        _suppliers(sourcing.shares, views) if both and sourcing else (),
        import_reliance=study[f"{at}_import_reliance"],
        recycling=study["recycling_input_rate"],
        substitution=study["substitution_supply"],
    ), ""


def _suppliers(shares: Shares, views: Views) -> Sequence[Supplier]:
    return [
        Supplier(
            share,
            governance_risk(views.governance.estimates[origin]),
            MEMBER_WEIGHT if origin in views.members else 1.0,
        )
        for origin, share in sorted(shares.items())
    ]


def _cited(element: str, mix: Mix, use: Mix | None, views: Views, *, with_study: bool) -> list[str]:
    study = [views.studied[element]["source_id"]] if with_study else []
    rows = [*mix.source_ids, *(use.source_ids if use else ())]
    return sorted({*rows, *views.stability.source_ids, *views.governance.source_ids, *study})


def _assumed(mix: Mix, use: Mix | None, views: Views) -> list[str]:
    found = {
        "supply_shares": mix.edition == "earliest",
        "use_shares": use is not None and use.edition == "earliest",
        "governance": views.stability.assumed or views.governance.assumed,
    }
    return [name for name, assumed in found.items() if assumed]


def _views(tables: Tables, as_of: date, known_at: date) -> Views:
    studies = tables["supply_risk_results"].filter(pl.col("known_from") <= known_at).drop_nulls("element")
    areas = customs_areas(tables, as_of)
    return Views(
        stability=governance_on(tables, as_of, known_at, ["political_stability"]),
        governance=governance_on(tables, as_of, known_at),
        studied={row["element"]: row for row in studies.sort("known_from", "element").iter_rows(named=True)},
        members=frozenset(country for country, area in areas.items() if area == UNION),
    )
