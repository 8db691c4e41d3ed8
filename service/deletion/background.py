"""Deletions asked for over HTTP: begun at once, finished in the background where scoring the others takes long."""

import threading
from dataclasses import dataclass

import structlog

from service.batch import Batch
from service.deletion.deleting import Deleted, begin_deletion, finish_deletion
from service.deletion.plan import Plan
from service.reasons import reason_of
from service.state.record import Record

PATIENCE_SECONDS = 8.0
"""How long whoever asks waits for the end before being told that it goes on."""

log = structlog.get_logger("service.deletion")


@dataclass(frozen=True)
class Deletions:
    """Deletes portfolios of one installation."""

    batch: Batch

    def delete(self, name: str, patience_seconds: float = PATIENCE_SECONDS) -> tuple[Plan, Deleted | None]:
        """Ends a portfolio at once; answers what goes and, if that is done by then, what became of it.

        Raises ImportRefused where nothing is known under that name.
        """
        record = Record(self.batch.settings.state_url)
        try:
            plan = begin_deletion(self.batch.settings.home, record, name)
        except BaseException:
            record.close()
            raise
        ended: list[Deleted] = []
        worker = threading.Thread(target=self._finish, args=(plan, record, ended), name=f"delete {name}", daemon=True)
        worker.start()
        worker.join(patience_seconds)
        return plan, ended[0] if ended else None

    def _finish(self, plan: Plan, record: Record, ended: list[Deleted]) -> None:
        try:
            ended.append(finish_deletion(self.batch, record, plan))
        except Exception as error:
            # The portfolio stays marked as being deleted: asking again, or the next night, goes on where this stopped.
            log.error("deletion not finished", portfolio=plan.portfolio, reason=reason_of(error))
        finally:
            record.close()
