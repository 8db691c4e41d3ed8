"""A run says how far it is, to whoever listens and in the home, and its attempt is found by it."""

from datetime import date
from functools import partial

import polars as pl
import pytest

from scoring.partitions import score_in_parts
from service.inputs import Inputs
from service.jobs.keeping import Jobs
from service.portfolio.demo import demo_portfolio
from service.refusal import Refusal
from service.runs.building import LAYING_OUT
from service.state.record import Record
from tests.service.batch.conftest import NOON
from tests.service.test_progress import Heard

STAGES = [
    "reading tables",
    "reading portfolios",
    "scoring companies",
    LAYING_OUT,
    "writing files",
    "publishing",
    "recording what changed",
]


@pytest.fixture
def work_of(settings):
    def find():
        return Jobs(settings.home, lambda: NOON).latest()

    return find


def test_a_run_is_noted_as_work_with_its_attempt(small_batch, settings, work_of):
    result = small_batch().rescore()
    (job,) = work_of()
    with Record(settings.state_url) as record:
        (run,) = record.runs()
    assert (job.kind, job.status, job.attempt, job.run_id) == ("rescore", "done", run.id, result.run_id)
    assert job.outcome == "11 rows"


def test_what_came_of_it_is_said_in_words(small_batch, work_of):
    small_batch().rescore()
    small_batch().rescore()
    small_batch().rescore(date(2026, 1, 1))
    told = [job.outcome for job in work_of()]
    assert sorted(told) == [
        "11 rows",
        "11 rows, published before",
        "11 rows; a run of a later day goes on being served",
    ]


def test_stages_come_in_order_and_companies_are_counted_to_the_last(small_batch, tables):
    heard, portfolio = Heard(), demo_portfolio(tables)
    members = portfolio.lines.select("company_id").unique().with_columns(portfolio=pl.lit("demo"))
    inputs = Inputs(portfolio, {"demo": "1"}, members)
    engine = partial(score_in_parts, at_once=10)
    small_batch(score=engine, load=lambda _home: inputs, report=heard).rescore(date(2026, 6, 1))
    assert list(dict.fromkeys(stage for stage, _, _ in heard.told)) == STAGES
    of = members.height
    assert [told[1:] for told in heard.told if told[0] == "scoring companies"] == [(0, of), (30, of)]
    laid_out = [told[1:] for told in heard.told if told[0] == LAYING_OUT]
    assert laid_out == [(done, of) for done in (0, 10, 20, 30, of)]


def test_a_run_that_fails_is_work_that_failed(small_batch, work_of):
    def engine(*_inputs, **_days):
        raise Refusal("no prices are known")

    with pytest.raises(Refusal):
        small_batch(score=engine).rescore()
    (job,) = work_of()
    assert (job.status, job.reason, job.stage) == ("failed", "no prices are known", "reading portfolios")
