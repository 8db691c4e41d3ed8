"""The columns of the five levels, from a company's headline down to single contributions."""

from dataclasses import replace

from service.dictionary.entry import NEVER, Described, Meaning, chosen, day, days, number, share, text, usd
from service.exports.levels import EXPORTS

PART = "Exports of a run"
UNSCORED = "not scored: see reason"
NO_WAIT = "a prohibition: nothing comes"
GOODS = {
    "company_id": text("key of the company, as the portfolio gives it"),
    "company_name": text("name of the company"),
    "line_id": text("company_id/product_id/importer: one product of one company assembled in one place"),
    "product_id": text("product of table products; none is revenue without rare earths"),
    "importer": text("country or customs area where the product is assembled", "product none crosses no border"),
    "material_id": text("material of table materials: a traded good that crosses a border"),
    "origin": text("country the material comes from"),
    "element": text("rare-earth element in the material, by symbol"),
    "authority": text("authority that controls the crossing"),
    "regime_id": text("licence regime of table licence_regimes"),
    "regime_kind": text("how the regime treats files", values="licence, prohibition, potential"),
    "tariff_line": text("line of the importer's schedule the material is declared on"),
    "signal": text("which of the three losses the row is part of", values="delay, duty, premium"),
}
MONEY = {
    "revenue_usd": usd("revenue a year"),
    "delay_loss_usd": usd("expected loss of a year from licence waits", UNSCORED),
    "duty_loss_usd": usd(
        "expected loss of a year from duties: customs_value_usd · duty_rate · duty_borne_share", UNSCORED
    ),
    "premium_loss_usd": usd("expected loss of a year from prices above those inside the controlling country", UNSCORED),
    "expected_annual_loss_usd": usd("delay, duty and premium loss together", UNSCORED),
    "revenue_at_risk_usd": usd("revenue · lost_share: revenue of the days expected to be lost", UNSCORED),
    "customs_value_usd": usd("value at the border of the element's part of what is bought from the origin"),
    "loss_usd": usd("the row's part of the company's expected annual loss"),
}
SCORES = {
    "score": number("exposure from 0 to 100; higher is riskier", "points", UNSCORED),
    "band": text("word for the score", UNSCORED, "negligible, low, moderate, high, severe"),
    "score_low": number("5 % end of the score's interval", "points", "no score, or no interval was worked out"),
    "score_high": number("95 % end of the score's interval", "points", "no score, or no interval was worked out"),
    "data_grade": text(
        "A to D by the share of the loss resting on the company's own figures", "nothing is at stake", "A, B, C, D"
    ),
    "covered_revenue_share": share("share of revenue that can be scored", "no revenue is known"),
    "delay_points": number("points of the score from licence waits", "points", UNSCORED),
    "duty_points": number("points of the score from duties", "points", UNSCORED),
    "premium_points": number("points of the score from price premiums", "points", UNSCORED),
    "points": number(
        "the row's part of the score; all rows of a company sum to it", "points", "the company has no score"
    ),
    "lost_days": days("days of output expected to be lost in a year; of a company weighted by revenue", UNSCORED),
    "defaults_used": text("inputs taken from defaults, joined by ;", "none was"),
    "reason": text("why the row has no score or loss, joined by ;", "it has one"),
}
LINE = {
    "annual_units": number("units a year, in the product's functional unit", "units", "product none"),
    "contribution_margin": share("share of revenue lost with an unsold unit"),
    "recovery_share": share("share of lost output made up later"),
    "lost_share": share("share of the year's output expected to be lost", UNSCORED),
}
DELAY = {
    "gated_share": share("w: share of the material's supply under the regime"),
    "second_source_share": share("σ: share of supply that a second source replaces under this regime"),
    "stopped_share": share("φ: gated_share less second_source_share"),
    "stock_days": days("days of use in stock"),
    "transit_days": days("days the goods travel"),
    "lead_days": days("days before need at which licences are filed"),
    "cover_days": days(
        "c: days until goods are missing: transit, lead, and stock over the share stopped", "nothing is stopped"
    ),
    "licence_valid_days": days("v: days a licence in hand stays valid"),
    "requalification_days": days("Q: days until the material is designed out"),
    "spell_days": days("h: days a wait can block in the year"),
    "wait_lag_days": days("t0: days before the first decision", NO_WAIT),
    "wait_shape": number("a: shape of the wait", "", NO_WAIT),
    "wait_scale_days": days("b: scale of the wait, speed applied", NO_WAIT),
    "denial_share": share("d: share of decided files that are denied", NO_WAIT),
    "refile_days": days("R: days until a denied file is filed again", NO_WAIT),
    "onset_probability": share("p: odds that a potential regime comes within a year", "in force"),
    "blocked_days": days("U: days without goods beyond cover"),
}
COST = {
    "use_share": share("share of the material that comes from the origin"),
    "kg_per_unit": number("mass of the material in one unit of the product", "kg"),
    "bought_kg": number("mass of the material bought a year from the origin, the same on each element's row", "kg"),
    "element_kg": number("mass of the element in it", "kg"),
    "duty_rate": share("duty as a share of customs value"),
    "duty_borne_share": share("share of the duty that cannot be passed on"),
    "price_outside_usd_per_kg": number(
        "price of the element outside the controlling country", "USD/kg", "no price on record"
    ),
    "price_inside_usd_per_kg": number("price of the element inside it", "USD/kg", "no price on record"),
    "quoted_share": share("share bought at quoted prices; 0 where no control opens a premium"),
}
STAMP = {
    "as_of": day("day the row looks at"),
    "known_at": day("day whose knowledge it uses"),
    "run_id": text("run the row belongs to"),
    "method": text("version of the method"),
    "tables_version": text("hash of the reference tables"),
}
COLUMNS: dict[str, Meaning] = {**GOODS, **MONEY, **SCORES, **LINE, **DELAY, **COST, **STAMP}
"""Column → meaning, the same in every level."""

