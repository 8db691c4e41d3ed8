"""Export controls, duties and waits."""

import re
from collections import Counter
from datetime import date

from scoring.duty import customs_areas
from scoring.duty_history import DutyHistory, duty_history
from service.api.backing import backing
from service.api.models.reference import Duty
from service.api.models.stamp import Stamped
from service.api.queries import TARIFF_LINE, MeasuresQuery
from service.api.refusing import wrong_value
from service.api.signals import duty_on, licences_on
from service.days import LATEST
from service.pages.change_days import Change, changes, unforeseen
from service.pages.duties import duty_view, knowledge_day
from service.pages.measure_tables import measure_tables
from service.pages.measures import measures_view
from service.pages.routing import asked, page
from service.pages.tables import Page
from service.pages.tariff_names import found, lines_of

MOST_SUGGESTED = 3


@page("/measures")
def measures() -> Page:
    """Export controls, duties and waits on a day, as known on another, with their citations."""
    query = asked(MeasuresQuery)
    tables, stamp = backing().tables(), backing().tables_stamp(query.as_of, query.known_at)
    _check_line(query, stamp)
    duty = duty_on(query, stamp)
    shown = duty_view(tables, stamp, duty, _history(duty, stamp.known_at), query.goods)
    seen = _changes(query, stamp, duty)
    view = measures_view(tables, stamp, query, shown, licences_on(stamp), seen)
    return Page("measures.html", {"view": view, "stamp": stamp}, measure_tables(view))


def _check_line(query: MeasuresQuery, stamp: Stamped) -> None:
    """Refuses what is no tariff line, with the lines of goods whose names are nearest."""
    if not re.fullmatch(TARIFF_LINE, query.line):
        area = customs_areas(backing().tables(), stamp.as_of).get(query.importer, query.importer)
        goods = Counter(line for _, line in found(lines_of(backing().tables(), area), query.line))
        close = [line for line, _ in goods.most_common(MOST_SUGGESTED)]
        raise wrong_value("line", query.line, "is no tariff line, which has 4 to 10 digits", close)


def _changes(query: MeasuresQuery, stamp: Stamped, duty: Duty) -> list[Change]:
    """The days with changes; where knowledge goes with the day, later ones say no more than was known on it."""
    tables = backing().tables()
    foreseen = changes(tables, _history(duty, stamp.known_at).periods, stamp.known_at)
    if query.known_at:
        return foreseen
    return unforeseen(changes(tables, _history(duty, LATEST).periods, None), foreseen, stamp.as_of)


def _history(duty: Duty, known_at: date) -> DutyHistory:
    """The duty through time, as known on a day; worked out once for each state of knowledge in a set of tables."""
    tables, line = backing().tables(), duty.line.replace(".", "")
    request = {"importer": duty.importer_area, "origin": duty.origin_area, "tariff_line": line}
    since = knowledge_day(tables, duty.importer_area, known_at)
    key = " ".join([*request.values(), str(since)])
    return backing().duty_histories.recall(tables.version, key, lambda: duty_history(tables, **request, known_at=since))
