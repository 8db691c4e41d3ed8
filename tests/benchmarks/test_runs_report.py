"""Reports of full runs and of changes: an aim counts as measured only at the size it is set for."""

import pytest

from tests.benchmarks import full_run, incremental
from tests.benchmarks.portfolios import DEFAULT_HEAVY
from tests.benchmarks.stored import DUTY, STOCK, Night


def night(seconds=10.0, peak_mib=900.0, laid_out=5, digest="a"):
    return Night(seconds, peak_mib, 128.0, {"contribution": 1234}, laid_out, {"line.parquet": digest})


def row(companies, **changed):
    return full_run.Row(DEFAULT_HEAVY, companies, 3 * companies, night(**changed))


@pytest.mark.parametrize(
    ("rows", "hits"),
    [
        ([row(10_000)], [None, None]),
        ([row(10_000, seconds=1.0), row(1_000_000, seconds=100.0)], [True, True]),  # exponent 1
        ([row(10_000, seconds=1.0), row(1_000_000, seconds=130.0, peak_mib=2048.0)], [False, False]),  # exponent 1.057
    ],
)
def test_memory_and_growth_of_full_runs(rows, hits):
    assert [target.hit for target in full_run.targets(rows)] == hits


def test_a_full_run_is_told_in_lines_a_second():
    assert "| default-heavy | 10,000 | 10.0 | 3,000 | 900 | 128 | 1,234 |" in full_run.markdown([row(10_000)])


def test_the_ratio_is_that_of_the_change_to_the_full_run_and_other_bytes_are_told():
    same = incremental.Row(STOCK, 1000, night(seconds=4.0, laid_out=1), night(seconds=10.0))
    other = incremental.Row(DUTY, 1000, night(digest="b"), night())
    told = incremental.markdown([same, other])
    assert "| one company's stock | 1,000 | 10.0 | 4.0 | 0.40 | 1 | yes |" in told
    assert "**no**" in told
    assert incremental.targets([same])[0].hit is True
    assert incremental.targets([same, other])[0].hit is False
