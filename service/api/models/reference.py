"""Answers about law and reference data: duties, licences, tables, sources and the method."""

from datetime import date
from typing import Any

from pydantic import Field

from service.api.models.stamp import Answer, Stamped


class DutyLayer(Answer):
    """One duty that goes into a rate, with its citation."""

    layer_id: str
    programme: str
    stacking: str = Field(description="base, adds, replaces, minimum_total or exempt")
    only_if: str | None = Field(
        description="what must be true of the goods for it to count, where we cannot tell; the dearer case counts"
    )
    rate: float | None = Field(description="rate of the layer, as a share of customs value; null where it was not read")
    added_rate: float | None = Field(description="what the layer adds to the total; null where its rate was not read")
    legal_ref: str
    valid_from: date
    valid_to: date | None
    known_from: date
    end_known_from: date | None
    source_id: str
    locator: str | None
    confidence: str
    basis: str
    verified_on: date
    note: str | None


class Source(Answer):
    """One publication, act or statement."""

    source_id: str
    producer: str
    title: str
    published: date | None
    accessed: date
    url: str | None
    licence: str
    note: str | None


class Duty(Stamped):
    """The duty on one tariff line from one origin on a day, layer by layer."""

    importer: str
    origin: str
    line: str
    importer_area: str = Field(description="customs area that levies the duty")
    origin_area: str = Field(description="customs area of origin")
    rate: float | None = Field(description="share of customs value; null where it is not known")
    reason: str | None = Field(description="why the rate is null, 0 without a layer, or that of a part of the line")
    layers: list[DutyLayer]
    sources: list[Source]


class WaitPoint(Answer):
    """A point of a wait curve."""

    days: int = Field(description="days since filing")
    undecided: float = Field(description="share of files not decided yet")
    without_goods: float = Field(description="share of files still without goods, denied ones filed again")


class Licence(Answer):
    """One licence regime on the day, its act, its wait and the evidence for it."""

    regime_id: str
    authority: str
    regime_kind: str = Field(description="licence, prohibition or potential")
    state: str = Field(description="in_force, or potential: announced or feared")
    measure_id: str | None
    title: str | None
    legal_ref: str | None
    status: str | None = Field(
        description="where the act stands on the day: announced, in_force, suspended, disputed, ended or called_off"
    )
    status_words: str | None = Field(description="the same in words, with who claims what where it is disputed")
    evidence_on: date | None = Field(description="newest evidence on what became of the act")
    material_classes: list[str]
    elements: list[str]
    origin: str
    destination: str
    end_use: str
    buyer_size: str
    licence_kind: str
    valid_from: date
    valid_to: date | None
    onset_probability: float | None = Field(description="odds within 12 months; null where in force")
    wait_lag_days: float | None = Field(description="null for a prohibition: nothing comes")
    wait_shape: float | None
    wait_scale_days: float | None
    denial_share: float | None
    refile_days: float | None
    wait_curve: list[WaitPoint] = Field(description="empty for a prohibition")
    evidence: list[str] = Field(description="observations known on the day")
    newest_evidence_on: date | None
    evidence_notice: str | None = Field(description="says so where the day is past the newest evidence")
    source_ids: list[str]


class Licences(Stamped):
    """Licence regimes in force or potential on a day."""

    data: list[Licence]
    sources: list[Source]


class TableSummary(Answer):
    """One reference table."""

    name: str
    grain: str = Field(description="what one row is")
    rows: int
    key: list[str]
    columns: list[str]
    silent: str = Field(description="what an absent row means")
    url: str


class TableList(Stamped):
    """All reference tables."""

    data: list[TableSummary]


class ColumnMeaning(Answer):
    """One column of a table."""

    name: str
    kind: str
    unit: str | None
    meaning: str
    empty: str | None = Field(description="what an empty cell means; null where none may be empty")


class TableRows(Stamped):
    """The rows of one reference table."""

    name: str
    grain: str
    total: int
    columns: list[ColumnMeaning]
    data: list[dict[str, Any]]


class StaleFigure(Answer):
    """A figure that has outlived the shelf life of its table."""

    table: str
    key: str = Field(description="what the figure is about")
    newest_data_on: date | None = Field(description="day of the newest figure; null where figures have none")
    verified_on: date = Field(description="day it was last held against its source")
    age_days: int = Field(description="days since the older of the two")
    shelf_life_days: int = Field(description="days the table gives a figure")


class StaleFigures(Stamped):
    """Everything in the tables that has outlived its shelf life on a day."""

    total: int
    data: list[StaleFigure]


class Sources(Stamped):
    """Everything the reference tables cite."""

    total: int
    data: list[Source]


class Constant(Answer):
    """One constant of the method."""

    name: str
    value: Any


class MethodVersion(Answer):
    """One version of the method with its constants."""

    version: str
    constants: list[Constant]
    direction: str
    default: bool


class Methods(Stamped):
    """The methods that can be asked for."""

    data: list[MethodVersion]
