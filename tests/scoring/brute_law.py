"""What holds on a day and how long a file waits, in plain Python: the second opinion of `test_brute_force`."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from typing import Any

from reference_data.loader import Tables

Row = dict[str, Any]
Wait = tuple[float, float, float, float, float]
"""t0, a, b, d, R."""

GONE = ("product_materials", "material_compositions")
EDITION_KEYS = {
    "product_materials": ("product_id", "material_id"),
    "materials": ("material_id",),
    "material_compositions": ("material_id", "element"),
    "use_shares": ("importer", "material_id"),
    "supply_shares": ("item", "stage"),
    "feed_shares": ("feed_material_id", "origin"),
    "prices": ("item", "side"),
    "premium_shares": ("element",),
    "line_defaults": ("parameter",),
}
SCOPE = ("destination", "end_use", "buyer_size", "licence_kind")


def editions(tables: Tables, name: str, as_of: date, known_at: date) -> list[Row]:
    """The rows of a table of figures that serve, each with `state`: in_force, stale or earliest."""
    groups: dict[Any, dict[date, list[Row]]] = {}
    for row in tables[name].to_dicts():
        group = groups.setdefault(tuple(row[k] for k in EDITION_KEYS[name]), {})
        group.setdefault(row["valid_from"], []).append(row)
    served = [row for group in groups.values() for row in _serving(group, as_of, known_at)]
    return [row for row in served if not (row["state"] == "stale" and name in GONE)]


def _serving(by_day: dict[date, list[Row]], as_of: date, known_at: date) -> list[Row]:
    told = {day: max(row["known_from"] for row in rows) for day, rows in by_day.items()}
    known = sorted(day for day in by_day if told[day] <= known_at)
    for day in reversed(known):
        held = [row for row in by_day[day] if day <= as_of and not ended(row, as_of)]
        if held:
            return [{**row, "state": "in_force"} for row in held]
    begun = [day for day in known if day <= as_of]
    if begun:
        return [{**row, "state": "stale"} for row in by_day[begun[-1]]]
    first = known[0] if known else min(by_day, key=lambda day: (told[day], day))
    return [{**row, "state": "earliest"} for row in by_day[first]]


def ended(row: Row, day: date) -> bool:
    return row["valid_to"] is not None and row["valid_to"] <= day


def law_as_known(rows: Iterable[Row], known_at: date) -> list[Row]:
    """Acts known by the day; an end that nobody knew leaves the row open."""
    told = [row for row in rows if row["known_from"] <= known_at]
    return [{**row, "valid_to": None} if (row["end_known_from"] or known_at) > known_at else row for row in told]


def law_in_force(rows: Iterable[Row], as_of: date, known_at: date) -> list[Row]:
    return [r for r in law_as_known(rows, known_at) if r["valid_from"] <= as_of and not ended(r, as_of)]


def regimes(tables: Tables, as_of: date, known_at: date) -> list[Row]:
    """Regimes in force, and those that may come within 365 days, with `potential`, `p` and `wait`."""
    law = tables["licence_regimes"].to_dicts()
    held = [
        {**r, "potential": r["regime_kind"] == "potential", "off": as_of - r["valid_from"]}
        for r in law_in_force(law, as_of, known_at)
    ]
    coming = [
        {**r, "potential": True, "off": r["valid_from"] - as_of}
        for r in law_as_known(law, known_at)
        if r["regime_kind"] != "potential" and as_of < r["valid_from"] < as_of + timedelta(days=365)
        if r["valid_to"] != r["valid_from"]
    ]
    odds = sorted(law_in_force(tables["onset_odds"].to_dicts(), as_of, known_at), key=lambda r: r["valid_from"])
    p = {row["regime_id"]: row["probability"] for row in odds}
    observed = tables["licence_observations"].to_dicts()
    return [
        {**r, "p": p.get(r["regime_id"], 1.0), **_public(r, [o for o in observed if o["known_from"] <= known_at])}
        for r in held + coming
    ]


def most_specific(rules: list[Row], crossing: Row, authority: str, potential: bool) -> Row | None:
    """The regime of an authority that governs a crossing: exact destination first, then end use, size and kind."""
    fits = [
        r
        for r in rules
        if r["authority"] == authority
        and r["potential"] == potential
        and r["origin"] == crossing["origin"]
        and crossing["material_class"] in r["material_classes"]
        and all(r[k] in ("*", crossing[k]) for k in SCOPE)
    ]
    return min(fits, key=lambda r: ([r[k] == "*" for k in SCOPE], r["off"], r["regime_id"]), default=None)


def _public(regime: Row, observed: list[Row]) -> Row:
    """Prior (a fit where one is known) and the files of the regime's public evidence: n, approved, denied, waited."""
    latest: dict[str, Row] = {}
    for o in sorted(observed, key=lambda o: (o["observed_on"], o["known_from"], o["observation_id"])):
        if o["observation_id"] in (regime["evidence"] or []):
            latest[o["file_group"]] = o
    fits = sorted((o["known_from"], o["observation_id"], o) for o in latest.values() if o["kind"] == "fit")
    if fits:
        fit = fits[-1][2]
        return {"a0": fit["wait_shape"], "b0": fit["wait_scale_days"], "files": (0.0, 0.0, 0.0, 0.0)}
    counted = [_counted(o, regime["wait_lag_days"]) for o in latest.values() if o["kind"] in ("count", "share")]
    files = tuple(sum(f[i] for f in counted) for i in range(4))
    return {"a0": regime["prior_shape"], "b0": regime["prior_scale_days"], "files": files}


