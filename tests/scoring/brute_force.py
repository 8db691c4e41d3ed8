"""The whole method in plain Python, loops and dictionaries: what the engine is held against on made-up worlds."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import log10
from typing import Any

from reference_data.loader import Tables
from scoring.portfolio import Portfolio
from tests.scoring import brute_law as law
from tests.scoring.brute_duty import duty_rate

Row = dict[str, Any]
LOSSES = ("delay", "duty", "premium")
TERMS: tuple[str, ...] = (
    "stock_days",
    "transit_days",
    "lead_days",
    "second_source_share",
    "requalification_days",
    "licence_kind",
)
TERMS += ("licence_valid_days", "end_use", "tariff_borne_share", "buyer_size", "origin_shares")


@dataclass
class World:
    """The tables as they serve on the day, and the company's papers."""

    tables: Tables
    as_of: date
    known_at: date
    files: list[Row]

    def __post_init__(self) -> None:
        self.rows = {n: law.editions(self.tables, n, self.as_of, self.known_at) for n in law.EDITION_KEYS}
        self.area = {r["country"]: r["customs_area"] for r in self.tables["countries"].to_dicts()}
        self.rules = law.regimes(self.tables, self.as_of, self.known_at)
        self.layers = law.law_in_force(self.tables["tariff_layers"].to_dicts(), self.as_of, self.known_at)
        self.defaults = {r["parameter"]: r["value"] or r["word"] or 0.0 for r in self.rows["line_defaults"]}
        self.material = {r["material_id"]: r for r in self.rows["materials"]}


def scores(portfolio: Portfolio, tables: Tables, as_of: date, known_at: date) -> tuple[list[Row], Row]:
    """One row a line with x by material and authority, X and losses; and the score of each company."""
    world = World(tables, as_of, known_at, portfolio.applications.to_dicts())
    overrides = {
        (r["company_id"], r["product_id"], r["importer"], r["material_id"]): r for r in portfolio.overrides.to_dicts()
    }
    lines = portfolio.lines.to_dicts()
    revenue: dict[str, float] = defaultdict(float)
    for line in lines:
        revenue[line["company_id"]] += line["annual_revenue_usd"]
    done = [_line(world, line, overrides, revenue[line["company_id"]]) for line in lines]
    eal: dict[str, float] = defaultdict(float)
    for row in done:
        eal[row["company_id"]] += sum(row[loss] for loss in LOSSES)
    return done, {c: min(100.0, 20 * log10(1 + eal[c] / (revenue[c] * 1e-5))) for c in revenue}


def _line(world: World, line: Row, overrides: dict[Any, Row], revenue: float) -> Row:
    key = (line["company_id"], line["product_id"], line["importer"])
    size = "large" if revenue >= 1e9 else "small"
    x: dict[tuple[str, str], float] = {}
    duty = premium = 0.0
    for bom in world.rows["product_materials"]:
        if bom["product_id"] != line["product_id"]:
            continue
        terms = _terms(world, line, overrides.get((*key, bom["material_id"]), {}), size)
        terms = {**terms, "material_id": bom["material_id"], "area": world.area[line["importer"]]}
        mix = _mix(world, terms, line["importer"])
        x.update({(bom["material_id"], a): share for a, share in _lost(world, terms, mix).items()})
        kg = line["annual_units"] * bom["kg_per_unit"] * world.material[bom["material_id"]]["purchase_factor"]
        duty += _duty(world, terms, mix, kg)
        premium += _premium(world, terms, kg)
    by_authority = {a: max(v for (_, b), v in x.items() if b == a) for _, a in x}
    passed = 1.0
    for share in by_authority.values():
        passed *= 1 - share
    goods = next(r for r in world.tables["products"].to_dicts() if r["product_id"] == line["product_id"])
    margin, kept = (
        goods[name] if line[name] is None else line[name] for name in ("contribution_margin", "recovery_share")
    )
    delay = line["annual_revenue_usd"] * margin * (1 - kept) * (1 - passed)
    return {**line, "x": x, "X": 1 - passed, "delay": delay, "duty": duty, "premium": premium}


def _terms(world: World, line: Row, override: Row, size: str) -> Row:
    usual = {**world.defaults, "buyer_size": size, "origin_shares": None}
    given = ((name, (override.get(name), line[name], usual[name])) for name in TERMS)
    out = {name: next((value for value in values if value is not None), None) for name, values in given}
    return {**out, "company_id": line["company_id"]}


def _mix(world: World, terms: Row, importer: str) -> dict[str, float]:
    """Origin → share: the company's own, else the nearest that somebody knew, else the nearest."""
    material = terms["material_id"]
    if terms["origin_shares"]:
        stated: dict[str, float] = defaultdict(float)
        for pair in terms["origin_shares"].split(";"):
            origin, share = pair.split(":")
            stated[origin.strip()] += float(share)
        return {origin: share / sum(stated.values()) for origin, share in stated.items()}
    used = [r for r in world.rows["use_shares"] if r["material_id"] == material]
    near = [[r for r in used if r["importer"] == place] for place in (importer, terms["area"])]
    return {r["origin"]: r["share"] for r in _nearest([*near, _world_supply(world, material)])}


def _nearest(choices: list[list[Row]]) -> list[Row]:
    there = [rows for rows in choices if rows]
    known = [rows for rows in there if all(r["state"] != "earliest" for r in rows)]
    return (known or there)[0]


def _world_supply(world: World, item: str) -> list[Row]:
    stage = world.material[item]["stage"]
    return [r for r in world.rows["supply_shares"] if r["item"] == item and r["stage"] == stage]


