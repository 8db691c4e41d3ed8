"""Every page with its address, one module each."""

from service.pages.routing import blueprint
from service.pages.views import company, evidence, jobs, levers, measures, outlook, ranking, runs, settings

__all__ = [
    "blueprint",
    "company",
    "evidence",
    "jobs",
    "levers",
    "measures",
    "outlook",
    "ranking",
    "runs",
    "settings",
]
