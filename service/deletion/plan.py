"""What would go with a portfolio, counted before anything is touched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from service.jobs.keeping import Jobs
from service.kept.folder import kept_files
from service.ledger.files import ledgers_of
from service.portfolio.faults import shown
from service.portfolio.import_record import IMPORT_RECORD, ImportRecord
from service.portfolio.store import PortfolioStore
from service.portfolio.turning import unknown, versions_in
from service.portfolio.versions import checked_name
from service.runs.current import current_run_id, run_folder
from service.runs.layout import level_file
from service.runs.manifest import Manifest
from service.runs.snapshot import published_runs
from service.state.portfolio_record import count_on_record
from service.state.record import Record

JOBS = "noted imports and files written of those runs"


@dataclass(frozen=True)
class Plan:
    """What goes with a portfolio. Runs never change, so those that hold one of its companies go whole.

    `others` are the portfolios that were scored in those runs too; they stay, and are scored anew.
    """

    portfolio: str
    companies: int
    versions: int
    applications: int
    files: tuple[str, ...]
    runs: tuple[str, ...]
    is_served: bool
    ledgers: int
    kept_aside: int
    jobs: int
    imports: int
    columns: int
    others: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """What goes, a line each, with the names of the files it came from."""
        named = [f"the names of its files: {', '.join(map(shown, self.files))}"] if self.files else []
        return [*self.counts, *named]

    @property
    def counts(self) -> list[str]:
        """What goes, a line each; what there is none of is left out."""
        companies = _many(self.companies, "company", "companies")
        counted = {
            f"{_many(self.versions, 'version')} of {companies}": self.versions,
            f"{_many(self.applications, 'version')} of licence applications": self.applications,
            f"{_many(len(self.runs), 'run')} in which its companies were scored{self._served}": len(self.runs),
            _many(self.ledgers, "ledger of what moved scores", "ledgers of what moved scores"): self.ledgers,
            _many(self.kept_aside, "uploaded or corrected file"): self.kept_aside,
            _many(self.jobs, "noted import or file written of those runs", JOBS): self.jobs,
            f"{_many(self.imports, 'import')} on record": self.imports,
            _many(self.columns, "remembered heading"): self.columns,
        }
        return [words for words, count in counted.items() if count]

    @property
    def _served(self) -> str:
        return ", the served one among them" if self.is_served else ""


def deletion_plan(home: Path, record: Record, name: str) -> Plan:
    """What goes with a portfolio. Raises ImportRefused where nothing is known under that name."""
    checked_name(name)
    folders = [versions_in(home / kind / name) for kind in ("portfolios", "applications")]
    companies = _companies(folders[0])
    doomed = doomed_runs(home, name, companies)
    imports, columns = count_on_record(record, name)
    ids = tuple(run.run_id for run in doomed)
    kept, jobs = kept_files(home, name), Jobs(home, _now).of_portfolio(name, ids)
    if not (any(folders) or doomed or imports or columns or kept or jobs):
        raise unknown(name)
    return Plan(
        portfolio=name,
        companies=companies.len(),
        versions=len(folders[0]),
        applications=len(folders[1]),
        files=tuple(dict.fromkeys(_file(folder) for kind in folders for folder in kind)),
        runs=ids,
        is_served=current_run_id(home) in ids,
        ledgers=len([path for path in ledgers_of(home, ids) if path.name.endswith(".rows.parquet")]),
        kept_aside=len(kept),
        jobs=len(jobs),
        imports=imports,
        columns=columns,
        others=tuple(sorted({other for run in doomed for other in run.portfolios} - {name})),
    )


def doomed_runs(home: Path, name: str, companies: pl.Series) -> list[Manifest]:
    """The runs made from the portfolio or its applications, and those that hold a company only it has by now.

    A company that was in another portfolio before was scored in runs that do not name this one.
    """
    store = PortfolioStore(home)
    others = [store.folder(other, version) for other, version in store.current().items() if other != name]
    elsewhere = pl.concat([pl.Series(dtype=pl.String), *map(_ids, others)])
    own = companies.filter(~companies.is_in(elsewhere.implode()))
    return [run for run in published_runs(home) if _holds(home, run, name, own)]


def _holds(home: Path, run: Manifest, name: str, companies: pl.Series) -> bool:
    if name in run.portfolios or name in run.applications:
        return True
    scored = pl.scan_parquet(run_folder(home, run.run_id) / level_file("company")).select("company_id")
    found = scored.filter(pl.col("company_id").is_in(companies.implode())).head(1).collect(engine="in-memory")
    return not found.is_empty()


def companies_of(home: Path, name: str) -> pl.Series:
    """The ids of all companies that any version of a portfolio holds."""
    return _companies(versions_in(home / "portfolios" / name))


def _companies(versions: Iterable[Path]) -> pl.Series:
    return pl.concat([pl.Series(dtype=pl.String), *map(_ids, versions)]).unique().sort()


def _ids(version: Path) -> pl.Series:
    return pl.read_parquet(version / "lines.parquet", columns=["company_id"])["company_id"].unique()


def _file(version: Path) -> str:
    return ImportRecord.model_validate_json((version / IMPORT_RECORD).read_bytes()).file_name


def _now() -> datetime:
    return datetime.now(UTC)


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
