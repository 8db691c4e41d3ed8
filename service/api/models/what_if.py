"""What-if over HTTP: what is asked to be different, and both scores with the split of their difference."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, create_model

from scoring.portfolio import LINE_COLUMNS
from service.api.models.bands import Band
from service.api.models.companies import DIRECTION, Company
from service.api.models.scenarios import UserScenario
from service.api.models.stamp import Answer, Stamped
from service.api.parameters import AsOfDay, Day
from service.portfolio.columns import PORTFOLIO
from service.portfolio.contract import Column

MOST_LINES = 1_000
MOST_EDITS = 100
STRICT = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
Text = Annotated[str, Field(max_length=2_000)]
Cells = Annotated[dict[Annotated[str, Field(max_length=80)], JsonValue], Field(max_length=40)]
Figure = float | None


class Asked(BaseModel):
    """Base of what is asked: no unknown names, and no value that has to be guessed at."""

    model_config = STRICT


def _field(column: Column) -> tuple[Any, Any]:
    kind = float | None if column.kind == "number" else Text | None
    empty = f"; empty: {column.empty}" if column.empty else ""
    return (kind, Field(None, description=f"{column.meaning}{f', {column.unit}' if column.unit else ''}{empty}"))


COLUMNS = {column.name: _field(column) for column in PORTFOLIO.columns}
if TYPE_CHECKING:

    class Line(Asked):
        """A row of a portfolio file."""

    class LineValues(Asked):
        """Columns of a product line."""
else:
    Line = create_model(
        "WhatIfRow", __base__=Asked, __doc__="A row of a portfolio file, numbers as numbers.", **COLUMNS
    )
    LineValues = create_model(
        "WhatIfLineValues",
        __base__=Asked,
        __doc__="Columns of a product line to set; null empties one.",
        **{name: COLUMNS[name] for name in LINE_COLUMNS if name != "company_id"},
    )


class LineChange(Asked):
    """A change of product lines, or with material_id of one material of them; what is left out means any."""

    action: Literal["set", "add", "remove"] = "set"
    product_id: Text | None = None
    importer: Text | None = None
    material_id: Text | None = None
    values: LineValues | None = Field(None, description="columns to set; of a line added, all its columns")


class RegimeChange(Asked):
    """Another wait, denial share, re-filing time or odds for one licence regime on the day."""

    regime_id: Text
    wait_shape: Figure = Field(None, gt=0, le=1e6)
    wait_scale_days: Figure = Field(None, gt=0, le=1e6)
    wait_lag_days: Figure = Field(None, ge=0, le=1e6)
    denial_share: Figure = Field(None, ge=0, le=1)
    refile_days: Figure = Field(None, ge=0, le=1e6)
    onset_probability: Figure = Field(None, ge=0, le=1, description="of a regime that is not in force but may come")


class LayerChange(Asked):
    """Another rate for one tariff layer on the day."""

    layer_id: Text
    rate: float = Field(ge=0, le=100, description="share of customs value")


class TableChange(Asked):
    """A change of one row of a reference table: other values, a row more, or a row less."""

    action: Literal["set", "add", "remove"] = "set"
    table: Text
    key: Cells | None = Field(None, description="key of the row, or as much of it as tells it apart; not with add")
    values: Cells | None = Field(
        None, description="columns to set; of a row added, all its columns unless like is given"
    )
    like: Cells | None = Field(None, description="with add: key of the row that gives the columns left out")


class Edits(Asked):
    """All that is to be different."""

    lines: list[LineChange] = Field(default_factory=list, max_length=MOST_EDITS)
    regimes: list[RegimeChange] = Field(default_factory=list, max_length=MOST_EDITS)
    duty_layers: list[LayerChange] = Field(default_factory=list, max_length=MOST_EDITS)
    tables: list[TableChange] = Field(default_factory=list, max_length=MOST_EDITS)
    licence_speed: float = Field(default=1.0, ge=0.01, le=100, description="all waits are divided by it")


class OwnScenario(UserScenario):
    """A future of your own; what is left out stays as the tables have it."""

    model_config = STRICT


class WhatIf(Asked):
    """A what-if about one company: by its id, or by rows as in a portfolio file."""

    company_id: Text | None = Field(None, description="a company of a stored portfolio, with its lines as they are now")
    lines: list[Line] | None = Field(None, min_length=1, max_length=MOST_LINES, description="rows of one company")
    as_of: AsOfDay | None = Field(None, strict=False, description="the served run's day where left out, else today")
    known_at: Day | None = Field(None, strict=False, description="as of the day where left out")
    edits: Edits = Field(default_factory=Edits)
    scenario_id: Text | None = Field(
        None, description="the future the changed company is looked at in, one of /v1/scenarios"
    )
    scenario: OwnScenario | None = Field(None, description="or a future of your own")
    split: bool = Field(True, description="false: leave out what moved the score by how much")


class WhatIfLine(Answer):
    """One product line, column by column as in the CSV export."""

    line_id: str
    product_id: str
    importer: str | None
    annual_units: float | None
    revenue_usd: float | None
    contribution_margin: float | None
    recovery_share: float | None
    lost_share: float | None
    lost_days: float | None
    revenue_at_risk_usd: float | None
    delay_loss_usd: float | None
    duty_loss_usd: float | None
    premium_loss_usd: float | None
    expected_annual_loss_usd: float | None
    defaults_used: str | None
    reason: str | None


class WhatIfSide(Company):
    """One side of a what-if: the company's headline and its lines."""

    tables_version: str = Field(description="differs from that of the answer where table values were changed")
    lines: list[WhatIfLine]


class Difference(Answer):
    """After less before; null where either is."""

    score: float | None = Field(description="points; above 0 is riskier")
    expected_annual_loss_usd: float | None
    delay_points: float | None
    duty_points: float | None
    premium_points: float | None
    delay_loss_usd: float | None
    duty_loss_usd: float | None
    premium_loss_usd: float | None
    lost_days: float | None
    revenue_at_risk_usd: float | None
    band_before: Band | None
    band_after: Band | None
    reason: str | None = Field(description="why there is no difference")


class Part(Answer):
    """What one group of changes moved; exact Shapley parts, which sum to the difference."""

    group: str | None = Field(description="portfolio, law, waits, prices, other_tables; null with a reason")
    points: float | None
    expected_annual_loss_usd: float | None
    reason: str | None


class ChangedCell(Answer):
    """One value that differs, with the value before."""

    what: str
    key: Mapping[str, Any]
    how: Literal["set", "added", "removed"]
    column: str
    before: Any
    after: Any


class WhatIfAnswer(Stamped):
    """A company as it is and as it would be; nothing is stored."""

    company_id: str
    company_name: str
    direction: Literal["higher is riskier"] = DIRECTION
    currency: Literal["USD"] = "USD"
    before: WhatIfSide
    after: WhatIfSide
    difference: Difference
    split: list[Part] | None = Field(description="null where it was not asked for; empty where nothing moved the score")
    changed: list[ChangedCell] = Field(description="every cell that differs, with its value before")
    notes: list[str] = Field(description="remarks that are no faults, such as unusual magnitudes")
    computed: Literal["on demand"] = "on demand"
    stored: Literal[False] = False
