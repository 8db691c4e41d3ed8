"""Keeps what runs were made from: reference tables and constants of the method by version, once and for good."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import polars as pl

from reference_data.contracts import TABLES
from reference_data.loader import Tables
from scoring.method import METHOD, Method
from service.portfolio.parquet import parquet_bytes
from service.portfolio.versions import no_step, write_version
from service.refusal import Refusal
from service.runs.files import make_folder, replacing

TABLES_FOLDER, METHODS_FOLDER = "tables", "methods"


class InputsGone(Refusal):
    """What a run was made from is no longer there, or not readable by this release."""


def keep(home: Path, tables: Tables, method: Method) -> None:
    """Stores tables and constants under their versions, unless they are stored already. Whoever calls holds the lease.

    Raises Refusal where the constants differ from those stored under the same version.
    """
    _keep_tables(home / TABLES_FOLDER, tables)
    _keep_method(home / METHODS_FOLDER, method)


def kept_tables(home: Path, version: str, installed: Callable[[], Tables]) -> Tables:
    """The reference tables of a version: those kept, else those installed if they are the same. Raises InputsGone."""
    folder = home / TABLES_FOLDER / version
    if folder.is_dir():
        frames = {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
        _check(version, frames)
        return Tables(frames, version)
    now = installed()
    if now.version != version:
        raise InputsGone(f"reference tables {version} are not kept in {home / TABLES_FOLDER}")
    return now


def kept_method(home: Path, version: str) -> Method:
    """The constants of a version of the method: those kept, else this release's own. Raises InputsGone."""
    path = home / METHODS_FOLDER / f"{version}.json"
    if path.is_file():
        return _method_from(path)
    if version != METHOD.version:
        raise InputsGone(f"the constants of method {version} are not kept in {path.parent}")
    return METHOD


def _keep_tables(root: Path, tables: Tables) -> None:
    if (root / tables.version).is_dir():
        return
    make_folder(root)
    for left in root.glob(".*.part"):
        shutil.rmtree(left)
    files = {f"{name}.parquet": parquet_bytes(frame) for name, frame in tables.items()}
    write_version(root, tables.version, files, no_step)


def _keep_method(root: Path, method: Method) -> None:
    path = root / f"{method.version}.json"
    if path.is_file():
        if _method_from(path) != method:
            raise Refusal(f"{path} holds other constants of method {method.version}: they need a new version")
        return
    make_folder(root)
    with replacing(path) as aside:
        aside.write_text(json.dumps(asdict(method), indent=2) + "\n")


def _method_from(path: Path) -> Method:
    """The constants on file; those that came later have the value at which they change nothing."""
    told = json.loads(path.read_text())
    known = {field.name: told[field.name] for field in fields(Method) if field.name in told}
    return Method(**{name: _frozen(value) for name, value in known.items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _check(version: str, frames: dict[str, pl.DataFrame]) -> None:
    """Refuses tables that an earlier release wrote with other columns: a guess would be a silent one."""
    for name, table in TABLES.items():
        if name not in frames or dict(frames[name].schema) != dict(table.schema):
            raise InputsGone(f"reference tables {version} are of another release: {name} has other columns there")
