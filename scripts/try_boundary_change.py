"""Tries a boundary change on many open cases: foretold, applied, undone, compared; the job is killed on its way.

    .venv/bin/python -m scripts.try_boundary_change [--cases 50000] [--kills 3] [--database-url postgresql+psycopg://…]

Without a URL on SQLite in a folder that is removed in the end; a database that is given must be empty. Exit code 1 when
something was lost or is elsewhere than it must be.
"""

from __future__ import annotations

import argparse
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask

from app import migrate
from app.areas import queries as areas
from app.cases import replacing
from app.config import Settings
from app.core.db import db
from app.factory import create_app
from scripts.boundary_change import steps
from scripts.serving import ROOT

POLL_S = 0.05
BETWEEN_KILLS = 5
"""A kill comes after each such part of the cases."""


def main() -> int:
    """Prints a line a step, then the faults; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--database-url")
    parser.add_argument("--follow", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.follow:
        with _app(wanted.follow, wanted.database_url).app_context():
            return steps.follow_here()
    with tempfile.TemporaryDirectory(prefix="xunjie-boundary-") as folder:
        app = _app(Path(folder), wanted.database_url)
        with app.app_context():
            migrate.upgrade()
            seen = steps.run(wanted.cases, lambda: _follow(Path(folder), wanted.database_url, wanted.kills))
            db.session.remove()
            db.engine.dispose()
    print("\n".join(seen.lines))
    print("\n".join(f"FAULT: {fault}" for fault in seen.faults) or "Nothing was lost, nothing is elsewhere.")
    return 1 if seen.faults else 0


def _app(folder: Path, database_url: str | None) -> Flask:
    key = folder / "secret"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(32))
    env = {"SECRET_KEY": key.read_text(), "DATA_DIR": str(folder)}
    return create_app(Settings.from_env(env | ({"DATABASE_URL": database_url} if database_url else {})))


def _follow(folder: Path, database_url: str | None, kills: int) -> int:
    """In processes of their own, of which so many are killed with SIGKILL while they work; how many were."""
    killed = 0
    command = [sys.executable, "-m", "scripts.try_boundary_change", "--follow", str(folder)]
    command += ["--database-url", database_url] if database_url else []
    while True:
        process = subprocess.Popen(command, cwd=ROOT)
        while process.poll() is None:
            if killed < kills and _part_done() * BETWEEN_KILLS > killed + 1:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
                break
            time.sleep(POLL_S)
        else:
            if process.returncode:
                raise SystemExit(f"the job ended with {process.returncode}")
            return killed


def _part_done() -> float:
    """How much of the run for the areas in force is done, 0 to 1."""
    run = replacing.latest_run()
    done = run.done / run.total if run and run.version_id == areas.current_version_id() and run.total else 0.0
    db.session.remove()
    return done


if __name__ == "__main__":
    sys.exit(main())
