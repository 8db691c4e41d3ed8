"""A process that reads everything published, over and over, while others are killed writing it.

Usage: python -m tests.crash.watching HOME REPORT; ends when its standard input is closed.
"""

import json
import select
import sys
from collections import Counter
from pathlib import Path

from service.portfolio.store import PortfolioStore
from service.runs.company_query import CompanyQuery
from service.runs.manifest import MANIFEST, file_hash
from service.runs.queries import Queries
from service.runs.snapshot import NoSuchRun, Snapshot, published_runs


def faults_of_run(snapshot, queries):
    """What is wrong with a run: files missing, changed or too many, figures of other runs."""
    hashes = {path.name: file_hash(path) for path in snapshot.folder.iterdir() if path.name != MANIFEST}
    if hashes != snapshot.manifest.sha256:
        yield f"{snapshot.run_id}: files are not those of the manifest"
    page = queries.companies(snapshot, CompanyQuery(limit=5))
    if page.total != snapshot.manifest.rows["company"]:
        yield f"{snapshot.run_id}: {page.total} companies listed"
    for row in page.rows:
        company = snapshot.company(row["company_id"])
        if company is None or company["headline"]["run_id"] != snapshot.run_id:
            yield f"{snapshot.run_id}: {row['company_id']} is of another run"


def faults_of_portfolios(store):
    """What is wrong with stored portfolios: an import is whole if all its lines have the units of its first."""
    stored = store.load_all()
    for name in stored.versions:
        members = stored.companies.filter(portfolio=name)
        lines = stored.portfolio.lines.join(members, on="company_id", how="semi")
        if lines["annual_units"].n_unique() != 1 or lines.height != members.height:
            yield f"portfolio {name}: lines of more than one import"


def watch(home, counts):
    """One look at everything; answers what is wrong."""
    faults = list(faults_of_portfolios(PortfolioStore(home)))
    counts["portfolio reads"] += 1
    try:
        snapshots = [Snapshot.open_current(home)]
    except NoSuchRun as nothing_yet:
        return faults if "nothing is scored yet" in str(nothing_yet) else [*faults, str(nothing_yet)]
    snapshots += [Snapshot.open(home, run.run_id) for run in published_runs(home)[-3:]]
    queries = watch.queries = getattr(watch, "queries", None) or Queries(home)
    for snapshot in snapshots:
        faults += faults_of_run(snapshot, queries)
        counts["run reads"] += 1
    return faults


if __name__ == "__main__":
    home, report = Path(sys.argv[1]), Path(sys.argv[2])
    counts, faults = Counter(), []
    print("watching", flush=True)
    while not select.select([sys.stdin], [], [], 0.002)[0]:
        try:
            faults += watch(home, counts)
        except Exception as error:
            faults.append(f"{type(error).__name__}: {error}")
    report.write_text(json.dumps({"counts": counts, "faults": faults[:20]}))
