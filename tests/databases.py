"""Which database tests run on: SQLite files, or databases of a real PostgreSQL server that lives as long as the run.

`--database postgresql` (or DB=postgresql) chooses for all tests; fixtures that say PostgreSQL in their name always use
it. Without its binaries those tests are skipped with the reason.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import create_engine

from app.config import Settings
from app.core.db import db
from app.core.facts import new_epoch
from app.core.transaction import in_transaction
from app.factory import create_app

NEEDED = "needs PostgreSQL binaries (Debian package postgresql)"
DEBIAN = Path("/usr/lib/postgresql")
OWNER = "postgres"
"""Who runs the server when the tests run as root, which PostgreSQL refuses to be."""
COPIES_EITHER_WAY = 150_000
"""The version from which on a server is told how to copy; before it they copied files."""
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@dataclass
class Cluster:
    """A running server that is reached through a socket in its folder only."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _template: str | None = None

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://xunjie@/{name}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """The name of a new database, a copy of the template: of its files, where the server would otherwise write every page
        into its log, which nobody reads here."""
        name = f"test_{next(self._numbers)}"
        with self._connected() as connection:
            how = "STRATEGY FILE_COPY" if connection.info.server_version >= COPIES_EITHER_WAY else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' {how}".encode())
        return name

    def with_tables(self) -> str:
        """The name of a new database that has the models' tables."""
        if self._template is None:
            self._template = self.create()
            engine = create_engine(self.url(self._template))
            db.metadata.create_all(engine)
            engine.dispose()
        return self.create(self._template)

    def drop(self, name: str) -> None:
        """Removes a database, whoever is still connected."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """One statement outside a transaction."""
        with self._connected() as connection:
            connection.execute(statement.encode())

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="xunjie", dbname="postgres", autocommit=True)


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version that is installed; None without."""
    on_path = shutil.which("initdb")
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name.split(".")[0]))
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def cluster(**settings: str) -> Iterator[Cluster]:
    """Starts a server in a folder of its own and stops it in the end. Skips the test when the programs are missing."""
    if binaries() is None:
        pytest.skip(NEEDED)
    folder = Path(tempfile.mkdtemp(prefix="xunjie-pg-", dir=_short_folder()))
    try:
        with running_in(folder, **settings) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_in(folder: Path, stop: str = "immediate", **settings: str) -> Iterator[Cluster]:
    """Starts the server of this folder (absolute, short), makes it if there is none, and stops it in the end (`fast` keeps
    what was not flushed)."""
    programs, data = binaries(), folder / "data"
    assert programs is not None, NEEDED
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER, OWNER)
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    if not data.exists():
        _as_owner(str(programs / "initdb"), "-D", str(data), "-U", "xunjie", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    listen = f"-k {folder} -c listen_addresses='' -c max_connections=200 {options}"
    _as_owner(str(programs / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w", "-o", listen, "start")
    try:
        yield Cluster(folder)
    finally:
        _as_owner(str(programs / "pg_ctl"), "-D", str(data), "-m", stop, "-w", "stop")


def _short_folder() -> str:
    """Where temporary files lie, unless a socket's path would be too long there."""
    usual = tempfile.gettempdir()
    return usual if len(usual) < 20 else "/tmp"


def _as_owner(*command: str) -> None:
    lowered = ("setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups") if os.geteuid() == 0 else ()
    done = subprocess.run(
        (*lowered, *command), cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert done.returncode == 0, f"{command[0]} failed: {done.stderr}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default=os.environ.get("DB") or "sqlite",
        help="what the app of each test stores its rows in",
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """One server for the run (each xdist worker has its own); rows need not survive a power cut."""
    with cluster(**QUICK) as running:
        yield running


@pytest.fixture
def on_postgresql(request: pytest.FixtureRequest) -> bool:
    """Whether this run's tests use PostgreSQL."""
    return bool(request.config.getoption("--database") == "postgresql")


FreshDatabase = Callable[..., dict[str, str]]


@pytest.fixture
def fresh_database(request: pytest.FixtureRequest, on_postgresql: bool) -> Iterator[FreshDatabase]:
    """Gives the environment of a database nobody used: fresh_database(), fresh_database(tables=True). Dropped in the end."""
    made: list[tuple[Cluster, str]] = []

    def make(*, tables: bool = False, postgresql: bool = on_postgresql) -> dict[str, str]:
        if not postgresql:
            return {}  # the app's own choice: a file in its DATA_DIR
        running: Cluster = request.getfixturevalue("postgresql")
        name = running.with_tables() if tables else running.create()
        made.append((running, name))
        return {"DATABASE_URL": running.url(name)}

    yield make
    for running, name in made:
        running.drop(name)


@pytest.fixture
def postgresql_app(fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[Flask]:
    """An app on PostgreSQL, whatever this run's tests use."""
    env = {"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(tmp_path / "postgresql")}
    app = create_app(Settings.from_env(env | fresh_database(tables=True, postgresql=True)))
    with app.app_context():
        in_transaction(new_epoch)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
