"""The waits behind one row of losses by licence delay: under which act, on which way of the goods, and how long."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import polars as pl

from scoring.levels import Levels
from service.percent_words import percent

ANYWHERE = "*"
Row = Mapping[str, Any]


def wait_words(levels: Levels, row: Row, names: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each wait that goods of a material, made in one origin, meet under one authority.

    Goods that leave the controlling origin wait on their own way to each importer. Goods made elsewhere wait for the
    feed they are made of, on its way from the controlling origin to theirs.
    """
    waits = _waits(levels, row)
    home = pl.col("origin") == pl.col("made_in")
    own = waits.filter(home, "of_its_class", pl.col("importer_area") != pl.col("origin"))
    for wait in _governing(own, "importer_area", "last").iter_rows(named=True):
        yield _sentence(wait, f"from {_name(row['origin'], names)} to {_name(wait['importer'], names)}")
    fed = waits.filter(~home)
    # Magnets are no feed of magnets; where a compound is made of another, one regime may hold both.
    feeds = fed.filter(~pl.col("of_its_class"))
    for wait in _governing(feeds if feeds.height else fed, "made_in", "first").iter_rows(named=True):
        way = f"from {_name(wait['origin'], names)} to {_name(row['origin'], names)}"
        yield _sentence(wait, f"of its feed {way}")


def _waits(levels: Levels, row: Row) -> pl.DataFrame:
    """Rows of the delay level that cost something, with their regime and the areas the goods come from and go to."""
    areas = dict(levels.signals["areas"].select("country", "customs_area").iter_rows())
    kinds = dict(levels.signals["inputs"].select("material_id", "material_class").iter_rows())
    acts = levels.signals["regimes"].select(
        "regime_id", "legal_ref", "status_words", "valid_from", "origin", "destination", "material_classes"
    )
    delays = levels.delay.filter(
        pl.col("authority") == row["authority"], pl.col("material_id") == row["material_id"], pl.col("lost_share") > 0
    )
    return delays.join(acts, on="regime_id", how="left", maintain_order="left").with_columns(
        made_in=pl.lit(areas.get(row["origin"], row["origin"])),
        importer_area=pl.col("importer").replace(areas),
        of_its_class=pl.col("material_classes").list.contains(kinds.get(row["material_id"])),
    )


def _governing(waits: pl.DataFrame, arrival: str, keep: Literal["first", "last"]) -> pl.DataFrame:
    """The regimes that name where goods arrive, or else those for anywhere; of two rows of one the wanted.

    A feed comes before its goods among rows alike, since no licence in hand shortens its wait.
    """
    at = pl.col("destination") == pl.col(arrival)
    there = waits.filter(at | (pl.col("destination") == ANYWHERE))
    named = at.any().over("importer", "regime_kind")
    return there.filter(at | ~named).unique(["regime_id", arrival], keep=keep, maintain_order=True)


def _sentence(wait: Row, way: str) -> str:
    beyond = f"{wait['blocked_days']:.1f} days without goods beyond {wait['cover_days']:.0f} days of cover"
    act = ", ".join(filter(None, (wait["legal_ref"], wait["status_words"])))
    if wait["regime_kind"] == "potential":
        odds = f"odds {percent(wait['onset_probability'])} in 12 months"
        return f"may come ({act or 'no act yet'}, {odds}) on the way {way}: {beyond}"
    # A regime begins anew whenever its wait does; what a buyer asks is since when the act binds.
    since = act or f"in force since {wait['valid_from']}"
    return f"{wait['regime_kind']} ({since}) on the way {way}: {beyond}"


def _name(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code)
