"""Draws by input: stratified, told by names alone; figures between low, middle and high; quantiles by hand."""

import numpy as np
import pytest

from scoring.draws import DRAWS, between, stratified
from scoring.intervals import quantiles
from scoring.segments import chunks, largest, products, starts, sums

FIRST = [245.0, 227.0, 132.0, 22.0]


def column(*values: float) -> np.ndarray:
    return np.array(values)


def test_each_input_meets_every_stratum_once() -> None:
    strata = np.sort(stratified(["a", "b/c"]), axis=1)
    assert (strata == (np.arange(DRAWS) + 0.5) / DRAWS).all()


def test_a_name_has_its_draws_whoever_stands_beside_it() -> None:
    alone, among = stratified(["line_defaults/stock_days"]), stratified(["x", "line_defaults/stock_days", "y"])
    assert (alone[0] == among[1]).all()
    assert (among[0] != among[1]).any()


def test_the_draws_of_a_name_never_change() -> None:
    first = stratified(["line_defaults/stock_days"])[0, :4] * DRAWS - 0.5
    assert first.tolist() == FIRST


def test_inputs_of_different_names_are_not_linked() -> None:
    names = [f"input {number}" for number in range(60)]
    links = np.corrcoef(stratified(names))[np.triu_indices(60, 1)]
    assert abs(links.mean()) < 0.01
    assert links.std() == pytest.approx(1 / np.sqrt(DRAWS), rel=0.1)


def test_a_figure_lies_as_often_below_its_middle_as_above() -> None:
    at = np.array([[0.0, 0.25, 0.5, 0.75, 1.0]])
    assert between(column(10.0), column(20.0), column(60.0), at).tolist() == [[10.0, 15.0, 20.0, 40.0, 60.0]]


def test_a_figure_of_one_value_is_that_value() -> None:
    assert (between(column(3.0), column(3.0), column(3.0), stratified(["a"])) == 3.0).all()


def test_quantiles_by_hand() -> None:
    # Ten draws stand for 5, 15, … 95 %: the 5 % end is the lowest, 20 % lies halfway between the second and third.
    draws = np.array([[4.0, 1.0, 3.0, 2.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]])
    assert quantiles(draws, (0.05, 0.20)).tolist() == [[1.0, 2.5]]


def test_runs_are_summed_multiplied_and_compared() -> None:
    values, edges = np.array([[1.0], [2.0], [3.0], [4.0]]), starts(np.array([0, 0, 0, 7]))
    assert edges.tolist() == [0, 3, 4]
    assert sums(values, edges).tolist() == [[6.0], [4.0]]
    assert products(values, edges).tolist() == [[6.0], [4.0]]
    assert largest(values, edges).tolist() == [[3.0], [4.0]]


def test_chunks_keep_runs_whole_even_where_one_is_too_long() -> None:
    edges = np.array([0, 3, 10, 11, 12])
    parts = list(chunks(edges, draws=1 << 17))
    assert [(runs.start, runs.stop) for runs, _ in parts] == [(0, 1), (1, 2), (2, 4)]
    assert [(rows.start, rows.stop) for _, rows in parts] == [(0, 3), (3, 10), (10, 12)]
