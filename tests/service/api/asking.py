"""Checks that many tests share: what every answer and every problem looks like."""

from urllib.parse import quote

STAMP = ("run_id", "as_of", "known_at", "method", "tables_version", "stale")


def of_company(company_id, what, query=""):
    """The address of a company's score, contributions or history."""
    return f"/v1/companies/{quote(company_id, safe='')}/{what}{query}"


def good(answer, status=200):
    """The body of an answer, which carries the stamp."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    assert answer.mimetype == "application/json"
    body = answer.get_json()
    assert all(name in body for name in STAMP)
    return body


def problem(answer, status, kind):
    """The body of a problem, which has the shape of RFC 9457 and tells nothing of the inside."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert body["type"] == f"/docs#{kind}"
    assert body["status"] == status
    assert {"title", "detail", "instance", "errors"} <= body.keys()
    assert "Traceback" not in answer.get_data(as_text=True)
    assert all({"pointer", "code", "detail", "did_you_mean"} <= error.keys() for error in body["errors"])
    return body
