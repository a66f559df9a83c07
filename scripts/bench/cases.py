"""How long lists, searches, case pages and figures take with a million cases, asked through the app as a browser does.

Each kind of question is asked many times with other values; what counts is the 95th percentile. Beside it stands the
processor time of this process (of SQLite with it, without a PostgreSQL server's), which a busy machine does not change as
much, a bare `SELECT` of one row by its key on the same connection, and the smallest answer of the app.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.accounts import service as accounts
from app.accounts.rules import Role, Scope
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.facts import new_epoch
from app.core.transaction import in_transaction
from app.factory import create_app
from scripts.bench import million
from scripts.bench.case_questions import COUNT, Question, questions
from scripts.bench.table import show, verdict
from tests.databases import binaries, cluster

ASKED: Final = 60
PASSWORD: Final = "bench password 1"
_PATROLS: Final = 60


class Took(NamedTuple):
    """Milliseconds from question to answer, and of them those of this process's processor time."""

    ms: float
    busy_ms: float


def measure(folder: Path, count: int = COUNT) -> bool:
    """Prints a table for each database that is here; whether every aim was kept."""
    kept = _measured("SQLite", _settings(folder / "cases", {}), count)
    if binaries() is None:
        print("\nCases on PostgreSQL: no PostgreSQL here, not measured")
        return kept
    with cluster(fsync="off", shared_buffers="512MB", maintenance_work_mem="512MB", jit="off", random_page_cost="1.1") as running:
        url = {"DATABASE_URL": running.url(running.create())}
        return _measured("PostgreSQL", _settings(folder / "cases-pg", url), count) and kept


def _settings(folder: Path, more: dict[str, str]) -> Settings:
    env = {"SECRET_KEY": "bench-secret-key-0123456789", "DATA_DIR": str(folder), "REQUEST_BUDGET": "1000000", **more}
    return Settings.from_env(env)


def _measured(name: str, settings: Settings, count: int) -> bool:
    app = create_app(settings)
    began = time.monotonic()
    with _people(app) as people:
        million.fill(app, count, people, clock.now())
        filled_s = time.monotonic() - began
        clients = {who: _signed_in(app, who) for who in ("desk", "patrol00", "unit01")}
        times = {question: _times(clients[question.who], question) for question in questions()}
        yardsticks = _yardsticks(app, clients["desk"], count)
    return _show(f"{count:,} cases on {name} (filled in {filled_s:.0f} s)", times, yardsticks)


@contextmanager
def _people(app: Flask) -> Iterator[list[str]]:
    """Accounts, and tables to put cases in."""
    with app.app_context():
        db.create_all()
        in_transaction(new_epoch)
        _add("desk", Role.SUPERVISOR)
        _add("unit01", Role.UNIT, million.UNITS[0])
        people = [_add(f"patrol{number:02d}", Role.PATROL) for number in range(_PATROLS)]
    yield people
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _add(username: str, role: Role, *units: str) -> str:
    """A person of these units; the id."""
    scope = Scope(units=frozenset(units))
    added = in_transaction(lambda: accounts.add_person(username, username, (role,), PASSWORD, clock.now(), scope=scope))
    return added.id


def _signed_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    body = {"username": username, "password": PASSWORD}
    answer = client.post("/api/v1/session", json=body, headers={"X-App": "1"})
    if answer.status_code != 200:
        raise AssertionError(f"{username} could not sign in: {answer.text}")
    return client


def _times(client: FlaskClient, question: Question) -> list[Took]:
    """Milliseconds of each question; the first is not counted, it compiles the statements."""
    chance = random.Random(question.what)
    return [_ask(client, question.path(chance)) for _ in range(ASKED + 1)][1:]


def _ask(client: FlaskClient, path: str) -> Took:
    with _clocked() as took:
        answer = client.get(f"/api/v1{path}")
    if answer.status_code not in (200, 404):
        raise AssertionError(f"{path}: {answer.status_code} {answer.text[:200]}")
    return took[0]


@contextmanager
def _clocked() -> Iterator[list[Took]]:
    """How long the block took, when it has ended."""
    took: list[Took] = []
    began, began_busy = time.perf_counter(), time.process_time()
    yield took
    took.append(Took(1_000 * (time.perf_counter() - began), 1_000 * (time.process_time() - began_busy)))


def _yardsticks(app: Flask, client: FlaskClient, count: int) -> dict[str, list[Took]]:
    chance = random.Random(1)
    with app.app_context():
        rows = [_select(chance.randrange(1, count)) for _ in range(ASKED)]
        db.session.rollback()
    return {
        "beside: SELECT of one case by its key": rows,
        "beside: the app's smallest answer": [_ask(client, "/session") for _ in range(ASKED)],
    }


def _select(number: int) -> Took:
    with _clocked() as took:
        db.session.execute(text("SELECT * FROM case_file WHERE id = :id"), {"id": number}).one()
    return took[0]


def _show(title: str, times: dict[Question, list[Took]], yardsticks: dict[str, list[Took]]) -> bool:
    rows, kept = [], True
    for question, each in times.items():
        p95 = statistics.quantiles([took.ms for took in each], n=20)[-1]
        kept = kept and p95 <= question.aim_ms
        rows.append([question.what, *_figures(each), f"≤ {question.aim_ms:.0f}", verdict(p95, question.aim_ms)])
    rows += [[what, *_figures(each), "", ""] for what, each in yardsticks.items()]
    show(title, ["ms an answer", "asked", "median", "p95", "longest", "p95 of CPU", "aim", ""], rows)
    return kept


def _figures(each: list[Took]) -> list[str]:
    waited, busy = [took.ms for took in each], [took.busy_ms for took in each]
    p95, p95_busy = (statistics.quantiles(values, n=20)[-1] for values in (waited, busy))
    return [str(len(each)), *(f"{value:.1f}" for value in (statistics.median(waited), p95, max(waited), p95_busy))]
