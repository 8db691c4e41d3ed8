"""The engine and a second implementation in plain Python agree on worlds drawn at random."""

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import score
from scoring.method import METHOD
from tests.scoring import brute_force
from tests.scoring.random_world import world

CLOSE = 1e-6


@settings(max_examples=40)
@given(st.integers(min_value=0, max_value=10**9))
def test_the_engine_agrees_with_plain_loops_on_any_world(seed: int) -> None:
    assert disagreements(Random(seed)) == []


def disagreements(rng: Random) -> list[str]:
    """What the engine and the plain loops make differently of one world; nothing where they agree."""
    portfolio, tables, as_of, known_at = world(rng)
    levels = score(portfolio, tables, METHOD, as_of=as_of, known_at=known_at)
    lines, scores = brute_force.scores(portfolio, tables, as_of, known_at)
    found = {(r["company_id"], r["importer"]): r for r in levels.line.iter_rows(named=True)}
    x: dict[Any, float] = {}
    for r in levels.delay.iter_rows(named=True):
        key = (r["company_id"], r["importer"], r["material_id"], r["authority"])
        x[key] = x.get(key, 0.0) + r["lost_share"]
    pairs: dict[Any, tuple[float, float]] = {("score", c): (_scored(levels.company, c), s) for c, s in scores.items()}
    for line in lines:
        of = (line["company_id"], line["importer"])
        engine = found[of]
        pairs["X", of] = engine["lost_share"], line["X"]
        pairs |= {(loss, of): (engine[f"{loss}_loss_usd"], line[loss]) for loss in brute_force.LOSSES}
        named = {k[2:] for k in x if k[:2] == of} | set(line["x"])
        pairs |= {("x", *of, *k): (x.get((*of, *k), 0.0), line["x"].get(k, 0.0)) for k in named}
    return [f"{k}: engine {a}, loops {b}" for k, (a, b) in pairs.items() if not _close(a, b)]


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= CLOSE * max(abs(a), abs(b)) + 1e-9


def _scored(companies: Any, company: str) -> float:
    rows = companies.select("company_id", "score").iter_rows()
    return float(next(score for name, score in rows if name == company))
