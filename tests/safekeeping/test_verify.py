"""`flask verify-store` finds each kind of damage by its name, and changes nothing."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.accounts import service
from app.accounts.rules import Role
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.photos.shelf import shelf
from app.safekeeping import verify
from app.safekeeping.verify import Finding, verify_store
from tests.conftest import PASSWORD, Phone
from tests.photos.storing import lies_at
from tests.reports.sending import manifest, photo, send, send_photo, sha256
from tests.safekeeping.city import Street, typed
from tests.safekeeping.conftest import signed_in
from tests.safekeeping.test_backup import rot

Damage = Callable[[str, str], None]
"""Does harm to a city with this report and this photo."""


@pytest.fixture
def report_id(li: Phone, street: Street) -> str:
    """A whole report with a number in it, beside something in quarantine."""
    report = manifest(photo(1), subject={"phone_numbers": ["13800001111"]})
    send(li, report)
    send_photo(li, photo(1))
    send(li, b"no report")
    return str(report["report_id"])


def sql(statement: str, **values: object) -> None:
    in_transaction(lambda: db.session.execute(text(statement), values))


def original(name: str) -> Path:
    return lies_at(shelf().store, name)


def shorten(name: str) -> None:
    original(name).chmod(0o600)
    original(name).write_bytes(original(name).read_bytes()[:-1])


def forget_key(name: str) -> None:
    ring = shelf().store.keys
    ring._file.write(lambda keys: keys.execute("DELETE FROM content_key WHERE id = ?", (shelf().store.key_of(name),)))


DAMAGES: dict[str, tuple[str, Damage]] = {
    "a photo's file is gone": ("photo-lost", lambda _report, name: original(name).unlink()),
    "a photo's file is short": ("photo-size", lambda _report, name: shorten(name)),
    "a bit of a photo is flipped": ("photo-rotten", lambda _report, name: rot(original(name))),
    "the key of a photo is nowhere": ("photo-key", lambda _report, name: forget_key(name)),
    "a report counts a photo nobody stored": (
        "link-dangling",
        lambda _report, name: sql("UPDATE report_photo SET sha256 = :other WHERE sha256 = :name", other="0" * 64, name=name),
    ),
    "a report is called whole and is not": (
        "whole-wrong",
        lambda report, _name: sql("UPDATE report_photo SET stored = false WHERE report_id = :id", id=report),
    ),
    "a report is whole and not called so": (
        "whole-wrong",
        lambda report, _name: sql("UPDATE report SET whole_seq = NULL WHERE id = :id", id=report),
    ),
    "a manifest's hash is another": (
        "manifest-altered",
        lambda report, _name: sql("UPDATE report SET manifest_sha256 = :other WHERE id = :id", other="0" * 64, id=report),
    ),
    "a sealed manifest was altered": (
        "manifest-altered",
        lambda report, _name: sql("UPDATE report SET manifest = CAST(manifest || x'00' AS BLOB) WHERE id = :id", id=report),
    ),
    "a quarantined body was altered": (
        "quarantine-altered",
        lambda _report, _name: sql("UPDATE quarantine SET content = CAST(content || x'00' AS BLOB)"),
    ),
    "a report is not in the feed": (
        "feed-gap",
        lambda report, _name: sql("DELETE FROM change WHERE object_id = :id", id=report),
    ),
    "the feed speaks of a report that is not there": (
        "feed-stray",
        lambda report, _name: sql("UPDATE change SET object_id = 'nobody' WHERE seq = (SELECT max(seq) FROM change)"),
    ),
    "a case is not there": (
        "case-lost",
        lambda report, _name: sql("UPDATE report SET case_no = '4101042026' WHERE id = :id", id=report),
    ),
    "a row points to nothing": (
        "database-damaged",
        lambda _report, _name: without_foreign_keys("UPDATE photo_upload SET person_id = 'nobody'"),
    ),
}


def without_foreign_keys(statement: str) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql(statement)
        connection.detach()


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_kind_of_damage_is_found(app: Flask, report_id: str, damage: str) -> None:
    assert verify_store().findings == []
    kind, harm = DAMAGES[damage]
    harm(report_id, sha256(photo(1)))
    db.session.remove()
    code, said = typed(app, "verify-store")
    assert code == 1
    assert f"DAMAGE  {kind}" in said
    assert "the store is damaged" in said
    found = {finding.kind for finding in verify_store().findings if finding.damage}
    assert found - {"row-altered"} == {kind}, "and the log, where it vouches for that row"


def test_a_missing_key_is_named(app: Flask, report_id: str, settings: Settings) -> None:
    (settings.data_dir / "keys" / "data-1.key").unlink()
    app.extensions["keys"]["data"]._keys.clear()
    found = verify_store().findings
    assert {finding.kind for finding in found} == {"manifest-altered", "quarantine-altered"}
    assert all("not in DATA_DIR/keys" in finding.seen for finding in found)


def test_a_case_that_is_not_in_the_feed_is_found(app: Flask, report_id: str) -> None:
    in_transaction(lambda: service.add_person("boss", "", (Role.SUPERVISOR,), PASSWORD, clock.now()))
    db.session.remove()
    with app.app_context():
        boss = signed_in(app, "boss")
        assert boss.post(f"/api/v1/reports/{report_id}/verdict", json={"verdict": "accept"}).status_code == 200
    assert verify_store().findings == []
    sql("DELETE FROM change WHERE type = 'case'")
    assert [finding.kind for finding in verify_store().findings] == ["feed-gap"]


def test_leftovers_are_notes_and_no_damage(app: Flask, report_id: str) -> None:
    store = shelf().store
    left = store.receive(io.BytesIO(photo(2)), sha256(photo(2)), len(photo(2)))
    os.utime(left.path, (0, 0))
    store.place(store.receive(io.BytesIO(photo(2)), sha256(photo(2)), len(photo(2))))
    rot(original(sha256(photo(2))))
    store.put_aside(sha256(photo(2)))
    code, said = typed(app, "verify-store")
    assert code == 0
    assert "note    upload-left" in said
    assert "note    put-aside" in said


def test_files_nobody_counts_on_are_counted(app: Flask, report_id: str) -> None:
    shelf().store.place(shelf().store.receive(io.BytesIO(photo(2)), sha256(photo(2)), len(photo(2))))
    verified = verify_store()
    assert verified.sound
    assert verified.looked_at["files without reference"] == 1


def test_without_full_a_large_store_is_hashed_in_part(
    app: Flask, li: Phone, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.walk(li, 5, photos_each=8)
    monkeypatch.setattr(verify, "SAMPLE", 10)
    assert 0 < verify_store().looked_at.get("photos hashed", 0) < 40
    assert verify_store(full=True).looked_at["photos hashed"] == 40


def test_it_changes_nothing(app: Flask, report_id: str, settings: Settings) -> None:
    rot(original(sha256(photo(1))))
    db.session.remove()
    before = state(settings.data_dir)
    assert not verify_store(full=True).sound
    db.session.remove()
    assert state(settings.data_dir) == before


def test_a_photo_that_is_awaited_is_a_note(app: Flask, report_id: str) -> None:
    from app.safekeeping.scrub import examine

    rot(original(sha256(photo(1))))
    examine(sha256(photo(1)))
    verified = verify_store(full=True)
    assert verified.sound
    assert [finding.kind for finding in verified.findings] == ["photo-awaited", "put-aside"]


def test_what_was_missing_for_a_moment_only_is_not_told(app: Flask, report_id: str) -> None:
    name = sha256(photo(1))
    assert verify._still_true([Finding("photo-lost", name, "seen before it was placed")]) == []


def state(folder: Path) -> dict[str, str]:
    skipped = {"xunjie.db-shm", "content-keys.db-shm"}
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in skipped]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
