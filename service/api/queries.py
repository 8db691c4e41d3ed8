"""Query parameters of each address."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic.config import JsonDict

from service.api.models.bands import Band
from service.api.parameters import (
    EMPTY_MEANS_NONE,
    MOST_VALUES,
    AnyOf,
    AsOfDay,
    Count,
    Country,
    Day,
    Query,
    RunOrDay,
    Switch,
    Words,
    one_of,
    several,
    written_as,
)
from service.comparing import LEAST, MOST
from service.portfolio.limits import MOST_COLUMNS
from service.portfolio.manner import Identifier
from service.runs.company_query import SORT_COLUMNS, CompanyQuery

TARIFF_LINE = r"[0-9](\.?[0-9]){3,9}"
PLAIN_NUMBER = r"-?[0-9]{1,9}(\.[0-9]{1,9})?"
FILTER: JsonDict = {EMPTY_MEANS_NONE: True, "maxItems": MOST_VALUES}
SORTS = tuple(sign + column for column in SORT_COLUMNS for sign in ("", "-"))

AsOf = Annotated[AsOfDay | None, Field(description="day the answer is for, ISO 8601; today where left out")]
KnownAt = Annotated[Day | None, Field(description="day whose knowledge is used; as_of where left out")]
TariffLine = Annotated[
    str,
    Field(
        pattern=f"^{TARIFF_LINE}$",
        description="tariff line of the importer's schedule, 4 to 10 digits; points are left out",
    ),
]
ScenarioId = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
CompanyId = Annotated[str, Field(min_length=1, max_length=128)]
Category = Literal["electric_vehicles", "smartphones", "renewables", "other"]


class Filters(Query):
    """What companies to look at. A filter given several times takes any of its values; an empty one filters nothing."""

    q: Words | None = Field(None, description="part of an id or name, whatever its case and accents")
    band: AnyOf[Literal[Band, "none"]] = Field(
        (), description="none for companies without a score", json_schema_extra=FILTER
    )
    category: AnyOf[Category] = Field(
        (), description="market of one of the company's products", json_schema_extra=FILTER
    )
    element: AnyOf[Annotated[str, Field(pattern="^[A-Z][a-z]?$")]] = Field(
        (), description="symbol, such as Dy", json_schema_extra=FILTER
    )
    importer: AnyOf[Country] = Field(
        (), description="ISO 3166-1 alpha-3, or EU27: where products are assembled", json_schema_extra=FILTER
    )
    portfolio: AnyOf[Words] = Field((), description="name of the portfolio", json_schema_extra=FILTER)

    def company_query(self, **paging: Any) -> CompanyQuery:
        """The same filters as the readers of runs take them."""
        return CompanyQuery(**self.model_dump(include=set(Filters.model_fields)), **paging)


class CompaniesQuery(Filters):
    """A page of the ranked list."""

    sort: Annotated[str, one_of(SORTS), Field(json_schema_extra={"enum": list(SORTS)})] = Field(
        "-score", description="column; a minus in front puts the largest first"
    )
    limit: Count = Field(50, description="companies a page, 500 at most")
    cursor: Annotated[str, Field(max_length=2000)] | None = Field(None, description="next_url carries it")


class RankingQuery(CompaniesQuery):
    """The page of the ranked list, which keeps the companies that were ticked for comparison."""

    company_id: AnyOf[CompanyId] = ()


class ScoreDaysQuery(Query):
    """The day a score is asked for, and the day whose knowledge is used."""

    as_of: Annotated[
        AsOfDay | None, Field(description="ISO 8601; another day than the run's is computed on demand")
    ] = None
    known_at: KnownAt = None


class ScoreQuery(ScoreDaysQuery):
    """The day a score is asked for, and the future it is asked for in."""

    scenario: ScenarioId | None = Field(
        None,
        description="one of /v1/scenarios, or origin_offline: and an origin; computed on demand. "
        "The world as the tables have it where left out",
    )


class LeversQuery(ScoreDaysQuery):
    """The day levers are recomputed for, and the reader's own amounts and costs."""

    costs: Annotated[str, Field(max_length=4000)] | None = Field(
        None, description="name:value pairs with ; between, such as more_stock.holding_share:0.15; see assumptions"
    )


