"""A real object storage to test against: OpenStack Swift behind its S3 interface, from Debian's packages.

It refuses bad signatures and altered bytes, which stand-ins for S3 do not. Without it these tests are skipped by name.
"""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from app.storage_place import BucketPlace, place_of

NEEDED: Final = "needs Swift (Debian packages swift-proxy, swift-account, swift-container, swift-object)"
PYTHON: Final = Path("/usr/bin/python3")
"""Debian's own: the packages are installed for it."""
SCRIPT: Final = Path(__file__).resolve().parents[2] / "scripts" / "swift_server.py"
LOGIN: Final = {"AWS_ACCESS_KEY_ID": "xunjie:tester", "AWS_SECRET_ACCESS_KEY": "testing"}
PORTS: Final = range(17_000, 22_000)
_MODULES: Final = ("proxy", "account", "container", "obj")


class Swift:
    """A server with a folder and a port of its own; it may be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = _free_port()
        self._numbers = itertools.count(1)
        self._clients: dict[str, Any] = {}
        self.start()

    def start(self) -> None:
        """Starts it and returns when it answers."""
        command = (str(PYTHON), "-W", "ignore", str(SCRIPT), str(self._folder), str(self.port), "tester", "testing")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd="/")
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready"), f"Swift did not start: {line!r}"

    def kill(self) -> None:
        """As a power cut would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def url(self, *, prefix: str = "city", port: int | None = None) -> str:
        """The STORAGE_URL of a new bucket; through another port if there is something in between."""
        bucket = f"photos-{next(self._numbers)}"
        self.client().create_bucket(Bucket=bucket)
        return f"s3://{bucket}/{prefix}?endpoint=http://127.0.0.1:{port or self.port}"

    def address(self, place: BucketPlace) -> str:
        """The STORAGE_URL of a bucket that is there."""
        return f"s3://{place.bucket}/{place.prefix}?endpoint={place.endpoint}"

    def place(self) -> BucketPlace:
        """A new bucket."""
        place = place_of(self.url(), LOGIN)
        assert isinstance(place, BucketPlace)
        return place

    def client(self, secret: str = LOGIN["AWS_SECRET_ACCESS_KEY"]) -> Any:
        """The library's own client, for looking past the code under test."""
        from app.photos import s3_bucket  # here, because this module is loaded for every test of the project

        if secret not in self._clients:
            login = LOGIN | {"AWS_SECRET_ACCESS_KEY": secret}
            place = place_of(f"s3://any-bucket?endpoint=http://127.0.0.1:{self.port}", login)
            assert isinstance(place, BucketPlace)
            self._clients[secret] = s3_bucket.client(place)
        return self._clients[secret]


def is_installed() -> bool:
    """Whether Debian's Swift is here."""
    packages = Path("/usr/lib/python3/dist-packages")
    return PYTHON.exists() and all((packages / "swift" / name / "server.py").exists() for name in _MODULES)


@pytest.fixture(scope="session")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swift]:
    """One server for the run; whoever kills it starts it again."""
    if not is_installed():
        pytest.skip(NEEDED)
    server = Swift(tmp_path_factory.mktemp("swift"))
    yield server
    server.kill()


@pytest.fixture
def s3_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may use the buckets stands in the environment, also for processes that are started."""
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)


def _free_port() -> int:
    """Below the range outgoing connections use, so that none of them takes it while the server is dead."""
    for port in Random(os.urandom(8)).sample(PORTS, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port")
