"""Every page with its address, one module each."""

from service.pages.routing import blueprint
from service.pages.views import (
    company,
    compare,
    dictionary,
    evidence,
    imports,
    jobs,
    levers,
    licence_clock,
    measures,
    method,
    outlook,
    portfolio_changes,
    portfolios,
    ranking,
    runs,
    settings,
    what_if,
)

__all__ = [
    "blueprint",
    "company",
    "compare",
    "dictionary",
    "evidence",
    "imports",
    "jobs",
    "levers",
    "licence_clock",
    "measures",
    "method",
    "outlook",
    "portfolio_changes",
    "portfolios",
    "ranking",
    "runs",
    "settings",
    "what_if",
]
