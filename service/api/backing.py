"""What answers are made from: the served run, the tables, portfolios and the record; one for each process."""

import threading
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import cast

from flask import current_app, g

from reference_data.loader import Tables, load_tables
from scoring.duty_history import DutyHistory
from scoring.levers.report import LeverReport
from scoring.method import METHOD
from scoring.world import world_on
from service.api.about import Memory
from service.api.models.reference import Licences
from service.api.models.scenarios import Scenarios
from service.api.models.stamp import Stamped
from service.api.problems import Kind, Problem
from service.api.recent import Recent
from service.api.rescoring import Rescoring
from service.batch import Batch, Clock, utc_now
from service.deletion.background import Deletions
from service.importing import ImportDesk
from service.inputs import Inputs
from service.jobs.keeping import Jobs
from service.kept.corrected import CorrectedFiles
from service.kept.uploads import KeptUploads
from service.outlook import CompanyOutlook
from service.overview import Overview
from service.portfolio.store import PortfolioStore
from service.portfolio.vocabulary import Vocabulary
from service.runs.facets import Counts
from service.runs.files import make_folder
from service.runs.identity import Stamp
from service.runs.lately import Lately
from service.runs.queries import Queries
from service.runs.snapshot import NoSuchRun, Serving, Snapshot, is_stale
from service.settings import Settings
from service.stage_supply import StageSupply
from service.state.record import Record
from service.what_if.day import DayWorld
from service.what_if.outcome import Figures

EXTENSION = "exposure"
MOST_OVERVIEWS = 50
"""Overviews held; one has a few hundred rows, however many companies it is of."""
MOST_DAYS = 4
"""Days whose world and draws are held, some 20 MB each."""
MOST_LICENCE_DAYS = 16
"""Days whose licence regimes are held, with the curves of their waits."""


