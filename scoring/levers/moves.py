"""The levers: what each changes, in one company's rows, as far as the dated assumptions say."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scoring.levers.case import Case, Good, goods_of, line_key, with_term
from scoring.levers.setting import Row, Setting
from scoring.portfolio import OVERRIDE_COLUMNS

Pull = Callable[[Case, Setting], Case | str]
"""The case with a lever pulled, or the reason why it cannot be."""

AT_HOME = "no line assembled outside the controlling origin has a material under a regime, in force or potential"
NO_LICENCE = "no material of a line assembled outside the controlling origin is under licence"
DIGITS = 9
"""Origin shares are written with nine digits; the engine scales them to sum to 1."""


def more_stock(case: Case, setting: Setting) -> Case | str:
    """So many more days of stock on each line with goods that a regime covers or may come to cover."""
    return _more(case, setting, "stock_days", setting.value("more_stock.added_days"))


def with_stock(case: Case, setting: Setting, days: float) -> Case:
    """The same days of stock on each line with goods that a regime covers or may come to cover."""
    return with_term(case, setting, "stock_days", lambda _: days, _watched)


def second_source(case: Case, setting: Setting) -> Case | str:
    """A second source qualified for a larger share, where less is qualified now."""
    share = setting.value("second_source.target_share")
    return _raised(case, setting, "second_source_share", share, _watched, AT_HOME)


def filing_earlier(case: Case, setting: Setting) -> Case | str:
    """Files put in so many days earlier."""
    return _more(case, setting, "lead_days", setting.value("filing_earlier.added_days"))


def longer_validity(case: Case, setting: Setting) -> Case | str:
    """Licences in hand good for longer, where they are good for less now."""
    days = setting.value("longer_validity.valid_days")
    return _raised(case, setting, "licence_valid_days", days, _licensed, NO_LICENCE)


def general_licence(case: Case, setting: Setting) -> Case | str:
    """A general licence where general licences are on record for the goods, in hand for part of the year."""
    if not any(good.licensed for good in goods_of(case, setting)):
        return NO_LICENCE

    def on_record(good: Good) -> bool:
        importer, use = case.lines[good.line]["importer"], str(good.term("end_use"))
        return good.licensed and setting.grants_general(good.material_id, importer, use)

    goods = [good for good in goods_of(case, setting) if on_record(good)]
    if not goods:
        return "no general licence is on record for what the company buys and where it goes"
    days = setting.value("general_licence.valid_days")
    stated = {(*line_key(row), row["material_id"]): row for row in case.overrides}
    before = dict(stated)
    for good in goods:
        held = good.number("licence_valid_days")
        if good.term("licence_kind") != "general" or held < days:
            # Stated for the material alone: other goods of the line may have no general licence to come under.
            key = (*line_key(case.lines[good.line]), good.material_id)
            terms = {"licence_kind": "general", "licence_valid_days": max(held, days)}
            stated[key] = {**_override(key, stated.get(key)), **terms}
    if stated == before:
        return "all such goods come under a general licence in hand for as long"
    return replace(case, overrides=tuple(stated[key] for key in sorted(stated, key=str)))


def other_origin(case: Case, setting: Setting, origin: str) -> Case | str:
    """Part of what comes from a controlling origin bought from another that makes the same goods.

    Where that origin's own feed comes from the controlling one, the feed still waits there: the engine looks.
    """
    share = setting.value("other_origin.moved_share")
    stated = {(*line_key(row), row["material_id"]): row for row in case.overrides}
    before = dict(stated)
    for good in goods_of(case, setting):
        if good.licensed and origin in setting.makers.get(good.material_id, ()):
            line = case.lines[good.line]
            key = (*line_key(line), good.material_id)
            moved = _moved(setting.uses.get(key, {}), origin, share, setting)
            if moved:
                stated[key] = {**_override(key, stated.get(key)), "origin_shares": moved}
    if stated == before:
        return f"nothing under licence comes from a controlling origin that {origin} makes as well"
    return replace(case, overrides=tuple(stated[key] for key in sorted(stated, key=str)))


def origins_elsewhere(case: Case, setting: Setting) -> list[str]:
    """Origins outside the controlling ones that make goods of the case that are under licence."""
    goods = [good for good in goods_of(case, setting) if good.licensed]
    return sorted({origin for good in goods for origin in setting.makers.get(good.material_id, ())})


def _watched(good: Good) -> bool:
    return good.watched


def _licensed(good: Good) -> bool:
    return good.licensed


def _more(case: Case, setting: Setting, name: str, added: float) -> Case | str:
    if not any(good.watched for good in goods_of(case, setting)):
        return AT_HOME
    moved = with_term(case, setting, name, lambda days: days + added, _watched)
    return _changed(case, moved, f"{added:g} days more change nothing")


def _raised(
    case: Case, setting: Setting, name: str, least: float, at_stake: Callable[[Good], bool], otherwise: str
) -> Case | str:
    if not any(at_stake(good) for good in goods_of(case, setting)):
        return otherwise
    moved = with_term(case, setting, name, lambda held: max(held, least), at_stake)
    return _changed(case, moved, f"{name} is {least:g} or more on every line already")


def _changed(before: Case, after: Case, otherwise: str) -> Case | str:
    return otherwise if after == before else after


def _override(key: tuple[Any, ...], row: Row | None) -> Row:
    named = dict(zip(("company_id", "product_id", "importer", "material_id"), key, strict=True))
    return {**dict.fromkeys(OVERRIDE_COLUMNS), **(row or {}), **named}


def _moved(shares: Row, origin: str, part: float, setting: Setting) -> str:
    """Origin shares with a part of those of controlling origins given to another; empty where none is controlled."""
    held = {name for name in shares if setting.areas.get(name) in setting.world.controlling_origins}
    gone = sum(shares[name] for name in held) * part
    if gone <= 0:
        return ""
    kept = {name: share * (1 - part) if name in held else share for name, share in shares.items()}
    kept[origin] = kept.get(origin, 0.0) + gone
    return ";".join(f"{name}:{round(share, DIGITS):.{DIGITS}f}" for name, share in sorted(kept.items()))
