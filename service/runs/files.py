"""Writing so that a power cut or a kill leaves either the old file or the new one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOTDIR
from pathlib import Path
from uuid import uuid4


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file beside `path` that takes its place once it is whole; if writing fails, the old one stays."""
    aside = path.with_name(f".{path.name}.{uuid4().hex[:12]}.part")
    try:
        yield aside
        sync(aside)
        os.replace(aside, path)
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()
    sync(path.parent)


def make_folder(path: Path) -> None:
    """Makes a folder and those above it, each known to the disk before the next is used."""
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(path))
    if not path.exists():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        sync(path.parent)
