"""A process that runs the night due on 2026-03-02 with an engine slow enough for another to come along."""

import sys
import time
from pathlib import Path

from reference_data.loader import load_tables
from service.batch import Batch
from service.scheduler import run_due_night
from service.settings import Settings
from tests.service.batch.conftest import NOON, small_inputs
from tests.service.batch.small_run import small_levels

if __name__ == "__main__":
    home = Path(sys.argv[1])

    def slow_engine(*_inputs, **_days):
        time.sleep(1.5)
        with (home / "scored").open("a") as file:
            file.write("scored\n")
        return small_levels()

    batch = Batch(
        Settings(home=home), score=slow_engine, read_tables=load_tables, load=lambda _: small_inputs(), now=lambda: NOON
    )
    run_due_night(batch, retry_failed=False)
