"""Two scores can be told apart unless more than half of the shorter interval is shared."""

import pytest

from scoring.comparison import Ranged, compared, shared_part

#            0    10   20   30   40   50   60   70   80
# wide            [-------------------]                      10 to 50
# half                           [---------]                 40 to 60: half of it is shared
# more                         [---------]                   38 to 58: 12 of 20 are
# within               [----]                                20 to 30
# apart                                         [----]       70 to 80
WIDE = (10.0, 50.0)


@pytest.mark.parametrize(
    ("other", "shared", "told"),
    [
        ((40.0, 60.0), 0.5, True),
        ((38.0, 58.0), 0.6, False),
        ((20.0, 30.0), 1.0, False),
        ((70.0, 80.0), 0.0, True),
        ((50.0, 90.0), 0.0, True),
        (WIDE, 1.0, False),
        ((30.0, 30.0), 1.0, False),
        ((60.0, 60.0), 0.0, True),
    ],
)
def test_the_shared_part_by_hand(other: tuple[float, float], shared: float, told: bool) -> None:
    assert shared_part(WIDE, other) == shared_part(other, WIDE) == pytest.approx(shared)
    (pair,) = compared([Ranged("a", 30.0, *WIDE), Ranged("b", 30.0, *other)])
    assert (pair.first, pair.second, pair.reason) == ("a", "b", None)
    assert pair.distinguishable is told


def test_each_two_are_a_pair_in_the_order_given() -> None:
    companies = [Ranged(name, 1.0, 0.0, 2.0) for name in ("c", "a", "b")]
    assert [(pair.first, pair.second) for pair in compared(companies)] == [("c", "a"), ("c", "b"), ("a", "b")]


def test_without_an_interval_nothing_is_claimed() -> None:
    (pair,) = compared([Ranged("a", None, None, None), Ranged("b", 1.0, 0.0, 2.0)])
    assert (pair.shared, pair.distinguishable, pair.reason) == (None, None, "no interval of a")