def _counted(o: Row, lag: float) -> tuple[float, float, float, float]:
    n = 20.0 if o["filed_count"] is None else o["filed_count"]
    approved = o["approved_share"] * n if o["kind"] == "share" else o["approved_count"]
    denied = o["denied_count"] or 0.0
    late = max((o["elapsed_days"] or 0.0) - lag, 0.0)
    waited = o["waited_days"]
    if waited is None:
        waited = (approved + denied) * late / 2 + (n - approved - denied) * late
    return n, approved, denied, waited


def own_files(files: list[Row], regime: Row, known_at: date) -> tuple[float, float, float, float]:
    """n, approved, denied and days waited of a company's own files under a licence in force."""
    n = approved = denied = waited = 0.0
    for file in files:
        decided = file["decided_on"] if file["decided_on"] and file["decided_on"] <= known_at else None
        if file["filed_on"] > known_at or (decided and decided < regime["valid_from"]):
            continue
        n += 1
        approved += decided is not None and file["outcome"] == "approved"
        denied += decided is not None and file["outcome"] == "denied"
        start = max(file["filed_on"] + timedelta(days=regime["wait_lag_days"]), regime["valid_from"])
        waited += max(((decided or known_at) - start).days, 0)
    return n, approved, denied, waited


def wait_of(regime: Row, own: tuple[float, float, float, float]) -> Wait | None:
    """The posterior of prior, public and own files as one heap; nothing for a prohibition."""
    if regime["regime_kind"] == "prohibition":
        return None
    n, approved, denied, waited = (a + b for a, b in zip(regime["files"], own, strict=True))
    f = 1 / (1 + (n - 1) * 0.2) if n else 0.0
    share = regime["prior_denial_share"]
    yes, no = regime["a0"] * (1 - share) + f * approved, regime["a0"] * share + f * denied
    return regime["wait_lag_days"], yes + no, regime["b0"] + f * waited, no / (yes + no), regime["refile_days"]


def blocked_days(wait: Wait | None, h: float, c: float, p: float | None) -> float:
    """∫ G from c to h, by quadrature; with odds p of a start spread over the year, ∫ p·G·(365 − t)/365."""
    if h <= c:
        return 0.0
    lag, refile = (wait[0], wait[4]) if wait else (0.0, 0.0)
    breaks = sorted({c, h, *(t for t in (lag, refile, refile + lag) if c < t < h)})

    def rate(t: float) -> float:
        return missing(wait, t) * (1.0 if p is None else p * (365 - t) / 365)

    return sum(_gauss(rate, low, high) for low, high in pairwise(breaks))


def missing(wait: Wait | None, t: float) -> float:
    """G: the odds that goods are still missing after t days; always under a prohibition."""
    if wait is None:
        return 1.0
    lag, a, b, d, refile = wait

    def undecided(u: float) -> float:
        return 1.0 if u < lag else (b / (b + u - lag)) ** a

    return (1 - d) * undecided(t) + d * undecided(t - refile)


NODES = ((0.0, 8 / 9), (-sqrt(0.6), 5 / 9), (sqrt(0.6), 5 / 9))


def _gauss(rate: Any, low: float, high: float, panels: int = 60) -> float:
    # Panels are finest where the curve is steepest, at its low end.
    cuts = [low + (high - low) * (i / panels) ** 2 for i in range(panels + 1)]
    total = 0.0
    for x0, x1 in pairwise(cuts):
        half, middle = (x1 - x0) / 2, (x0 + x1) / 2
        total += half * sum(weight * rate(middle + half * node) for node, weight in NODES)
    return total
