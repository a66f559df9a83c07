"""Bytes that rot are found, healed from the backup or asked for again; nothing is believed without its bytes."""

from __future__ import annotations

import errno
import io
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from flask import Flask

from app.cases.report_models import Report
from app.core import clock
from app.core.db import db
from app.core.facts import history
from app.photos.blobs import TakenOut
from app.photos.folder_blobs import FolderBlobs
from app.photos.models import Photo
from app.photos.shelf import shelf
from app.photos.store import Store
from app.safekeeping import scrub
from app.safekeeping.backup import take_backup
from app.safekeeping.photo_copies import PhotoCopies
from tests.conftest import Phone
from tests.photos.storing import lies_at
from tests.reports.sending import send, send_photo
from tests.safekeeping.city import Street
from tests.safekeeping.test_backup import rot

LATER = scrub.ROUND + timedelta(hours=1)


def photo(sha256: str) -> Photo:
    db.session.expire_all()
    return db.session.get_one(Photo, sha256)


def a_round_later() -> None:
    with clock.stopped_at(clock.now() + LATER):
        scrub.scrub()


def test_what_arrived_is_looked_at_again_within_a_round_and_not_sooner(
    app: Flask, li: Phone, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.walk(li, 1)
    seen: list[str] = []
    real = scrub.examine
    monkeypatch.setattr(scrub, "examine", lambda name: (seen.append(name), real(name))[1])
    scrub.scrub()
    assert seen == []
    later = clock.now() + LATER
    with clock.stopped_at(later):
        scrub.scrub()
        scrub.scrub()
    assert sorted(seen) == sorted(street.photos)
    assert {photo(name).checked_at for name in street.photos} == {later}


def test_only_a_few_are_looked_at_in_one_round_of_the_jobs_and_all_in_the_end(app: Flask, li: Phone, street: Street) -> None:
    street.walk(li, 1, photos_each=9)
    street.walk(li, 1, photos_each=9)
    later = clock.now() + LATER
    counts = []
    with clock.stopped_at(later):
        for _ in range(3):
            scrub.scrub()
            counts.append(sum(photo(name).checked_at == later for name in street.photos))
    assert counts == [scrub.AT_ONCE, 2 * scrub.AT_ONCE, 18]


@pytest.mark.parametrize("gone", [False, True], ids=["rotten", "gone"])
def test_without_a_backup_the_report_waits_for_it_again_and_a_phone_that_holds_it_brings_it(
    app: Flask, li: Phone, street: Street, gone: bool, caplog: pytest.LogCaptureFixture
) -> None:
    report_id, other = street.walk(li, 2)
    name = next(iter(street.photos))
    path = lies_at(shelf().store, name)
    path.unlink() if gone else rot(path)
    rev = db.session.get_one(Report, report_id).rev
    a_round_later()
    assert any(record.levelname == "CRITICAL" and name in record.message for record in caplog.records)
    assert len(list(path.parent.glob("*.rotten-*"))) == (0 if gone else 1)
    receipt = send(li, street.reports[report_id], report_id).json
    assert (receipt["level"], receipt["missing"]) == ("text", [name])
    assert li.head(f"/api/v1/photos/{name}").status_code == 404
    assert db.session.get_one(Report, report_id).rev == rev + 1
    assert li.get("/api/v1/changes").json["changes"][-1]["id"] == report_id
    assert photo(name).rotten_at is not None
    assert street.offer_everything(li) == {report_id: "photos", other: "photos"}
    assert photo(name).rotten_at is None
    assert shelf().store.read(name) == street.photos[name]


def test_every_report_that_names_it_waits_again_and_no_backup_vouches_for_them(
    app: Flask, li: Phone, street: Street, dest: Path
) -> None:
    (report_id,) = street.walk(li, 1)
    take_backup(dest)
    assert send(li, street.reports[report_id], report_id).json["level"] == "backed-up"
    name = next(iter(street.photos))
    shutil.rmtree(dest)
    rot(lies_at(shelf().store, name))
    a_round_later()
    assert send(li, street.reports[report_id], report_id).json["level"] == "text"
    send_photo(li, street.photos[name])
    assert send(li, street.reports[report_id], report_id).json["level"] == "photos"
    assert history().watermark > 0


def test_a_sound_copy_in_the_backup_heals_it_and_nobody_is_asked(app: Flask, li: Phone, street: Street, dest: Path) -> None:
    (report_id,) = street.walk(li, 1)
    take_backup(dest)
    name = next(iter(street.photos))
    path = lies_at(shelf().store, name)
    rot(path)
    a_round_later()
    assert shelf().store.read(name) == street.photos[name]
    assert send(li, street.reports[report_id], report_id).json["level"] == "backed-up"


def test_a_rotten_copy_in_the_backup_heals_nothing(app: Flask, li: Phone, street: Street, dest: Path) -> None:
    (report_id,) = street.walk(li, 1)
    take_backup(dest)
    name = next(iter(street.photos))
    for path in (lies_at(shelf().store, name), PhotoCopies(dest / "photos", shelf().store).path(name)):
        rot(path)
    a_round_later()
    assert send(li, street.reports[report_id], report_id).json["missing"] == [name]


def test_a_file_that_cannot_be_read_counts_as_rotten(
    app: Flask, li: Phone, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    (report_id,) = street.walk(li, 1)
    name = next(iter(street.photos))

    def fails(_file: BinaryIO) -> str:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("app.photos.store._hashed", fails)
    assert scrub.examine(name) == "reopened"
    assert send(li, street.reports[report_id], report_id).json["missing"] == [name]


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EACCES, errno.ENOMEM], ids=errno.errorcode.get)
@pytest.mark.parametrize("later", [False, True], ids=["at-once", "when-it-is-put-aside"])
def test_a_server_that_cannot_open_files_takes_no_original_away(
    app: Flask, li: Phone, street: Street, monkeypatch: pytest.MonkeyPatch, number: int, later: bool
) -> None:
    (report_id,) = street.walk(li, 1)
    name = next(iter(street.photos))

    def fails(_blobs: FolderBlobs, _name: str | TakenOut) -> BinaryIO:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        if later:
            patch.setattr(Store, "digest", lambda _store, _name: "other bytes")
        patch.setattr(FolderBlobs, "open_out" if later else "open", fails)
        assert scrub.examine(name) == ("sound" if later else "unreadable")
    assert shelf().store.read(name) == street.photos[name]
    assert send(li, street.reports[report_id], report_id).json["level"] == "photos"


def test_a_disk_that_is_not_mounted_reopens_nothing(
    app: Flask, li: Phone, street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    (report_id,) = street.walk(li, 1)
    root = lies_at(shelf().store, next(iter(street.photos))).parents[2]
    for folder in root.glob("??"):
        shutil.rmtree(folder)
    a_round_later()
    assert "mounted" in caplog.text
    assert send(li, street.reports[report_id], report_id).json["level"] == "photos"


def test_a_fresh_upload_in_the_same_moment_is_never_put_aside(
    app: Flask, li: Phone, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    (report_id,) = street.walk(li, 1)
    name = next(iter(street.photos))
    store = shelf().store
    rot(lies_at(store, name))
    real = Store.put_aside

    def somebody_was_quicker(self: Store, sha256: str) -> TakenOut | None:
        os.unlink(lies_at(store, sha256))
        content = street.photos[sha256]
        with store.receive(io.BytesIO(content), sha256, len(content)) as incoming:
            store.place(incoming)
        return real(self, sha256)

    monkeypatch.setattr(Store, "put_aside", somebody_was_quicker)
    assert scrub.examine(name) == "sound"
    assert store.read(name) == street.photos[name]
    assert send(li, street.reports[report_id], report_id).json["level"] == "photos"
