"""Starts this project's server, or another one, for a measurement: own data folder, own port, stopped at the end."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVE = (sys.executable, "-m", "app.serve")
META = "/api/v1/meta"
PATIENCE_S = 90.0
POLL_S = 0.01


class ServerDied(Exception):
    """The server ended before it answered; the message is what it last said."""


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    pid: int
    port: int
    data_dir: Path
    started_in_s: float

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port of this machine that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, port: int, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the server's process sees: this shell's PATH, the data folder, the port, a key, and nothing else set here."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "SECRET_KEY": secrets.token_urlsafe(32),
        "PYTHONUNBUFFERED": "1",
        **(settings or {}),
    }


def flask(env: Mapping[str, str], *words: str) -> str:
    """Runs one `flask` command and returns what it printed. Raises CalledProcessError, having shown its complaint."""
    command = [sys.executable, "-m", "flask", *words]
    done = subprocess.run(command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
    done.check_returncode()
    return done.stdout


@contextmanager
def serving(env: Mapping[str, str], command: Sequence[str] = SERVE, path: str = META) -> Iterator[Server]:
    """Runs a server until the block ends; enters the block when `path` answers 200. Raises ServerDied."""
    data_dir, port = Path(env["DATA_DIR"]), int(env["PORT"])
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir / "server.log"
    with log.open("ab") as output:
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(env), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait(process, port, path, log)
            yield Server(process.pid, port, data_dir, time.monotonic() - started)
        finally:
            _stop(process)


def answers(port: int, path: str) -> bool:
    """Whether a server on this machine answers 200 at `path`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not answers(port, path):
        if process.poll() is not None:
            raise ServerDied(_last_words(log, f"ended with code {process.returncode}"))
        if time.monotonic() > deadline:
            raise ServerDied(_last_words(log, f"did not answer {path} within {PATIENCE_S:.0f} s"))
        time.sleep(POLL_S)


def _last_words(log: Path, what: str) -> str:
    return f"the server {what}; its last words:\n{log.read_text(errors='replace')[-2000:]}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Asks nicely first; the process group is ours alone (own session), so nothing else is hit."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=25)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
