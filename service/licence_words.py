"""A company's licence waits and the licence clock in sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.levels import Levels

Row = Mapping[str, Any]
MOST_FILES = 12


def licence_words(levels: Levels, names: Mapping[str, str]) -> Iterator[str]:
    """What the company's own files make of its waits, then each file on the clock, pending ones first."""
    for row in levels.signals["licences"].iter_rows(named=True):
        if row["own_filed"] > 0:
            yield _wait_words(row, names)
    files = levels.signals["applications"]
    for row in files.head(MOST_FILES).iter_rows(named=True):
        yield _file_words(row, names)
    if files.height:
        more = f"{files.height - MOST_FILES} more files are in GET /v1/companies/ID/licences. "
        holidays = "Working days are Mondays to Fridays; Chinese public holidays are not taken out."
        yield (more if files.height > MOST_FILES else "") + holidays


def promise_words(row: Row) -> str:
    """How a file stands against the promised review time."""
    promised, late = row["promised_working_days"], row["overdue_working_days"]
    if promised is None:
        return "no review time is promised"
    due = f"promise of {promised} working days, due {row['promise_due_on']}"
    return f"{due}, overdue by {late}" if late else f"{due}, kept" if row["decided_on"] else f"{due}, not yet due"


def _wait_words(row: Row, names: Mapping[str, str]) -> str:
    outcomes = ("approved", "denied", "pending", "withdrawn")
    counts = ", ".join(f"{row[f'own_{name}']:.0f} {name}" for name in outcomes if row[f"own_{name}"])
    return (
        f"Licence wait of {names.get(row['material_id'], row['material_id'])} under {row['regime_id']}: half the files "
        f"decided after {row['prior_median_days']:.0f} days a priori, {row['public_median_days']:.0f} with public "
        f"evidence, {row['median_days']:.0f} with the company's own {row['own_filed']:.0f} files ({counts})"
    )


def _file_words(row: Row, names: Mapping[str, str]) -> str:
    goods = names.get(row["material_id"], row["material_id"])
    decided = f" on {row['decided_on']}" if row["decided_on"] else ""
    waited = f"{row['elapsed_days']} days, {row['elapsed_working_days']} working days"
    start = f"File of {row['filed_on']}, {goods} from {row['origin']}, {row['outcome']}{decided}: {waited}"
    if row["reason"]:
        return f"{start}; {row['reason']}"
    share = f"{row['undecided_share'] * 100:.0f} % of files are expected to be undecided after as long"
    return f"{start}; {promise_words(row)}; {share}"
