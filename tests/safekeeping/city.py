"""A city with reports, and phones that remember what they sent until a backup holds it."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask

from app.config import Settings
from app.core.db import db
from app.factory import create_app
from app.migrate import upgrade
from app.photos.shelf import shelf
from tests.conftest import Phone
from tests.reports.sending import manifest, sealed, send, send_photo, sha256

ROOT = Path(__file__).resolve().parent.parent.parent


def settings_in(folder: Path, **env: str) -> Settings:
    return Settings.from_env({"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(folder), **env})


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """The app on a migrated database; everything is closed when the block ends."""
    app = create_app(settings)
    with app.app_context():
        upgrade()
        try:
            yield app
        finally:
            shelf().decoder.close()
            db.session.remove()
            db.engine.dispose()


def typed(app: Flask, *words: str) -> tuple[int, str]:
    """Exit code and everything printed of `flask …`, in this process."""
    result = app.test_cli_runner().invoke(args=list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def command(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs `flask …` as a person would, in a process of its own, with nothing of these tests in its environment."""
    told = {name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "DATABASE_URL", "BACKUP_DIR"}} | env
    words = (sys.executable, "-m", "flask", "--app", "wsgi", *words)
    return subprocess.run(words, cwd=ROOT, env=told, capture_output=True, text=True, check=False)


def run_until_killed(work: Callable[[], object], module: ModuleType, step: str) -> None:
    """Runs `work` in a child process that SIGKILL ends when it comes to this function; fails if it never does."""
    db.session.remove()
    db.engine.dispose()
    pid = os.fork()
    if pid == 0:
        setattr(module, step, lambda *_args, **_kwargs: os.kill(os.getpid(), signal.SIGKILL))
        try:
            work()
        finally:
            os._exit(0)  # it was not reached
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def picture(number: int, size: int = 3000) -> bytes:
    """Bytes like a JPEG's, another one for each number; only hashes matter here."""
    return b"\xff\xd8\xff\xe0" + hashlib.shake_256(f"photo {number}".encode()).digest(size)


@dataclass
class Street:
    """What one phone sent and still holds: bytes of reports and photos by id and hash."""

    reports: dict[str, bytes] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    given: int = 0

    def walk(self, phone: Phone, reports: int, photos_each: int = 2) -> list[str]:
        """Makes reports with photos and sends all of it; their ids."""
        ids = []
        for _ in range(reports):
            report, photos = self.see(photos_each)
            assert send(phone, sealed(report), report["report_id"]).status_code == 202
            for one in photos:
                assert send_photo(phone, one).status_code in {200, 201}
            ids.append(report["report_id"])
        return ids

    def see(self, photos: int) -> tuple[dict[str, Any], list[bytes]]:
        """A report that the phone now holds, and its photos."""
        taken = [picture(self.given + place) for place in range(photos)]
        self.given += photos
        report = manifest(*taken)
        self.reports[report["report_id"]] = sealed(report)
        self.photos |= {sha256(one): one for one in taken}
        return report, taken

    def offer_everything(self, phone: Phone) -> dict[str, str]:
        """Offers all that is held and sends what the server asks for; the levels of the receipts in the end, by id."""
        for result in self._offered(phone):
            if result["status"] == "unknown":
                answer = send(phone, self.reports[result["id"]], result["id"])
                assert answer.status_code in {201, 202}, answer.text
                result = answer.json
            for name in result["missing"]:
                assert send_photo(phone, self.photos[name]).status_code in {200, 201}
        return {result["id"]: result["receipt"]["level"] for result in self._offered(phone)}

    def _offered(self, phone: Phone) -> list[dict[str, Any]]:
        held = [{"id": name, "manifest_sha256": sha256(body)} for name, body in self.reports.items()]
        answer = phone.post("/api/v1/sync/offer", json={"reports": held})
        assert answer.status_code == 200, answer.text
        return list(answer.json["results"])
