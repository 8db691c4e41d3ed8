"""Evidence beside a score: its age, and where the act behind it stands, from rows written by hand."""

from datetime import date

from service.api.evidence import evidence_of

DAY = date(2026, 11, 24)
WORDS = "disputed: the text ends it on 2026-11-10; another says 2027-01-10"


def regime(name, **given):
    return {"regime_id": name, "newest_evidence_on": None, "evidence_on": None, **given}


def test_a_disputed_act_is_called_disputed_with_its_claimants():
    disputed = regime("R57", evidence_on=date(2026, 10, 4), status="disputed", status_words=WORDS)
    (entry,) = evidence_of({"regimes": [disputed], "prices": []}, DAY)
    assert (entry.subject, entry.status, entry.status_words) == ("licence regime R57", "disputed", WORDS)
    assert (entry.days_past, entry.notice) == (51, "51 days past its newest evidence")


def test_a_regime_without_an_act_has_no_status_and_the_oldest_evidence_comes_first():
    rows = [regime("NEW", newest_evidence_on=DAY, status="in_force", status_words="in force"), regime("NO-ACT")]
    price = {"element": "Dy", "price_inside_usd_per_kg": 1.0, "price_inside_on": date(2026, 1, 1)}
    entries = evidence_of({"regimes": rows, "prices": [price]}, DAY)
    assert [entry.newest_evidence_on for entry in entries] == [None, date(2026, 1, 1), DAY]
    assert [entry.status for entry in entries] == [None, None, "in_force"]
