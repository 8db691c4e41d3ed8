"""The columns of the page that sets companies side by side."""

from service.dictionary.entry import Meaning, chosen, count, number, share, text, usd
from service.dictionary.levels import COLUMNS, UNSCORED
from service.dictionary.page_columns import OF_LISTING, YES_NO, told

NOTHING = "nothing drives the score"
FIGURES = (
    *("score", "score_low", "score_high", "revenue_usd", "covered_revenue_share", "expected_annual_loss_usd"),
    *("revenue_at_risk_usd", "lost_days", "delay_points", "duty_points", "premium_points"),
    *("delay_loss_usd", "duty_loss_usd", "premium_loss_usd"),
)
SIDES: dict[str, Meaning] = {
    **chosen(COLUMNS, ("company_id", "company_name")),
    "portfolio": OF_LISTING["portfolio"],
    **chosen(COLUMNS, ("band", "data_grade")),
    "demonstration": told(YES_NO, "whether it is of the demonstration"),
    **chosen(COLUMNS, FIGURES),
    "defaults_count": count("how many inputs are taken from defaults", "defaults", UNSCORED),
    "defaults_used": COLUMNS["defaults_used"],
    "driver_signal": text("which of the three losses the biggest driver is part of", NOTHING, "delay, duty, premium"),
    "driver_material": text("material of the biggest driver, by name", NOTHING),
    "driver_authority": text("authority behind the biggest driver", "a duty or premium: no authority's"),
    "driver_points": number("points of the score from the biggest driver", "points", NOTHING),
    "driver_loss_usd": usd("expected loss of a year from the biggest driver", NOTHING),
    "reason": text("why a figure is empty, or why the score lies outside its interval", "neither is so"),
}
PAIRS: dict[str, Meaning] = {
    "first": text("company_id of the first"),
    "second": text("company_id of the second"),
    "first_name": text("name of the first"),
    "second_name": text("name of the second"),
    "score_difference": number("score of the first less that of the second", "points", "one of them has no score"),
    "shared_part": share("part of the shorter interval that both share: 0 apart, 1 within", "one has no interval"),
    "distinguishable": told(YES_NO, "no where more than half of the shorter interval is shared", "one has no interval"),
    "reason": text("why the pair cannot be compared", "it can"),
}
COMPARED = {
    "companies": ("one company, in the order they were chosen", SIDES),
    "pairs": ("each two of the companies", PAIRS),
}
"""Table → what a row is, and its columns."""
