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
from scoring.in_force import EARLIEST
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
class Case:
    """One element at one stage as one importer meets it: supply of the world, of the importer, of the Union."""

    element: str
    stage: str
    importer: str
    world: Mix
    used: Mix | None
    sourced: Mix | None


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
    cases = [
        Case(element, stage, importer, mix, used.get((element, stage, importer)), used.get((element, stage, UNION)))
        for (element, stage), mix in sorted(world.items())
        for importer in importers
    ]
    return pl.DataFrame([_row(case, views) for case in cases], schema=CONTEXT_SCHEMA, orient="row")


def _row(case: Case, views: Views) -> dict[str, Any]:
    shares = case.world.shares
    largest = min(shares, key=lambda origin: (-shares[origin], origin))
    geo, no_geo = _geopolrisk(case, views.stability)
    risk, no_risk = _eu_risk(case, views)
    stood_in = [f"{name}: no edition was known by the day, the first serves" for name in _assumed(case, views)]
    return {
        "element": case.element,
        "stage": case.stage,
        "importer": case.importer,
        "herfindahl": herfindahl(shares.values()),
        "largest_origin": largest,
        "largest_share": shares[largest],
        "supply_of": case.world.items,
        "supply_year": case.world.year,
        "supply_edition": case.world.edition,
        "geopolrisk": geo,
        "use_year": case.used.year if case.used else None,
        "stability_edition": views.stability.edition_year,
        "stability_year": views.stability.data_year,
        "eu_supply_risk": risk,
        "governance_edition": views.governance.edition_year,
        "governance_year": views.governance.data_year,
        "reason": "; ".join(filter(None, [no_geo, no_risk, *stood_in])) or None,
        "source_ids": _cited(case, views, with_study=risk is not None),
    }


def _geopolrisk(case: Case, stability: Governance) -> tuple[float | None, str]:
    if case.used is None:
        return None, "geopolrisk: no import mix at this stage"
    foreign = {origin for origin in case.used.shares if origin != case.importer}
    missing = sorted(foreign - stability.estimates.keys())
    if missing:
        return None, f"geopolrisk: no governance of {', '.join(missing)}"
    unstable = {origin: instability(stability.estimates[origin]) for origin in foreign}
    return geopolrisk(case.world.shares.values(), case.used.shares, unstable, importer=case.importer), ""


def _eu_risk(case: Case, views: Views) -> tuple[float | None, str]:
    if case.importer != UNION:
        return None, "eu_supply_risk: is of the whole Union"
    study, at = views.studied.get(case.element), STUDIED.get(case.stage, "")
    if study is None or not at or study[f"{at}_supply"] is None or study["substitution_supply"] is None:
        return None, "eu_supply_risk: no substitution, recycling and import reliance at this stage known by the day"
    sourced = case.sourced.shares if case.sourced and study[f"{at}_supply"] == "global_and_eu" else {}
    missing = sorted({*case.world.shares, *sourced} - views.governance.estimates.keys())
    if missing:
        return None, f"eu_supply_risk: no governance of {', '.join(missing)}"
    return eu_supply_risk(
        _suppliers(case.world.shares, views),
        _suppliers(sourced, views),
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


def _cited(case: Case, views: Views, *, with_study: bool) -> list[str]:
    study = [views.studied[case.element]["source_id"]] if with_study else []
    rows = [*case.world.source_ids, *(case.used.source_ids if case.used else ())]
    return sorted({*rows, *views.stability.source_ids, *views.governance.source_ids, *study})


def _assumed(case: Case, views: Views) -> list[str]:
    found = {
        "supply_shares": case.world.edition == EARLIEST,
        "use_shares": case.used is not None and case.used.edition == EARLIEST,
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
