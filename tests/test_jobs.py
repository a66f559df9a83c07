"""Background jobs: a round does all of them, a failing one stops nobody, the process ends with its server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from flask import Flask

from app.core.errors import Unavailable
from app.jobs import PROCESS, run_jobs, run_pending

ROOT = Path(__file__).resolve().parent.parent


def test_a_round_runs_every_job_even_after_one_failed(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> int:
        raise RuntimeError("no disk")

    app.extensions["jobs"] = [lambda: 2, fail, lambda: 3]
    assert run_pending(app) == 5
    assert "no disk" in caplog.text


def test_what_only_watches_the_clock_can_be_left_out_of_a_round(app: Flask) -> None:
    def soon() -> int:
        return 2

    def late() -> int:
        return 5

    app.extensions["jobs"], app.extensions["clock_jobs"] = [late, soon], frozenset({late})
    assert (run_jobs(app, clocks=False), run_jobs(app)) == (2, 7)


def test_a_job_that_waits_for_a_part_that_is_away_says_so_in_one_line(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def draw() -> int:
        raise Unavailable("The store does not answer.")

    app.extensions["jobs"] = [draw]
    assert run_pending(app) == 0
    (line,) = caplog.records
    assert (line.levelname, line.getMessage()) == ("WARNING", "background job draw has to wait: The store does not answer.")
    assert line.exc_info is None


def test_one_job_process_runs_and_it_ends_when_the_server_is_killed(tmp_path: Path) -> None:
    keeper = (
        "import os, time; from app.config import Settings; from app.factory import create_app; from app.jobs import start_jobs;"
        "apps = [create_app(Settings.from_env(os.environ)) for _ in range(2)]; [start_jobs(app) for app in apps]; time.sleep(60)"
    )
    env = {**os.environ, "DATA_DIR": str(tmp_path), "SECRET_KEY": "test-secret-key-0123456789"}
    server = subprocess.Popen([sys.executable, "-c", keeper], cwd=ROOT, env=env)
    try:
        workers = wait_for(lambda: job_processes(server.pid))
        time.sleep(1)
        assert [worker.pid for worker in job_processes(server.pid)] == [worker.pid for worker in workers]
        assert len(workers) == 1
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    assert psutil.wait_procs(workers, timeout=30)[1] == []


def job_processes(pid: int) -> list[psutil.Process]:
    return [child for child in psutil.Process(pid).children() if PROCESS in " ".join(child.cmdline())]


def wait_for(found: Callable[[], list[psutil.Process]]) -> list[psutil.Process]:
    deadline = time.monotonic() + 30
    while not (processes := found()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return processes
