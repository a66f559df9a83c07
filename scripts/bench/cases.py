"""How long lists, searches, case pages and figures take with a million cases, asked through the app as a browser does.

Each kind of question is asked many times with other values; what counts is the 95th percentile. Beside it stands the
processor time of this process and of PostgreSQL's processes for it, which a busy machine does not change as much, a bare
`SELECT` of one row by its key on the same connection, and the smallest answer of the app.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.config import Settings
from app.core import clock
from app.core.db import db
from app.factory import create_app
from scripts.bench import export_memory, million
from scripts.bench.case_questions import AIM_MS, Question, questions
from scripts.bench.readers import PASSWORD, PATROL, READERS, add_people
from scripts.bench.table import show, verdict
from scripts.bench.values import COUNT
from tests.databases import Cluster, binaries, cluster, running_in

ASKED: Final = 60
ASKED_SELDOM: Final = 20
"""What may take a second."""
_TUNED: Final = {
    **{"shared_buffers": "512MB", "maintenance_work_mem": "512MB", "random_page_cost": "1.1", "jit": "off", "fsync": "off"},
    "full_page_writes": "off",
}
_SMALLEST: Final = "beside: the app's smallest answer"
_KEPT_FOR: Final = timedelta(days=2)
"""Questions are about the days before today."""


class Took(NamedTuple):
    """Milliseconds from question to answer, and of them those of processor time."""

    ms: float
    busy_ms: float


Busy = Callable[[], float]
"""Seconds of processor time that were spent so far."""


def measure(folder: Path, keep: Path | None = None, count: int = COUNT) -> bool:
    """Prints a table for each database that is here; whether every aim was kept. With `keep` the filled databases stay in
    that folder and are used again."""
    kept = _measured("SQLite", _settings((keep or folder) / "cases", {}), time.process_time, count)
    if binaries() is None:
        print("\nCases on PostgreSQL: no PostgreSQL here, not measured")
        return kept
    with ExitStack() as stack:
        server = running_in(keep.resolve() / "pg", "fast", **_TUNED) if keep else cluster(**_TUNED)
        running = stack.enter_context(server)
        env = {"DATABASE_URL": running.url(_database(running))}
        return _measured("PostgreSQL", _settings((keep or folder) / "cases-pg", env), _with_server(running), count) and kept


def _database(running: Cluster) -> str:
    """The first one of this server."""
    marker = running.folder / "database"
    if not marker.exists():
        marker.write_text(running.create())
    return marker.read_text()


def _with_server(running: Cluster) -> Busy:
    """Of this process and of those that the server has now; one that ended is no longer counted."""
    postmaster = (running.folder / "data" / "postmaster.pid").read_text().split()[0]
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children")

    def busy() -> float:
        return time.process_time() + sum(_busy_s(Path(f"/proc/{child}/schedstat")) for child in children.read_text().split())

    return busy


def _busy_s(schedstat: Path) -> float:
    try:
        return int(schedstat.read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def _settings(folder: Path, more: dict[str, str]) -> Settings:
    env = {"SECRET_KEY": "bench-secret-key-0123456789", "DATA_DIR": str(folder), "REQUEST_BUDGET": "1000000", **more}
    return Settings.from_env(env)


def _measured(name: str, settings: Settings, busy: Busy, count: int) -> bool:
    app = create_app(settings)
    filled = _filled(app, settings.data_dir / "filled.json", count)
    clients = {who: _signed_in(app, who) for who in (*READERS, PATROL)}
    gc.collect()
    gc.freeze()  # as the server does when it starts (`gunicorn_conf.py`)
    times = {question: _times(clients[question.who], question, busy) for question in questions()}
    yardsticks = _yardsticks(app, clients["desk"], count, busy)
    kept = _show(f"{count:,} cases on {name} ({filled})", times, yardsticks)
    kept = export_memory.measure(name, clients["desk"]) and kept
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return kept


def _filled(app: Flask, marker: Path, count: int) -> str:
    """Fills the database, unless it was filled lately; what is to be said of it."""
    known = json.loads(marker.read_text()) if marker.exists() else {}
    if known.get("count") == count and clock.now() - clock.parse(known["at"]) < _KEPT_FOR:
        with app.app_context():
            million.bring_up_to_date()
        million.sum_up(app)
        return f"filled {known['at']}"
    if known:
        raise AssertionError(f"{marker} tells of another filling: remove its folder")
    began, now = time.monotonic(), clock.now()
    marker.write_text("{}")
    million.fill(app, count, add_people(app), now)
    marker.write_text(json.dumps({"count": count, "at": clock.isoformat(now)}))
    return f"filled in {time.monotonic() - began:.0f} s"


def _signed_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    body = {"username": username, "password": PASSWORD}
    answer = client.post("/api/v1/session", json=body, headers={"X-App": "1"})
    if answer.status_code != 200:
        raise AssertionError(f"{username} could not sign in: {answer.text}")
    return client


def _times(client: FlaskClient, question: Question, busy: Busy) -> list[Took]:
    """Milliseconds of each question; the first is not counted, it compiles the statements."""
    chance = random.Random(question.what)
    asked = ASKED if question.aim_ms == AIM_MS else ASKED_SELDOM
    return [_ask(client, question.path(chance), busy) for _ in range(asked + 1)][1:]


def _ask(client: FlaskClient, path: str, busy: Busy) -> Took:
    with _clocked(busy) as took:
        answer = client.get(f"/api/v1{path}")
    if answer.status_code not in (200, 404):
        raise AssertionError(f"{path}: {answer.status_code} {answer.text[:200]}")
    return took[0]


@contextmanager
def _clocked(busy: Busy) -> Iterator[list[Took]]:
    """How long the block took, when it has ended."""
    took: list[Took] = []
    began_busy, began = busy(), time.perf_counter()
    yield took
    ended = time.perf_counter()
    took.append(Took(1_000 * (ended - began), 1_000 * (busy() - began_busy)))


def _yardsticks(app: Flask, client: FlaskClient, count: int, busy: Busy) -> dict[str, list[Took]]:
    chance = random.Random(1)
    with app.app_context():
        rows = [_select(chance.randrange(1, count), busy) for _ in range(ASKED)]
        db.session.rollback()
    return {
        "beside: SELECT of one case by its key": rows,
        _SMALLEST: [_ask(client, "/session", busy) for _ in range(ASKED)],
    }


def _select(number: int, busy: Busy) -> Took:
    with _clocked(busy) as took:
        db.session.execute(text("SELECT * FROM case_file WHERE id = :id"), {"id": number}).one()
    return took[0]


def _show(title: str, times: dict[Question, list[Took]], yardsticks: dict[str, list[Took]]) -> bool:
    rows, kept = [], True
    smallest = _p95(yardsticks[_SMALLEST])
    for question, each in times.items():
        p95 = _p95(each)
        kept = kept and p95 <= question.aim_ms
        rows.append([question.what, *_figures(each, smallest), f"≤ {question.aim_ms:.0f}", verdict(p95, question.aim_ms)])
    rows += [[what, *_figures(each, smallest), "", ""] for what, each in yardsticks.items()]
    show(title, ["ms an answer", "asked", "median", "p95", "longest", "p95 of CPU", "× smallest", "aim", ""], rows)
    return kept


def _figures(each: list[Took], smallest: float) -> list[str]:
    waited, busy_p95 = [took.ms for took in each], statistics.quantiles([took.busy_ms for took in each], n=20)[-1]
    figures = (statistics.median(waited), _p95(each), max(waited), busy_p95, _p95(each) / smallest)
    return [str(len(each)), *(f"{value:.1f}" for value in figures)]


def _p95(each: list[Took]) -> float:
    return statistics.quantiles([took.ms for took in each], n=20)[-1]
