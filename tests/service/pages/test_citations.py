"""Sources once each, with all they are used for and the least confidence stated."""

from service.pages.citations import Use, citations, signal_uses

SOURCES = {name: {"source_id": name} for name in ("a", "b")}


def test_a_source_is_told_once_with_its_uses_and_the_least_confidence():
    uses = [
        Use("duties", "b", "high"),
        Use("prices", "a", None),
        Use("prices", "b", "low"),
        Use("duties", "b", "medium"),
    ]
    told = [(one.source["source_id"], one.used_for, one.confidence) for one in citations(uses, SOURCES)]
    assert told == [("b", ["duties", "prices"], "low"), ("a", ["prices"], None)]


def test_a_source_nobody_knows_is_left_out():
    assert citations([Use("duties", "gone", "high")], SOURCES) == []


def test_each_column_of_a_source_brings_the_confidence_that_stands_beside_it():
    empty = {name: [] for name in ("regimes", "duty_layers", "shares", "inputs")}
    price = {
        "price_inside_source_id": "a",
        "price_inside_confidence": "medium",
        "price_outside_source_id": None,
        "price_outside_confidence": "low",
    }
    rule = {"source_id": "b", "confidence": "high", "source_ids": ["b", "a"]}
    assert [*signal_uses({**empty, "prices": [price], "regimes": [rule]})] == [
        Use("licence regimes", "b", "high"),
        Use("licence regimes", "b", None),
        Use("licence regimes", "a", None),
        Use("prices", "a", "medium"),
    ]
