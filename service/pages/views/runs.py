"""Runs: what is served, and what was tried."""

from service.api.backing import backing
from service.api.queries import RunsQuery
from service.api.run_answers import latest_runs
from service.pages.routing import asked, page
from service.pages.runs import Publication, runs_table, runs_view
from service.pages.tables import Page


@page("/runs")
def runs() -> Page:
    """Attempts to score every portfolio, the newest first, and which of them is served."""
    limit, source = asked(RunsQuery).limit, backing()
    found, served = latest_runs(limit), source.served()
    made = Publication(served, source.record.published_at().get(served.run_id)) if served else None
    view = runs_view(found, limit, made, source.rescoring.at_work(), source.settings, source.now())
    stamp = source.stamp(served) if served else None
    return Page("runs.html", {"view": view, "stamp": stamp}, [runs_table(found)])