LINE_KEYS = ("company_id", "line_id", "product_id", "importer")
LOSSES = ("delay_loss_usd", "duty_loss_usd", "premium_loss_usd", "expected_annual_loss_usd")
HEADLINE = (
    *("company_id", "company_name", "revenue_usd", "score", "band", "score_low", "score_high", "data_grade"),
    *("covered_revenue_share", "delay_points", "duty_points", "premium_points", *LOSSES),
    *("lost_days", "revenue_at_risk_usd", "defaults_used", "reason"),
)
GRAINS = {
    "company": ("one company", HEADLINE),
    "line": (
        "one product line: a product of a company assembled in one place",
        (
            *(*LINE_KEYS, "annual_units", "revenue_usd", "contribution_margin", "recovery_share", "lost_share"),
            *("lost_days", "revenue_at_risk_usd", *LOSSES, "defaults_used", "reason"),
        ),
    ),
    "delay": (
        "one material of a line under one regime",
        (*LINE_KEYS, "material_id", "authority", "regime_id", "regime_kind", *DELAY, "lost_share"),
    ),
    "cost": (
        "one element of a material of a line from one origin",
        (
            *(*LINE_KEYS, "material_id", "origin", "element", "use_share", "kg_per_unit", "bought_kg", "element_kg"),
            *("customs_value_usd", "tariff_line", "duty_rate", "duty_borne_share", "duty_loss_usd"),
            *("price_outside_usd_per_kg", "price_inside_usd_per_kg", "quoted_share", "premium_loss_usd"),
        ),
    ),
    "contribution": (
        "one part of a company's loss and score: a line, signal, authority, material, origin and element",
        (*LINE_KEYS, "signal", "authority", "material_id", "origin", "element", "loss_usd", "points"),
    ),
}
"""Level → what a row is, and its columns before the stamp."""


ALWAYS = {
    "delay": {"lost_share": share("x: stopped_share · blocked_days / 365, what the regime loses of the year's output")},
    "cost": {name: replace(MONEY[name], empty=NEVER) for name in ("duty_loss_usd", "premium_loss_usd")},
    "contribution": {"authority": text("authority that controls the crossing", "a duty or premium: no authority's")},
}
"""Level → columns that mean something else there."""


def levels() -> list[Described]:
    """The five exports by the names they are asked for, with the stamp at the end of each."""
    return [
        Described(PART, export, GRAINS[level][0], chosen(COLUMNS | ALWAYS.get(level, {}), (*GRAINS[level][1], *STAMP)))
        for export, level in EXPORTS.items()
    ]
