"""`python -m app.serve`: from an empty folder to a serving city. Decides the order of start-up; knows no feature.

Makes and keeps the secret key, refuses a port or a data folder that is in use, has the database prepared, then becomes
gunicorn. What can be refused without the rest of the program is refused before that is read, which takes seconds.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import IO, NoReturn

import click

from app.config import SECRET_FILE, BadSettings, Settings
from app.modules import read
from app.safekeeping.locks import SERVER
from app.safekeeping.rules import UNFINISHED

PORT_PATIENCE_S = 5.0
"""How long a port may still be held by a server that is just going down."""


def main() -> NoReturn:
    """Starts everything in this process; ends with a sentence and code 1 when it cannot."""
    env = os.environ
    port = _port(env)
    keep_secret(env)
    settings = _settings(env)
    held = lock_data_dir(settings.data_dir)
    refuse_half_restored(settings.data_dir)
    wait_for_port(port)
    preparing = read("app.preparing")
    try:
        preparing.prepare_database(settings)
    except preparing.CannotServe as error:
        stop(str(error))
    os.set_inheritable(held.fileno(), True)  # the lock lives as long as the server
    click.echo(f"巡街 Xunjie: http://127.0.0.1:{port}  (data in {settings.data_dir}; Ctrl-C ends)")
    command = [sys.executable, "-m", "gunicorn", "-c", "python:app.gunicorn_conf", "wsgi:app"]
    os.execv(sys.executable, command)


def keep_secret(env: MutableMapping[str, str]) -> None:
    """Without SECRET_KEY a random one is made once and kept in DATA_DIR with mode 0600."""
    if env.get("SECRET_KEY"):
        return
    folder = Path(env.get("DATA_DIR") or "var").expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SECRET_FILE
    if not path.exists():
        temporary = folder / f".{SECRET_FILE}-{os.getpid()}"
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        os.rename(temporary, path)
    env["SECRET_KEY"] = path.read_text().strip()


def lock_data_dir(folder: Path) -> IO[bytes]:
    """Holds DATA_DIR for this server; two servers on one SQLite file and store would confuse their jobs."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / SERVER).open("ab")
    if not _within(PORT_PATIENCE_S, lambda: _locked(lock)):
        stop(f"Another server already runs on {folder}. Stop it, or choose another DATA_DIR (and PORT).")
    return lock


def refuse_half_restored(folder: Path) -> None:
    """Ends with a sentence when a restore was cut off here: old keys and a new database would not fit each other."""
    mark = folder / UNFINISHED
    if mark.exists():
        stop(f"A restore into {folder} was cut off ({mark.read_text().strip()}). Run it again: `flask restore BACKUP`.")


def wait_for_port(port: int) -> None:
    """Returns once the port is free; ends with a sentence when somebody keeps it."""
    if not _within(PORT_PATIENCE_S, lambda: _free(port)):
        stop(f"Port {port} is in use. Stop what listens there, or choose another: PORT={port + 1} make run")


def stop(sentence: str) -> NoReturn:
    """Ends with a sentence for the person at the terminal."""
    sys.exit(f"xunjie: {sentence}")


def _port(env: MutableMapping[str, str]) -> int:
    text = env.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        stop(f"PORT={text} is not a port number.")
    return int(text)


def _settings(env: MutableMapping[str, str]) -> Settings:
    try:
        return Settings.from_env(env)
    except BadSettings as error:
        stop(str(error))


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


if __name__ == "__main__":
    main()
