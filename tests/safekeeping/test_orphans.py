"""Photos nobody needs are taken out; a report that names one never believes it to be there."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.core.errors import Unavailable
from app.photos import service
from app.photos.blobs import PREFIXES
from app.photos.folder_blobs import FolderBlobs
from app.photos.models import Photo, PhotoUpload
from app.photos.shelf import shelf
from app.safekeeping import orphans
from app.safekeeping.orphans import collect_orphans, collect_part, settle_collected
from tests.conftest import Phone
from tests.photos.storing import lies_at
from tests.reports.sending import photo, sealed, send, send_photo, sha256
from tests.safekeeping.city import Street
from tests.safekeeping.conftest import signed_in

STRAY = photo(77)
NAME = sha256(STRAY)
LONG_AGO = timedelta(days=15)


def age(name: str) -> None:
    """Makes the file as old as its row."""
    then = time.time() - LONG_AGO.total_seconds()
    os.utime(lies_at(shelf().store, name), (then, then))


@pytest.fixture
def unclaimed(app: Flask, li: Phone) -> None:
    """A photo that came 15 days ago and that no report names."""
    with clock.stopped_at(clock.now() - LONG_AGO):
        assert send_photo(signed_in(app), STRAY).status_code == 201
    age(NAME)


def rows(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def collect() -> int:
    return collect_part(NAME[:2], clock.now())


@pytest.mark.usefixtures("unclaimed")
def test_what_nobody_named_for_14_days_is_forgotten_and_later_destroyed(app: Flask, li: Phone) -> None:
    assert collect() == 1
    assert (rows(Photo), rows(PhotoUpload), shelf().store.has(NAME)) == (0, 0, False)
    settle_collected(clock.now())
    assert len(shelf().store.collected()) == 1
    settle_collected(clock.now() + orphans.OUT_FOR + timedelta(seconds=1))
    assert shelf().store.collected() == []
    assert collect() == 0


def test_what_came_lately_stays(app: Flask, li: Phone) -> None:
    send_photo(li, STRAY)
    assert collect() == 0
    assert shelf().store.has(NAME)


@pytest.mark.usefixtures("unclaimed")
def test_what_somebody_else_brought_lately_stays(app: Flask, add_wang: str) -> None:
    service.store_photo(io.BytesIO(STRAY), NAME, len(STRAY), add_wang, None, False)
    assert collect() == 0


@pytest.fixture
def add_wang(app: Flask) -> str:
    from app.accounts.rules import Role
    from app.accounts.service import add_person
    from app.core.transaction import in_transaction

    person = in_transaction(lambda: add_person("wang", "", (Role.PATROL,), "correct horse battery", clock.now()))
    return person.id


def test_what_a_report_names_stays_also_when_it_does_not_count_for_it_yet(app: Flask, li: Phone, add_wang: str) -> None:
    with clock.stopped_at(clock.now() - LONG_AGO):
        service.store_photo(io.BytesIO(STRAY), NAME, len(STRAY), add_wang, None, False)
    assert send(
        li, {"schema": 1, "report_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "photos": [{"sha256": NAME, "bytes": 1}]}
    ).json["missing"] == [NAME]
    assert collect() == 0
    assert shelf().store.has(NAME)


@pytest.mark.usefixtures("unclaimed")
def test_what_a_refused_body_speaks_of_stays_until_somebody_has_settled_it(app: Flask, li: Phone) -> None:
    broken = b'{"schema": 1, "photos": [{"sha256": "' + NAME.encode() + b'"'
    assert send(li, broken).status_code == 400
    assert collect() == 0


@pytest.mark.usefixtures("app")
def test_a_file_without_a_row_goes_when_it_is_old(app: Flask) -> None:
    with shelf().store.receive(io.BytesIO(STRAY), NAME, len(STRAY)) as incoming:
        shelf().store.place(incoming)
    assert collect() == 0
    age(NAME)
    assert collect() == 1
    assert not shelf().store.has(NAME)


@pytest.mark.usefixtures("unclaimed")
def test_a_report_that_names_it_first_keeps_it(app: Flask, li: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    report, _ = Street().see(0)
    report["photos"] = [{"sha256": NAME, "bytes": len(STRAY)}]
    meanwhile(monkeypatch, lambda: send(signed_in(app), sealed(report), report["report_id"]))
    assert collect() == 0
    assert send(li, sealed(report), report["report_id"]).json["level"] == "photos"
    assert shelf().store.has(NAME)


@pytest.mark.usefixtures("unclaimed")
def test_a_report_that_names_it_afterwards_finds_it_missing(app: Flask, li: Phone) -> None:
    report, _ = Street().see(0)
    report["photos"] = [{"sha256": NAME, "bytes": len(STRAY)}]
    assert collect() == 1
    assert send(li, sealed(report), report["report_id"]).json["missing"] == [NAME]
    send_photo(li, STRAY)
    assert send(li, sealed(report), report["report_id"]).json["level"] == "photos"
    settle_collected(clock.now() + timedelta(days=1))
    assert shelf().store.read(NAME) == STRAY


@pytest.mark.usefixtures("unclaimed")
def test_an_upload_that_met_the_collector_is_asked_for_once_more(app: Flask, li: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    real = service.place_photo

    def then_the_collector_comes(*args: Any, **named: Any) -> Any:
        placed = real(*args, **named)
        assert collect() == 1
        return placed

    monkeypatch.setattr("app.reports.photo_arrivals.place_photo", then_the_collector_comes)
    answer = send_photo(li, STRAY)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert rows(Photo) == 0
    monkeypatch.undo()
    assert send_photo(li, STRAY).status_code == 201
    assert shelf().store.has(NAME)


@pytest.mark.usefixtures("unclaimed")
def test_a_collector_that_is_killed_in_between_loses_nothing(app: Flask, li: Phone) -> None:
    collected = shelf().store.collect(NAME)
    assert collected is not None
    settle_collected(clock.now() + timedelta(days=1))
    assert shelf().store.read(NAME) == STRAY


@pytest.mark.usefixtures("unclaimed")
def test_a_transaction_that_fails_gives_the_photo_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_work: Callable[[], Any]) -> Any:
        _work()
        db.session.rollback()
        raise Unavailable()

    monkeypatch.setattr(orphans, "in_transaction", fails)
    with pytest.raises(Unavailable):
        collect()
    assert shelf().store.has(NAME)
    assert rows(Photo) == 1


def test_the_job_goes_round_the_store_once_a_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(orphans, "collect_part", lambda prefix, _now: seen.append(prefix) or 0)
    begin = clock.now()
    for step in range(len(PREFIXES) + 1):
        with clock.stopped_at(begin + step * orphans.EACH):
            collect_orphans()
            collect_orphans()
    assert seen == [*PREFIXES, "00"]


def test_half_uploads_of_yesterday_are_swept(app: Flask) -> None:
    left = shelf().store.receive(io.BytesIO(STRAY), NAME, len(STRAY))
    os.utime(left.path, (0, 0))
    collect_orphans()
    assert not left.path.exists()


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Something happens after the collector has listed its files and before it takes any."""
    real = FolderBlobs.walk

    def listed(self: FolderBlobs, prefix: str) -> Any:
        found = list(real(self, prefix))
        happens()
        return found

    monkeypatch.setattr(FolderBlobs, "walk", listed)
