"""Exact Shapley values of a few players in whole numbers, for many games at once."""

from collections.abc import Collection, Iterator, Sequence
from math import factorial

import polars as pl

Coalition = frozenset[str]


def coalitions(players: Sequence[str]) -> list[Coalition]:
    """Every set of the players; none first, all last."""
    found = [frozenset[str]()]
    for player in players:
        found += [some | {player} for some in found]
    return found


def finest_partition(players: Sequence[str], impossible: Collection[Coalition]) -> list[tuple[str, ...]]:
    """The blocks of players that have to move together so that no impossible coalition is ever formed.

    The most blocks there can be; of several ways, the one that keeps the first players alone. All of them together is
    always possible.
    """
    possible = (blocks for blocks in _partitions(tuple(players)) if not _formed(blocks) & set(impossible))
    return max(possible, key=lambda blocks: (len(blocks), *(-len(block) for block in blocks)))


def shapley_parts(games: pl.DataFrame, blocks: Sequence[tuple[str, ...]], value: dict[Coalition, str]) -> pl.DataFrame:
    """One column a block, named by its players: its part of the difference between all and none, in each row's game.

    `value` names the column (whole numbers) that each coalition is worth. Parts sum to the difference exactly: what
    rounding leaves goes to the largest part, of equals the first.
    """
    orders = factorial(len(blocks))
    sums = {name_of(block): _sum_over_orders(block, blocks, value) for block in blocks}
    rounded = games.select((2 * total + orders).floordiv(2 * orders).alias(name) for name, total in sums.items())
    whole = games.select(pl.col(value[_union(blocks)]) - pl.col(value[frozenset()])).to_series()
    rest = whole - rounded.select(pl.sum_horizontal(pl.all())).to_series()
    sizes = rounded.select(pl.concat_list(pl.all().abs()).list.arg_max()).to_series()
    return rounded.select(
        pl.col(name) + pl.when(sizes == place).then(rest).otherwise(0) for place, name in enumerate(sums)
    )


def name_of(block: tuple[str, ...]) -> str:
    """The name of players that move together: joined by a plus."""
    return "+".join(block)


def _sum_over_orders(block: tuple[str, ...], blocks: Sequence[tuple[str, ...]], value: dict[Coalition, str]) -> pl.Expr:
    """What the block adds where it joins, summed over all orders in which the blocks can join."""
    others = [other for other in blocks if other != block]
    total = pl.lit(0, dtype=pl.Int128)
    for some in _subsets(others):
        first = _union(some)
        orders = factorial(len(some)) * factorial(len(others) - len(some))
        total = total + orders * (pl.col(value[first | set(block)]) - pl.col(value[first]))
    return total


def _subsets(blocks: Sequence[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    found: list[list[tuple[str, ...]]] = [[]]
    for block in blocks:
        found += [[*some, block] for some in found]
    return found


def _union(blocks: Collection[tuple[str, ...]]) -> Coalition:
    return frozenset(player for block in blocks for player in block)


def _formed(blocks: Sequence[tuple[str, ...]]) -> set[Coalition]:
    return {_union(some) for some in _subsets(blocks)}


def _partitions(players: tuple[str, ...]) -> Iterator[list[tuple[str, ...]]]:
    if not players:
        yield []
        return
    first, rest = players[0], players[1:]
    for mates in coalitions(rest):
        left = tuple(player for player in rest if player not in mates)
        block = (first, *(player for player in rest if player in mates))
        for others in _partitions(left):
            yield [block, *others]
