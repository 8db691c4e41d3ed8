"""The choices of the list: which facets there are, in which order their values stand, and how they read."""

from service.pages.facets import facets
from service.pages.narrowing import taken, told
from service.runs.company_query import FACETS

NAMES = {"element": {"Dy": "Dy, Dysprosium", "Nd": "Nd, Neodymium"}, "band": {"none": "no score"}}


def counts(**by_facet):
    return {**{facet: {} for facet in FACETS}, **by_facet}


def made(chosen=None, found=None, **everywhere):
    ways = facets(counts(**(found or {})), counts(**everywhere), chosen or {}, NAMES)
    return {
        way.name: [(choice.value, choice.title, choice.companies, choice.on) for choice in way.choices] for way in ways
    }


def test_a_facet_with_one_value_is_left_out_unless_it_is_chosen():
    assert made(portfolio={"mine": 3}, band={"low": 3}) == {}
    assert made({"portfolio": ("mine",)}, {"portfolio": {"mine": 3}}, portfolio={"mine": 3}) == {
        "portfolio": [("mine", "mine", 3, True)]
    }


def test_a_value_that_occurs_nowhere_can_be_taken_out_again():
    assert made({"element": ("Dy",)}, {"element": {"Nd": 2}}, element={"Nd": 2}) == {
        "element": [("Dy", "Dy, Dysprosium", 0, True), ("Nd", "Nd, Neodymium", 2, False)]
    }


def test_bands_stand_from_the_riskiest_down_and_those_without_a_score_last():
    bands = made(band={"none": 1, "low": 1, "severe": 1, "moderate": 1})["band"]
    assert [(value, title) for value, title, _, _ in bands] == [
        ("severe", "severe"),
        ("moderate", "moderate"),
        ("low", "low"),
        ("none", "no score"),
    ]


def test_categories_read_as_words_and_portfolios_as_they_were_named():
    shown = made(category={"electric_vehicles": 1, "other": 1}, portfolio={"b_2": 1, "A_1": 1})
    assert [title for _, title, _, _ in shown["category"]] == ["electric vehicles", "other"]
    assert [title for _, title, _, _ in shown["portfolio"]] == ["A_1", "b_2"]


def test_filters_are_told_in_words_each_with_the_way_to_the_list_without_it():
    chosen = {"band": ("low", "none"), "element": ("Dy",)}
    here = {"q": "a & b", **chosen, "sort": "-lost_days"}
    ways = facets(counts(), counts(band={"low": 1}, element={"Dy": 1}), chosen, NAMES)
    assert told("a & b", ways) == " with band low or no score, element Dy, Dysprosium, “a & b” in name or id"
    assert told(None, []) == ""
    assert [(one.words, one.without) for one in taken("a & b", ways, here)] == [
        ("“a & b” in name or id", "/?band=low&band=none&element=Dy&sort=-lost_days"),
        ("Band: low", "/?q=a+%26+b&band=none&element=Dy&sort=-lost_days"),
        ("Band: no score", "/?q=a+%26+b&band=low&element=Dy&sort=-lost_days"),
        ("Element: Dy, Dysprosium", "/?q=a+%26+b&band=low&band=none&sort=-lost_days"),
    ]
