"""A city whose photos lie in a bucket of a real object storage: taken, shown, backed up, restored, and honest when it dies."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from app import readiness
from app.config import Settings
from app.core.db import db
from app.photos.s3_bucket import Patience
from app.photos.service import open_original
from app.photos.shelf import shelf
from app.safekeeping.backup import take_backup
from app.safekeeping.scrub import examine
from tests.conftest import Phone
from tests.photos.swift import LOGIN, Swift
from tests.reports.sending import manifest, send, send_photo, sha256
from tests.safekeeping.city import Street, opened, picture, settings_in, typed
from tests.safekeeping.conftest import signed_in


@pytest.fixture
def settings(tmp_path: Path, dest: Path, swift: Swift, front: Front, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(Patience, "pause", lambda *_: 0.01)
    monkeypatch.setattr(readiness, "FRESH_S", 0)
    url = swift.url(port=front.port)
    return settings_in(tmp_path / "data", BACKUP_DIR=str(dest), STORAGE_URL=url, **LOGIN)


@pytest.fixture
def front(swift: Swift) -> Iterator[Front]:
    front = Front(swift)
    yield front
    front.close()
    if swift.process.poll() is not None:
        swift.start()


class Front:
    """A line to the storage that can kill it in the middle of what is sent."""

    def __init__(self, swift: Swift) -> None:
        self._swift = swift
        self._kill_after: int | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def kill_after(self, count: int) -> None:
        """The storage dies when so many bytes of one connection have reached it."""
        self._kill_after = count

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(here,), daemon=True).start()

    def _serve(self, here: socket.socket) -> None:
        with here, suppress(OSError), socket.create_connection(("127.0.0.1", self._swift.port)) as there:
            back = threading.Thread(target=self._pass_on, args=(there, here, None), daemon=True)
            back.start()
            self._pass_on(here, there, self._kill)
            back.join()

    def _kill(self, passed: int) -> None:
        if self._kill_after is not None and passed >= self._kill_after:
            self._kill_after = None
            self._swift.kill()

    def _pass_on(self, source: socket.socket, target: socket.socket, watch: Callable[[int], None] | None) -> None:
        passed = 0
        with suppress(OSError):
            while chunk := source.recv(16_384):
                target.sendall(chunk)
                passed += len(chunk)
                if watch is not None:
                    watch(passed)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def test_reports_in_a_bucket_come_back_whole_from_a_backup(
    settings: Settings, app: Flask, li: Phone, street: Street, dest: Path, swift: Swift
) -> None:
    ids = street.walk(li, 2)
    assert {send(li, street.reports[one], one).json["level"] for one in ids} == {"photos"}
    assert not list((settings.data_dir / "storage" / "incoming").iterdir())
    assert take_backup(dest).lost == []
    _burn_down(settings, swift)
    with opened(settings) as fresh:
        code, said = typed(fresh, "restore", str(dest))
        assert (code, "nothing is damaged" in said) == (0, True), said
        for name, content in street.photos.items():
            with open_original(name) as file:
                assert file.read() == content
        assert street.offer_everything(signed_in(fresh)) == dict.fromkeys(ids, "backed-up")


def _burn_down(settings: Settings, swift: Swift) -> None:
    """Machine and bucket lose everything."""
    shelf().decoder.close()
    db.session.remove()
    db.engine.dispose()
    shutil.rmtree(settings.data_dir)
    settings.data_dir.mkdir()
    bucket = settings.storage.bucket  # type: ignore[union-attr]
    for one in swift.client().list_objects_v2(Bucket=bucket)["Contents"]:
        swift.client().delete_object(Bucket=bucket, Key=one["Key"])


def test_a_storage_killed_in_the_middle_of_an_upload_means_come_back_and_nothing_is_acknowledged(
    app: Flask, li: Phone, swift: Swift, front: Front
) -> None:
    before, cut_off = picture(1), picture(2, 400_000)
    report = manifest(before, cut_off)
    assert send(li, report).status_code == 202
    assert send_photo(li, before).status_code == 201
    front.kill_after(100_000)
    refused = send_photo(li, cut_off)
    assert (refused.status_code, refused.json["type"]) == (503, "/problems/unavailable")
    assert int(refused.headers["Retry-After"]) == 30
    assert send_photo(li, cut_off).status_code == 503
    assert examine(sha256(before)) == "unreadable"
    assert app.test_client().get("/readyz").json["parts"] == ["photos"]
    swift.start()
    assert app.test_client().get("/readyz").json == {"ready": True}
    answer = send(li, report)
    assert (answer.json["level"], answer.json["missing"]) == ("text", [sha256(cut_off)])
    assert (shelf().store.has(sha256(before)), shelf().store.has(sha256(cut_off))) == (True, False)
    assert send_photo(li, cut_off).status_code == 201
    assert send(li, report).json["level"] == "photos"
    assert [examine(sha256(one)) for one in (before, cut_off)] == ["sound", "sound"]
