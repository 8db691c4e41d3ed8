"""Worlds drawn at random: two authorities, two tiers, acts and figures told late, a few lines and applications."""

from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl

from reference_data.loader import Tables
from scoring.portfolio import APPLICATION_COLUMNS, Portfolio
from tests.scoring.small_world import LONG_AGO, Row, line_defaults, tables

AS_OF = date(2026, 3, 1)
DAYS = [LONG_AGO, date(2025, 5, 1), date(2025, 11, 1), AS_OF - timedelta(1), AS_OF, date(2026, 3, 2), date(2026, 9, 1)]
AREAS = ["CHN", "JPN", "USA", "DEU"]
LINE = "850511"


def world(rng: Random) -> tuple[Portfolio, Tables, date, date]:
    """A portfolio, its tables, and the days they are looked at and known."""
    known_at = rng.choice(DAYS[1:])
    return _portfolio(rng), _tables(rng), AS_OF, known_at


def _tables(rng: Random) -> Tables:
    magnets = ("dy", "nd")
    goods = [*magnets, "feed"]
    return tables(
        products=[{"product_id": "ev"}, {"product_id": "none"}],
        product_materials=[
            row
            for m in magnets
            for row in BILLS[m](rng, product_id="ev", material_id=m, kg_per_unit=lambda: rng.uniform(0.5, 3))
        ],
        materials=[row for m in goods for row in _materials(rng, m)],
        material_compositions=[
            row
            for m, element in (("dy", "Dy"), ("dy", "Nd"), ("nd", "Dy"), ("nd", "Nd"), ("feed", "Dy"))
            for row in _always(rng, material_id=m, element=element, mass_fraction=lambda: rng.uniform(0.01, 0.4))
        ],
        use_shares=[row for place in ("USA", "DEU", "EU27") for m in magnets for row in _mix(rng, place, m)],
        supply_shares=[
            {**row, "item": m, "stage": "metal" if m == "feed" else "magnet"}
            for m in goods
            for row in _shares(rng, always=True)
        ],
        feed_shares=[
            {"feed_material_id": "feed", "origin": o, "feed_origin": row["origin"], **_but_origin(row)}
            for o in AREAS
            if rng.random() < 0.6
            for row in _shares(rng, always=False)
        ],
        prices=[*_prices(rng)],
        premium_shares=[
            row
            for element in ("*", *rng.sample(["Dy", "Nd"], rng.randint(0, 2)))
            for row in _editions(rng, element=element, quoted_share=lambda: rng.uniform(0, 0.3))
        ],
        line_defaults=_defaults(rng),
        default_duties=[{"importer": "*", "tariff_line": "*", "rate": 0.1}, *_more_duties(rng)],
        tariff_layers=layers(rng),
        licence_observations=[_observation(rng, i) for i in range(5)],
        licence_regimes=[*_backstops(rng), *(_regime(rng, i) for i in range(rng.randint(2, 10)))],
        onset_odds=_odds(rng),
    )


def _day(rng: Random) -> date:
    return rng.choice([LONG_AGO, *DAYS])


def _early(rng: Random) -> date:
    """Mostly long ago, so that most acts are in force."""
    return LONG_AGO if rng.random() < 0.6 else rng.choice(DAYS)


def _dated(rng: Random) -> Row:
    begins = _day(rng)
    ends = begins + timedelta(rng.choice([60, 121, 400, 6000])) if rng.random() < 0.4 else None
    return {"valid_from": begins, "valid_to": ends, "known_from": _day(rng)}


def _law(rng: Random) -> Row:
    begins = _early(rng)
    row: dict[str, Any] = {"valid_from": begins, "known_from": _early(rng)}
    row["valid_to"] = begins + timedelta(rng.choice([121, 400, 6000])) if rng.random() < 0.3 else None
    if row["valid_to"] and rng.random() < 0.5:
        row["end_known_from"] = max(row["known_from"], _day(rng))
        if rng.random() < 0.3:
            row["valid_to"] = row["valid_from"]
    return row


