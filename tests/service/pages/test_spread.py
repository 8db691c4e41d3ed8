"""The spread of scores as bars.

scores found       in the run         tallest bar of the run: 4 at 40 to 45
0 to 5:   1        2                  50 % tall, 25 % of it found
40 to 45: 4        4                  100 %
95 to 100: 0       1                  25 %, none found
"""

from service.pages.spread import spread

BANDS = ("negligible", "low", "moderate", "high", "severe")


def test_bars_are_as_tall_as_their_companies():
    made = spread({"0": 1, "8": 4}, {"0": 2, "8": 4, "19": 1}, BANDS)
    assert len(made.bars) == 20
    tall = {place: (bar.band, bar.found, bar.everywhere) for place, bar in enumerate(made.bars) if bar.everywhere}
    assert tall == {
        0: ("negligible", 25.0, 50.0),
        8: ("moderate", 100.0, 100.0),
        19: ("severe", 0.0, 25.0),
    }


def test_words_say_how_many_are_in_each_band():
    words = spread({"0": 1, "3": 2, "4": 5, "8": 1200}, {"8": 1200}, BANDS).words
    assert words == "Scores of these companies from 0 to 100: 3 negligible, 5 low, 1,200 moderate, 0 high, 0 severe"


def test_nothing_is_drawn_where_nobody_has_a_score():
    assert spread({}, {}, BANDS) is None
