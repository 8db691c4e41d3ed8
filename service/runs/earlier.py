"""The run served before, whose rows serve again for every company that nothing has changed for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import polars as pl

import scoring
from scoring.rescoring import DETAIL
from service.runs.current import current_run_id, run_folder
from service.runs.identity import STAMP_COLUMNS
from service.runs.layout import FINGERPRINTS, level_file
from service.runs.manifest import Manifest, file_hash, read_manifest

MADE_BY = "made_by"
"""Column of the fingerprints that says which code made the rows."""


@cache
def code_version() -> str:
    """A name for all code that decides rows and their fingerprints: scoring and polars."""
    digest = hashlib.sha256(pl.__version__.encode())
    root = Path(next(iter(scoring.__path__)))
    for path in sorted(root.rglob("*.py")):
        digest.update(f"\n{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=64)
def made_by_this_code(folder: Path) -> bool:
    """Whether the rows of a published run are those that this very code would make of its inputs."""
    path = folder / FINGERPRINTS
    if not path.is_file():
        return False
    first = pl.scan_parquet(path).select(MADE_BY).head(1).collect(engine="in-memory")
    return first[MADE_BY].to_list() == [code_version()]


@dataclass(frozen=True)
class Earlier:
    """A published run made by this very code: the fingerprint of each company, and its rows."""

    folder: Path
    prints: pl.DataFrame

    def rows(self, first: str, last: str) -> Mapping[str, pl.DataFrame]:
        """The rows of the companies from one id to another at the levels below the company's, without stamp."""
        own = pl.col("company_id").is_between(pl.lit(first), pl.lit(last))
        return {
            name: pl.scan_parquet(self.folder / level_file(name))
            .filter(own)
            .drop(STAMP_COLUMNS)
            .collect(engine="in-memory")
            for name in DETAIL
        }


def served_before(home: Path, run_id: str) -> Earlier | None:
    """The run served now, unless it is the one asked about, was made by other code, or is not as it was published."""
    served = current_run_id(home)
    if served in (None, run_id):
        return None
    folder = run_folder(home, str(served))
    manifest = read_manifest(folder)
    if manifest is None or not (folder / FINGERPRINTS).is_file():
        return None
    prints = pl.read_parquet(folder / FINGERPRINTS)
    if prints[MADE_BY].head(1).to_list() != [code_version()] or not _is_whole(folder, manifest):
        return None
    return Earlier(folder, prints.drop(MADE_BY))


def _is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether what would be taken over is what was published: a row that was changed by hand must not live on."""
    names = [FINGERPRINTS, *map(level_file, DETAIL)]
    return all((folder / name).is_file() and file_hash(folder / name) == manifest.sha256.get(name) for name in names)