def _editions(rng: Random, **row: Any) -> list[Row]:
    """One to three editions on different days, values drawn anew for each, told at any time; open or ended."""
    days = rng.sample(DAYS, rng.randint(1, 3))
    return [{**_drawn(row), **_dated(rng), "valid_from": d, "valid_to": _end(rng, d)} for d in sorted(days)]


def _always(rng: Random, **row: Any) -> list[Row]:
    """Editions of which the first holds for good and was always known."""
    return [{**_drawn(row)}, *(r for r in _editions(rng, **row) if r["valid_from"] > LONG_AGO and not r["valid_to"])]


BILLS = {"dy": _always, "nd": _editions}
"""A product keeps one material at least; the other may be gone from it."""


def _end(rng: Random, begins: date) -> date | None:
    return begins + timedelta(rng.choice([60, 400])) if rng.random() < 0.3 else None


def _drawn(row: Row) -> Row:
    return {name: value() if callable(value) else value for name, value in row.items()}


def _materials(rng: Random, name: str) -> list[Row]:
    own: Row = {"material_id": name, "name": name, "material_class": name, "hs_code": LINE}
    fed = {"feed_material_id": "feed"} if name == "dy" or (name == "nd" and rng.random() < 0.5) else {}
    stage = {"stage": "metal", "form": "metal"} if name == "feed" else {}
    factor = {"purchase_factor": rng.choice([1.0, 1.25])}
    return _editions(rng, **own, **fed, **stage, **factor, unit_value_usd_per_kg=lambda: rng.uniform(20, 90))


def _split(rng: Random) -> dict[str, float]:
    origins = sorted({"CHN", *rng.sample(AREAS, rng.randint(1, 3))})
    weights = [rng.uniform(0.1, 1) for _ in origins]
    return {o: w / sum(weights) for o, w in zip(origins, weights, strict=True)}


def _shares(rng: Random, always: bool) -> list[Row]:
    """Editions of shares; the rows of one edition may be told on different days."""
    days = sorted({LONG_AGO, _day(rng)}) if always else sorted(rng.sample(DAYS, rng.randint(1, 2)))
    return [
        {"origin": o, "share": s, "valid_from": d, "valid_to": end, "known_from": _day(rng)}
        for d in days
        for end in [_end(rng, d)]
        for o, s in _split(rng).items()
    ]


def _but_origin(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "origin"}


def _mix(rng: Random, importer: str, material: str) -> list[Row]:
    rows = _shares(rng, always=False) if rng.random() < 0.6 else []
    return [{**row, "importer": importer, "material_id": material} for row in rows]


def _prices(rng: Random) -> list[Row]:
    elements = [(e, side) for e in ("Dy", "Nd") for side in ("inside", "outside")]
    of_elements = [
        row
        for item, side in elements
        for row in _editions(
            rng, item=item, side=side, form=rng.choice(["oxide", "metal"]), price_usd_per_kg=lambda: rng.uniform(50, 90)
        )
    ]
    traded = _editions(rng, item="dy", side="traded", form="material", price_usd_per_kg=lambda: rng.uniform(20, 60))
    return of_elements + (traded if rng.random() < 0.5 else [])


def _defaults(rng: Random) -> list[Row]:
    rows = [dict(row) for row in line_defaults()]
    later = {"parameter": "stock_days", "value": rng.uniform(0, 60), "valid_from": DAYS[2], "known_from": _day(rng)}
    return [*rows, later]


def _more_duties(rng: Random) -> list[Row]:
    rows = [
        {"importer": "USA", "tariff_line": "*", "rate": 0.05},
        {"importer": "*", "tariff_line": "8505", "rate": 0.2},
    ]
    return rng.sample(rows, rng.randint(0, 2))


def layers(rng: Random) -> list[Row]:
    """Duty layers; where one replaces the base rate, a base rate is on record for it to replace."""
    rows = [_layer(rng, i) for i in range(rng.randint(0, 12))]
    base = {"rate": 0.04, "programme": "mfn", "stacking": "base", "origin": "*", "tariff_line": "*"}
    replaced = sorted({row["importer"] for row in rows if "mfn" in (row["replaces"] or [])})
    return [*rows, *({**base, "layer_id": f"MFN-{importer}", "importer": importer} for importer in replaced)]


