"""The golden files: the demonstration's scores on three dates. `python -m tests.real.golden` writes them anew."""

from datetime import date
from pathlib import Path

import polars as pl

from reference_data.loader import load_tables
from scoring.engine import score
from scoring.levels import Levels
from scoring.method import METHOD
from service.portfolio.demo import demo_portfolio

FOLDER = Path(__file__).parent.parent / "golden"
DAYS = (date(2025, 6, 1), date(2025, 12, 15), date(2026, 10, 1))
COLUMNS = [
    "company_id",
    "score",
    "score_low",
    "score_high",
    "band",
    "data_grade",
    "delay_points",
    "duty_points",
    "premium_points",
    "expected_annual_loss_usd",
    "lost_days",
]


def golden_file(day: date) -> Path:
    return FOLDER / f"demo-{day}.csv"


def golden_rows(levels: Levels) -> str:
    """What a reader sees of each company, to a thousandth of a point and a dollar."""
    points, rest = (
        pl.selectors.ends_with("_points") | pl.selectors.starts_with("score"),
        pl.selectors.by_name("lost_days"),
    )
    rows = levels.company.select(COLUMNS).with_columns(
        (points | rest).round(3), pl.col("expected_annual_loss_usd").round(0).cast(pl.Int64)
    )
    return rows.write_csv()


if __name__ == "__main__":
    tables = load_tables()
    demo = demo_portfolio(tables)
    FOLDER.mkdir(exist_ok=True)
    for day in DAYS:
        golden_file(day).write_text(golden_rows(score(demo, tables, METHOD, as_of=day, known_at=day)), encoding="utf-8")
