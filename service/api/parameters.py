"""What parameters may look like; one that nobody reads is refused, never ignored."""

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from service.days import EARLIEST, FIRST_AS_OF, LATEST, TOO_EARLY
from service.runs.snapshot import RUN_ID


def written_as(pattern: str, right: str) -> BeforeValidator:
    """Refuses text of another form before it is read: pydantic alone takes 0 for a day and 1.0 for a count."""

    def check(value: Any) -> Any:
        if isinstance(value, str | int | float) and not re.fullmatch(pattern, str(value)):
            raise PydanticCustomError("form", "is not {right}", {"right": right})
        return value

    return BeforeValidator(check)


def _described(day: date) -> date:
    if day < FIRST_AS_OF:
        raise PydanticCustomError("too_early", "{fault}", {"fault": TOO_EARLY})
    return day


def _run_or_day(value: str) -> str:
    """Refuses days that are not on the calendar or that no answer can look at; run ids pass."""
    if not RUN_ID.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("date", "is not a day of the calendar") from None
        if day > LATEST:
            raise PydanticCustomError("too_late", "is after {latest}", {"latest": LATEST.isoformat()})
        _described(day)
    return value


def one_of(values: tuple[str, ...]) -> BeforeValidator:
    """Refuses text that is not one of some names, and lists them."""

    def check(value: Any) -> Any:
        if value not in values:
            raise PydanticCustomError("not_one_of", "is not one of {names}", {"names": ", ".join(values)})
        return value

    return BeforeValidator(check)


def several(least: int, most: int) -> BeforeValidator:
    """Reads a parameter that is given several times, each value once."""

    def check(value: Any) -> Any:
        values = value if isinstance(value, list) else [value]
        if not least <= len(values) <= most:
            told = {"least": least, "most": most, "given": len(values)}
            raise PydanticCustomError("count", "is given {given} times, {least} to {most} are right", told)
        if len(set(values)) < len(values):
            raise PydanticCustomError("twice", "has a value that is given twice", {})
        return values

    return BeforeValidator(check)


def _each_once(value: Any) -> Any:
    """Values without those that forms send of a field left empty, each once."""
    values = value if isinstance(value, list | tuple) else [value]
    return [one for place, one in enumerate(values) if one != "" and one not in values[:place]]


Day = Annotated[date, Field(ge=EARLIEST, le=LATEST), written_as("[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date like 2026-11-01")]
AsOfDay = Annotated[Day, AfterValidator(_described)]
RUN_OR_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9a-f]{12})?"
RunOrDay = Annotated[
    str,
    Field(json_schema_extra={"pattern": f"^{RUN_OR_DAY}$"}),
    AfterValidator(_run_or_day),
    written_as(RUN_OR_DAY, "a run id or a date like 2026-11-01"),
]
Count = Annotated[int, Field(ge=1, le=500), written_as("[0-9]{1,9}", "a whole number")]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Switch = Literal["0", "1"]
Country = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{2,3}$")]


EMPTY_MEANS_NONE = "emptyMeansNone"
"""Marks a parameter that forms may send empty; OpenAPI is told in its own words."""


MOST_VALUES = 50
Value = TypeVar("Value")
AnyOf = Annotated[tuple[Value, ...], several(0, MOST_VALUES), BeforeValidator(_each_once)]
"""A parameter that may be given several times and means any of its values."""


class Query(BaseModel):
    """Query parameters of one address."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoQuery(Query):
    """An address without query parameters."""
