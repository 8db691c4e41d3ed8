"""Headings that name another currency than the US dollars of their column: no import converts money."""

import re

from service.portfolio.contract import Column

_WORDS = {
    "EUR": r"eur|euros?|€",
    "GBP": r"gbp|pounds?|sterling|£",
    "JPY": r"jpy|yen",
    "CNY": r"cny|cnh|rmb|renminbi|yuan|元",
    "JPY or CNY": r"[¥\uffe5]",
    "KRW": r"krw|won|₩",
    "INR": r"inr|rupees?|₹",
    "CHF": r"chf|sfr|francs?|franken",
    "TWD": r"twd|ntd|nt\$",
    "HKD": r"hkd|hk\$",
    "CAD": r"cad|ca?\$",
    "AUD": r"aud|au?\$",
    "NZD": r"nzd|nz\$",
    "SGD": r"sgd|s\$",
    "MXN": r"mxn|mx\$|pesos?",
    "BRL": r"brl|r\$|reais",
    "SEK, NOK or DKK": r"sek|nok|dkk|kr|kronor|kroner|krona|krone",
    "PLN": r"pln|zł|zloty",
    "CZK": r"czk|kč",
    "HUF": r"huf",
    "TRY": r"try|₺",
    "RUB": r"rub|rou?bles?|₽",
    "ZAR": r"zar|rand",
    "THB": r"thb|baht|฿",
    "VND": r"vnd|dong|₫",
    "MYR": r"myr|ringgit",
    "IDR": r"idr|rupiah",
    "ILS": r"ils|₪",
}
"""Currency → its words and signs in small letters, as spreadsheets write them above a column."""

_LETTER = r"[^\W\d_]"
# Thousands and millions stand before or behind the currency without a blank: TEUR, k€, EURm.
_NAMED = {
    currency: re.compile(rf"(?<!{_LETTER})(?:[tkm]|mio|mn|bn)?(?:{words})(?:[km]|mio|mn|bn)?(?!{_LETTER})")
    for currency, words in _WORDS.items()
}


def other_currency(heading: str, column: Column) -> str | None:
    """The currency a heading names where the column is in US dollars; none where it names none or is not money."""
    if column.unit != "USD":
        return None
    return next((currency for currency, words in _NAMED.items() if words.search(heading.lower())), None)
