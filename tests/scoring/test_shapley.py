"""Exact Shapley values of small games, against every order in which players can join."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import permutations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.shapley import Coalition, coalitions, finest_partition, shapley_parts

Blocks = Sequence[tuple[str, ...]]


def by_all_orders(values: Mapping[Coalition, int], blocks: Blocks) -> dict[str, Fraction]:
    """The mean of what each block adds where it joins, over all orders: the definition, in fractions."""
    orders = list(permutations(blocks))
    shares = {"+".join(block): Fraction(0) for block in blocks}
    for order in orders:
        joined: Coalition = frozenset()
        for block in order:
            then = joined | frozenset(block)
            shares["+".join(block)] += Fraction(values[then] - values[joined], len(orders))
            joined = then
    return shares


def parts_of(values: Mapping[Coalition, int], blocks: Blocks) -> dict[str, int]:
    columns = {some: str(number) for number, some in enumerate(values)}
    games = pl.DataFrame(
        {columns[some]: [value] for some, value in values.items()}, schema=dict.fromkeys(columns.values(), pl.Int128)
    )
    return shapley_parts(games, blocks, columns).row(0, named=True)


def test_worked_by_hand() -> None:
    # a alone adds 10, b alone 20, both 60: a gets (10 + 40)/2, b (20 + 50)/2.
    values = {frozenset[str](): 0, frozenset("a"): 10, frozenset("b"): 20, frozenset("ab"): 60}
    assert parts_of(values, [("a",), ("b",)]) == {"a": 25, "b": 35}


def test_what_rounding_leaves_goes_to_the_largest_part() -> None:
    # Three equal players share 100: 33 each, and one more to the first.
    values = {some: 100 if len(some) == 3 else 0 for some in coalitions("abc")}
    assert parts_of(values, [("a",), ("b",), ("c",)]) == {"a": 34, "b": 33, "c": 33}


games = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.integers(-(10**19), 10**19), min_size=2**n, max_size=2**n).map(
        lambda drawn: dict(zip(coalitions("abcdef"[:n]), drawn, strict=True))
    )
)


@given(games)
def test_equals_the_mean_over_all_orders_and_sums_exactly(values: dict[Coalition, int]) -> None:
    players = sorted(frozenset().union(*values))
    blocks = [(player,) for player in players]
    parts, exact = parts_of(values, blocks), by_all_orders(values, blocks)
    assert sum(parts.values()) == values[frozenset(players)] - values[frozenset()]
    assert all(abs(parts[name] - exact[name]) <= len(players) for name in exact)


@pytest.mark.parametrize(
    ("impossible", "blocks"),
    [
        ([], [("a",), ("b",), ("c",)]),
        (["a"], [("a", "b"), ("c",)]),
        (["a", "ac"], [("a", "b"), ("c",)]),
        (["a", "ab"], [("a", "c"), ("b",)]),
        (["b"], [("a",), ("b", "c")]),
        (["a", "b", "c"], [("a", "b", "c")]),
        (["a", "b", "c", "ab", "ac", "bc"], [("a", "b", "c")]),
    ],
)
def test_players_that_cannot_move_apart_move_together(impossible: list[str], blocks: Blocks) -> None:
    assert finest_partition("abc", {frozenset(some) for some in impossible}) == blocks
