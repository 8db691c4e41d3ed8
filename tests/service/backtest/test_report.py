"""The report says misses first, what is in-sample, and which control failed; the picture shows each event."""

import xml.etree.ElementTree as ElementTree
from datetime import date

from scoring.backtest.events import Event
from scoring.backtest.finding import Check, Control, Part
from service.backtest.figure import figure
from service.backtest.report import report

HIT = Check("share by June", 0.25, 0.24, "share", "within 0.05", True)
MISS = Check("share by the end of June", 0.31, 0.60, "share", "in 0.1–0.5", False, note="the thaw came fast")
FITTED = Check("days blocked by May", 39.0, 37.0, "days", "within 5", True, in_sample=True)
CONTEXT = Check("shown only", None, 5.0, "t", "nothing claimed", None)


def lines(*checks: Check, controls: tuple[Control, ...] = ()) -> list[str]:
    part = Part("Waits", "The model against snapshots.", "All but the fit.", checks, controls=controls)
    return report([part], method="2026.1", tables_version="abc")


def test_misses_stand_before_the_parts() -> None:
    told = lines(HIT, MISS)
    first = next(i for i, line in enumerate(told) if line.startswith("MISSES (1)"))
    assert (
        "[1] share by the end of June: model 0.31, observed 0.6 share (in 0.1–0.5) – the thaw came fast"
        in told[first + 1]
    )
    assert first < told.index("1. Waits")


def test_no_miss_is_said_too() -> None:
    assert "No misses." in lines(HIT)


def test_what_was_fitted_is_counted_apart() -> None:
    told = lines(HIT, MISS, FITTED, CONTEXT)
    assert "1. Waits: 1 of 2 hits out of sample; 1 of 1 hits in-sample" in told
    assert any("days blocked by May" in line and "[in-sample]" in line for line in told)


def test_a_control_that_does_as_well_is_a_miss() -> None:
    failed = Control("mean log score", True, -1.0, (-0.5, -0.6, -2.0))
    told = lines(HIT, controls=(failed,))
    assert any("control FAILED" in line for line in told)
    assert any(line.strip().startswith("[1] control failed: mean log score: -1") for line in told)
    assert failed.share_as_good == 2 / 3


def test_a_control_where_less_is_better() -> None:
    assert Control("mean error", False, 0.1, (0.2, 0.3, 0.1)).share_as_good == 1 / 3


def test_the_picture_is_drawn_in_both_panels() -> None:
    days = [date(2024, 11, 30), date(2024, 12, 31), date(2025, 1, 31), date(2025, 2, 28)]
    event = Event(date(2025, 1, 15), True, 'Licences & "lists"', "control", "up", ("*",), "gazette")
    drawn = ElementTree.fromstring(figure({"apple": dict.fromkeys(days, 50.0)}, days, [event], [True]))
    svg = "{http://www.w3.org/2000/svg}"
    assert len(drawn.findall(f".//{svg}polyline")) == 2
    titles = [title.text for title in drawn.iter(f"{svg}title")]
    assert titles.count('2025-01-15 Licences & "lists" (expected up; hit)') == 2
    assert "no assessment of the companies" in ElementTree.tostring(drawn, encoding="unicode")