class IsoQuery(ScoreDaysQuery):
    """Either a speed of licences or points of duty, and the day they are weighed on."""

    speed: Annotated[float, Field(ge=0.01, le=100), written_as(PLAIN_NUMBER, "a number like 2")] | None = Field(
        None, description="times as fast as licences are now"
    )
    duty_points: Annotated[float, Field(ge=-100, le=1000), written_as(PLAIN_NUMBER, "a number like -10")] | None = (
        Field(
            None, description="percentage points on top of duties on goods of controlling origins; negative for a cut"
        )
    )


class ChangesQuery(Query):
    """The two sides of a change."""

    from_: RunOrDay | None = Field(
        None, alias="from", description="run id or day to start from; the run served before where left out"
    )
    to: RunOrDay | None = Field(None, description="run id or day to end at; the served run where left out")


class ChosenQuery(Query):
    """The page of companies side by side, on which they are chosen one by one."""

    company_id: AnyOf[CompanyId] = ()


class CompareQuery(Query):
    """Which companies to put side by side."""

    company_id: Annotated[
        list[CompanyId],
        several(LEAST, MOST),
        Field(
            description="two to ten companies, each given once: company_id=a&company_id=b",
            json_schema_extra={"minItems": LEAST, "maxItems": MOST, "uniqueItems": True},
        ),
    ]


class ExportQuery(Filters):
    """Which rows to export, and in which form of CSV."""

    company_id: Words | None = None
    bom: Switch = Field("0", description="1: begin with a byte order mark, for spreadsheets")
    delimiter: Literal[",", ";", "|", "tab"] = ","
    decimal: Literal[".", ","] = "."


class DutyQuery(Query):
    """One duty: who levies it, on what, from where, when."""

    importer: Country
    origin: Country
    line: TariffLine
    as_of: AsOf = None
    known_at: KnownAt = None


class ConcentrationQuery(Query):
    """Which element, as which importer meets it, on which day; all of them where left out."""

    element: Annotated[str, Field(pattern="^[A-Z][a-z]?$")] | None = Field(None, description="symbol, such as Dy")
    importer: Country | None = Field(None, description="ISO 3166-1 alpha-3, or EU27")
    as_of: AsOf = None
    known_at: KnownAt = None

    def chosen(self) -> dict[str, str]:
        """What was asked for by name."""
        given = {"element": self.element, "importer": self.importer}
        return {name: value for name, value in given.items() if value is not None}


class DaysQuery(Query):
    """The day asked about, and the day whose knowledge is used."""

    as_of: AsOf = None
    known_at: KnownAt = None


class MeasuresQuery(DaysQuery):
    """A day of the page of measures, and the goods whose duty it shows; days may be empty, as forms send them."""

    importer: Country = "USA"
    origin: Country = "CHN"
    line: Annotated[str, Field(max_length=80)] = "8505110070"
    goods: Words | None = Field(None, description="words of the names of goods whose tariff lines are looked for")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value != ""}


class AsOfQuery(Query):
    """The day asked about."""

    as_of: AsOf = None


class RowsQuery(Query):
    """The day rows of a table have to be in force, and the day they have to be known by; all rows without either."""

    as_of: Annotated[
        AsOfDay | None, Field(description="only rows that hold on this day; today where only known_at is given")
    ] = None
    known_at: KnownAt = None


class ImportQuery(Query):
    """How to import a file."""

    dry_run: Switch = Field("0", description="1: check the file and store nothing")
    accept_valid: Switch = Field("0", description="1: store the rows without faults and leave out the others")
    map: Annotated[list[Annotated[str, Field(min_length=1, max_length=400)]], several(1, MOST_COLUMNS)] = Field(
        default_factory=list,
        description="a heading of the file and the column it is read as: map=Supplier ID=company_id&map=Buyer= ; "
        "nothing after the last = leaves it out; remembered for the next file of the portfolio",
    )
    merge_by: Identifier | None = Field(None, description="make companies that share this identifier one")


class TurnQuery(Query):
    """Which import of a portfolio is undone or brought back."""

    applications: Switch = Field("0", description="1: that of its licence applications")


class DeletionQuery(Query):
    """That a portfolio is to be deleted for good."""

    confirm: Words = Field(description="the name of the portfolio once more")


class RunsQuery(Query):
    """How many attempts to list."""

    limit: Count = 50
