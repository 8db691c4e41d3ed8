"""Opens the state database: SQLite in WAL mode by default, or whatever the address names."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from service.refusal import Refusal
from service.runs.files import make_folder
from service.state.models import Base


def open_database(url: str) -> Engine:
    """An engine on the state database, its tables made if they are not there. Raises Refusal if it cannot be had."""
    try:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            make_folder(Path(engine.url.database or "").parent)
            event.listen(engine, "connect", _set_up_sqlite)
        _create_tables(engine)
    except (SQLAlchemyError, ModuleNotFoundError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise Refusal(f"state database {make_url(url).render_as_string()} cannot be opened: {cause}") from error
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for setting in (
        "busy_timeout = 30000",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _create_tables(engine: Engine) -> None:
    # Not create_all: that looks first and creates then, and two processes that start together trip over each other.
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))
