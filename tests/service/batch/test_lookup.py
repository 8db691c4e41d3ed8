"""One company's figures, and everything they rest on, come from the snapshot alone."""

import pytest

from service.runs.snapshot import Snapshot
from tests.service.batch.small_run import TODAY, publish_small


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    publish_small(home)
    return Snapshot.open_current(home)


def test_the_headline_is_the_company_row_with_its_stamp(snapshot):
    headline = snapshot.headline("a")
    assert headline["company_name"] == "Äpfel & Söhne"
    assert headline["score"] == 60.0
    assert headline["defaults_used"] == "stock_days"
    assert headline["as_of"] == headline["known_at"] == TODAY.isoformat()
    assert headline["run_id"] == snapshot.run_id


def test_an_entry_has_the_row_as_text_and_what_like_companies_share(snapshot):
    entry = snapshot.entry("a")
    assert entry.company.startswith('{"company_id":"a",')
    assert "run_id" not in entry.headline
    assert (entry.ground.portfolio, entry.ground.defaults_used, entry.ground.behind) == (
        "demo",
        "stock_days",
        "[[0],[0,1],[]]",
    )
    assert (entry.score_low, entry.score_high) == (None, None)
    assert snapshot.entry("nobody") is None


def test_what_is_not_known_stays_null_with_its_reason(snapshot):
    headline = snapshot.headline("b")
    assert headline["score"] is None
    assert headline["reason"] == "score: too little"


def test_numbers_come_back_to_the_last_bit(snapshot):
    assert snapshot.headline("c")["score"] == 20.000000000000004
    assert [row["element_kg"] for row in snapshot.company("a")["costs"]] == [0.3, 1e-7]


def test_a_company_brings_its_rows_of_every_level_and_no_other_companys(snapshot):
    company = snapshot.company("a")
    assert [row["line_id"] for row in company["lines"]] == ["a/ev/DEU"]
    assert [row["regime_id"] for row in company["delays"]] == ["chn-eu-civil"]
    assert [row["element"] for row in company["costs"]] == ["Dy", "Nd"]
    assert [row["points"] for row in company["contributions"]] == [60.0]


def test_a_company_without_rows_of_a_level_has_an_empty_list(snapshot):
    company = snapshot.company("c")
    assert [row["line_id"] for row in company["lines"]] == ["c/none/"]
    assert company["delays"] == company["costs"] == company["contributions"] == []
    assert all(rows == [] for rows in company["signals"].values())


def test_an_unknown_company_is_none(snapshot):
    assert snapshot.headline("A") is None
    assert snapshot.company("a'; DROP TABLE company; --") is None


def test_signals_are_those_the_rows_point_at(snapshot):
    """Of each signal the row of company a, whose DEU line imports into EU27 and uses the mix of DEU."""
    signals = snapshot.company("a")["signals"]
    assert [row["regime_id"] for row in signals["regimes"]] == ["chn-eu-civil"]
    assert [(row["importer"], row["origin"]) for row in signals["duty_layers"]] == [("EU27", "CHN")]
    assert [row["element"] for row in signals["prices"]] == ["Dy", "Nd"]
    assert [row["mix"] for row in signals["shares"]] == ["use DEU"]
    assert [row["product_id"] for row in signals["inputs"]] == ["ev"]
    assert {row["source_id"] for row in signals["sources"]} == {"law-1", "law-3", "p-1", "s use DEU", "i-1"}


def test_shares_a_company_stated_itself_rest_on_no_mix(snapshot):
    detail = {"delays": [], "costs": [{**snapshot.company("a")["costs"][0], "use_share": 0.8}]}
    assert snapshot.signals.of_company(detail)["shares"] == []


def test_many_companies_are_looked_up_across_batches(tmp_path, monkeypatch):
    from service.runs import lookup

    monkeypatch.setattr(lookup, "COMPANIES_AT_ONCE", 1)
    publish_small(tmp_path)
    snapshot = Snapshot.open_current(tmp_path)
    assert [snapshot.headline(company_id)["band"] for company_id in "abc"] == ["high", None, "low"]
