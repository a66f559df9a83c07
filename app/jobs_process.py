"""The process of the background jobs: works while its parent, a server process, lives. Knows no job."""

from __future__ import annotations

import os
import sys
import threading
import time

from flask import Flask

from app.config import Settings
from app.jobs import run_jobs, run_shared
from app.modules import read

IDLE_S = 1.0
CLOCKS_S = 10.0
"""How often the clock is looked at, while nothing is due: it is about minutes and days."""
IDLE_WORKER_S = 0.5
"""A worker without work looks this often: somebody may be waiting for a picture."""


def main() -> None:
    """Rounds of all jobs until the parent is gone, also when it was killed and could say nothing; shared jobs run in
    threads of their own beside them.

    The parent tells its number: asked for here, it might already be somebody else's.
    """
    parent = int(sys.argv[1])
    settings = Settings.from_env(os.environ)
    app: Flask = read("app.factory").create_app(settings)
    workers = [threading.Thread(target=_work, args=(app, parent), name=f"worker {n}") for n in range(settings.drawers)]
    for worker in workers:
        worker.start()
    look_at = time.monotonic()
    while os.getppid() == parent:
        clocks = time.monotonic() >= look_at
        if run_jobs(app, clocks=clocks) == 0:
            if clocks:
                look_at = time.monotonic() + CLOCKS_S
            time.sleep(IDLE_S)
    for worker in workers:
        worker.join()


def _work(app: Flask, parent: int) -> None:
    while os.getppid() == parent:
        if run_shared(app) == 0:
            time.sleep(IDLE_WORKER_S)


if __name__ == "__main__":
    main()
