"""Every page with its address, one module each."""

from service.pages.routing import blueprint
from service.pages.views import (
    company,
    evidence,
    imports,
    levers,
    measures,
    outlook,
    portfolio_changes,
    ranking,
    settings,
)

__all__ = [
    "blueprint",
    "company",
    "evidence",
    "imports",
    "levers",
    "measures",
    "outlook",
    "portfolio_changes",
    "ranking",
    "settings",
]
