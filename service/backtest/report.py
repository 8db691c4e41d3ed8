"""The backtest as text: misses first, then part by part, then the controls with shuffled dates."""

from collections.abc import Iterator, Sequence
from math import isfinite
from textwrap import wrap

from scoring.backtest.finding import Check, Control, Part

WIDTH = 118
SAMPLES = {False: "out of sample", True: "in-sample"}


def report(parts: Sequence[Part], *, method: str, tables_version: str) -> list[str]:
    """The lines of the report on the parts, in their order; misses of all parts stand first."""
    lines = [f"Backtest of method {method} on tables {tables_version}", "", *_summary(parts), "", *_misses(parts)]
    for number, part in enumerate(parts, start=1):
        lines += ["", *_part(number, part)]
    return lines


def _summary(parts: Sequence[Part]) -> Iterator[str]:
    for number, part in enumerate(parts, start=1):
        judged = [check for check in part.checks if check.hit is not None]
        counts = [_count(kind, [c for c in judged if c.in_sample == fitted]) for fitted, kind in SAMPLES.items()]
        controls = [f"control {'passed' if _beats(control) else 'FAILED'}" for control in part.controls]
        yield f"{number}. {part.title}: {'; '.join([*filter(None, counts), *controls])}"


def _count(kind: str, checks: Sequence[Check]) -> str:
    return f"{sum(check.hit is True for check in checks)} of {len(checks)} hits {kind}" if checks else ""


def _misses(parts: Sequence[Part]) -> Iterator[str]:
    missed = [
        (number, check) for number, part in enumerate(parts, start=1) for check in part.checks if check.hit is False
    ]
    failed = [
        (number, control)
        for number, part in enumerate(parts, start=1)
        for control in part.controls
        if not _beats(control)
    ]
    yield f"MISSES ({len(missed)})" if missed else "No misses."
    for number, check in missed:
        yield from _indented(f"[{number}] {_comparison(check)}")
    for number, control in failed:
        yield from _indented(f"[{number}] control failed: {_control(control)}")


def _part(number: int, part: Part) -> Iterator[str]:
    title = f"{number}. {part.title}"
    yield title
    yield "=" * len(title)
    for paragraph in (part.claim, f"Sample: {part.sample}"):
        yield from wrap(paragraph, WIDTH)
    for line in part.lines:
        yield from _indented(line)
    for check in part.checks:
        verdict = {True: "hit ", False: "MISS", None: "    "}[check.hit]
        yield from _indented(f"{verdict} {_comparison(check)}")
    for control in part.controls:
        yield from _indented(f"control: {_control(control)}")
    if part.sources:
        yield from _indented("sources: " + ", ".join(part.sources))


def _comparison(check: Check) -> str:
    sides = [f"model {_figure(check.predicted)}" if check.predicted is not None else ""]
    sides += [f"observed {_figure(check.observed)}" if check.observed is not None else ""]
    figures = ", ".join(side for side in sides if side)
    text = f"{check.subject}: {figures} {check.unit}".rstrip() + f" ({check.tolerance})"
    return text + (" [in-sample]" if check.in_sample else "") + (f" – {check.note}" if check.note else "")


def _control(control: Control) -> str:
    values = sorted(control.shuffled)
    middle = values[len(values) // 2]
    return (
        f"{control.statistic}: {_figure(control.real)}; shuffled {len(values)} times: median {_figure(middle)}, "
        f"{control.share_as_good:.1%} of them at least as good"
    )


def _beats(control: Control) -> bool:
    middle = sorted(control.shuffled)[len(control.shuffled) // 2]
    return control.real > middle if control.higher_is_better else control.real < middle


def _figure(value: float) -> str:
    return f"{value:.4g}" if isfinite(value) else str(value)


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="      ")
