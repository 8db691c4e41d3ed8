"""What every answer says about where it comes from."""

from datetime import date
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """Base of every row and answer: nothing beyond the declared fields, and nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stamped(Answer):
    """The run an answer rests on; `run_id` is null where it was computed from the tables without a run."""

    run_id: str | None = Field(description="run the answer rests on; null where no run was read")
    as_of: date = Field(description="day the figures are for; today where no run was read and no day was asked for")
    known_at: date = Field(description="day whose knowledge they use")
    method: str = Field(description="version of the method")
    tables_version: str | None = Field(description="hash of the reference tables")
    stale: bool = Field(description="true where the newest scores are older than a good night would leave them")

    @cached_property
    def as_json(self) -> str:
        """The same as JSON; there are few different stamps, and every answer has one."""
        return self.model_dump_json()