@dataclass
class Backing:
    """Readers of everything an answer may rest on; nothing is opened before it is asked for."""

    settings: Settings
    now: Clock = utc_now
    _tables: Tables | None = None
    _tables_of_run: str | None = None
    _stamps: dict[tuple[str, bool], Stamped] = field(default_factory=dict)
    _loading: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def serving(self) -> Serving:
        """The served run, whichever it is at the moment."""
        return Serving(self.settings.home)

    @cached_property
    def queries(self) -> Queries:
        """Lists and history."""
        return Queries(self.settings.home)

    @cached_property
    def lately(self) -> Lately:
        """Companies run by run."""
        return Lately(self.settings.home)

    @cached_property
    def memory(self) -> Memory:
        """What was worked out of the served run."""
        return Memory()

    @cached_property
    def outlooks(self) -> Recent[CompanyOutlook]:
        """Outlooks worked out lately."""
        return Recent()

    @cached_property
    def levers(self) -> Recent[LeverReport]:
        """Levers worked out lately."""
        return Recent()

    @cached_property
    def duty_histories(self) -> Recent[DutyHistory]:
        """Duties through time worked out lately, by version of the tables."""
        return Recent()

    @cached_property
    def licence_days(self) -> Recent[Licences]:
        """Licence regimes of days looked at lately, by version of the tables."""
        return Recent(MOST_LICENCE_DAYS)

    @cached_property
    def facets(self) -> Recent[Counts]:
        """Companies by filter and value, counted lately."""
        return Recent()

    @cached_property
    def standing(self) -> Recent[Figures]:
        """Companies as they stand, worked out for what-ifs lately."""
        return Recent()

    @cached_property
    def supplies(self) -> Recent[StageSupply]:
        """Supply by stage of days looked at lately, by version of the tables."""
        return Recent(MOST_DAYS)

    @cached_property
    def futures(self) -> Recent[Scenarios]:
        """Scenarios of days that were asked about lately, by version of the tables."""
        return Recent(MOST_DAYS)

    @cached_property
    def companies(self) -> Recent[Inputs]:
        """What is stored of companies that were asked about lately."""
        return Recent()

    @cached_property
    def _days(self) -> Recent[DayWorld]:
        return Recent(MOST_DAYS)

    def day(self, as_of: date, known_at: date) -> DayWorld:
        """The world of a day as known on another, held since one question about it follows another."""
        tables = self.tables()
        return self._days.recall(
            tables.version, f"{as_of}/{known_at}", lambda: DayWorld(tables, world_on(tables, METHOD, as_of, known_at))
        )

    @cached_property
    def overviews(self) -> Recent[Overview]:
        """What portfolios of a run add up to."""
        return Recent(MOST_OVERVIEWS)

    @cached_property
    def record(self) -> Record:
        """What runs and imports were tried."""
        make_folder(self.settings.home)
        return Record(self.settings.state_url)

    @cached_property
    def portfolios(self) -> PortfolioStore:
        """Portfolios as they are now."""
        return PortfolioStore(self.settings.home)

    @cached_property
    def corrected_files(self) -> CorrectedFiles:
        """Faulty files with their faults marked."""
        return CorrectedFiles(self.settings.home)

    @cached_property
    def uploads(self) -> KeptUploads:
        """Files between their preview and their import."""
        return KeptUploads(self.settings.home)

    @cached_property
    def deletions(self) -> Deletions:
        """Deletions asked for over HTTP."""
        return Deletions(Batch(self.settings, now=self.now))

    def import_desk(self) -> ImportDesk:
        """Takes files in, with the words of the tables as they are now."""
        vocabulary = Vocabulary.of(self.tables())
        return ImportDesk(self.settings.home, vocabulary, self.record, self.now, jobs=self.jobs)

    @cached_property
    def rescoring(self) -> Rescoring:
        """Runs asked for over HTTP."""
        return Rescoring(self.settings, self.jobs, self.record)

    @cached_property
    def jobs(self) -> Jobs:
        """Long work that was asked for."""
        return Jobs(self.settings.home, self.now)

    def snapshot(self) -> Snapshot:
        """The served run. Before the first, a problem that says so."""
        try:
            return self.serving.snapshot()
        except NoSuchRun:
            raise Problem(
                Kind.NOT_READY, "nothing has been scored yet; ask again in a minute", headers=[("Retry-After", "30")]
            ) from None

    def served(self) -> Snapshot | None:
        """The served run, or none before the first."""
        try:
            return self.serving.snapshot()
        except NoSuchRun:
            return None

    def tables(self) -> Tables:
        """The reference tables, read again once a run is served that was made from others."""
        snapshot = self.served()
        wanted, run_id = (snapshot.manifest.tables_version, snapshot.run_id) if snapshot else (None, None)
        with self._loading:
            known = self._tables
            if known is None or (wanted != known.version and run_id != self._tables_of_run):
                known = self._tables = load_tables(self.settings.tables_dir)
                self._tables_of_run = run_id
        return known

    def stamp(self, snapshot: Snapshot) -> Stamped:
        """What answers from a run say about it."""
        stale = is_stale(snapshot.manifest, self.settings, self.now())
        known = self._stamps.get((snapshot.run_id, stale))
        return known or self._stamps.setdefault((snapshot.run_id, stale), _stamped(snapshot.stamp, stale))

    def served_stamp(self) -> Stamped:
        """What answers about the service itself say: the served run, or that there is none yet."""
        served = self.served()
        if served is not None:
            return self.stamp(served)
        today = self.settings.today(self.now())
        return Stamped(run_id=None, as_of=today, known_at=today, method=METHOD.version, tables_version=None, stale=True)

    def tables_stamp(self, as_of: date | None = None, known_at: date | None = None) -> Stamped:
        """What answers from the tables say: the days asked for, else today; the served run only where it is of them."""
        day = as_of or self.settings.today(self.now())
        known, version, served = known_at or day, self.tables().version, self.served()
        if served is not None and served.manifest.stamp == replace(
            served.manifest.stamp, as_of=day, known_at=known, tables_version=version
        ):
            return self.stamp(served)
        return Stamped(
            run_id=None, as_of=day, known_at=known, method=METHOD.version, tables_version=version, stale=False
        )


def _stamped(stamp: Stamp, stale: bool) -> Stamped:
    return Stamped(**asdict(stamp), stale=stale)


def served() -> tuple[Snapshot, Stamped]:
    """The served run with its stamp, the same for the whole of a request even while another takes its place."""
    known: tuple[Snapshot, Stamped] | None = g.get("served")
    if known is None:
        source = backing()
        snapshot = source.snapshot()
        known = g.served = snapshot, source.stamp(snapshot)
    return known


def backing() -> Backing:
    """What the current application answers from."""
    return cast(Backing, current_app.extensions[EXTENSION])
