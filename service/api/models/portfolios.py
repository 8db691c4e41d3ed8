"""Answers about portfolios as a whole: what there is, an import undone, a deletion."""

from datetime import datetime

from pydantic import Field

from service.api.models.stamp import Answer, Stamped


class PortfolioState(Answer):
    """One portfolio as it stands."""

    portfolio: str
    version: str | None = Field(description="null where every import is undone, or while it is being deleted")
    companies: int
    lines: int
    file_name: str | None = Field(description="the file its version came from")
    imported: datetime | None = Field(description="when that file was first imported")
    applications: str | None = Field(description="version of its licence applications; null where it has none")
    undoable: bool = Field(description="whether its last import can be undone")
    redoable: bool = Field(description="whether an undo can be taken back")
    being_deleted: bool
    demonstration: bool


class Portfolios(Stamped):
    """Every portfolio that was imported and is not deleted."""

    data: list[PortfolioState]


class Turned(Stamped):
    """How a portfolio stands after an undo, or after one was taken back."""

    portfolio: str
    version: str | None = Field(description="the version that holds now; null where no import is left")
    words: str = Field(description="what was undone, and what holds again")
    undoable: bool
    redoable: bool
    next_step: str


class Deletion(Stamped):
    """What goes with a portfolio, or went."""

    portfolio: str
    status: str = Field(description="planned, going on, or done")
    companies: int
    versions: int
    applications: int = Field(description="versions of its licence applications")
    runs: list[str] = Field(description="runs that hold one of its companies; they go whole")
    served_run_goes: bool
    ledgers: int = Field(description="ledgers of what moved scores")
    kept_files: int = Field(description="uploaded and corrected files that wait to be fetched")
    imports: int = Field(description="imports on record")
    file_names: list[str] = Field(description="names of the files it came from")
    remembered_headings: int
    other_portfolios: list[str] = Field(description="scored in those runs as well; they stay, and are scored anew")
    reason: str | None = Field(description="why the others could not be scored anew, if so")
