"""Lists are searched, filtered, sorted and paged; history is one row a run."""

import base64
import json
from datetime import date, timedelta

import pytest

from service.refusal import Refusal
from service.runs.company_query import CompanyQuery
from service.runs.queries import Queries
from service.runs.snapshot import NoSuchRun, Snapshot
from tests.service.batch.small_run import TODAY, publish_small


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    publish_small(folder)
    return folder


@pytest.fixture(scope="module")
def queries(home):
    return Queries(home)


def ids(home, queries, **query):
    page = queries.companies(Snapshot.open_current(home), CompanyQuery(**query))
    return [row["company_id"] for row in page.rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["a", "c", "b"]),
        ({"q": "ÄPFEL"}, ["a"]),
        ({"q": "apfel"}, ["a"]),
        ({"q": "cable"}, ["c"]),
        ({"q": "B"}, ["c", "b"]),
        ({"q": "%"}, []),
        ({"q": "' OR 1=1 --"}, []),
        ({"q": ""}, ["a", "c", "b"]),
        ({"band": ("high",)}, ["a"]),
        ({"band": ("HIGH",)}, []),
        ({"category": ("smartphones",)}, ["b"]),
        ({"element": ("Nd",)}, ["a", "b"]),
        ({"element": ("Dy",)}, ["a"]),
        ({"importer": ("DEU",)}, ["a"]),
        ({"portfolio": ("demo",)}, ["a", "b"]),
        ({"portfolio": ("demo",), "element": ("Nd",), "q": "hyper"}, ["b"]),
        ({"band": ("low", "none")}, ["c", "b"]),
        ({"category": ("smartphones", "vehicles")}, ["a", "b"]),
        ({"limit": 2}, ["a", "c"]),
        ({"sort": "company_id"}, ["a", "b", "c"]),
        ({"sort": "-company_id"}, ["c", "b", "a"]),
        # What is not known comes last in either direction.
        ({"sort": "score"}, ["c", "a", "b"]),
        ({"sort": "-score"}, ["a", "c", "b"]),
    ],
)
def test_companies_are_found(home, queries, query, found):
    assert ids(home, queries, **query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"band": {"high": 1, "low": 1, "none": 1}, "importer": {"DEU": 1, "USA": 1}, "score": {"4": 1, "12": 1}}),
        ({"band": ("high",)}, {"band": {"high": 1, "low": 1, "none": 1}, "importer": {"DEU": 1}, "score": {"12": 1}}),
        ({"importer": ("USA",)}, {"band": {"none": 1}, "importer": {"DEU": 1, "USA": 1}, "score": {}}),
        ({"q": "zzz"}, {"band": {}, "importer": {}, "score": {}}),
        ({"q": "' OR 1=1 --", "band": ("'",)}, {"band": {}, "importer": {}, "score": {}}),
    ],
)
def test_a_facet_is_counted_under_the_other_filters_and_scores_under_all(home, queries, query, found):
    counts = queries.facets(Snapshot.open_current(home), CompanyQuery(**query))
    assert {name: counts[name] for name in found} == found


@pytest.mark.parametrize(("score", "part"), [(0.0, "0"), (4.999, "0"), (5.0, "1"), (99.9, "19"), (100.0, "19")])
def test_scores_are_counted_in_twenty_parts_the_last_with_its_end(tmp_path, score, part):
    publish_small(tmp_path, score_of_a=score)
    counts = Queries(tmp_path).facets(Snapshot.open_current(tmp_path), CompanyQuery(q="äpfel"))
    assert counts["score"] == {part: 1}


def test_rows_say_portfolio_categories_importers_and_elements(home, queries):
    row = queries.companies(Snapshot.open_current(home), CompanyQuery(q="äpfel")).rows[0]
    assert (row["portfolio"], row["categories"], row["importers"]) == ("demo", ["vehicles"], ["DEU"])
    assert row["elements"] == ["Dy", "Nd"]
    assert row["as_of"] == TODAY


@pytest.mark.parametrize("sort", ["-score", "score", "company_name", "-company_id", "band", "lost_days"])
def test_pages_follow_each_other_without_gap_or_repeat(home, queries, sort):
    snapshot, found, cursor = Snapshot.open_current(home), [], None
    for _ in range(3):
        page = queries.companies(snapshot, CompanyQuery(sort=sort, limit=1, cursor=cursor))
        assert page.total == 3
        found += [row["company_id"] for row in page.rows]
        cursor = page.next_cursor
    assert cursor is None
    assert found == ids(home, queries, sort=sort)


def test_paging_stays_on_its_run_when_another_is_published(tmp_path):
    publish_small(tmp_path, TODAY - timedelta(days=1))
    queries, first_run = Queries(tmp_path), Snapshot.open_current(tmp_path)
    page = queries.companies(first_run, CompanyQuery(limit=1))
    publish_small(tmp_path)
    now = Snapshot.open_current(tmp_path)
    following = queries.companies(now, CompanyQuery(limit=1, cursor=page.next_cursor))
    assert following.snapshot.run_id == first_run.run_id != now.run_id


def cursor_of(*content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("cursor", "said"),
    [
        ("%%%", "is not one this service gave out"),
        ("YWJj", "is not one this service gave out"),
        (cursor_of(1, 2), "is not one this service gave out"),
        (cursor_of("r", "score", 1.0, "a"), "belongs to a list sorted by score, not -score"),
        (cursor_of("r", "-score", [], "a"), "belongs to"),
        (cursor_of("2026-03-02-../../../..", "-score", 1.0, "a"), "is not published"),
    ],
)
def test_a_made_up_cursor_is_refused(home, queries, cursor, said):
    with pytest.raises(Refusal, match=said):
        ids(home, queries, cursor=cursor)


def test_a_cursor_with_a_text_where_a_number_belongs_is_refused(home, queries):
    cursor = cursor_of(Snapshot.open_current(home).run_id, "-score", "much", "a")
    with pytest.raises(Refusal, match="does not fit the list"):
        ids(home, queries, cursor=cursor)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"sort": "score; DROP"}, "'score; DROP' is not a column to sort by"),
        ({"sort": "-"}, "'' is not a column"),
        ({"limit": 0}, "0 is not between 1 and 1000"),
        ({"limit": 1001}, "1001 is not between"),
    ],
)
def test_what_no_list_has_is_refused(home, queries, query, said):
    with pytest.raises(Refusal, match=said):
        ids(home, queries, **query)


def test_history_is_one_row_a_run_earliest_day_first(tmp_path):
    days = [TODAY, date(2025, 6, 1), date(2025, 12, 1)]
    for day, score in zip(days, (60.0, 10.0, 30.0), strict=True):
        publish_small(tmp_path, day, score_of_a=score)
    queries = Queries(tmp_path)
    assert [(row["as_of"], row["score"]) for row in queries.history("a")] == [
        (date(2025, 6, 1), 10.0),
        (date(2025, 12, 1), 30.0),
        (TODAY, 60.0),
    ]
    assert queries.history("unknown") == []


def test_history_before_the_first_run_is_empty(tmp_path):
    assert Queries(tmp_path).history("a") == []
    with pytest.raises(NoSuchRun):
        Snapshot.open_current(tmp_path)
