"""Levers in words a buyer understands: what each saves, what it costs, and what that rests on."""

from collections.abc import Iterator

from scoring.levers.assumptions import Assumption
from scoring.levers.pulling import Pulled
from scoring.levers.report import LeverReport, Pair, StockAdvice
from service.explain import usd

MEANING = (
    "Saved is expected annual loss, an average over what may happen, not cash in hand; costs are assumptions "
    "(--cost NAME=VALUE puts your own in their place)."
)


def lever_words(name: str, report: LeverReport) -> Iterator[str]:
    """The lines that tell what would help one company, the most saved for the money first."""
    before = report.before
    if before.score is None:
        yield f"{name}: no score. {before.reason}"
        return
    loss = usd(before.expected_annual_loss_usd or 0.0)
    yield f"{name}: score {before.score:.1f} of 100 (higher is riskier), expected loss {loss} a year. What would help:"
    for place, one in enumerate(report.ranked, start=1):
        yield f"{place:3d}. {_titles(one)}: {_saving(one)}"
    yield from (f"  -  {off.title}: does not apply; {off.reason}" for off in report.not_pulled)
    yield _stock(report.stock)
    yield _pair(report.best_pair, report.pair_reason)
    yield MEANING
    yield from (f"     {assumption_words(one)}" for one in report.assumptions.values())


def assumption_words(one: Assumption) -> str:
    """One assumption: name, value, and where it comes from."""
    grounds = "your figure" if one.given else f"{one.basis}, {one.confidence} confidence"
    return f"{one.name} = {one.value:.10g} {one.unit}: {one.meaning} ({grounds})"


def _titles(one: Pulled) -> str:
    return " and ".join(lever.title + (f" ({lever.origin})" if lever.origin else "") for lever in one.levers)


def _saving(one: Pulled) -> str:
    if one.saved_usd < 0:
        saved = f"loses {usd(-one.saved_usd)} a year more ({-one.saved_points:.1f} points)"
    else:
        saved = f"saves {usd(one.saved_usd)} a year ({one.saved_points:.1f} points, to {one.after.score:.1f})"
    cost = f"costs {usd(one.cost_usd)} a year" if one.cost_usd >= 0 else f"spends {usd(-one.cost_usd)} a year less"
    ratio = f"{_plain(one.ratio)} saved for each 1 spent" if one.ratio is not None else str(one.reason)
    return f"{saved}, {cost}; {ratio}"


def _plain(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.3g}"


def _stock(stock: StockAdvice) -> str:
    if stock.best is None:
        return f"Best stock: none; {stock.reason}."
    best, held = stock.best, (stock.loss_now_usd or 0.0) + (stock.holding_cost_now_usd or 0.0)
    return (
        f"Best stock: {best.days} days on every line with goods at stake; loss {usd(best.expected_annual_loss_usd)} "
        f"and holding {usd(best.holding_cost_usd)} a year, {usd(best.total_usd)} together; now {usd(held)}."
    )


def _pair(pair: Pair | None, reason: str | None) -> str:
    if pair is None:
        return f"Best pair: none; {reason}."
    return (
        f"Best pair: {_titles(pair.together)} save {usd(pair.together.saved_usd)} together, "
        f"{usd(pair.saved_apart_usd)} if what each saves alone is added; cost {usd(pair.together.cost_usd)} a year."
    )
