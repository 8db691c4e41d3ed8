"""Settings of the service, read once from the environment (EXPOSURE_…) and passed in."""

from datetime import UTC, date, datetime, tzinfo
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from service.nights import due_moments
from service.refusal import Refusal

PREFIX = "EXPOSURE_"


class Settings(BaseSettings):
    """How this installation runs; each description says what a valid value looks like."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, validate_default=True)

    home: Path = Field(Path("var"), description="a folder for portfolios, runs and state")
    host: str = Field("127.0.0.1", description="an IP address or localhost")
    port: int = Field(8000, ge=1, le=65535, description="a whole number from 1 to 65535")
    api_key: SecretStr | None = Field(None, description="a secret of at least 16 characters")
    database_url: str = Field("", description="an SQLAlchemy address like postgresql+psycopg://user@host/name")
    nightly_cron: str = Field(
        "15 2 * * *", description="minute hour day month weekday, weekdays by name, like 15 2 * * *"
    )
    nightly_zone: str = Field("UTC", description="a time zone name like UTC or Europe/Berlin")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="debug, info, warning or error")
    tables_dir: Path | None = Field(None, description="an existing folder of reference tables")
    stale_after_hours: float = Field(36, gt=0, le=87_600, description="hours, more than 0 and at most 87600")

    @field_validator("home")
    @classmethod
    def _whole_path(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("host")
    @classmethod
    def _is_address(cls, host: str) -> str:
        if host != "localhost":
            ip_address(host)
        return host

    @field_validator("api_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < 16:
            raise ValueError("too short")
        return key

    @field_validator("nightly_zone")
    @classmethod
    def _is_zone(cls, name: str) -> str:
        _zone(name)
        return name

    @field_validator("nightly_cron")
    @classmethod
    def _is_cron(cls, expression: str) -> str:
        due_moments(expression, UTC)
        return expression

    @field_validator("tables_dir")
    @classmethod
    def _is_folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            raise ValueError("no such folder")
        return folder

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, url: str) -> str:
        try:
            return make_url(url).render_as_string(hide_password=False) if url else url
        except ArgumentError as error:
            raise ValueError("not an address") from error

    @property
    def state_url(self) -> str:
        """Where runs and imports are recorded: the database configured, else SQLite in the home folder."""
        return self.database_url or f"sqlite:///{self.home / 'state.sqlite'}"

    @property
    def zone(self) -> tzinfo:
        """The time zone nights are counted in."""
        return _zone(self.nightly_zone)

    def today(self, now: datetime) -> date:
        """The calendar day at `now` in the zone nights are counted in."""
        return now.astimezone(self.zone).date()


def load_settings(**given: Any) -> Settings:
    """The settings of the environment, with what was given on the command line on top.

    Raises Refusal with one line a wrong value: its name, the value, what would be right. Empty values count as not set.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise Refusal(*(_line(fault) for fault in error.errors())) from None


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as another process of ours reads them."""
    given = {name: value for name, value in settings if value is not None}
    secret = {name: value.get_secret_value() for name, value in given.items() if isinstance(value, SecretStr)}
    return {f"{PREFIX}{name.upper()}": str(value) for name, value in (given | secret).items()}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    return host == "localhost" or ip_address(host).is_loopback


def refuse_unguarded(settings: Settings) -> None:
    """Raises Refusal where others could reach the service and no API key is set."""
    if settings.api_key is None and not is_loopback(settings.host):
        raise Refusal(
            f"{settings.host} can be reached from other machines: set {PREFIX}API_KEY first, or serve on 127.0.0.1"
        )


def _zone(name: str) -> tzinfo:
    # UTC must not depend on a time zone database: slim images have none.
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError("unknown time zone") from error


def _line(fault: Any) -> str:
    name = str(fault["loc"][0])
    right = Settings.model_fields[name].description
    value = "the value" if name in ("api_key", "database_url") else repr(str(fault["input"]))
    return f"{PREFIX}{name.upper()}: {value} is not {right}"
