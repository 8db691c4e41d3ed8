"""The measured rows as tables for a README: figures a portfolio, how work grows, and what was aimed for."""

from collections.abc import Sequence
from math import log

from tests.benchmarks.portfolios import DEFAULT_HEAVY, OVERRIDE_HEAVY
from tests.benchmarks.report import Target, table
from tests.benchmarks.rows import Row

RIVALS = ("DuckDB", "pandas", "numpy")
NIGHT = 1_000_000
"""Companies of one night, on which the aims are set."""

FASTER = [
    (DEFAULT_HEAVY, "DuckDB", 8.0),
    (DEFAULT_HEAVY, "pandas", 30.0),
    (DEFAULT_HEAVY, "numpy", 1 / 2.5),
    (OVERRIDE_HEAVY, "DuckDB", 3.0),
]
MOST_MIB, LARGEST_EXPONENT, CLOSE = 2048.0, 1.05, 1e-9

Found = dict[tuple[str, int, str], Row]


def markdown(rows: Sequence[Row]) -> str:
    """Tables, notes and targets."""
    found = {(row.mix, row.companies, row.contender): row for row in rows}
    notes = [f"- {r.contender}, {r.mix}, {r.companies:,} companies: {r.note}" for r in rows if r.note]
    parts = [_figures(found), _growth(rows), "\n".join(notes), "\n".join(map(str, targets(rows)))]
    return "\n\n".join(part for part in parts if part)


def targets(rows: Sequence[Row]) -> list[Target]:
    """Every aim with what was found, on the largest portfolio that both sides were run on."""
    found = {(row.mix, row.companies, row.contender): row for row in rows}
    return [
        *(_faster(found, mix, rival, least) for mix, rival, least in FASTER),
        *(_memory(found, mix) for mix in (DEFAULT_HEAVY, OVERRIDE_HEAVY)),
        *(_straight(rows, mix) for mix in (DEFAULT_HEAVY, OVERRIDE_HEAVY)),
        _agreement(rows),
    ]


def exponent(rows: Sequence[Row]) -> float | None:
    """How seconds grow with companies: the slope of their logarithms, least squares; none below two sizes."""
    points = [(log(row.companies), log(row.seconds)) for row in rows if row.seconds]
    if len(points) < 2:
        return None
    x, y = (sum(column) / len(points) for column in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def ratio(found: Found, mix: str, companies: int, rival: str) -> float | None:
    """How many times as long the rival takes; none where one of them was not run."""
    ours, theirs = found.get((mix, companies, "engine")), found.get((mix, companies, rival))
    if ours is None or theirs is None or not ours.seconds or not theirs.seconds:
        return None
    return theirs.seconds / ours.seconds


def _figures(found: Found) -> str:
    head = ["mix", "companies", "engine s", "lines/s", "peak MiB"]
    for rival in RIVALS:
        head += [f"{rival} s", *(["peak MiB"] if rival != "numpy" else []), "× engine"]
    cases = dict.fromkeys((mix, companies) for mix, companies, _ in found)
    return table(head, [_case(found, *case) for case in cases])


def _case(found: Found, mix: str, companies: int) -> list[str]:
    ours = found[mix, companies, "engine"]
    per_second = f"{ours.lines / ours.seconds:,.0f}" if ours.seconds else "–"
    cells = [mix, f"{companies:,}", _seconds(ours), per_second, _mib(ours)]
    for rival in RIVALS:
        row, times = found[mix, companies, rival], ratio(found, mix, companies, rival)
        # numpy is handed its arrays, so its memory is no measure of the model.
        cells += [_seconds(row), *([_mib(row)] if rival != "numpy" else []), f"{times:.2f}" if times else "–"]
    return cells


def _growth(rows: Sequence[Row]) -> str:
    by = dict.fromkeys((row.mix, row.contender) for row in rows)
    slopes = {key: exponent([row for row in rows if (row.mix, row.contender) == key]) for key in by}
    told = [f"{who} {slope:.2f} ({mix})" for (mix, who), slope in slopes.items() if slope is not None]
    return f"Seconds grow with companies to the power of: {', '.join(told)}." if told else ""


def _seconds(row: Row) -> str:
    return f"{row.seconds:.3g}" if row.seconds else "–"


def _mib(row: Row) -> str:
    return f"{row.peak_mib:,.0f}" if row.peak_mib else "–"


def _faster(found: Found, mix: str, rival: str, least: float) -> Target:
    aim = f"≥ {least:g}× faster than {rival}" if least >= 1 else f"within {1 / least:g}× of {rival}"
    sizes = [n for m, n, who in found if (m, who) == (mix, rival) and ratio(found, mix, n, rival)]
    if not sizes:
        return Target(f"{aim}, {mix}", "one of them was not run", None)
    times = ratio(found, mix, max(sizes), rival)
    assert times is not None
    words = f"{times:.1f}×" if least >= 1 else f"{1 / times:.2f}×"
    return Target(f"{aim}, {mix}", f"{words} at {max(sizes):,} companies", times >= least)


def _memory(found: Found, mix: str) -> Target:
    aim = f"{NIGHT:,} companies under 2 GiB, company scores only, {mix}"
    row = found.get((mix, NIGHT, "engine"))
    if row is None or row.peak_mib is None:
        return Target(aim, "not run at that size", None)
    return Target(aim, f"{row.peak_mib:,.0f} MiB", row.peak_mib < MOST_MIB)


def _straight(rows: Sequence[Row], mix: str) -> Target:
    ours = [row for row in rows if (row.mix, row.contender) == (mix, "engine") and row.seconds]
    aim = f"scaling exponent ≤ {LARGEST_EXPONENT} from 10,000 to {NIGHT:,} companies, {mix}"
    slope = exponent(ours)
    whole = {10_000, NIGHT} <= {row.companies for row in ours}
    if slope is None or not whole:
        return Target(aim, "not run at both ends", None)
    return Target(aim, f"{slope:.3f}", slope <= LARGEST_EXPONENT)


def _agreement(rows: Sequence[Row]) -> Target:
    differences = [row.apart for row in rows if row.apart is not None]
    aim = f"all answers agree to {CLOSE:g} relative"
    if not differences:
        return Target(aim, "nothing to compare", None)
    return Target(aim, f"largest difference {max(differences):.1e}", max(differences) <= CLOSE)
