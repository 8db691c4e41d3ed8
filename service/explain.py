"""A score in words a buyer understands: what it is, who moves it, through what, and for how long."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from scoring.levels import Levels
from scoring.scenarios import outage_of
from scoring.standing_in import is_stand_in
from service.licence_words import licence_words
from service.percent_words import percent
from service.wait_words import wait_words

MOST_REASONS = 8


def explanation(levels: Levels) -> list[str]:
    """The lines that explain the one company in `levels`: headline, then its largest reasons, largest first."""
    company = levels.company.row(0, named=True)
    if company["score"] is None:
        return [f"{company['company_name']}: no score. {company['reason']}"]
    lines = [_headline(company), *_losses(company)]
    licences = licence_words(levels, _names(levels))
    return [*lines, *list(_reasons(levels))[:MOST_REASONS], *_not_in_force(levels), *_defaults(company), *licences]


def _programme(name: str) -> str:
    return (
        name.replace("_", " ").replace("ieepa", "IEEPA").replace("mfn", "base rate (MFN)").replace("section", "Section")
    )


def _headline(company: dict[str, Any]) -> str:
    return (
        f"{company['company_name']}: score {company['score']:.1f} of 100 ({company['band']}; higher is riskier), "
        f"nine times in ten {company['score_low']:.1f} to {company['score_high']:.1f}, "
        f"data grade {company['data_grade'] or 'not applicable'}"
    )


def _losses(company: dict[str, Any]) -> list[str]:
    loss, days = company["expected_annual_loss_usd"], company["lost_days"]
    parts = ", ".join(f"{name} {company[f'{name}_points']:.1f}" for name in ("delay", "duty", "premium"))
    return [f"Expected loss {usd(loss)} a year; {days:.1f} days of output at risk. Points: {parts}."]


def _reasons(levels: Levels) -> Iterator[str]:
    """One sentence a source of loss (authority and regimes, duty rate, premium), largest first."""
    keys = ["signal", "authority", "material_id", "origin"]
    names = _names(levels)
    summed = levels.contribution.group_by(keys).agg(pl.col("points", "loss_usd").sum())
    for row in summed.sort("points", *keys, descending=[True, *[False] * len(keys)]).iter_rows(named=True):
        goods = f"{names.get(row['material_id'], row['material_id'])} from {names.get(row['origin'], row['origin'])}"
        start = f"{row['points']:5.1f} points, {usd(row['loss_usd'])}: "
        if row["signal"] == "delay":
            told = dict.fromkeys(wait_words(levels, row, names))
            offline = outage_of(row["authority"])
            held = f"{names.get(offline, offline)} offline" if offline else f"licence delay by {row['authority']}"
            yield start + f"{held} on {goods}: " + "; ".join(told)
        elif row["signal"] == "duty":
            yield start + f"duty on {goods}: " + "; ".join(_duties(levels, row))
        else:
            yield start + f"price premium on {goods} while it is under control"


def _names(levels: Levels) -> dict[str, str]:
    """Material and country codes → names."""
    materials, countries = (
        levels.signals["inputs"].select("material_id", "name"),
        levels.signals["areas"].select("country", "name"),
    )
    return dict([*materials.iter_rows(), *countries.iter_rows()])


def _duties(levels: Levels, row: dict[str, Any]) -> Iterator[str]:
    paid = levels.cost.filter(
        pl.col("material_id") == row["material_id"], pl.col("origin") == row["origin"], pl.col("duty_loss_usd") > 0
    )
    layers = levels.signals["duty_layers"]
    areas = levels.signals["areas"]
    rates = paid.select("importer", "origin", "tariff_line", "duty_rate").unique().sort("importer", "tariff_line")
    for rate in rates.iter_rows(named=True):
        stack = layers.filter(
            pl.col("importer") == _area(areas, rate["importer"]),
            pl.col("origin") == _area(areas, rate["origin"]),
            pl.col("tariff_line") == rate["tariff_line"],
            pl.col("added_rate") != 0,
        )
        parts = [
            f"{_programme(layer['programme'])} {percent(layer['added_rate'])}" for layer in stack.iter_rows(named=True)
        ]
        yield f"{rate['importer']} {percent(rate['duty_rate'])} on line {rate['tariff_line']} ({' + '.join(parts)})"


def _area(areas: pl.DataFrame, country: str) -> str:
    return str(areas.row(by_predicate=pl.col("country") == country, named=True)["customs_area"])


def _not_in_force(levels: Levels) -> list[str]:
    biting = levels.delay.filter(pl.col("regime_kind") != "potential")
    return [] if biting.height else ["No licence or prohibition in force bites on these goods on this day."]


def _defaults(company: dict[str, Any]) -> list[str]:
    used = [name for name in str(company["defaults_used"] or "").split(";") if name and not is_stand_in(name)]
    return [f"Taken from defaults, since the company gave none: {', '.join(used)}."] if used else []


def usd(amount: float) -> str:
    """US dollars to two decimals of their size: 48.55 m USD."""
    for size, word in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(amount) >= size:
            return f"{amount / size:.2f} {word} USD"
    return f"{amount:.0f} USD"
