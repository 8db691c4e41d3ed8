"""The data dictionary."""

from flask import current_app

from service.api.backing import backing
from service.api.refusing import wrong_value
from service.dictionary.assembled import dictionary as described
from service.dictionary.assembled import dictionary_rows
from service.pages.dictionary import DictionaryQuery, dictionary_view
from service.pages.routing import asked, page, pages_with_files
from service.pages.tables import Page, table
from service.portfolio.nearest import nearest_word


@page("/dictionary")
def dictionary() -> Page:
    """Every column that can be exported: what it holds, in which unit, and what an empty cell means."""
    query, tables = asked(DictionaryQuery), described(pages_with_files(current_app.url_map))
    names = [one.name for one in tables]
    if query.of is not None and query.of not in names:
        raise wrong_value("of", query.of, "is no table that can be exported", list(nearest_word(query.of, names)))
    view = dictionary_view(tables, query)
    rows = table("dictionary", dictionary_rows(view.found))
    return Page("dictionary.html", {"view": view, "stamp": backing().served_stamp()}, [rows])
