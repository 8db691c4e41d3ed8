"""Progress is counted outside the engine: by the companies it takes, and by the batches of rows that pass."""

from datetime import date

import polars as pl

from reference_data.loader import load_tables
from scoring.method import METHOD
from scoring.partitions import score_in_parts
from scoring.portfolio import Portfolio
from service.progress import CountedBook, all_of, counted
from tests.benchmarks.portfolios import made_up

DAY = date(2026, 11, 25)


class Heard:
    """Remembers what it is told."""

    def __init__(self):
        self.told = []

    def __call__(self, stage, done=0, of=None):
        self.told.append((stage, done, of))


def test_companies_are_counted_as_the_engine_takes_them_once():
    tables, heard = load_tables(), Heard()
    portfolio = made_up("default-heavy", 40, tables, DAY)
    book = CountedBook(portfolio, heard, "scoring")
    scored = score_in_parts(book, tables, METHOD, as_of=DAY, known_at=DAY, at_once=4)
    assert heard.told == [("scoring", 0, 40), ("scoring", 12, 40), ("scoring", 24, 40), ("scoring", 36, 40)]
    assert sum(1 for _ in scored.parts()) == 10
    assert len(heard.told) == 4


def test_a_counted_book_gives_what_the_book_gives():
    portfolio = Portfolio.of(pl.DataFrame({"company_id": ["a", "b", "b", "c"]}))
    book = CountedBook(portfolio, Heard(), "scoring")
    assert book.company_ids().to_list() == ["a", "b", "c"]
    assert book.of_companies("b", "c").lines["company_id"].to_list() == ["b", "b", "c"]


def test_an_empty_book_tells_nothing():
    heard = Heard()
    CountedBook(Portfolio.of(pl.DataFrame({"company_id": []}, schema={"company_id": pl.String})), heard, "x")
    assert heard.told == []


def test_rows_are_counted_once_they_are_dealt_with():
    heard, batches = Heard(), [pl.DataFrame({"n": [1, 2]}), pl.DataFrame({"n": [3]})]
    passing = counted(iter(batches), heard, "writing", 3)
    next(passing)
    assert heard.told == [("writing", 0, 3)]
    assert [batch.height for batch in passing] == [1]
    assert heard.told[1:] == [("writing", 2, 3), ("writing", 3, 3)]


def test_several_hear_the_same():
    one, other = Heard(), Heard()
    all_of(one, other)("scoring", 1, 2)
    assert one.told == other.told == [("scoring", 1, 2)]
