"""The tables that pages show, page by page."""

from collections.abc import Collection

from service.dictionary.company_pages import COMPANY_PAGES
from service.dictionary.desk_pages import DESK_PAGES
from service.dictionary.entry import Described
from service.dictionary.law_pages import LAW_PAGES
from service.dictionary.list_pages import LIST_PAGES
from service.dictionary.putting import Pages

PART = "Tables of pages"
PAGES: Pages = {**LIST_PAGES, **COMPANY_PAGES, **DESK_PAGES, **LAW_PAGES}
"""Every page that may be served, by its rule; one without tables has none here either."""


def page_tables(served: Collection[str]) -> list[Described]:
    """Every table of every page that is served, in the order of its files."""
    return [
        Described(PART, f"{page}: {name}", grain, columns)
        for page, tables in PAGES.items()
        if page in served
        for name, (grain, columns) in tables.items()
    ]
