"""What a lever costs a year: the difference between two cases of a company, priced by the assumptions."""

from collections.abc import Callable

from scoring.levers.case import Case, Good, goods_of
from scoring.levers.setting import Setting

Spending = Callable[[Case, Case, Setting], float]
"""Money spent a year, from the case before and the case after a lever; less than zero where it saves spending."""


def on_stock(before: Case, after: Case, setting: Setting) -> float:
    """Capital, storage and insurance of the stock that comes on top, for all materials of the lines concerned."""
    return holding_cost(after, setting) - holding_cost(before, setting)


def holding_cost(case: Case, setting: Setting) -> float:
    """What holding the stock of a case costs a year."""
    held = sum(good.value_usd * good.number("stock_days") for good in goods_of(case, setting))
    return held / setting.world.method.year_days * setting.value("more_stock.holding_share")


def on_source(before: Case, after: Case, setting: Setting) -> float:
    """The premium on what the source delivers on top, and its qualification spread over its life."""
    lever, added = "second_source", 0.0
    for old, new in _pairs(before, after, setting):
        added += new.value_usd * (new.number("second_source_share") - old.number("second_source_share"))
    premium = added * setting.value(f"{lever}.price_premium_share")
    return premium + _changed(before, after, setting) * _spread(lever, "qualification_usd", setting)


def on_filing(before: Case, after: Case, setting: Setting) -> float:
    """So many files a year for each material of a line that files earlier."""
    files = _changed(before, after, setting) * setting.value("filing_earlier.files_a_year")
    return files * setting.value("filing_earlier.file_usd")


def on_validity(before: Case, after: Case, setting: Setting) -> float:
    """A sum a year for each material of a line under the longer licence."""
    licences = sum(old.licensed and not old.is_bought_as(new) for old, new in _pairs(before, after, setting))
    return licences * setting.value("longer_validity.annual_usd")


def on_general_licence(_before: Case, _after: Case, setting: Setting) -> float:
    """A sum a year for the company."""
    return setting.value("general_licence.annual_usd")


def on_grade(before: Case, after: Case, setting: Setting) -> float:
    """The new grade with its mark-up less the old one, and the redesign of each product spread over its life."""
    lever = "dy_free_grade"
    mark_up = sum(value for value in _come(before, after, setting).values() if value > 0)
    extra = mark_up * setting.value(f"{lever}.extra_price_share")
    return _value(after, setting) - _value(before, setting) + extra + _designs(before, after, lever, setting)


def on_design(before: Case, after: Case, setting: Setting) -> float:
    """What does the magnet's work, by the kg left out, less the magnets not bought, and the development spread."""
    lever = "magnet_free_design"
    left_out = _contained(before, setting) - _contained(after, setting)
    instead = left_out * setting.value(f"{lever}.extra_usd_per_kg")
    return instead + _value(after, setting) - _value(before, setting) + _designs(before, after, lever, setting)


def on_other_origin(before: Case, after: Case, setting: Setting) -> float:
    """The premium on what is moved, and the qualification of the new origin spread over its life."""
    lever = "other_origin"
    moved = 0.0
    for old, new in _pairs(before, after, setting):
        if old.term("origin_shares") != new.term("origin_shares"):
            moved += new.value_usd * _controlled_share(before, old, setting)
    premium = moved * setting.value(f"{lever}.moved_share") * setting.value(f"{lever}.price_premium_share")
    return premium + _changed(before, after, setting) * _spread(lever, "qualification_usd", setting)


def on_form(before: Case, after: Case, setting: Setting) -> float:
    """What the larger part costs more than one made at home, and its requalification spread over its life."""
    lever = "import_form"
    bought = sum(value for value in _come(before, after, setting).values() if value > 0)
    return bought * setting.value(f"{lever}.price_premium_share") + _designs(before, after, lever, setting)


def _pairs(before: Case, after: Case, setting: Setting) -> list[tuple[Good, Good]]:
    return list(zip(goods_of(before, setting), goods_of(after, setting), strict=True))


def _changed(before: Case, after: Case, setting: Setting) -> int:
    """Materials of lines that a regime covers and whose terms differ: what is qualified, filed or licensed."""
    return sum(old.watched and not old.is_bought_as(new) for old, new in _pairs(before, after, setting))


def _value(case: Case, setting: Setting) -> float:
    return sum(good.value_usd for good in goods_of(case, setting))


def _contained(case: Case, setting: Setting) -> float:
    return sum(good.contained_kg for good in goods_of(case, setting))


def _come(before: Case, after: Case, setting: Setting) -> dict[tuple[int, str], float]:
    """Line and material → value bought a year after less before."""
    come: dict[tuple[int, str], float] = {}
    for sign, case in ((-1, before), (1, after)):
        for good in goods_of(case, setting):
            key = (good.line, good.material_id)
            come[key] = come.get(key, 0.0) + sign * good.value_usd
    return come


def _controlled_share(case: Case, good: Good, setting: Setting) -> float:
    line = case.lines[good.line]
    uses = setting.uses.get((line["company_id"], line["product_id"], line["importer"], good.material_id), {})
    return sum(share for name, share in uses.items() if setting.areas.get(name) in setting.world.controlling_origins)


def _designs(before: Case, after: Case, lever: str, setting: Setting) -> float:
    new = set(after.designs) - set(before.designs)
    return len(new) * _spread(lever, "redesign_usd", setting)


def _spread(lever: str, parameter: str, setting: Setting) -> float:
    """A sum spent once, by the year of its life."""
    return setting.value(f"{lever}.{parameter}") / setting.value(f"{lever}.lifetime_years")
