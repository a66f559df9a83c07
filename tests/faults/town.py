"""One patrol, one report of two photos, one app in this process: the smallest town where a step can fail."""

from __future__ import annotations

import hashlib
import io
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.config import Settings
from app.core.db import db
from app.photos.keyring import FILE, Keyring
from app.photos.sealed import OriginalUnreadable, unsealed
from app.photos.shelf import EXTENSION, Shelf
from tests.conftest import Phone
from tests.faults.steps import Steps
from tests.photos.storing import store_in
from tests.reports.sending import manifest, photo, sealed, send, send_photo, sha256

PHOTOS = (photo(1) + bytes(150_000), photo(2))
REPORT = manifest(*PHOTOS)
BODY = sealed(REPORT)


@dataclass
class Town:
    """An app on SQLite with a patrol signed in, and the steps it takes."""

    app: Flask
    steps: Steps
    phone: Phone

    @property
    def settings(self) -> Settings:
        settings: Settings = self.app.extensions["settings"]
        return settings


def make_room(app: Flask) -> None:
    """The store takes photos whatever this machine's disk has left."""
    shelf: Shelf = app.extensions[EXTENSION]
    data_dir = app.extensions["settings"].data_dir
    store = store_in(data_dir / "photos", data_dir / FILE)
    app.extensions[EXTENSION] = Shelf(store, shelf.derived, shelf.decoder)


def send_report(phone: Phone) -> TestResponse:
    return send(phone, BODY, REPORT["report_id"])


def send_first_photo(phone: Phone) -> TestResponse:
    return send_photo(phone, PHOTOS[0])


def send_last_photo(phone: Phone) -> TestResponse:
    return send_photo(phone, PHOTOS[1])


@dataclass(frozen=True)
class Act:
    """A request, and those that come before it."""

    name: str
    before: tuple[Callable[[Phone], TestResponse], ...]
    request: Callable[[Phone], TestResponse]


ACTS = (
    Act("report", (), send_report),
    Act("first photo", (send_report,), send_first_photo),
    Act("last photo", (send_report, send_first_photo), send_last_photo),
    Act("photo before its report", (), lambda phone: send_photo(phone, PHOTOS[0])),
    Act("report after its photos", (send_first_photo, send_last_photo), send_report),
    Act("report again", (send_report, send_first_photo, send_last_photo), send_report),
)


def reset(town: Town, act: Act) -> None:
    """Back to the moment before the act, in a store and tables that hold nothing else."""
    with town.app.app_context():
        for table in ("report_photo", "photo_upload", "photo", "change", "report", "device"):
            with db.engine.begin() as connection:
                connection.exec_driver_sql(f"DELETE FROM {table}")
    shutil.rmtree(town.settings.data_dir / "photos")
    make_room(town.app)
    town.app.extensions[EXTENSION].store.keys.since()  # opens what a server that runs has open
    for request in act.before:
        assert request(town.phone).status_code in {200, 201, 202}


def count_steps(town: Town, act: Act, *, short: bool = False) -> int:
    """How many steps the act has when nothing fails; the second time, when connections are open."""
    for _ in range(2):
        reset(town, act)
        with town.steps.watched(short=short):
            assert act.request(town.phone).status_code in {200, 201, 202}
    return len(town.steps.names)


def rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    """What another process would read in the database now."""
    with closing(sqlite3.connect(settings.data_dir / "xunjie.db")) as connection:
        return connection.execute(query).fetchall()


def faults_in(settings: Settings, files: dict[str, bytes]) -> list[str]:
    """What is wrong with tables and files together: every reference has its file, every effect happened once."""
    names = {name.rsplit("/", 1)[-1]: content for name, content in files.items()}
    found = [
        f"photo {name[:8]} is in the database and its bytes are not on the disk"
        for (name,) in rows(settings, "SELECT sha256 FROM photo UNION SELECT sha256 FROM report_photo WHERE stored")
        if hashlib.sha256(names.get(name, b"")).hexdigest() != name
    ]
    for report_id, rev in rows(settings, "SELECT id, rev FROM report"):
        told = rows(settings, f"SELECT rev FROM change WHERE object_id = '{report_id}' ORDER BY seq")
        if told != [(number,) for number in range(1, rev + 1)]:
            found.append(f"the feed tells {told} of a report at revision {rev}")
    return found


def claims(answer: TestResponse, act: Act, settings: Settings, files: dict[str, bytes]) -> list[str]:
    """What the answer claims and is not so."""
    if answer.status_code >= 500:
        return [] if answer.content_type == "application/problem+json" else ["the refusal is no problem document"]
    if answer.status_code not in {200, 201, 202}:
        return [f"a fault of the server was answered {answer.status_code}"]
    if answer.json is None:  # a photo: file and row
        wanted = PHOTOS[1] if act.request is send_last_photo else PHOTOS[0]
        there = rows(settings, f"SELECT bytes FROM photo WHERE sha256 = '{sha256(wanted)}'") == [(len(wanted),)]
        return [] if there and wanted in files.values() else ["a photo was acknowledged and is not durable"]
    stored = rows(settings, f"SELECT manifest FROM report WHERE id = '{REPORT['report_id']}'")
    wrong = [] if stored == [(BODY,)] else ["a report was acknowledged and is not in the database"]
    if answer.json["level"] == "photos" and not set(PHOTOS) <= set(files.values()):
        wrong.append("all photos were acknowledged and are not durable")
    return wrong


def on_disk(settings: Settings) -> dict[str, bytes]:
    """The originals in the store's files."""
    root = settings.data_dir / "photos"
    return opened(settings, {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()})


def opened(settings: Settings, files: dict[str, bytes]) -> dict[str, bytes]:
    """What these files hold for whoever has the keys that are here; nothing where they do not open."""
    ring = Keyring(settings.data_dir / FILE)
    return {name: _opened(name.rsplit("/", 1)[-1], content, ring) for name, content in files.items()}


def _opened(name: str, content: bytes, ring: Keyring) -> bytes:
    try:
        with unsealed(io.BytesIO(content), name, ring.find) as file:
            return file.read()
    except OriginalUnreadable:
        return b""


def goes_through(phone: Phone, settings: Settings) -> list[str]:
    """The phone tries everything again; what is then not as if nothing had been."""
    answers = [request(phone).status_code for request in (send_report, send_first_photo, send_last_photo)]
    receipt = send_report(phone).json
    wrong = [f"tried again: {answers}"] if set(answers) - {200, 201, 202} else []
    if receipt["level"] != "photos" or receipt["missing"]:
        wrong.append(f"tried again, the receipt says {receipt['level']} and misses {receipt['missing']}")
    files = on_disk(settings)
    wrong += [f"{name} is left over" for name in files if len(name) != len("aa/bb/") + 64]
    return wrong + faults_in(settings, files)
