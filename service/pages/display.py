"""How a reader wants figures: the currency of money and the way numbers are written. Files keep US dollars."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

import polars as pl
from babel import Locale
from babel.numbers import NumberPattern, get_decimal_symbol, get_group_symbol, parse_pattern
from werkzeug.datastructures import LanguageAccept

USD = "USD"
INDIAN = "en-IN"
"""The one way to write numbers that groups digits otherwise than by threes."""

NUMBERS = {
    "en-GB": "1,234.5",
    "de-DE": "1.234,5",
    "fr-FR": "1 234,5",
    "de-CH": "1’234.5",
    INDIAN: "12,34,567.8",
}
"""Ways to write numbers that are offered, each with a figure written so."""


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency is worth in US dollars, on the average of a year."""

    currency: str
    usd_per_unit: float
    year: int
    basis: str


@dataclass(frozen=True)
class Display:
    """The reader's currency, with its rate unless it is US dollars, and way of writing numbers."""

    numbers: str = "en-GB"
    rate: Rate | None = None

    @property
    def currency(self) -> str:
        """ISO 4217 code of the currency money is shown in."""
        return self.rate.currency if self.rate else USD

    def money(self, usd: float) -> float:
        """US dollars in the reader's currency."""
        return usd / self.rate.usd_per_unit if self.rate else usd

    def number(self, value: float, decimals: int) -> str:
        """A number with a fixed number of decimals, as the reader writes it."""
        exact = Decimal(str(value))
        if self.numbers == INDIAN or not exact.is_finite():
            written: str = _pattern(self.numbers, decimals).apply(exact, locale_of(self.numbers))
            return written
        # What Babel writes, without its general way: pages have thousands of figures.
        return f"{exact:,.{decimals}f}".translate(_marks(self.numbers))


PLAIN = Display()
"""US dollars, written the British way."""


def rates_on(fx_rates: pl.DataFrame, day: date) -> dict[str, Rate]:
    """Per currency the newest yearly rate that had begun by a day; currencies without one are not offered."""
    begun = fx_rates.lazy().filter(pl.col("valid_from") <= day, pl.col("currency") != USD)
    newest = begun.sort("year").group_by("currency", maintain_order=True).last().sort("currency")
    rows = newest.select("currency", "usd_per_unit", "year", "basis").collect(engine="in-memory").iter_rows()
    return {currency: Rate(currency, *told) for currency, *told in rows}


def chosen(
    asked: Mapping[str, str], kept: Mapping[str, str], accepted: LanguageAccept, rates: Mapping[str, Rate]
) -> Display:
    """What the address asks for, else what was kept from before, else US dollars and what the browser prefers.

    Names nobody offers are passed over here: the address is checked where it is read, and a kept one may be old.
    """
    numbers = [asked.get("numbers"), kept.get("numbers"), accepted.best_match(list(NUMBERS)), "en-GB"]
    currencies = [asked.get("currency"), kept.get("currency"), USD]
    currency = next(name for name in currencies if name == USD or name in rates)
    return Display(next(name for name in numbers if name in NUMBERS), rates.get(currency or USD))


@cache
def locale_of(name: str) -> Locale:
    """What Babel knows of a way to write numbers."""
    return Locale.parse(name, sep="-")


@cache
def _marks(numbers: str) -> dict[int, str]:
    """What stands between thousands and before decimals, in place of comma and point."""
    locale = locale_of(numbers)
    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})


@cache
def _pattern(numbers: str, decimals: int) -> NumberPattern:
    whole = "#,##,##0" if numbers == INDIAN else "#,##0"
    return parse_pattern(f"{whole}.{'0' * decimals}" if decimals else whole)
