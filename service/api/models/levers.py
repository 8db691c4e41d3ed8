"""Answers about what would help a company: its levers, what each changes, saves and costs."""

from typing import Literal

from pydantic import Field

from service.api.models.bands import Band
from service.api.models.companies import DIRECTION
from service.api.models.stamp import Answer, Stamped

Cell = float | str | list[str] | None


class LineStep(Answer):
    """A change of a product line, or with material_id of the row for one material of it."""

    action: Literal["set", "remove"] = Field(description="set adds a row for a material where there is none")
    product_id: str
    importer: str
    material_id: str | None = Field(description="null: the product line itself")
    values: dict[str, Cell] | None = Field(description="columns to set; a line takes its rows along to another product")


class TableStep(Answer):
    """A row to add to a reference table."""

    action: Literal["add"] = "add"
    table: str
    like: dict[str, Cell] = Field(description="key of the row whose other columns it takes over")
    values: dict[str, Cell] = Field(description="columns that differ from that row")


class LeverEdits(Answer):
    """What a lever changes, in order; `POST /v1/what-if` takes it as `edits`, and files can be edited so by hand."""

    lines: list[LineStep]
    tables: list[TableStep]


class LeverAssumption(Answer):
    """One amount or cost that levers rest on."""

    name: str = Field(description="lever.parameter; `costs` takes another value under this name")
    value: float
    value_low: float | None = Field(description="low end of the range, null where a figure of your own stands")
    value_high: float | None = Field(description="high end of the range, null where a figure of your own stands")
    unit: str
    meaning: str
    given: bool = Field(description="true: a figure of your own, given with this request")
    confidence: str | None = Field(description="null for a figure of your own")
    basis: str | None = Field(description="reported, derived or assumption; null for a figure of your own")
    source_id: str | None = Field(description="null for a figure of your own")
    locator: str | None
    note: str | None = Field(description="the reason")


class Saving(Answer):
    """What one lever, or two, save and cost a year."""

    score: float | None = Field(description="score with it; 0 to 100, higher is riskier")
    band: Band | None
    expected_annual_loss_usd: float | None = Field(description="expected annual loss with it")
    saved_usd: float = Field(description="expected annual loss that goes; below 0 where it rises")
    saved_points: float
    cost_usd: float = Field(description="money spent a year, by the assumptions; below 0 where spending falls")
    net_usd: float = Field(description="saved_usd less cost_usd")
    ratio: float | None = Field(description="saved_usd per cost_usd; null with a reason")
    reason: str | None = Field(description="why ratio is null")
    confidence: str = Field(description="of the weakest row it rests on; own figures where all are yours")


class LeverRow(Saving):
    """One lever recomputed with the engine, and what to edit to compute it again."""

    lever_id: str
    title: str
    origin: str | None = Field(description="another origin: where goods come from instead; else null")
    edits: LeverEdits
    assumptions: list[str] = Field(description="names of the assumptions it rests on")


class LeverOff(Answer):
    """A lever that does not apply."""

    lever_id: str
    title: str
    score: None = Field(description="null: see reason")
    reason: str


class PairedLever(Answer):
    """One lever of a pair."""

    lever_id: str
    title: str
    origin: str | None


class LeverPair(Saving):
    """Two levers pulled together, recomputed."""

    levers: list[PairedLever]
    saved_apart_usd: float = Field(description="sum of what the two save alone")


class BestStock(Answer):
    """The whole number of days, 0 to 365, at which expected loss and holding cost are least together."""

    days: int | None = Field(description="the same for every line with goods at stake; null with a reason")
    expected_annual_loss_usd: float | None
    holding_cost_usd: float | None = Field(description="cost of holding that stock for a year")
    total_usd: float | None = Field(description="both together: no other day has less")
    total_now_usd: float | None = Field(description="loss and holding cost of the stock held now")
    reason: str | None


class Levers(Stamped):
    """What would help a company; savings are expected annual loss, an average over what may happen, not cash."""

    company_id: str
    company_name: str
    score: float | None = Field(description="as it is")
    band: Band | None
    expected_annual_loss_usd: float | None
    direction: Literal["higher is riskier"] = DIRECTION
    levers: list[LeverRow] = Field(description="ranked: the most saved for the money first")
    not_applicable: list[LeverOff]
    best_stock: BestStock
    best_pair: LeverPair | None = Field(description="the pair that saves most after its cost; null with pair_reason")
    pair_reason: str | None
    pairs: list[LeverPair] = Field(description="every pair of levers that touch different cells, ranked")
    assumptions: list[LeverAssumption]
