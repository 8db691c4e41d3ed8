"""What happens once, on an empty home folder: the demonstration portfolio is loaded and scored as of today."""

import csv
from pathlib import Path
from urllib.parse import quote

from service.runs.snapshot import NoSuchRun, Snapshot
from service.settings import Settings


def first_start(settings: Settings) -> list[str]:
    """Makes sure that something is served; answers lines that say what was done.

    Without any portfolio the demonstration is loaded. Raises Refusal where scores cannot be made.
    """
    try:
        Snapshot.open_current(settings.home)
    except NoSuchRun:
        # Reading tables and scoring needs modules that serving does not.
        from service.batch import Batch, utc_now
        from service.portfolio.demo import store_demo
        from service.portfolio.store import PortfolioStore
    else:
        return []
    batch, store, done = Batch(settings), PortfolioStore(settings.home), []
    if not store.current():
        store_demo(store, batch.read_tables(settings.tables_dir), utc_now())
        done.append("demonstration portfolio loaded")
    result = batch.rescore()
    return [*done, f"run {result.run_id}: {result.rows} rows in {result.seconds:.1f} seconds"]


def example_company(home: Path) -> str | None:
    """A company that has a score, as part of an address, or none."""
    with Snapshot.open_current(home).scores_csv.open(encoding="utf-8", newline="") as file:
        scored = (row["company_id"] for row in csv.DictReader(file) if row["score"])
        company_id = next(scored, None)
    return None if company_id is None else quote(company_id, safe="")
