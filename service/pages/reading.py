"""Figures as readers type them, read by their own way of writing numbers."""

import re
from functools import cache
from math import isfinite

from babel.numbers import get_decimal_symbol, get_group_symbol

from service.pages.display import INDIAN, Display, locale_of

LOOKALIKES = {"\u202f": " \u00a0\u202f", "’": "’'"}
"""Sign between groups → signs that keyboards have for it."""
PLAIN_FORM = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def read_figure(text: str, display: Display) -> float | None:
    """The figure a text says in the reader's way of writing numbers; none where it says none for certain.

    The reader's own way comes first: signs between groups have to stand where that way groups digits, and no group
    begins with a nought, so 1,000 is a thousand where thousands are told by commas, and 1,5 and 0,500 are nothing
    there. A plain number with a point for decimals, as addresses made by the page have it, is read only where it is
    no number of the reader's own way: 1.5 is one and a half for everybody, while 1.000 is a thousand where thousands
    are told by points.
    """
    groups, decimal, own = _own_way(display.numbers)
    if own.fullmatch(text):
        plain = text.translate(dict.fromkeys(map(ord, groups))).replace(decimal, ".")
    elif PLAIN_FORM.fullmatch(text):
        plain = text
    else:
        return None
    value = float(plain)
    return value if isfinite(value) else None


@cache
def _own_way(numbers: str) -> tuple[str, str, re.Pattern[str]]:
    """Signs between groups, the sign before decimals, and the form of a number."""
    locale = locale_of(numbers)
    decimal, between = get_decimal_symbol(locale), get_group_symbol(locale)
    groups = LOOKALIKES.get(between, between)
    first, later = ("[1-9][0-9]?", "[0-9]{2}") if numbers == INDIAN else ("[1-9][0-9]{0,2}", "[0-9]{3}")
    sign = f"[{re.escape(groups)}]"
    grouped = f"{first}(?:{sign}{later})*{sign}[0-9]{{3}}"
    return groups, decimal, re.compile(f"[+-]?(?:{grouped}|[0-9]+)(?:{re.escape(decimal)}[0-9]*)?")
