"""Concentration of supply: Herfindahl, the EU's supply risk and GeoPolRisk, as pure arithmetic beside the score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

WORST, BEST = -2.5, 2.5
"""Scale of the governance indicators: almost every estimate lies between."""


@dataclass(frozen=True)
class Supplier:
    """One country's part in a supply: its share of one, its governance risk from 0 to 10, its trade weight t."""

    share: float
    governance_risk: float
    trade_weight: float = 1.0


def herfindahl(shares: Iterable[float]) -> float:
    """How concentrated a supply is: 1 from one country alone, 1/n from n alike; the sum of squared shares.

    Shares are taken as they are: what a source leaves out as too small adds nothing.
    """
    return fsum(share * share for share in shares)


def instability(estimate: float) -> float:
    """A governance estimate turned round to run from 0, the best governed, to 1, the worst (GeoPolRisk's scale)."""
    return min(max((BEST - estimate) / (BEST - WORST), 0.0), 1.0)


def governance_risk(estimate: float) -> float:
    """The same from 0 to 10, the scale of the EU's method."""
    return 10 * instability(estimate)


def governed_herfindahl(suppliers: Iterable[Supplier]) -> float:
    """Concentration weighted by bad governance and trade restrictions: sum of share² · governance risk · t."""
    return fsum(one.share * one.share * one.governance_risk * one.trade_weight for one in suppliers)


def eu_supply_risk(
    world: Sequence[Supplier],
    sourcing: Sequence[Supplier],
    *,
    import_reliance: float,
    recycling: float,
    substitution: float,
) -> float:
    """Supply risk of a raw material as the European Commission's lists of 2017, 2020 and 2023 compute it.

    SR = (HHI of world supply · IR/2 + HHI of EU sourcing · (1 − IR/2)) · (1 − EoL-RIR) · SI_SR, the HHI weighted by
    governance and trade. Without sourcing shares, world supply alone counts. Shares, IR, EoL-RIR and SI are of one.

    Source: European Commission (2017), Methodology for establishing the EU list of critical raw materials, guidelines;
    Blengini et al. (2017), doi 10.2760/73303.
    """
    concentration = governed_herfindahl(world)
    if sourcing:
        half = import_reliance / 2
        concentration = concentration * half + governed_herfindahl(sourcing) * (1 - half)
    return concentration * (1 - recycling) * substitution


def geopolrisk(
    world: Iterable[float], used: Mapping[str, float], unstable: Mapping[str, float], *, importer: str
) -> float:
    """GeoPolRisk of a material for one importer: concentration of world supply times the instability it imports.

    Herfindahl of world supply · Σ over origins of instability (0..1) · imports / (imports + domestic output). `used`
    are shares of the importer's use, so its own output is in the denominator and, being no import, adds no risk.

    Sources: Gemechu et al. (2015), Helbig et al. (2016); as implemented by its authors, doi 10.21105/joss.09600.
    """
    imported = fsum(share * unstable[origin] for origin, share in used.items() if origin != importer)
    return herfindahl(world) * imported / fsum(used.values())
