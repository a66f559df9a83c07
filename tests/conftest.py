"""A fresh app with its own database and folder per test; fakes only where the world ends."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url
from sqlalchemy.engine.default import DefaultDialect
from werkzeug.routing import Rule

from app.accounts import passwords, service
from app.accounts.rules import Role, Scope
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.facts import new_epoch
from app.core.transaction import in_transaction
from app.factory import create_app
from tests.faults.tally import full
from tests.reports import city

if TYPE_CHECKING:
    from tests.databases import FreshDatabase  # at run time it is imported as a plugin

pytest_plugins = ["tests.browsers", "tests.databases", "tests.photos.swift", "tests.faults.browser.bench"]

hypothesis.settings.register_profile("any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("any machine")

PASSWORD = "correct horse battery"
BROWSER, FAULTS = "browser", "faults"
"""Marks of tests that wait for browsers and servers."""
FULL_SIZE = "fullsize"
"""The mark of what only `make faults` runs."""
IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 8 * 2**30
"""Twice what a whole run has stored at once."""
YOUNG_OBJECTS = 20_000
"""After so many new objects garbage is looked for; Python's 700 are fewer than one request makes."""
SignIn = Callable[..., "Phone"]


def pytest_configure() -> None:
    """What tests store lies in memory where there is enough: thousands of small databases, each made safe on a disk, wait
    for it four times as long as they compute."""
    if "TMPDIR" not in os.environ and IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_BYTES:
        os.environ["TMPDIR"] = str(IN_MEMORY)
        tempfile.tempdir = None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Garbage is looked for seldom, and never among what was imported: it was an eighth of the time that tests compute."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS)
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what only `make faults` runs, and puts the rest in the order in which a run is soonest over."""
    if not full():
        left_out = [item for item in items if item.get_closest_marker(FULL_SIZE)]
        items[:] = [item for item in items if not item.get_closest_marker(FULL_SIZE)]
        config.hook.pytest_deselected(items=left_out)
    _put_long_ones_first(config, items)


def _put_long_ones_first(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests first in every process of a run, so that short ones are left to fill the end.

    A process begins with its equal part of the list and takes from the end of another's when it has done its own. The
    first begins with browsers, for which it makes the city; the others do what needs none meanwhile.
    """
    count = getattr(config, "workerinput", {}).get("workercount", 1)
    marks = {item: {mark.name for mark in item.iter_markers()} for item in items}
    browsers = _dealt([item for item in items if BROWSER in marks[item]], count)
    servers = _dealt([item for item in items if FAULTS in marks[item] and BROWSER not in marks[item]], count)
    parts = [browsers[0] + servers[0], *(first + then for first, then in zip(servers[1:], browsers[1:], strict=True))]
    short = (item for item in items if not marks[item] & {BROWSER, FAULTS})
    for part in parts:
        part.extend(islice(short, max(0, -(-len(items) // count) - len(part))))
    items[:] = [item for part in parts for item in part] + list(short)


def _dealt(items: list[pytest.Item], count: int) -> list[list[pytest.Item]]:
    """As many parts of about one size; tests of a file stay together, because they share what they start."""
    parts: list[list[pytest.Item]] = [[] for _ in range(count)]
    for _, module in groupby(items, key=lambda item: item.path):
        min(parts, key=len).extend(module)
    return parts


@pytest.fixture(autouse=True, scope="session")
def quick_hashes() -> Iterator[None]:
    """Argon2id with the smallest cost for whom the tests add: at the real one (0.1 s) a run is minutes longer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[dict[Any, Any]]:
    """Where the apps of a run keep compiled statements together: compiling them anew is a third of a short test.

    They are kept by dialect, of which every engine has an object of its own; those of one kind count as one here.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        patch.setattr(DefaultDialect, "__eq__", lambda dialect, other: type(dialect) is type(other))
        yield {}


@pytest.fixture(autouse=True, scope="session")
def routes_compiled_once() -> Iterator[None]:
    """Each app reads the same three hundred routes: once for a run is enough, and most of what an app costs."""
    known: dict[tuple[object, ...], dict[str, Any]] = {}
    compile_anew = Rule.compile

    def compile_rule(rule: Rule) -> None:
        key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, rule.strict_slashes, repr(rule.defaults))
        if key not in known:
            compile_anew(rule)
            known[key] = {name: getattr(rule, name) for name in ("_parts", "_trace", "_converters", "arguments")}
            known[key] |= {name: getattr(rule, name).__func__ for name in ("_build", "_build_unknown")}
            return
        read = known[key]
        rule.__dict__.update(read, _build=read["_build"].__get__(rule), _build_unknown=read["_build_unknown"].__get__(rule))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_rule)
        yield


@pytest.fixture
def settings(tmp_path: Path, fresh_database: FreshDatabase) -> Settings:
    """Settings as `make run` would make them, in an empty folder and on the database of this run."""
    env = {"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(tmp_path / "data")}
    return Settings.from_env(env | fresh_database(tables=True))


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no row, to be copied: making the tables takes longer than most tests."""
    folder = tmp_path_factory.mktemp("empty_tables")
    app = create_app(Settings.from_env({"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(folder)}))
    with app.app_context():
        db.create_all()
        file = db.engine.url.database
        db.engine.dispose()
    assert file is not None
    return Path(file)


@pytest.fixture
def app(settings: Settings, empty_tables: Path, compiled_once: dict[Any, Any]) -> Iterator[Flask]:
    """An app with empty tables."""
    file = make_url(settings.database_url).database
    if settings.database_url.startswith("sqlite") and file is not None:
        settings.data_dir.mkdir(parents=True)
        shutil.copyfile(empty_tables, file)
    app = create_app(settings)
    with app.app_context():
        db.engine.update_execution_options(compiled_cache=compiled_once)
        in_transaction(new_epoch)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def ctx(app: Flask) -> Iterator[Flask]:
    """The app with its context pushed, for services and queries."""
    with app.app_context():
        yield app


AddPerson = Callable[..., str]


@pytest.fixture
def add_person(app: Flask) -> AddPerson:
    """Adds a person and returns the id: add_person("li", Role.PATROL, segments=["…"])."""

    def add(username: str, *roles: Role, segments: tuple[str, ...] = (), cells: tuple[str, ...] = (), name: str = "") -> str:
        with app.app_context():
            scope = Scope(frozenset(segments), frozenset(cells))
            person = in_transaction(
                lambda: service.add_person(username, name, roles or (Role.PATROL,), PASSWORD, clock.now(), scope=scope)
            )
            return person.id

    return add


class Phone(FlaskClient):
    """A client that sends what every real client sends: X-App on writes. `person_id` says who is signed in."""

    person_id: str

    def open(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
        headers = dict(kwargs.pop("headers", None) or {})  # type: ignore[call-overload]
        headers.setdefault("X-App", "1")
        kwargs.setdefault("buffered", True)  # an answer nobody reads would end in the middle of some later test
        return super().open(*args, headers=headers, **kwargs)  # type: ignore[arg-type]


@pytest.fixture
def sign_in(app: Flask, add_person: AddPerson) -> SignIn:
    """A signed-in client: sign_in("li", Role.PATROL); adds the person when new."""
    known: dict[str, str] = {}

    def enter(username: str, *roles: Role, **scope: tuple[str, ...]) -> Phone:
        if username not in known:
            known[username] = add_person(username, *roles, **scope)
        client = Phone(app)
        answer = client.post("/api/v1/session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.json
        client.person_id = known[username]
        return client

    return enter


@pytest.fixture
def li(sign_in: SignIn) -> Phone:
    """A patrol."""
    return sign_in("li", Role.PATROL)


@pytest.fixture
def boss(sign_in: SignIn) -> Phone:
    """A supervisor of the whole city."""
    return sign_in("boss", Role.SUPERVISOR)


@pytest.fixture
def areas(app: Flask) -> None:
    """The small city of `tests/reports/city.py` is in force."""
    city.build(app)
