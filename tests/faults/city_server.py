"""The real server of a campaign: its own city, people, folder and port; killable as a whole, as by the power switch."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import make_url

from app import migrate
from app.accounts.models import Person
from app.accounts.rules import Role
from app.accounts.service import add_person
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.factory import create_app
from scripts.serving import answers, environment
from tests.reports.city import build

ROOT = Path(__file__).resolve().parents[2]
SERVE = (sys.executable, "-m", "app.serve")
GUNICORN = (sys.executable, "-m", "gunicorn", "-c", "python:app.gunicorn_conf", "wsgi:app")
"""What `app.serve` becomes; it is up in half the time, which counts where it is killed every second."""
META = "/api/v1/meta"
PATIENCE_S = 120.0
PORTS = range(10_000, 17_000)
"""Below the range outgoing connections use, so none of them can take the port of a server that was killed."""
UP_S = (0.6, 1.6)
"""How long a server answers before it is killed again, where it starts in `USUAL_START_S`; else as much longer."""
USUAL_START_S = 2.0
PASSWORD = "the street is long"
JUDGE = "judge"


def free_port() -> int:
    """A port nobody listens on."""
    for port in Random(os.urandom(8)).sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


@dataclass
class CityServer:
    """A server process group and where its city lies."""

    env: dict[str, str]
    command: Sequence[str] = SERVE
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0
    people: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where it answers when it is up."""
        return int(self.env["PORT"])

    @property
    def data_dir(self) -> Path:
        """Its folder."""
        return Path(self.env["DATA_DIR"])

    @property
    def log(self) -> Path:
        """What it printed, over all its lives."""
        return self.data_dir.parent / f"{self.data_dir.name}.log"

    def start(self, patience_s: float = PATIENCE_S) -> None:
        """Returns when it answers; AssertionError with its last words when it ends instead."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdout=output, stderr=output, start_new_session=True
            )
        deadline = time.monotonic() + patience_s
        while not answers(self.port, META):
            assert self.process.poll() is None, f"the server ended: {self.last_words()}"
            assert time.monotonic() < deadline, f"the server does not answer: {self.last_words()}"
            time.sleep(0.02)

    def kill(self) -> None:
        """kill -9 of every process of the server in one moment."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
            self.kills += 1

    def stop(self) -> None:
        """Asks it to end, as an administrator does."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE_S)
            self.process = None

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text("utf-8", "replace")[-3000:]

    @contextmanager
    def opened(self) -> Iterator[Flask]:
        """The server's app in this process, without background jobs: for preparing and for looking."""
        app = create_app(Settings.from_env(self.env))
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()


@contextmanager
def city_server(
    folder: Path, patrols: int, settings: Mapping[str, str] | None = None, command: Sequence[str] = SERVE
) -> Iterator[CityServer]:
    """A prepared city with `patrols` people (p0, p1, …) and a judge; not started. Killed when the block ends."""
    server = CityServer(environment(folder / "data", free_port(), settings), command)
    server.data_dir.mkdir(parents=True, exist_ok=True)
    with server.opened() as app:
        migrate.upgrade()
        build(app)
        server.people = [_add(f"p{number}", Role.PATROL) for number in range(patrols)]
        _add(JUDGE, Role.SUPERVISOR)
    try:
        yield server
    finally:
        server.kill()


class PowerSwitch:
    """Kills the server up to `times` while the block runs; when the block ends, the server is up and stays up."""

    def __init__(self, server: CityServer, seed: int, times: int) -> None:
        self._server, self._times = server, times
        self._dice = Random(seed)
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._failure: BaseException | None = None

    def __enter__(self) -> PowerSwitch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()  # before anything is checked: an orphan server would answer for the one we look at
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            slowness = 1.0
            for _ in range(self._times):
                if self._enough.wait(slowness * self._dice.uniform(*UP_S)):
                    return
                self._server.kill()
                began = time.monotonic()
                self._server.start()
                slowness = max(1.0, (time.monotonic() - began) / USUAL_START_S)
        except BaseException as failure:
            self._failure = failure


def database_url(server: CityServer) -> str:
    """The database this server works on."""
    return Settings.from_env(server.env).database_url


def is_sqlite(server: CityServer) -> bool:
    """Whether that is SQLite."""
    return make_url(database_url(server)).get_backend_name() == "sqlite"


def _add(username: str, role: Role) -> str:
    """Adds somebody; one password hash is made and shared, because hashing is slow by design."""
    first = db.session.query(Person).first()

    def add() -> str:
        person = add_person(username, username, [role], PASSWORD, clock.now())
        if first is not None:
            person.password_hash = first.password_hash
        return person.id

    return in_transaction(add)
