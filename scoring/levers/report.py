"""What would help a company: each lever recomputed and ranked, the best stock, the best pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reference_data.loader import Tables
from scoring.edits import edited_tables
from scoring.engine import score_in
from scoring.levers.assumptions import Assumptions, assumptions_on
from scoring.levers.case import Case, case_of, goods_of
from scoring.levers.catalogue import ORIGIN_TITLE, OTHER_ORIGIN, levers_for
from scoring.levers.moves import AT_HOME, origins_elsewhere
from scoring.levers.pulling import Moved, NotPulled, Pulled, Standing, pull, pulled, rank
from scoring.levers.recompute import Engine, Outcome
from scoring.levers.setting import setting_of
from scoring.levers.spending import holding_cost
from scoring.levers.stock import Stocked, best_stock
from scoring.levers.telling import table_edits
from scoring.method import Method
from scoring.portfolio import Portfolio
from scoring.world import world_on

NO_MAKER = "no named origin outside the controlling ones makes what is under licence"
NO_PAIR = "fewer than two levers can be pulled together"


@dataclass(frozen=True)
class Pair:
    """Two levers pulled together, beside the sum of what each saves alone."""

    together: Pulled
    saved_apart_usd: float


@dataclass(frozen=True)
class StockAdvice:
    """The best stock, and what the stock held now loses and costs; `reason` says why they are empty."""

    best: Stocked | None = None
    loss_now_usd: float | None = None
    holding_cost_now_usd: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class LeverReport:
    """All levers of one company as scored `before`; `ranked` has the most saved for the money first, pairs likewise.

    The best pair is the one that saves most after its cost.
    """

    before: Outcome
    ranked: Sequence[Pulled]
    not_pulled: Sequence[NotPulled]
    stock: StockAdvice
    pairs: Sequence[Pair]
    pair_reason: str | None
    assumptions: Assumptions

    @property
    def best_pair(self) -> Pair | None:
        """The pair that saves most after its cost, or none."""
        return max(self.pairs, key=lambda pair: pair.together.net_usd, default=None)


def lever_report(
    portfolio: Portfolio,
    tables: Tables,
    method: Method,
    *,
    as_of: date,
    known_at: date,
    given: Mapping[str, float],
) -> LeverReport:
    """Recomputes every lever for the one company in `portfolio`, with a reader's own figures where given.

    Money saved is expected loss a year. Raises AssumptionFaults for
    figures that cannot serve, GapError where the company cannot be scored as it is.
    """
    assumptions = assumptions_on(tables, as_of, known_at, given)
    world = world_on(tables, method, as_of, known_at)
    levels = score_in(world, portfolio, tables)
    row = levels.company.row(0, named=True)
    before = Outcome(row["score"], row["band"], row["expected_annual_loss_usd"], row["reason"])
    if before.score is None:
        return _no_report(before, assumptions)
    setting, case = setting_of(world, tables, assumptions, levels.cost), case_of(portfolio)
    levers = [(lever,) for lever in levers_for(origins_elsewhere(case, setting))]
    moves = [(lever, pull(lever, case, setting)) for lever in levers]
    edits = dict(edit for _, moved in moves if isinstance(moved, Case) for edit in table_edits(moved).items())
    known = edited_tables(tables, [edit for name in sorted(edits) for edit in edits[name]])
    engine = Engine(world_on(known, method, as_of, known_at), portfolio.applications)
    return _report(moves, Standing(case, before, setting, engine))


def _report(moves: Sequence[Moved], standing: Standing) -> LeverReport:
    found, cannot = pulled(moves, standing)
    if all(lever.lever_id != OTHER_ORIGIN for levers, _ in moves for lever in levers):
        cannot.append(NotPulled(OTHER_ORIGIN, ORIGIN_TITLE, NO_MAKER))
    ranked = sorted(found, key=rank)
    pairs = _pairs(ranked, standing)
    why = None if pairs else NO_PAIR
    return LeverReport(standing.outcome, ranked, cannot, _stock(standing), pairs, why, standing.setting.assumptions)


def _no_report(before: Outcome, assumptions: Assumptions) -> LeverReport:
    reason = f"the company has no score: {before.reason}"
    none = [NotPulled(lever.lever_id, lever.title, reason) for lever in levers_for([""])]
    return LeverReport(before, [], none, StockAdvice(reason=reason), [], reason, assumptions)


def _pairs(ranked: Sequence[Pulled], standing: Standing) -> list[Pair]:
    """All pairs of levers that touch different cells, recomputed; of other origins only the best takes part."""
    best: dict[str, Pulled] = {}
    for one in ranked:
        best.setdefault(one.levers[0].lever_id, one)
    order = [lever.lever_id for lever in levers_for([""])]
    ones = sorted(best.values(), key=lambda one: order.index(one.levers[0].lever_id))
    alone = {one.levers[0].lever_id: one.saved_usd for one in ones}
    levers = [one.levers[0] for one in ones]
    case, setting = standing.case, standing.setting
    wanted = [
        ((first, second), pull((first, second), case, setting))
        for place, first in enumerate(levers)
        for second in levers[place + 1 :]
        if first.touches.isdisjoint(second.touches)
    ]
    found, _ = pulled(wanted, standing)
    return [Pair(one, sum(alone[lever.lever_id] for lever in one.levers)) for one in sorted(found, key=rank)]


def _stock(standing: Standing) -> StockAdvice:
    case, setting = standing.case, standing.setting
    if not any(good.watched for good in goods_of(case, setting)):
        return StockAdvice(reason=AT_HOME)
    best = best_stock(case, setting, standing.engine)
    if best is None:
        return StockAdvice(reason="a stock of up to 365 days cannot be scored")
    return StockAdvice(best, standing.outcome.expected_annual_loss_usd, holding_cost(case, setting))
