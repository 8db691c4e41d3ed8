"""What the columns mean that only the pages of a company have."""

from service.dictionary.entry import Meaning, count, day, days, listed, number, share, text, usd, yes_no
from service.dictionary.levels import COLUMNS, UNSCORED

SIDES = {"prior": "the prior", "public": "prior and public evidence", "posterior": "all together, as scored"}
STAGES = ("mining", "separation", "metal", "magnet")

OF_PARTS = {
    "driver": text("what the points come from: a material, or several small ones together"),
    "authority": text("authority that licenses", "a duty or premium: no authority's"),
    **{f"{name}_name": text(f"name of the {name}") for name in ("product", "material", "element", "origin")},
    "product": text("name of the product"),
    "goods": listed("materials, by name"),
}
OF_STAGES = {
    "stage": text("stage of the chain", values=", ".join(STAGES)),
    "passed": yes_no("whether any of the company's goods with the element have been at the stage"),
    "largest_origin": text("country with the largest share of world supply", "not known"),
    "largest_share": share("its share of world supply", "not known"),
    "herfindahl": number("Herfindahl index of world supply: the sum of squared shares", "", "not known"),
    "used_share": share("its share of what the places of assembly use, by mass", "not known"),
    "rule": text("rule that bears on the element at the stage", values="in force, may come, no licence on record"),
    "met": yes_no("whether goods of the company meet such a rule on their way"),
    "regime_ids": listed("regimes of table licence_regimes"),
    "supply_year": count("year of the figures of supply", "", "not known"),
    "edition": text("how the figures stand to the day: in_force, stale or earliest", "not known"),
    "source_ids": listed("sources of table sources"),
}
OF_CHANGES = {
    "group": text("what moved: portfolio, law, waits, prices, other_tables or method, joined by + where not apart"),
    "points": number("points it moved the score by", "points", UNSCORED),
    "expected_annual_loss_usd": usd("loss it moved", UNSCORED),
    "table": text("reference table, lines, overrides or applications of the company, or method"),
    "key": text("key of the row, its columns joined by a slash"),
    "column": text("column that differs"),
    "before": text("figure before", "the row was not there"),
    "after": text("figure after", "the row is gone"),
    "since": day("first day the row both held and was known; of one that is gone its last", "not dated"),
    "source_id": text("source of table sources", "the company's own figure, or a constant of the method"),
}
OF_GROUNDS = {
    "legal_ref": text("number of the act", "uncontrolled so far"),
    "potential": yes_no("whether the regime has not begun yet"),
    "half_decided_days": days("days after which half of the files are decided", "a prohibition: never"),
    "is_default": yes_no("whether an assumed rate stands in"),
    "mix": text("whose use the shares are of: world supply, or of a country"),
    "origins": listed("origins and their shares, as country:share"),
    "data_years": listed("years of the figures"),
    "name": text("input a default was taken for"),
    "values": listed("values that were taken, where they are numbers"),
    "used_for": listed("what of the page rests on the source"),
    "url": text("address of the source", "it has none"),
    "quoted_share_source_id": text("source of the share", "none on record"),
    "quoted_share_confidence": text("how far the share can be relied on", "none on record", "high, medium, low"),
    "quoted_share": share("share bought at quoted prices", "none on record"),
    "quoted_share_low": share("low end of it", "no range is known"),
    "quoted_share_high": share("high end of it", "no range is known"),
}
OF_WAITS = {
    "prior_basis": text("table: the prior of the tables; fit: a fit to what was observed", values="table, fit"),
    **{
        f"{side}_{name}": meaning.of(f"{meaning.meaning}, of {words}")
        for side, words in SIDES.items()
        for name, meaning in {
            "wait_shape": number("shape of the wait", ""),
            "wait_scale_days": days("scale of the wait"),
            "denial_share": share("share of decided files that are denied"),
            "median_days": days("days after which half of the files are decided"),
        }.items()
    },
    **{
        f"{who}_{name}": number(f"{words} {name}", "files")
        for who, words in {"evidence": "public files", "own": "files of the company"}.items()
        for name in ("filed", "approved", "denied", "pending", "withdrawn")
    },
    "evidence_waited_days": days("days all public files waited after the lag"),
    "own_waited_days": days("days all files of the company waited after the lag"),
    "evidence_weight": number("what one public file counts, since one ministry decides them all", ""),
}


def price_columns() -> dict[str, Meaning]:
    """Prices of an element inside and outside the controlling country, with their ranges, days and sources."""
    found: dict[str, Meaning] = {}
    for side in ("inside", "outside"):
        name, none = f"price_{side}_usd_per_kg", "no price on record"
        found[name] = COLUMNS[name]
        found[f"{name}_low"] = number(f"low end of the price {side}", "USD/kg", "no range is known")
        found[f"{name}_high"] = number(f"high end of the price {side}", "USD/kg", "no range is known")
        found[f"price_{side}_on"] = day(f"day of the price {side}", none)
        found[f"price_{side}_source_id"] = text(f"source of the price {side}", none)
        found[f"price_{side}_confidence"] = text(f"how far it can be relied on, {side}", none, "high, medium, low")
    return found


OF_PRICES = price_columns()
OF_FUTURES = {
    "scenario_id": text("the future, of table scenarios; outlook: their mixture; origin_offline: and an origin"),
    "title": text("the future in words"),
    "probability": share("our odds of it", "none were stated for the day, or the mixture"),
    "origin": text("origin that is offline"),
    "origin_name": text("its name"),
    "score_difference": number("points above the world as it is", "points", UNSCORED),
    "loss_difference_usd": usd("loss above that of the world as it is", UNSCORED),
    "reason": text("why a figure is empty or only partial", "none is"),
}
OF_LEVERS = {
    "lever_id": text("stable name of the lever"),
    "title": text("the lever in words"),
    "pair": text("the two levers in words"),
    "origin": text("where goods come from instead", "the lever changes no origin"),
    "saved_usd": usd("expected annual loss that goes; below 0 where it rises"),
    "saved_points": number("points the score falls by", "points"),
    "cost_usd": usd("money spent a year, by the assumptions; below 0 where spending falls"),
    "net_usd": usd("saved_usd less cost_usd"),
    "ratio": number("saved_usd per cost_usd", "", "see reason"),
    "score": number("score with it", "points", UNSCORED),
    "expected_annual_loss_usd": usd("expected annual loss with it", UNSCORED),
    "reason": text("why there is no ratio, or why the lever does not apply", "there is one"),
    "confidence": text("of the weakest row it rests on"),
    "changes": listed("what it changes, in words"),
    "assumptions": listed("names of the assumptions it rests on"),
    "saved_apart_usd": usd("sum of what the two save alone"),
    "name": text("lever.parameter, the name under which another value is given"),
    "value": number("the amount or cost", "as in unit"),
    "value_low": number("low end of its range", "as in unit", "a figure of your own, or no range is known"),
    "value_high": number("high end of its range", "as in unit", "a figure of your own, or no range is known"),
    "unit": text("unit of the amount"),
    "meaning": text("what it is"),
    "given": yes_no("whether it is a figure of your own"),
    **{name: text(words, "a figure of your own") for name, words in {
        "basis": "reported, derived or assumption", "source_id": "source of table sources",
        "locator": "where in the source", "note": "the reason"}.items()},
}  # fmt: skip