def _layer(rng: Random, number: int) -> Row:
    stacking = rng.choice(["base", "base", "base", "adds", "adds", "replaces", "minimum_total", "exempt"])
    programme = "mfn" if stacking == "base" else rng.choice(["p1", "p2", "p3"])
    unread = stacking not in ("exempt", "base") and rng.random() < 0.15
    rate = 0.0 if stacking == "exempt" else round(rng.uniform(0.01, 0.3), 3)
    replaced = rng.sample(["mfn", "p1", "p2"], rng.randint(1, 2)) if stacking == "replaces" else None
    return {
        "layer_id": f"L{number}",
        "importer": rng.choice(["USA", "EU27"]),
        "origin": rng.choice(["*", "*", "CHN", "JPN"]),
        "tariff_line": rng.choice(["*", "8505", LINE, LINE, f"{LINE}10", f"{LINE}20"]),
        "programme": programme,
        "stacking": stacking,
        "replaces": [p for p in replaced if p != programme] if replaced else None,
        "only_if": "a condition" if stacking != "base" and rng.random() < 0.25 else None,
        "rate": None if unread else rate,
        "assumed_rate": rate if unread else None,
        **_law(rng),
        # Rows alike in line and origin are told apart by the day they begin.
        "valid_from": LONG_AGO + timedelta(number),
    }


def _observation(rng: Random, number: int) -> Row:
    seen, told = DAYS[rng.randint(1, 4)], _day(rng)
    row: Row = {
        "observation_id": f"O{number}",
        "file_group": rng.choice(["a", "b", "c"]),
        "kind": rng.choice(["count", "count", "share", "fit", "statement"]),
        "observed_on": seen,
        "known_from": max(seen, told),
        "elapsed_days": rng.uniform(0, 120),
    }
    if row["kind"] == "count":
        filed = rng.randint(1, 40)
        approved = rng.randint(0, filed)
        waited = rng.uniform(0, 900) if rng.random() < 0.3 else None
        denied = rng.choice([None, float(rng.randint(0, filed - approved))])
        row = {**row, "filed_count": filed, "approved_count": approved, "denied_count": denied, "waited_days": waited}
    if row["kind"] == "share":
        row = {**row, "approved_share": rng.random(), "filed_count": rng.choice([None, 7.0])}
    if row["kind"] == "fit":
        row = {**row, "wait_shape": rng.uniform(0.3, 6), "wait_scale_days": rng.uniform(40, 500)}
    return row


def _wait(rng: Random) -> Row:
    return {
        "wait_lag_days": float(rng.choice([0, 14, 30])),
        "prior_shape": rng.choice([1.0, 2.0, rng.uniform(0.3, 5)]),
        "prior_scale_days": rng.uniform(30, 300),
        "prior_denial_share": rng.choice([0.0, 0.05, 0.4, 1.0]),
        "refile_days": float(rng.choice([0, 60, 90, 365])),
        "evidence": [f"O{i}" for i in sorted(rng.sample(range(5), rng.randint(0, 3)))] or None,
    }


def _backstops(rng: Random) -> list[Row]:
    """A passage out of a controlling origin that no row covers is a gap: these cover all of them."""
    return [
        {
            **_wait(rng),
            "regime_id": f"MAY-{origin}",
            "regime_kind": "potential",
            "authority": authority,
            "origin": origin,
            "material_classes": ["dy", "nd", "feed"],
            "elements": ["Dy"],
        }
        for origin, authority in (("CHN", "MOFCOM"), ("JPN", "METI"), ("USA", "BIS"), ("EU27", "EU"))
    ]


