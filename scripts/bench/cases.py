"""How long lists, searches, case pages and figures take with a million cases, asked through the app as a browser does.

Each kind of question is asked many times with other values; what counts is the 95th percentile. Beside it stands the
processor time of this process (of SQLite with it, without a PostgreSQL server's), which a busy machine does not change as
much, a bare `SELECT` of one row by its key on the same connection, and the smallest answer of the app.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.accounts import service as accounts
from app.accounts.rules import Role, Scope
from app.catalog.default_file import default_catalog
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.facts import new_epoch
from app.core.paging import encode_cursor
from app.core.transaction import in_transaction
from app.factory import create_app
from scripts.bench import city, million
from scripts.bench.table import show, verdict
from tests.databases import binaries, cluster

COUNT: Final = 1_000_000
ASKED: Final = 60
AIM_MS: Final = 100.0
FIGURES_AIM_MS: Final = 1_000.0
PASSWORD: Final = "bench password 1"
_PATROLS: Final = 60


class Took(NamedTuple):
    """Milliseconds from question to answer, and of them those of this process's processor time."""

    ms: float
    busy_ms: float


@dataclass(frozen=True)
class Question:
    """Something that is asked with ever other values: a path with its query."""

    what: str
    aim_ms: float
    path: Callable[[random.Random], str]
    who: str = "desk"


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
        million.fill(app, count, million.People(people), clock.now())
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


def questions() -> list[Question]:
    """What is asked."""
    return [
        Question("list: newest", AIM_MS, lambda chance: "/cases"),
        Question("list: one open state, by due", AIM_MS, lambda chance: f"/cases?state={_open(chance)}&sort=due"),
        Question("list: open, unit and colour, by due", AIM_MS, _open_of_unit),
        Question("list: one segment", AIM_MS, lambda chance: f"/cases?segment={_segment(chance)}"),
        Question("list: segment, category, closed", AIM_MS, _narrow),
        Question("list: unit and category", AIM_MS, lambda chance: f"/cases?unit={_unit(chance)}&category={_category(chance)}"),
        Question("list: two categories, some days", AIM_MS, _days),
        Question("list: cell, urgent", AIM_MS, lambda chance: f"/cases?urgent=true&cell={_cell(chance)}"),
        Question("list: a campaign", AIM_MS, lambda chance: f"/cases?campaign=campaign-{chance.randrange(20):02d}"),
        Question("list: a patrol's own", AIM_MS, lambda chance: f"/cases?category={_category(chance)}", "patrol00"),
        Question("list: a unit's", AIM_MS, lambda chance: f"/cases?category={_category(chance)}", "unit01"),
        Question("list: the tenth page", AIM_MS, _tenth),
        Question("counts of a list's tabs", AIM_MS, lambda chance: f"/cases/counts?unit={_unit(chance)}"),
        Question("search: a frequent word", AIM_MS, lambda chance: f"/cases?q={chance.choice(million.WORDS)}"),
        Question("search: two frequent words", AIM_MS, lambda chance: f"/cases?q={'%20'.join(chance.sample(million.WORDS, 2))}"),
        Question("search: a road", AIM_MS, lambda chance: f"/cases?q=东西{chance.randrange(1, 6)}路"),
        Question("search: a shop", AIM_MS, lambda chance: f"/cases?q={chr(chance.randrange(0x4E00, 0x8E00))}超市"),
        Question("search: the end of a number", AIM_MS, lambda chance: f"/cases?q={chance.randrange(1, 680):05d}"),
        Question("search: words, segment, closed", AIM_MS, _words_in_segment),
        Question("search: words in open cases, by due", AIM_MS, _words_open),
        Question("search: nothing has it", AIM_MS, lambda chance: f"/cases?q={chr(chance.randrange(0x9000, 0x9FFF))}乐"),
        Question("case page", AIM_MS, lambda chance: f"/cases/{_number(chance)}"),
        Question("figures: a month", FIGURES_AIM_MS, lambda chance: f"/figures?period={_month(chance)}"),
        Question("figures: a year, by unit", FIGURES_AIM_MS, lambda chance: f"/figures?period={_year(chance)}&by=unit"),
        Question("figures: the last twelve months, by segment", FIGURES_AIM_MS, _twelve_months),
        Question("figures: ranking of segments, a year", FIGURES_AIM_MS, _ranking),
        Question("figures: what is behind one", FIGURES_AIM_MS, _behind),
    ]


_CHANCE_DAYS: Final = 365 * million.YEARS
_SEGMENTS: Final = [code for code, _, _ in city.segments(city.SMALL)]
_CELLS: Final = [code for code, _ in city.cells(city.SMALL)]


def _segment(chance: random.Random) -> str:
    return chance.choice(_SEGMENTS)


def _cell(chance: random.Random) -> str:
    return chance.choice(_CELLS)


def _unit(chance: random.Random) -> str:
    return chance.choice(million.UNITS)


def _month(chance: random.Random) -> str:
    day = clock.now() - timedelta(days=chance.randrange(_CHANCE_DAYS))
    return day.strftime("%Y-%m")


def _year(chance: random.Random) -> int:
    return clock.now().year - chance.randrange(million.YEARS - 1)


def _twelve_months(chance: random.Random) -> str:
    last = clock.now().date() - timedelta(days=chance.randrange(60))
    return f"/figures?by=segment&period={last - timedelta(days=364)}..{last}"


def _ranking(chance: random.Random) -> str:
    return f"/figures/ranking?by=segment&period={_year(chance)}"


def _behind(chance: random.Random) -> str:
    return f"/figures/on-time-disposal-rate/cases?period={_month(chance)}&part=numerator&by=unit&key={_unit(chance)}"


def _open(chance: random.Random) -> str:
    return chance.choice(("filed", "dispatched", "claimed", "disposed", "checking", "rework", "suspended"))


def _category(chance: random.Random) -> str:
    return chance.choice(_slugs())


def _slugs() -> list[str]:
    return [entry.slug for entry in default_catalog().entries]


def _open_of_unit(chance: random.Random) -> str:
    return f"/cases?state=dispatched,claimed,rework&unit={_unit(chance)}&colour={chance.choice(('red', 'yellow'))}&sort=due"


def _narrow(chance: random.Random) -> str:
    return f"/cases?state=closed&segment={_segment(chance)}&category={_category(chance)}"


def _days(chance: random.Random) -> str:
    day = clock.now().date() - timedelta(days=chance.randrange(30, _CHANCE_DAYS))
    return f"/cases?category={_category(chance)},{_category(chance)}&from={day}&to={day + timedelta(days=14)}"


def _words_in_segment(chance: random.Random) -> str:
    return f"/cases?q={chance.choice(million.WORDS)}&segment={_segment(chance)}&state=closed"


def _words_open(chance: random.Random) -> str:
    return f"/cases?q={chance.choice(million.WORDS)}&state={_open(chance)}&sort=due"


def _tenth(chance: random.Random) -> str:
    return f"/cases?unit={_unit(chance)}&state=closed&cursor={_cursor(chance.randrange(10_000, COUNT))}"


def _cursor(number: int) -> str:
    return encode_cursor(number)


def _number(chance: random.Random) -> str:
    day = (clock.now() - timedelta(days=chance.randrange(2, _CHANCE_DAYS))).strftime("%Y%m%d")
    return f"410104{day}{chance.randrange(1, 600):05d}"


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
