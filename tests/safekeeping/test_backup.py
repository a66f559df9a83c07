"""A backup is taken while everything goes on, and is relied on only after it was opened."""

from __future__ import annotations

import io
import json
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import Settings
from app.core import clock
from app.core.changes import newest_seq, settled_seq
from app.core.facts import history
from app.photos.folder_blobs import FolderBlobs
from app.photos.shelf import shelf
from app.safekeeping import backup as backing_up
from app.safekeeping import databases
from app.safekeeping.backup import take_backup
from app.safekeeping.photo_copies import ROUND, SLOTS, PhotoCopies
from app.safekeeping.rules import BackupRefused
from app.safekeeping.snapshots import all_in, chosen
from tests.conftest import Phone
from tests.photos.storing import lies_at
from tests.reports.sending import sealed, send, send_photo, sha256
from tests.safekeeping.city import Street, opened, settings_in, typed
from tests.safekeeping.conftest import signed_in


def level(phone: Phone, street: Street, report_id: str) -> str:
    return str(send(phone, street.reports[report_id], report_id).json["level"])


def rot(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def test_a_backup_holds_everything_and_moves_the_watermark(app: Flask, li: Phone, street: Street, dest: Path) -> None:
    (report_id,) = street.walk(li, 1)
    assert level(li, street, report_id) == "photos"
    taken = take_backup(dest)
    assert taken.snapshot.manifest.verified
    assert taken.watermark == history().watermark == newest_seq()
    assert level(li, street, report_id) == "backed-up"
    there = {path.name: path.read_bytes() for path in (dest / "photos").rglob("*") if path.is_file()}
    assert there.keys() == {*street.photos, ".rehashed.json"}
    for name, content in street.photos.items():
        assert there[name] == lies_at(shelf().store, name).read_bytes() != content
    manifest = json.loads((taken.snapshot.folder / "manifest.json").read_text())
    assert (manifest["counts"]["report"], manifest["photos"], manifest["epoch"]) == (1, 2, history().epoch)
    assert manifest["database_sha256"] == sha256((taken.snapshot.folder / "database.sqlite3").read_bytes())


def test_keys_and_secret_are_in_it_and_only_their_owner_reads_them(
    app: Flask, li: Phone, street: Street, dest: Path, settings: Settings
) -> None:
    street.walk(li, 1)
    folder = take_backup(dest).snapshot.folder
    key = settings.data_dir / "keys" / "receipt-1.key"
    assert (folder / "keys" / "receipt-1.key").read_bytes() == key.read_bytes()
    assert (folder / "secret_key").read_text() == settings.secret_key
    for path in (folder / "keys" / "receipt-1.key", folder / "secret_key", folder / "database.sqlite3"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_photo_that_comes_between_the_database_and_the_photos_is_not_covered(
    app: Flask, li: Phone, street: Street, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, photos = street.see(2)
    send(li, sealed(report))
    send_photo(li, photos[0])
    real = databases.copy_into

    def then_the_last_photo_comes(url: Any, folder: Path) -> Any:
        copy = real(url, folder)
        send_photo(signed_in(app), photos[1])
        return copy

    monkeypatch.setattr(databases, "copy_into", then_the_last_photo_comes)
    taken = take_backup(dest)
    assert taken.snapshot.manifest.verified
    assert not PhotoCopies(dest / "photos", shelf().store).has(sha256(photos[1]), None)
    assert level(li, street, report["report_id"]) == "photos"
    monkeypatch.undo()
    take_backup(dest)
    assert level(li, street, report["report_id"]) == "backed-up"


def test_a_photo_that_comes_between_the_number_and_the_database_waits_for_the_next_backup(
    app: Flask, li: Phone, street: Street, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, photos = street.see(1)
    send(li, sealed(report))

    def then_the_photo_comes() -> int:
        reached = settled_seq()
        send_photo(signed_in(app), photos[0])
        return reached

    monkeypatch.setattr(backing_up, "settled_seq", then_the_photo_comes)
    take_backup(dest)
    assert PhotoCopies(dest / "photos", shelf().store).has(sha256(photos[0]), None)
    assert level(li, street, report["report_id"]) == "photos"


def test_a_snapshot_that_lacks_a_photo_is_kept_but_vouches_for_nothing(
    app: Flask, li: Phone, street: Street, dest: Path, caplog: pytest.LogCaptureFixture
) -> None:
    street.walk(li, 2)
    lost = next(iter(street.photos))
    rot(lies_at(shelf().store, lost))
    taken = take_backup(dest)
    assert (taken.watermark, taken.lost, history().watermark) == (None, [lost], 0)
    assert lost in taken.snapshot.manifest.problems[0]
    assert any(lost in record.message and record.levelname == "CRITICAL" for record in caplog.records)
    assert all_in(dest)[-1].name == taken.snapshot.name
    with pytest.raises(BackupRefused, match="no verified snapshot"):
        chosen(dest)


def test_a_lost_photo_is_reopened_so_that_the_next_backup_can_be_relied_on(
    app: Flask, li: Phone, street: Street, dest: Path
) -> None:
    ids = street.walk(li, 2)
    rot(lies_at(shelf().store, next(iter(street.photos))))
    take_backup(dest)
    assert sorted(level(li, street, report_id) for report_id in ids) == ["photos", "text"]
    assert take_backup(dest).watermark == newest_seq()
    safe = {report_id for report_id in ids if level(li, street, report_id) == "backed-up"}
    assert len(safe) == 1
    assert street.offer_everything(li) == {report_id: "backed-up" if report_id in safe else "photos" for report_id in ids}


def test_an_original_that_cannot_be_read_does_not_stop_the_others(
    app: Flask, li: Phone, street: Street, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.walk(li, 2)
    name = min(street.photos)
    real = FolderBlobs.open

    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(FolderBlobs, "open", lambda self, sha256: Broken() if sha256 == name else real(self, sha256))
    taken = take_backup(dest)
    assert (taken.lost, taken.fresh, taken.watermark) == ([name], 3, None)


def test_copies_are_read_again_within_a_round_and_a_rotten_one_is_replaced(
    app: Flask, li: Phone, street: Street, dest: Path
) -> None:
    street.walk(li, 3)
    take_backup(dest)
    copies = PhotoCopies(dest / "photos", shelf().store)
    for name in street.photos:
        rot(copies.path(name))
    with clock.stopped_at(clock.now() + ROUND / SLOTS / 2):
        assert take_backup(dest).healed == []
    with clock.stopped_at(clock.now() + ROUND + ROUND / SLOTS):
        assert sorted(take_backup(dest).healed) == sorted(street.photos)
    assert all(copies.is_sound(name) for name in street.photos)


def test_full_reads_every_copy_again(app: Flask, li: Phone, street: Street, dest: Path) -> None:
    street.walk(li, 2)
    take_backup(dest)
    name = max(street.photos)
    rot(PhotoCopies(dest / "photos", shelf().store).path(name))
    assert take_backup(dest, full=True).healed == [name]


def test_a_damaged_copy_of_the_database_is_not_relied_on(
    app: Flask, li: Phone, street: Street, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.walk(li, 1)
    real = databases.copy_into

    def damaged(url: Any, folder: Path) -> Any:
        copy = real(url, folder)
        content = bytearray(copy.path.read_bytes())
        content[8192:12288] = b"\xee" * 4096
        copy.path.write_bytes(content)
        return copy

    monkeypatch.setattr(databases, "copy_into", damaged)
    try:
        assert take_backup(dest).watermark is None
    except backing_up.BackupBroken:
        assert all_in(dest) == []
    assert history().watermark == 0


def test_the_copy_of_another_history_moves_nothing(app: Flask, li: Phone, dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backing_up, "epoch", lambda: "restored meanwhile")
    assert take_backup(dest).watermark is None
    assert history().watermark == 0


def test_inside_the_data_folder_is_refused(app: Flask, settings: Settings) -> None:
    with pytest.raises(BackupRefused, match="inside DATA_DIR"):
        take_backup(settings.data_dir / "backups")


def test_four_writers_go_on_meanwhile_and_what_was_copied_is_consistent(
    app: Flask, street: Street, dest: Path, settings: Settings
) -> None:
    stop, failures = threading.Event(), list[BaseException]()
    streets = [Street(given=1000 * place) for place in range(4)]

    def write(own: Street) -> None:
        try:
            with app.app_context():
                phone = signed_in(app)
            while not stop.is_set():
                own.walk(phone, 1)
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(own,)) for own in streets]
    for writer in writers:
        writer.start()
    try:
        manifests = [take_backup(dest).snapshot.manifest]
        while min(len(own.reports) for own in streets) < 5 and not failures:
            manifests.append(take_backup(dest).snapshot.manifest)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert failures == []
    assert [one.problems for one in manifests] == [[]] * len(manifests)
    assert manifests[0].reached < manifests[-1].reached
    into = settings.data_dir.with_name("elsewhere")
    with opened(settings_in(into)) as elsewhere:
        code, said = typed(elsewhere, "restore", str(dest))
    assert (code, "nothing is damaged" in said) == (0, True), said
