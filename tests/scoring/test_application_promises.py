"""What is promised of a company's own licence applications, tried on many made-up companies."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import score
from scoring.method import METHOD
from scoring.portfolio import Portfolio
from tests.scoring.own_files import DAY, LEVELS, SHARE, applications, file, scored, waits, world_with
from tests.scoring.small_world import Row
from tests.scoring.test_promises import ROUNDING, TRIES, Knobs, knobs, line, world

FEW = settings(TRIES, max_examples=10)
Heap = list[tuple[str, list[int]]]
moments = st.tuples(st.integers(0, 400), st.integers(0, 400)).map(sorted)
heap = st.lists(st.tuples(st.sampled_from(["approved", "denied", "withdrawn", "pending"]), moments), max_size=4)


def days_ago(days: int) -> date:
    return DAY - timedelta(days=days)


def filed(outcome: str, decided_ago: int, filed_ago: int) -> Row:
    decided = None if outcome == "pending" else days_ago(decided_ago)
    return file(days_ago(filed_ago), outcome, decided, material_id="dy")


def points(k: Knobs, files: list[Row]) -> float:
    portfolio = Portfolio.of(pl.DataFrame([line(k)], infer_schema_length=None), None, applications(files))
    return float(score(portfolio, world(k), METHOD, as_of=DAY, known_at=DAY).company["score"].item())


@FEW
@given(knobs, heap, moments)
def test_a_denial_instead_of_an_approval_never_lowers_the_score(k: Knobs, others: Heap, when: list[int]) -> None:
    rest = [filed(outcome, *moment) for outcome, moment in others]
    assert points(k, [*rest, filed("denied", *when)]) >= points(k, [*rest, filed("approved", *when)]) - ROUNDING


@FEW
@given(knobs, heap, moments)
def test_an_approval_instead_of_a_pending_file_never_raises_the_score(k: Knobs, others: Heap, when: list[int]) -> None:
    rest = [filed(outcome, *moment) for outcome, moment in others]
    assert points(k, [*rest, filed("approved", *when)]) <= points(k, [*rest, filed("pending", *when)]) + ROUNDING


@FEW
@given(knobs, heap, moments)
def test_a_longer_pending_never_lowers_the_score(k: Knobs, others: Heap, when: list[int]) -> None:
    rest = [filed(outcome, *moment) for outcome, moment in others]
    shorter, longer = (filed("pending", 0, days) for days in when)
    assert points(k, [*rest, longer]) >= points(k, [*rest, shorter]) - ROUNDING


@FEW
@given(st.integers(0, 300), st.floats(0.0, 1.0), st.floats(1.0, 400.0))
def test_a_pending_file_older_than_the_average_public_one_raises_the_wait(more: int, p: float, elapsed: float) -> None:
    """Public files waited W/n on average after the lag; one pending file that waited as long makes none faster."""
    share = {**SHARE, "approved_share": p, "elapsed_days": elapsed}
    late = max(elapsed - 14, 0.0)
    average = p * late / 2 + (1 - p) * late
    row = waits(scored(world_with([share]), [file(days_ago(14 + int(average) + 1 + more))]))
    assert row["wait_scale_days"] / row["wait_shape"] >= row["public_scale_days"] / row["public_shape"] * (1 - 1e-12)
    assert row["wait_shape"] <= row["public_shape"] + 1e-12


@FEW
@given(knobs)
def test_no_applications_leave_every_byte_alone(k: Knobs) -> None:
    lines = pl.DataFrame([line(k)], infer_schema_length=None)
    bare = score(Portfolio.of(lines), world(k), METHOD, as_of=DAY, known_at=DAY)
    idle = applications([file(days_ago(100), company_id="stranger", material_id="dy")])
    beside = score(Portfolio.of(lines, None, idle), world(k), METHOD, as_of=DAY, known_at=DAY)
    assert all(getattr(bare, level).equals(getattr(beside, level)) for level in LEVELS)
    assert all(bare.signals[name].equals(beside.signals[name]) for name in bare.signals)
