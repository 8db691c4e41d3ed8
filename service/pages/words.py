"""Figures as people read them; rounding happens here and nowhere before."""

from collections.abc import Callable
from datetime import date, datetime

from flask import Flask
from markupsafe import Markup, escape

from service.api.evidence import past_words
from service.pages.display import PLAIN, Display
from service.pages.reason_words import reason_words

UNKNOWN = Markup('<span class="unknown">not known</span>')
SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def money(usd: float | None, display: Display = PLAIN) -> str | Markup:
    """Money to three digits in the reader's currency: 48.6 m, 1.23 bn; the exact figure in US dollars stays beside."""
    if usd is None:
        return UNKNOWN
    amount = display.money(usd)
    size, word = next((scale for scale in SCALES if abs(amount) >= scale[0]), (1.0, ""))
    return _data(usd, f"{_digits(amount / size, display)} {word}".strip())


def number(value: float | None, decimals: int = 1, display: Display = PLAIN) -> str | Markup:
    """A plain number with a fixed number of decimals."""
    return UNKNOWN if value is None else _data(value, display.number(value, decimals))


def percent(share: float | None, decimals: int = 1, display: Display = PLAIN) -> str | Markup:
    """A share as per cent: 0.271 is 27.1 %."""
    if share is None:
        return UNKNOWN
    if share == 0:
        return _data(share, "0 %")
    least = 10.0**-decimals
    small = share > 0 and round(share * 100, decimals) == 0
    return _data(
        share, f"under {display.number(least, decimals)} %" if small else f"{display.number(share * 100, decimals)} %"
    )


def rate(share: float | None, display: Display = PLAIN) -> str | Markup:
    """A duty rate with the decimals it has, two at most: 27.1 %, 25 %."""
    if share is None:
        return UNKNOWN
    shown = f"{share * 100:.2f}".rstrip("0").rstrip(".")
    return _data(share, f"{display.number(float(shown), len(shown.partition('.')[2]))} %")


def day(value: date | str | None) -> str | Markup:
    """A calendar day, marked up as one."""
    if value is None:
        return UNKNOWN
    told = escape(str(value))
    return Markup(f'<time datetime="{told}">{told}</time>')


def moment(value: datetime | None) -> str | Markup:
    """A moment in UTC to the minute, marked up to the second."""
    if value is None:
        return UNKNOWN
    exact, shown = value.strftime("%Y-%m-%dT%H:%M:%SZ"), value.strftime("%Y-%m-%d %H:%M UTC")
    return Markup('<time datetime="{}">{}</time>').format(exact, shown.replace(" ", "\N{NO-BREAK SPACE}"))


def words(name: str | None) -> str | Markup:
    """A stable name as words: electric_vehicles is electric vehicles, buyer_size:feed is buyer size: feed."""
    return UNKNOWN if not name else name.replace("_", " ").replace(":", ": ")


def reason(text: str) -> str:
    """Why there is no score, or one of a part only, in words."""
    return "; ".join(reason_words(text))


def plain(value: float) -> str:
    """A number with the digits it has: 21 or 0.15."""
    return f"{value:g}"


def speak(app: Flask, display: Callable[[], Display]) -> None:
    """Makes these forms known to the templates as filters, figures as the reader of the moment wants them."""
    figures = {form.__name__: _displayed(form, display) for form in (money, number, percent, rate)}
    app.jinja_env.filters.update(
        **figures, day=day, moment=moment, words=words, reason=reason, plain=plain, past=past_words
    )
    app.jinja_env.globals.update(display=display)


def _displayed(form: Callable[..., str | Markup], display: Callable[[], Display]) -> Callable[..., str | Markup]:
    return lambda value, *decimals: form(value, *decimals, display=display())


def _digits(value: float, display: Display) -> str:
    size = abs(value)
    return display.number(value, 0 if size == 0 or size >= 100 else 2 if size < 10 else 1)


def _data(value: float, shown: str) -> Markup:
    text = escape(shown.replace(" ", "\N{NO-BREAK SPACE}"))
    # Not by Markup.format: pages have thousands of figures, and it would take a fifth of their time.
    return Markup(f'<data value="{value!r}">{text}</data>')