def _paths(world: World, terms: Row, mix: dict[str, float]) -> list[tuple[float, list[tuple[bool, Row]]]]:
    """Share of each path and the borders it crosses, the last one marked."""
    material = world.material[terms["material_id"]]
    found: list[tuple[float, list[tuple[bool, Row | None]]]] = []
    for origin, share in mix.items():
        last = _crossing(world.area[origin], terms["area"], material["material_class"], terms)
        feed = material["feed_material_id"]
        if not feed:
            found.append((share, [(True, last)]))
            continue
        named = [r for r in world.rows["feed_shares"] if r["feed_material_id"] == feed and r["origin"] == origin]
        anyone = [{**r, "feed_origin": r["origin"]} for r in _world_supply(world, feed)]
        upstream = {**terms, "buyer_size": "large", "licence_kind": "individual"}
        for row in _nearest([named, anyone]):
            kind = world.material[feed]["material_class"]
            first = _crossing(world.area[row["feed_origin"]], world.area[origin], kind, upstream)
            found.append((share * row["share"], [(True, last), (False, first)]))
    return [(share, [(is_last, c) for is_last, c in borders if c]) for share, borders in found]


def _crossing(origin: str, destination: str, kind: str, terms: Row) -> Row | None:
    scope = {name: terms[name] for name in ("end_use", "buyer_size", "licence_kind")}
    same = origin == destination
    return None if same else {"origin": origin, "destination": destination, "material_class": kind, **scope}


def _lost(world: World, terms: Row, mix: dict[str, float]) -> dict[str, float]:
    """x of each authority."""
    paths = _paths(world, terms, mix)
    gated: dict[tuple[str, bool], list[tuple[float, list[tuple[bool, Row]]]]] = defaultdict(list)
    for authority in sorted({r["authority"] for r in world.rules}):
        for share, borders in paths:
            for potential in (False, True):
                hits = [(last, law.most_specific(world.rules, c, authority, potential)) for last, c in borders]
                met = [(last, rule) for last, rule in hits if rule]
                if met:
                    gated[authority, potential].append((share, met))
                    break
    w = {gate: sum(share for share, _ in paths) for gate, paths in gated.items()}
    phi = {gate: w[gate] * _unreplaced(w, gate[1], terms["second_source_share"]) for gate in w}
    lost: dict[str, float] = defaultdict(float)
    for (authority, potential), paths in gated.items():
        stopped = phi[authority, potential] + (phi.get((authority, False), 0.0) if potential else 0.0)
        if stopped <= 1e-15:
            continue
        cover = terms["transit_days"] + terms["lead_days"] + terms["stock_days"] / stopped
        left = _unreplaced(w, potential, terms["second_source_share"])
        for share, met in paths:
            days = max(_blocked(world, terms, rule, last, potential, cover) for last, rule in met)
            lost[authority] += share * left * days / 365
    return lost


def _unreplaced(w: dict[tuple[str, bool], float], potential: bool, sigma: float) -> float:
    in_force = sum(share for (_, may), share in w.items() if not may)
    to_come = sum(share for (_, may), share in w.items() if may)
    if not potential:
        return max(0.0, 1 - sigma / in_force)
    return max(0.0, 1 - max(0.0, sigma - in_force) / to_come)


def _blocked(world: World, terms: Row, rule: Row, last: bool, potential: bool, cover: float) -> float:
    held = last and not potential and rule["regime_kind"] == "licence"
    theirs = [
        f
        for f in world.files
        if (f["company_id"], f["material_id"]) == (terms["company_id"], terms["material_id"])
        and world.area[f["origin"]] == rule["origin"]
    ]
    wait = law.wait_of(rule, law.own_files(theirs if held else [], rule, world.known_at))
    valid = terms["licence_valid_days"] if held else 0.0
    spell = max(0.0, min(365 - valid, terms["requalification_days"]))
    return law.blocked_days(wait, spell, cover, rule["p"] if potential else None)


def _duty(world: World, terms: Row, mix: dict[str, float], kg: float) -> float:
    material = world.material[terms["material_id"]]
    traded = [
        r["price_usd_per_kg"]
        for r in world.rows["prices"]
        if (r["item"], r["side"], r["state"]) == (terms["material_id"], "traded", "in_force")
    ]
    value = kg * (traded or [material["unit_value_usd_per_kg"]])[0]
    assumed = world.tables["default_duties"].to_dicts()
    rates = {o: duty_rate(world.layers, assumed, terms["area"], world.area[o], material["hs_code"]) for o in mix}
    return float(sum(value * share * rates[o] for o, share in mix.items()) * terms["tariff_borne_share"])


def _premium(world: World, terms: Row, kg: float) -> float:
    factor = {r["element"]: r["oxide_factor"] for r in world.tables["elements"].to_dicts()}
    price = {(r["item"], r["side"]): r for r in world.rows["prices"]}
    bites = [r for r in world.rules if not r["potential"] and r["origin"] != terms["area"]]
    loss: float = 0.0
    for part in world.rows["material_compositions"]:
        element = part["element"]
        if part["material_id"] != terms["material_id"] or not any(element in r["elements"] for r in bites):
            continue
        near = [[r for r in world.rows["premium_shares"] if r["element"] == who] for who in (element, "*")]
        quoted = _nearest(near)[0]["quoted_share"]
        sides = [price[element, side] for side in ("outside", "inside")]
        outside, inside = (r["price_usd_per_kg"] * (factor[element] if r["form"] == "oxide" else 1) for r in sides)
        loss += kg * float(part["mass_fraction"]) * max(0.0, outside - inside) * quoted
    return loss
