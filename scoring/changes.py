"""Why scores moved: the difference between two standings, split exactly over the groups that changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from scoring.comparing import SCALES, changed_companies, headlines
from scoring.engine import companies_in
from scoring.exact import MONEY_SCALE, POINT_SCALE, fixed, unfixed
from scoring.gaps import GapError, portfolio_gaps
from scoring.hybrids import WORLD_GROUPS, changed_groups, hybrid
from scoring.portfolio import Portfolio
from scoring.shapley import Coalition, coalitions, finest_partition, shapley_parts
from scoring.world import World

GROUPS = ("portfolio", *WORLD_GROUPS)
"""What a score can move by: the company's own figures, then what can change in the world."""

PARTS = {
    "company_id": pl.String(),
    "group": pl.String(),
    "points": pl.Float64(),
    "expected_annual_loss_usd": pl.Float64(),
    "reason": pl.String(),
}

AT_ONCE = 20_000
"""Companies compared at a time: enough that runs are not wasted, few enough that memory does not grow with them."""

FIGURES = ("score", "expected_annual_loss_usd", "covered_revenue_share")

SAME_SHARE = 1e-9
"""Shares of revenue nearer to each other than this are the same."""


@dataclass(frozen=True)
class Standing:
    """What is scored and the state of the world it is scored in."""

    portfolio: Portfolio
    world: World

    def of_companies(self, companies: pl.DataFrame) -> "Standing":
        """The part of the portfolio that belongs to some companies (`company_id`), in the same world."""
        whole = self.portfolio
        frames = (whole.lines, whole.overrides, whole.applications)
        return Standing(
            Portfolio(*(frame.join(companies, on="company_id", how="semi") for frame in frames)), self.world
        )


@dataclass(frozen=True)
class Ledger:
    """Between two standings: one row a company with both headlines, and one row a company × group that moved it."""

    companies: pl.DataFrame
    """company_id, company_name; `_before` and `_after` of score, band, expected annual loss (USD) and share of revenue
    covered; `points` and `expected_annual_loss_usd`, the differences; `reason`, why there is none"""
    parts: pl.DataFrame


def score_changes(before: Standing, after: Standing) -> pl.DataFrame:
    """One row a company × group that moved it: exact Shapley parts of the difference, in points and USD a year.

    The parts of a company sum to the differences of its scores and losses exactly. Groups that no state between the two
    can tell apart have one part together, named with a plus. One row without group and with a `reason` where a
    company has no score on both sides; no row where nothing moved it. Raises GapError where one of the two standings
    cannot be scored.
    """
    return change_ledger(before, after).parts


def change_ledger(before: Standing, after: Standing, *, at_once: int = AT_ONCE) -> Ledger:
    """Both headlines of every company and what moved them; else as `score_changes`. So many companies at a time."""
    everybody = pl.concat([side.portfolio.lines.select("company_id") for side in (before, after)]).unique()
    slices = list(everybody.sort("company_id").iter_slices(at_once)) or [everybody]
    found = [_ledger(before.of_companies(some), after.of_companies(some)) for some in slices]
    return Ledger(pl.concat([one.companies for one in found]), pl.concat([one.parts for one in found]))


def _ledger(before: Standing, after: Standing) -> Ledger:
    ends = companies_in(before.world, before.portfolio), companies_in(after.world, after.portfolio)
    companies = headlines(*ends)
    scored = companies.filter(pl.col("reason").is_null())
    own = changed_companies(before.portfolio, after.portfolio)
    with_files = any(not side.portfolio.applications.is_empty() for side in (before, after))
    groups = changed_groups(before.world, after.world, with_files=with_files)
    # Nobody's portfolio moves another company: it is switched only for those whose own changed.
    moved = _parts(before, after, scored.join(own, on="company_id", how="semi"), ["portfolio", *groups])
    still = _parts(before, after, scored.join(own, on="company_id", how="anti"), groups)
    unsplit = companies.filter(pl.col("reason").is_not_null()).select("company_id", "reason")
    parts = pl.concat([pl.DataFrame(schema=PARTS), moved, still, unsplit], how="diagonal")
    return Ledger(companies, parts.sort("company_id", maintain_order=True))


def _parts(before: Standing, after: Standing, companies: pl.DataFrame, groups: Sequence[str]) -> pl.DataFrame:
    """The parts of companies (rows of headlines), for each of which every one of the groups may have moved."""
    if companies.is_empty() or not groups:
        return pl.DataFrame(schema=PARTS)
    own = companies.select("company_id")
    before, after = before.of_companies(own), after.of_companies(own)
    columns = {some: str(number) for number, some in enumerate(coalitions(groups))}
    games = companies.sort("company_id")
    for some, column in columns.items():
        between = 0 < len(some) < len(groups)
        values = _values_between(before, after, some, games) if between else _values_at_end(games, bool(some))
        games = games.join(_named(values, column), on="company_id", how="left", validate="1:1", maintain_order="left")
    return _split(games, groups, columns)


