"""A city whose photos lie in a bucket of a real object storage, which is killed in the middle of an upload."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import readiness
from app.config import Settings
from app.photos.s3_bucket import Bucket, Patience
from app.photos.shelf import shelf
from app.reports import photo_arrivals
from app.safekeeping.scrub import examine
from tests.conftest import Phone
from tests.photos.swift import LOGIN, Swift
from tests.reports.sending import manifest, photo, send, send_photo, sha256
from tests.safekeeping.city import picture, settings_in


@pytest.fixture
def settings(tmp_path: Path, swift: Swift, front: Front, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(Patience, "pause", lambda *_: 0.01)
    monkeypatch.setattr(readiness, "FRESH_S", 0)
    url = swift.url(port=front.port)
    return settings_in(tmp_path / "data", STORAGE_URL=url, **LOGIN)


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


def test_a_storage_killed_in_the_middle_of_an_upload_means_come_back_and_nothing_is_acknowledged(
    app: Flask, li: Phone, swift: Swift, front: Front
) -> None:
    before, cut_off = photo(1), picture(2, 400_000)
    thumb = f"/api/v1/photos/{sha256(before)}?size=thumb"
    report = manifest(before, cut_off)
    assert send(li, report).status_code == 202
    assert send_photo(li, before).status_code == 201
    front.kill_after(100_000)
    refused = send_photo(li, cut_off)
    assert (refused.status_code, refused.json["type"]) == (503, "/problems/unavailable")
    assert int(refused.headers["Retry-After"]) == 30
    assert send_photo(li, cut_off).status_code == 503
    assert li.get(thumb).status_code == 503
    assert examine(sha256(before)) == "unreadable"
    assert app.test_client().get("/readyz").json["parts"] == ["photos"]
    swift.start()
    assert app.test_client().get("/readyz").json == {"ready": True}
    answer = send(li, report)
    assert (answer.json["level"], answer.json["missing"]) == ("text", [sha256(cut_off)])
    assert (shelf().store.has(sha256(before)), shelf().store.has(sha256(cut_off))) == (True, False)
    assert send_photo(li, cut_off).status_code == 201
    assert send(li, report).json["level"] == "photos"
    assert (li.get(thumb).status_code, li.get(thumb).mimetype) == (200, "image/jpeg")
    assert [examine(sha256(one)) for one in (before, cut_off)] == ["sound", "sound"]


def test_the_bucket_is_asked_nothing_while_the_database_is_held(app: Flask, li: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    again, record, held = Bucket.again, photo_arrivals.record_photo, threading.Event()

    def watched(self: Bucket, work: Any) -> Any:
        asked.append(held.is_set())
        return again(self, work)

    def recording(*arguments: Any) -> Any:
        held.set()
        try:
            return record(*arguments)
        finally:
            held.clear()

    monkeypatch.setattr(Bucket, "again", watched)
    monkeypatch.setattr(photo_arrivals, "record_photo", recording)
    assert [send_photo(li, photo(9)).status_code for _ in range(2)] == [201, 200]
    assert asked == [False] * 5, "looked for, put, size asked back; the second time looked for and confirmed"
