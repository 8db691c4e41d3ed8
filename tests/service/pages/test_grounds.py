"""Where a company's figures come from, from rows written by hand."""

from datetime import date

import pytest

from service.pages.grounds import acts, defaults, duties, supplies
from service.pages.names import Names

DAY = date(2026, 11, 23)
NAMES = Names(
    products={},
    materials={"dy": "Magnet with Dy", "nd": "Magnet without Dy"},
    countries={"CHN": "China", "USA": "United States", "DEU": "Germany", "EU27": "European Union"},
    elements={},
    areas={"CHN": "CHN", "USA": "USA", "DEU": "EU27"},
)


def rule(regime, *, measure="M18", potential=False, shape=5.0, newest=None, **given):
    wait = {"wait_lag_days": 14.0, "wait_shape": shape, "wait_scale_days": 150.0, "newest_evidence_on": newest}
    return {"regime_id": regime, "measure_id": measure, "potential": potential, "evidence_on": None, **wait, **given}


def delay(regime, lost, material="dy"):
    return {"regime_id": regime, "material_id": material, "lost_share": lost}


def record(rules, delays):
    return {"delays": delays, "signals": {"regimes": rules}}


def test_regimes_are_told_by_act_those_in_force_first_the_worst_first():
    rules = [
        rule("A-POTENTIAL", measure=None, potential=True),
        rule("B-SMALL"),
        rule("C-LARGE"),
        rule("D-OTHER", measure="M57"),
    ]
    delays = [delay("A-POTENTIAL", 0.9), delay("B-SMALL", 0.1), delay("C-LARGE", 0.2), delay("D-OTHER", 0.15)]
    told = [[regime.rule["regime_id"] for regime in act.regimes] for act in acts(record(rules, delays), NAMES, DAY)]
    assert told == [["C-LARGE", "B-SMALL"], ["D-OTHER"], ["A-POTENTIAL"]]


def test_half_the_files_are_decided_at_the_median_of_the_wait():
    (act,) = acts(record([rule("R")], [delay("R", 0.1)]), NAMES, DAY)
    days = act.regimes[0].typical_days
    assert days == pytest.approx(14 + 150 * (2 ** (1 / 5) - 1))
    assert (150 / (150 + days - 14)) ** 5 == pytest.approx(0.5)


def test_under_a_prohibition_no_file_is_decided():
    (act,) = acts(record([rule("R", shape=None)], [delay("R", 0.1)]), NAMES, DAY)
    assert act.regimes[0].typical_days is None


@pytest.mark.parametrize(
    ("newest", "evidence_on", "said"),
    [
        (date(2026, 11, 13), None, "10 days past its newest evidence"),
        (None, date(2026, 11, 3), "20 days past its newest evidence"),
        (None, None, "rests on an assumption; no dated evidence"),
        (DAY, None, None),
    ],
)
def test_regimes_past_their_newest_evidence_say_so(newest, evidence_on, said):
    (act,) = acts(record([rule("R", newest=newest, evidence_on=evidence_on)], [delay("R", 0.1)]), NAMES, DAY)
    assert act.regimes[0].notice == said


def test_goods_are_named_once():
    delays = [delay("R", 0.1), delay("R", 0.1), delay("R", 0.1, "nd")]
    (act,) = acts(record([rule("R")], delays), NAMES, DAY)
    assert act.regimes[0].goods == ["Magnet with Dy", "Magnet without Dy"]


def layer(importer, line, rate, duty_rate):
    return {"importer": importer, "origin": "CHN", "tariff_line": line, "added_rate": rate, "duty_rate": duty_rate}


def cost(importer, line, loss, material="dy"):
    return {"importer": importer, "origin": "CHN", "tariff_line": line, "material_id": material, "duty_loss_usd": loss}


def test_duties_are_told_with_their_layers_the_dearest_first():
    told = duties(
        {
            "costs": [
                cost("DEU", "850511", 5.0),
                cost("USA", "8505110070", 20.0),
                cost("USA", "8505110070", 7.0, "nd"),
            ],
            "signals": {
                "duty_layers": [
                    layer("EU27", "850511", 0.022, 0.022),
                    layer("USA", "8505110070", 0.021, 0.271),
                    layer("USA", "8505110070", 0.25, 0.271),
                ]
            },
        },
        NAMES,
    )
    assert [(d.origin, d.importer, d.rate, d.loss_usd, len(d.layers)) for d in told] == [
        ("China", "United States", 0.271, 27.0, 2),
        ("China", "European Union", 0.022, 5.0, 1),
    ]
    assert told[0].goods == ["Magnet with Dy", "Magnet without Dy"]


def test_supplies_name_the_mix_its_year_and_the_largest_origin_first():
    read = {"data_year": 2024, "verified_on": DAY}
    rows = [
        {"mix": "use USA", "material_id": "dy", "origin": "DEU", "use_share": 0.3, "source_id": "a", **read},
        {"mix": "use USA", "material_id": "dy", "origin": "CHN", "use_share": 0.7, "source_id": "a", **read},
        {"mix": "world", "material_id": "nd", "origin": "CHN", "use_share": 1.0, "source_id": None},
    ]
    told = supplies({"signals": {"shares": rows}}, NAMES)
    assert [(s.goods, s.mix, s.origins, s.source_ids, s.data_years, s.verified_on) for s in told] == [
        ("Magnet with Dy", "use in United States", [("China", 0.7), ("Germany", 0.3)], ["a"], [2024], [DAY]),
        ("Magnet without Dy", "world supply", [("China", 1.0)], [], [], []),
    ]


def test_defaults_are_told_with_the_values_taken():
    days = dict.fromkeys(("transit_days", "lead_days", "requalification_days", "licence_valid_days"), 0.0)
    told = defaults(
        {
            "delays": [{"stock_days": 21.0, **days}, {"stock_days": 30.0, **days}],
            "lines": [{"contribution_margin": 0.15, "recovery_share": None}],
            "costs": [{"duty_borne_share": 1.0}],
        },
        ["stock_days", "contribution_margin", "tariff_borne_share", "end_use"],
    )
    assert told == [
        ("stock_days", [21.0, 30.0]),
        ("contribution_margin", [0.15]),
        ("tariff_borne_share", [1.0]),
        ("end_use", []),
    ]
