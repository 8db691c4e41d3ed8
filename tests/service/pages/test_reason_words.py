"""Reasons of the engine as pages tell them: what is left out, what is put otherwise, and what stays."""

import pytest

from service.pages.reason_words import reason_words

ZERO = "annual_revenue_usd is zero: a loss cannot be measured against it"
NONE, LITTLE = (f"score: only {share} % of revenue can be scored, half is needed" for share in ("0.0", "12.5"))
UNBUILT = "product unbuilt has no bill of materials on record"
REVENUE = "revenue is given as 0, and a loss is measured against revenue"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (None, []),
        (ZERO, [REVENUE]),
        (f"{NONE}; {ZERO}", [REVENUE]),
        (f"{LITTLE}; {UNBUILT}", ["only 12.5 % of revenue can be scored, half is needed", UNBUILT]),
        (
            f"{NONE}; {ZERO}; {UNBUILT}",
            ["only 0.0 % of revenue can be scored, half is needed", REVENUE, UNBUILT],
        ),
        (f"no score before: {NONE}; {ZERO}", [f"no score before: {REVENUE}"]),
        (f"no score after: {UNBUILT}", [f"no score after: {UNBUILT}"]),
        (f"partial: 75.0 % of revenue is scored; {ZERO}", ["partial: 75.0 % of revenue is scored", REVENUE]),
    ],
)
def test_reasons_are_told_in_words(reason, told):
    assert reason_words(reason) == told
