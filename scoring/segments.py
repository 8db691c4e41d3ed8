"""Sums, maxima and products over runs of rows, always in the order of the rows, and runs cut into chunks."""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from scoring.draws import Floats, Ints

CHUNK_VALUES = 1 << 19
"""Numbers in one array of work: four megabytes, which stay in the cache."""


def starts(groups: Ints) -> Ints:
    """First row of each run of equal numbers, and the number of rows at the end; rows are sorted by group."""
    return np.concatenate([np.flatnonzero(np.diff(groups, prepend=-1)), [len(groups)]]).astype(np.int64)


def sums(values: Floats, edges: Ints, weights: Floats | None = None) -> Floats:
    """The (weighted) sum of each run of rows, added one after the other: the same whatever stands beside a run."""
    ones = np.ones(len(values)) if weights is None else weights
    taken = csr_array((ones, np.arange(len(values)), edges), shape=(len(edges) - 1, len(values)))
    total: Floats = taken @ values
    return total


def largest(values: Floats, edges: Ints) -> Floats:
    """The largest of each run of rows."""
    return np.maximum.reduceat(values, edges[:-1], axis=0) if len(values) else values


def products(values: Floats, edges: Ints) -> Floats:
    """The product of each run of rows."""
    return np.multiply.reduceat(values, edges[:-1], axis=0) if len(values) else values


def chunks(edges: Ints, draws: int) -> Iterator[tuple[slice, slice]]:
    """Whole runs whose rows fit one array of work: the slice of runs and the slice of their rows."""
    most = max(CHUNK_VALUES // draws, 1)
    first = 0
    while first < len(edges) - 1:
        last = max(int(np.searchsorted(edges, edges[first] + most, side="right")) - 1, first + 1)
        yield slice(first, last), slice(int(edges[first]), int(edges[last]))
        first = last