def _regime(rng: Random, number: int) -> Row:
    return {
        **_wait(rng),
        "regime_id": f"R{number}",
        "regime_kind": rng.choice(["licence", "licence", "licence", "prohibition", "potential"]),
        "authority": rng.choice(["MOFCOM", "MOFCOM", "OTHER"]),
        "origin": rng.choice(["CHN", "CHN", "CHN", "JPN"]),
        "material_classes": rng.sample(["dy", "nd", "feed"], rng.randint(1, 3)),
        "elements": rng.choice([["Dy"], ["Dy", "Nd"]]),
        "destination": rng.choice(["*", "*", "USA", "JPN", "EU27"]),
        "end_use": rng.choice(["*", "*", "civil", "defence"]),
        "buyer_size": rng.choice(["*", "*", "large", "small"]),
        "licence_kind": rng.choice(["*", "*", "individual", "general"]),
        **_law(rng),
    }


def _odds(rng: Random) -> list[Row]:
    names = ["MAY-CHN", "MAY-JPN", "R0", "R1", "R2"]
    days = [(name, day) for name in names for day in (LONG_AGO, DAYS[3])]
    return [
        {"regime_id": name, "probability": round(rng.random(), 2), **_law(rng), "valid_from": day, "valid_to": None}
        | {"end_known_from": None}
        for name, day in days
        if rng.random() < 0.5
    ]


def _portfolio(rng: Random) -> Portfolio:
    keys = [(company, importer) for company in ("one", "two") for importer in ("USA", "DEU", "CHN")]
    rows = [_line(rng, *key) for key in sorted(rng.sample(keys, rng.randint(1, 3)))]
    overrides = [
        {**{k: row[k] for k in ("company_id", "product_id", "importer")}, "material_id": "dy", **_terms(rng)}
        for row in rows
        if rng.random() < 0.3
    ]
    files = pl.DataFrame([_file(rng) for _ in range(rng.randint(0, 12))], schema=APPLICATION_COLUMNS)
    given = pl.DataFrame(overrides, infer_schema_length=None) if overrides else None
    return Portfolio.of(pl.DataFrame(rows, infer_schema_length=None), given, files)


def _line(rng: Random, company: str, importer: str) -> dict[str, Any]:
    return {
        "company_id": company,
        "company_name": company,
        "product_id": "ev",
        "importer": importer,
        "annual_units": rng.uniform(1e4, 1e6),
        "annual_revenue_usd": rng.choice([4e8, 6e8, 2e9]),
        "contribution_margin": rng.choice([None, 0.2]),
        "recovery_share": rng.choice([None, 0.3]),
        **_terms(rng),
    }


def _terms(rng: Random) -> dict[str, Any]:
    values: dict[str, Any] = {
        "stock_days": rng.choice([0.0, rng.uniform(0, 90)]),
        "transit_days": rng.uniform(0, 60),
        "lead_days": rng.uniform(0, 30),
        "second_source_share": rng.choice([0.0, 0.2, 0.5, 1.0]),
        "origin_shares": rng.choice(["CHN:1", "CHN:0.5;JPN:0.3;CHN:0.2", "USA:0.4;JPN:0.6"]),
        "requalification_days": rng.choice([120.0, 500.0]),
        "licence_kind": rng.choice(["general", "individual"]),
        "licence_valid_days": rng.choice([0.0, 90.0, 180.0]),
        "end_use": rng.choice(["civil", "defence"]),
        "buyer_size": rng.choice(["large", "small"]),
        "tariff_borne_share": rng.random(),
    }
    return {name: value if rng.random() < 0.3 else None for name, value in values.items()}


def _file(rng: Random) -> Row:
    filed = date(2025, 3, 1) + timedelta(rng.randint(0, 600))
    outcome = rng.choice(["approved", "denied", "withdrawn", "pending"])
    decided = None if outcome == "pending" else filed + timedelta(rng.randint(0, 200))
    names = {"company_id": rng.choice(["one", "two"]), "material_id": rng.choice(["dy", "nd"])}
    return {
        **names,
        "origin": rng.choice(["CHN", "CHN", "JPN"]),
        "filed_on": filed,
        "decided_on": decided,
        "outcome": outcome,
    }
