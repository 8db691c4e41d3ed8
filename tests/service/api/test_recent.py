"""What was worked out lately is kept, by state and company, and the oldest makes room."""

from service.api.recent import MOST_KEPT, Recent
from service.outlook import CompanyOutlook


def made(name: str) -> CompanyOutlook:
    return CompanyOutlook([{"company_id": name}], None, None, [], {})


def test_an_outlook_is_worked_out_once_for_each_state_and_company() -> None:
    kept, asked = Recent(), []

    def recall(run_id: str, company_id: str) -> CompanyOutlook:
        return kept.recall(run_id, company_id, lambda: (asked.append((run_id, company_id)), made(company_id))[1])

    assert recall("a", "x") is recall("a", "x")
    recall("b", "x")
    recall("a", "y")
    assert asked == [("a", "x"), ("b", "x"), ("a", "y")]


def test_the_oldest_makes_room() -> None:
    kept = Recent()
    first = kept.recall("a", "0", lambda: made("0"))
    for number in range(1, MOST_KEPT + 1):
        kept.recall("a", str(number), lambda: made("other"))
    assert kept.recall("a", "0", lambda: made("0")) is not first
