"""Figures as people read them; rounding happens here and nowhere before."""

from datetime import date

from flask import Flask
from markupsafe import Markup, escape

from service.api.evidence import past_words

UNKNOWN = Markup('<span class="unknown">not known</span>')
SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def money(usd: float | None) -> str | Markup:
    """US dollars to three digits: 48.6 m, 1.23 bn."""
    if usd is None:
        return UNKNOWN
    size, word = next((scale for scale in SCALES if abs(usd) >= scale[0]), (1.0, ""))
    return _data(usd, f"{_digits(usd / size)} {word}".strip())


def number(value: float | None, decimals: int = 1) -> str | Markup:
    """A plain number with a fixed number of decimals."""
    return UNKNOWN if value is None else _data(value, f"{value:,.{decimals}f}")


def percent(share: float | None, decimals: int = 1) -> str | Markup:
    """A share as per cent: 0.271 is 27.1 %."""
    if share is None:
        return UNKNOWN
    if share == 0:
        return _data(share, "0 %")
    shown = f"{share * 100:,.{decimals}f}"
    least = f"0.{'0' * (decimals - 1)}1" if decimals else "1"
    return _data(share, f"under {least} %" if share > 0 and float(shown) == 0 else f"{shown} %")


def rate(share: float | None) -> str | Markup:
    """A duty rate with the decimals it has, two at most: 27.1 %, 25 %."""
    return UNKNOWN if share is None else _data(share, f"{share * 100:.2f}".rstrip("0").rstrip(".") + " %")


def day(value: date | str | None) -> str | Markup:
    """A calendar day, marked up as one."""
    return UNKNOWN if value is None else Markup('<time datetime="{0}">{0}</time>').format(str(value))


def words(name: str | None) -> str | Markup:
    """A stable name as words: electric_vehicles is electric vehicles."""
    return UNKNOWN if not name else name.replace("_", " ")


def plain(value: float) -> str:
    """A number with the digits it has: 21 or 0.15."""
    return f"{value:g}"


def speak(app: Flask) -> None:
    """Makes these forms known to the templates as filters."""
    app.jinja_env.filters.update(
        money=money, number=number, percent=percent, rate=rate, day=day, words=words, plain=plain, past=past_words
    )


def _digits(value: float) -> str:
    size = abs(value)
    return f"{value:.2f}" if 0 < size < 10 else f"{value:.1f}" if size < 100 and size > 0 else f"{value:.0f}"


def _data(value: float, shown: str) -> Markup:
    return Markup('<data value="{}">{}</data>').format(repr(value), escape(shown.replace(" ", "\N{NO-BREAK SPACE}")))