def _values_between(before: Standing, after: Standing, moved: Coalition, ends: pl.DataFrame) -> pl.DataFrame:
    """Score and loss of each company with some of the groups moved; no row where that cannot be told."""
    world = hybrid(before.world, after.world, moved)
    portfolio = after.portfolio if "portfolio" in moved else before.portfolio
    rows = _scored(Standing(portfolio, world), ends.select("company_id"))
    covered = ends.select(
        "company_id", least=pl.min_horizontal("covered_revenue_share_before", "covered_revenue_share_after")
    )
    rows = rows.join(covered, on="company_id", how="inner", validate="1:1")
    # A state between that leaves out revenue which both ends score would look better or worse than both.
    return rows.filter(
        pl.col("score").is_not_null(), pl.col("covered_revenue_share") >= pl.col("least") - SAME_SHARE
    ).select("company_id", "score", "expected_annual_loss_usd")


def _scored(standing: Standing, companies: pl.DataFrame) -> pl.DataFrame:
    """The company level, without those companies over whose figures the tables are silent."""
    part = standing.of_companies(companies)
    try:
        return companies_in(part.world, part.portfolio)
    except GapError:
        if companies.height <= 1:
            return pl.DataFrame(schema={"company_id": pl.String()} | dict.fromkeys(FIGURES, pl.Float64()))
        described = companies.join(_undescribed(part), on="company_id", how="anti")
        if described.height < companies.height:
            return _scored(part, described)
        middle = companies.height // 2
        halves = [_scored(part, half) for half in (companies.head(middle), companies.tail(-middle))]
        return pl.concat([half.select("company_id", *FIGURES) for half in halves])


def _undescribed(standing: Standing) -> pl.DataFrame:
    """Companies with a product or importer that the tables do not describe: told by the pair, without scoring."""
    pair = ["product_id", "importer"]
    lines = standing.portfolio.lines
    pairs = lines.select(*pair, annual_units=pl.lit(1.0)).unique().iter_slices(1)
    silent = [row for row in pairs if portfolio_gaps(Portfolio.of(row), standing.world)]
    strange = pl.concat([lines.select(pair).clear(), *(row.select(pair) for row in silent)])
    return lines.join(strange, on=pair, how="semi", nulls_equal=True).select("company_id").unique()


def _values_at_end(games: pl.DataFrame, after: bool) -> pl.DataFrame:
    side = "after" if after else "before"
    names = {name: f"{name}_{side}" for name in ("score", "expected_annual_loss_usd")}
    return games.select("company_id", **names)


def _named(values: pl.DataFrame, column: str) -> pl.DataFrame:
    return values.select(
        "company_id",
        fixed(pl.col("score"), POINT_SCALE).alias(f"points {column}"),
        fixed(pl.col("expected_annual_loss_usd"), MONEY_SCALE).alias(f"expected_annual_loss_usd {column}"),
    )


def _split(games: pl.DataFrame, groups: Sequence[str], columns: dict[Coalition, str]) -> pl.DataFrame:
    """Shapley parts of each game; those that can be told in the same states are split in the same groups."""
    untold = pl.concat_str(pl.col(f"points {column}").is_null().cast(pl.Int8) for column in columns.values())
    found = []
    for (pattern,), alike in games.with_columns(_untold=untold).group_by("_untold", maintain_order=True):
        impossible = {some for some, mark in zip(columns, str(pattern), strict=True) if mark == "1"}
        found.append(_split_alike(alike, finest_partition(groups, impossible), columns))
    return pl.concat(found)


def _split_alike(games: pl.DataFrame, blocks: Sequence[tuple[str, ...]], columns: dict[Coalition, str]) -> pl.DataFrame:
    sides = []
    for figure, scale in SCALES.items():
        parts = shapley_parts(games, blocks, {some: f"{figure} {column}" for some, column in columns.items()})
        wide = parts.select(unfixed(pl.all(), scale)).with_columns(games["company_id"])
        sides.append(wide.unpivot(index="company_id", variable_name="group", value_name=figure))
    rows = sides[0].join(sides[1], on=["company_id", "group"], how="inner", validate="1:1", maintain_order="left")
    moved = rows.filter((pl.col("points") != 0) | (pl.col("expected_annual_loss_usd") != 0))
    return moved.with_columns(reason=pl.lit(None, pl.String))
