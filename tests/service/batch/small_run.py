"""A run small enough to read: three companies, written down by hand instead of scored.

company   score   portfolio   lines
a         60      demo        ev in DEU (Nd, Dy)
b         none    demo        phone in USA (Nd), cannot be scored
c         20      own         none
"""

from datetime import date
from pathlib import Path

import polars as pl

from scoring.levels import Levels
from service.runs.building import Sources, Step
from service.runs.identity import Stamp, stamp_of
from service.runs.publishing import Published, publish

TODAY = date(2026, 3, 2)
MONEY = ("delay_loss_usd", "duty_loss_usd", "premium_loss_usd", "expected_annual_loss_usd")
KEYS = ("company_id", "line_id", "product_id", "importer")
LINES = [
    {"company_id": "a", "line_id": "a/ev/DEU", "product_id": "ev", "importer": "DEU"},
    {"company_id": "b", "line_id": "b/phone/USA", "product_id": "phone", "importer": "USA"},
    {"company_id": "c", "line_id": "c/none/", "product_id": "none", "importer": None},
]
COMPANIES = [
    {"company_id": "a", "company_name": "Äpfel & Söhne", "score": 60.0, "band": "high", "defaults_used": "stock_days"},
    {"company_id": "b", "company_name": "=HYPERLINK(1)", "score": None, "band": None, "reason": "score: too little"},
    {"company_id": "c", "company_name": "Câble, Inc.", "score": 20.000000000000004, "band": "low"},
]


def small_levels(*, score_of_a: float = 60.0) -> Levels:
    """The three companies at all five levels, and the signals they rest on."""
    companies = [{**row, "score": score_of_a} if row["company_id"] == "a" else row for row in COMPANIES]
    text = {"company_name": pl.String, "band": pl.String, "defaults_used": pl.String, "reason": pl.String}
    company = pl.DataFrame(companies, schema={"company_id": pl.String, "score": pl.Float64, **text})
    line = pl.DataFrame(LINES, schema=dict.fromkeys(KEYS, pl.String))
    numbers = [pl.lit(None, pl.Float64).alias(name) for name in (*MONEY, "revenue_usd", "lost_days")]
    return Levels(
        company=company.with_columns(*numbers, **{f"score_{end}": pl.lit(None, pl.Float64) for end in ("low", "high")}),
        line=line.with_columns(numbers),
        delay=_of_line(
            "a/ev/DEU",
            {
                "material_id": "magnet",
                "authority": "MOFCOM",
                "regime_id": "chn-eu-civil",
                "stock_days": 21.0,
                "lost_share": 0.5,
            },
        ),
        cost=pl.concat([_cost("a/ev/DEU", "Dy", 0.3), _cost("a/ev/DEU", "Nd", 1e-7), _cost("b/phone/USA", "Nd", 0.1)]),
        contribution=_of_line(
            "a/ev/DEU",
            {
                "signal": "delay",
                "authority": "MOFCOM",
                "material_id": "magnet",
                "origin": "CHN",
                "element": "Dy",
                "loss_usd": 1.5,
                "points": 60.0,
            },
        ),
        signals=small_signals(),
    )


def small_signals() -> dict[str, pl.DataFrame]:
    """One row behind each figure, and for each signal one row that nothing points at."""
    shares = [("use DEU", 1.0), ("use EU27", 0.5), ("world", 0.25)]
    return {
        "regimes": pl.DataFrame({"regime_id": ["chn-eu-civil", "other"], "source_ids": [["law-1"], ["law-2"]]}),
        "duty_layers": pl.DataFrame(
            {"importer": ["EU27", "USA"], "origin": "CHN", "tariff_line": "8505", "source_id": ["law-3", "law-4"]}
        ),
        "prices": pl.DataFrame({"element": ["Dy", "Nd", "Tb"], "source_id": ["p-1", None, "p-3"]}),
        "shares": pl.DataFrame(
            [
                {"mix": mix, "material_id": "magnet", "origin": "CHN", "use_share": share, "source_id": f"s {mix}"}
                for mix, share in shares
            ]
        ),
        "inputs": pl.DataFrame({"product_id": ["ev", "phone"], "material_id": "magnet", "source_id": ["i-1", "i-2"]}),
        "areas": pl.DataFrame({"country": ["DEU", "CHN"], "customs_area": ["EU27", "CHN"]}),
        "sources": pl.DataFrame({"source_id": ["i-1", "law-1", "law-2", "law-3", "p-1", "s use DEU", "unused"]}),
    }


SMALL_SOURCES = Sources(
    portfolios={"demo": "v1", "own": "v7"},
    membership=pl.DataFrame({"company_id": ["c", "a", "b"], "portfolio": ["own", "demo", "demo"]}),
    categories=pl.DataFrame({"product_id": ["ev", "phone", "none"], "category": ["vehicles", "smartphones", "other"]}),
)


def small_stamp(as_of: date, tables_version: str = "t1") -> Stamp:
    """The stamp of the small run on a day."""
    return stamp_of(
        SMALL_SOURCES.portfolios, as_of=as_of, known_at=as_of, method="2026.1", tables_version=tables_version
    )


def publish_small(
    home: Path,
    as_of: date = TODAY,
    *,
    tables_version: str = "t1",
    score_of_a: float = 60.0,
    step: Step = lambda name: None,
) -> Published:
    """Publishes the small run."""
    stamp = small_stamp(as_of, tables_version)
    return publish(home, small_levels(score_of_a=score_of_a), stamp, SMALL_SOURCES, today=TODAY, step=step)


def _of_line(line_id: str, values: dict[str, object]) -> pl.DataFrame:
    keys = next(line for line in LINES if line["line_id"] == line_id)
    return pl.DataFrame([{**keys, **values}])


def _cost(line_id: str, element: str, mass: float) -> pl.DataFrame:
    values = {"material_id": "magnet", "origin": "CHN", "element": element, "element_kg": mass}
    return _of_line(line_id, {**values, "use_share": 1.0, "tariff_line": "8505"})
