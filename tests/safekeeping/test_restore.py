"""The restore drill: what a backup holds comes back, what came after it comes again from the phones, nothing twice."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases.receipts import fault_of
from app.cases.report_models import Report, ReportPhoto
from app.cases.sealing import keyring
from app.config import Settings
from app.core.changes import newest_seq
from app.core.db import db
from app.core.facts import epoch, history
from app.photos.models import Photo
from app.photos.shelf import shelf
from app.safekeeping import landing, restore, scrub
from app.safekeeping.backup import take_backup
from app.safekeeping.locks import held
from app.safekeeping.photo_copies import PhotoCopies
from app.safekeeping.rules import UNFINISHED, BackupBroken, BackupRefused
from app.safekeeping.snapshots import Snapshot, chosen
from app.safekeeping.verify import verify_store
from app.serve import refuse_half_restored
from tests.conftest import Phone
from tests.photos.storing import lies_at
from tests.reports.sending import send
from tests.safekeeping.city import Street, command, opened, run_until_killed, settings_in, typed
from tests.safekeeping.conftest import signed_in


def rows(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def disaster(settings: Settings) -> None:
    """The data folder is gone."""
    db.session.remove()
    db.engine.dispose()
    shutil.rmtree(settings.data_dir)
    settings.data_dir.mkdir()


def test_the_drill(settings: Settings, app: Flask, li: Phone, street: Street, dest: Path) -> None:
    held_by_backup = street.walk(li, 10)
    before = take_backup(dest).snapshot.manifest
    after_it = street.walk(li, 30)
    old_epoch = epoch()
    disaster(settings)
    with opened(settings) as fresh:
        code, said = typed(fresh, "restore", str(dest))
        assert (code, "nothing is damaged" in said) == (0, True), said
        assert history().epoch != old_epoch
        assert history().watermark == before.reached
        phone = signed_in(fresh)
        assert rows(Report) == 10
        levels = street.offer_everything(phone)
        assert levels == dict.fromkeys(held_by_backup, "backed-up") | dict.fromkeys(after_it, "photos")
        assert (rows(Report), rows(Photo), rows(ReportPhoto)) == (40, 80, 80)
        assert verify_store(full=True).findings == []
        receipts = [send(phone, body, report_id).json for report_id, body in street.reports.items()]
        assert Counter(receipt["epoch"] for receipt in receipts) == {epoch(): 40}
        assert [fault_of(receipt, keyring("receipt")) for receipt in receipts] == [None] * 40
        assert len({receipt["commit_seq"] for receipt in receipts}) == 40
        assert take_backup(dest).watermark == newest_seq()


def test_receipts_from_before_still_verify_because_the_keys_came_back(
    settings: Settings, app: Flask, li: Phone, street: Street, dest: Path
) -> None:
    (report_id,) = street.walk(li, 1)
    receipt = send(li, street.reports[report_id], report_id).json
    take_backup(dest)
    disaster(settings)
    with opened(settings) as fresh:
        assert typed(fresh, "restore", str(dest))[0] == 0
        assert fault_of(receipt, keyring("receipt")) is None


def test_on_a_new_machine_the_backup_brings_its_secret_too(
    settings: Settings, app: Flask, li: Phone, street: Street, dest: Path, tmp_path: Path
) -> None:
    street.walk(li, 1)
    take_backup(dest)
    done = command("restore", str(dest), DATA_DIR=str(tmp_path / "new"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "new" / "secret_key").read_text() == settings.secret_key
    with opened(settings_in(tmp_path / "new")):
        assert rows(Report) == 1


def test_into_another_folder_leaves_this_one_alone(app: Flask, li: Phone, street: Street, dest: Path, tmp_path: Path) -> None:
    street.walk(li, 1)
    snapshot = take_backup(dest).snapshot
    street.walk(li, 1)
    assert typed(app, "restore", str(snapshot.folder), "--into", str(tmp_path / "other"))[0] == 0
    assert rows(Report) == 2
    with opened(settings_in(tmp_path / "other")):
        assert rows(Report) == 1


def test_a_running_server_and_a_database_with_people_are_left_alone(
    settings: Settings, app: Flask, li: Phone, street: Street, dest: Path
) -> None:
    street.walk(li, 1)
    snapshot = take_backup(dest).snapshot
    with held(settings.data_dir / "serve.lock", "free"), pytest.raises(BackupRefused, match="A server runs"):
        restore.restore(snapshot)
    code, said = typed(app, "restore", str(dest))
    assert (code, "--replace" in said) == (1, True)
    assert rows(Report) == 1
    assert not list(settings.data_dir.glob("before-restore-*"))


def test_replace_moves_the_old_data_aside_and_keeps_photos_nobody_counts_on(
    settings: Settings, app: Flask, li: Phone, street: Street, dest: Path
) -> None:
    street.walk(li, 1)
    take_backup(dest)
    street.walk(li, 2)
    code, said = typed(app, "restore", str(dest), "--replace")
    assert code == 0, said
    (aside,) = settings.data_dir.glob("before-restore-*")
    assert str(aside) in said
    assert rows(Report) == 1
    assert all(shelf().store.has(name) for name in street.photos)
    shutil.copy(aside / "xunjie.db", settings.data_dir / "old.db")
    old = settings_in(settings.data_dir, DATABASE_URL=f"sqlite:///{settings.data_dir / 'old.db'}")
    with opened(old):
        assert rows(Report) == 3


@pytest.mark.parametrize("what", ["database", "key", "manifest", "photo"])
def test_a_damaged_snapshot_is_refused_before_anything_is_touched(
    settings: Settings, app: Flask, li: Phone, street: Street, dest: Path, what: str
) -> None:
    street.walk(li, 1)
    snapshot = take_backup(dest).snapshot
    photo = PhotoCopies(dest / "photos", shelf().store).path(next(iter(street.photos)))
    path = {
        "database": snapshot.folder / "database.sqlite3",
        "key": snapshot.folder / "keys" / "receipt-1.key",
        "manifest": snapshot.folder / "manifest.json",
        "photo": photo,
    }[what]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    shutil.rmtree(settings.data_dir / "photos")
    before = {path: path.stat().st_mtime_ns for path in settings.data_dir.rglob("*.key")}
    with pytest.raises((BackupRefused, BackupBroken)):
        restore.restore(chosen(dest), replace=True)
    assert rows(Report) == 1
    assert {path: path.stat().st_mtime_ns for path in settings.data_dir.rglob("*.key")} == before
    assert not (settings.data_dir / UNFINISHED).exists()


def test_incomplete_asks_phones_for_what_the_backup_lost(
    settings: Settings, app: Flask, li: Phone, street: Street, dest: Path
) -> None:
    ids = street.walk(li, 2)
    take_backup(dest)
    lost = next(iter(street.photos))
    PhotoCopies(dest / "photos", shelf().store).path(lost).unlink()
    disaster(settings)
    with opened(settings) as fresh:
        code, said = typed(fresh, "restore", str(dest))
        assert (code, lost in said, "--incomplete" in said) == (1, True, True)
        assert rows(Report) == 0
        code, said = typed(fresh, "restore", str(dest), "--incomplete")
        assert (code, "photo-awaited" in said) == (0, True), said
        phone = signed_in(fresh)
        waiting = {name: send(phone, street.reports[name], name).json["missing"] for name in ids}
        assert sorted(waiting.values()) == [[], [lost]]
        assert set(street.offer_everything(phone).values()) == {"photos", "backed-up"}
        assert verify_store(full=True).findings == []


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (restore, "_bring_photos"),
        (restore, "_put_in_place"),
        (restore, "_restore_keys"),
        (landing, "put_back"),
        (restore, "_begin_anew"),
        (restore, "new_epoch"),
        (scrub, "_reopen"),
        (restore, "verify_store"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_killed_at_any_step_it_can_be_repeated(
    settings: Settings, app: Flask, li: Phone, street: Street, dest: Path, module: ModuleType, step: str
) -> None:
    street.walk(li, 2)
    snapshot = take_backup(dest).snapshot
    PhotoCopies(dest / "photos", shelf().store).path(next(iter(street.photos))).unlink()
    lies_at(shelf().store, next(iter(street.photos))).unlink()
    street.walk(li, 1)
    run_until_killed(lambda: restore.restore(snapshot, replace=True, incomplete=True), module, step)
    cut_off = (settings.data_dir / UNFINISHED).exists()
    assert cut_off is (step not in {"_bring_photos", "verify_store"})
    if cut_off:
        with pytest.raises(SystemExit, match="was cut off"):
            refuse_half_restored(settings.data_dir)
    restored = restore.restore(snapshot, replace=not cut_off, incomplete=True)
    assert restored.verified.sound, restored.verified.findings
    refuse_half_restored(settings.data_dir)
    assert rows(Report) == 2
    assert set(street.offer_everything(signed_in(app)).values()) == {"photos", "backed-up"}
    assert rows(Report) == 3


def test_a_snapshot_of_a_newer_release_is_refused(app: Flask, dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot: Snapshot = take_backup(dest).snapshot
    monkeypatch.setattr(restore.migrate, "known", lambda _revision: False)
    with pytest.raises(BackupRefused, match="newer release"):
        restore.restore(snapshot, replace=True)
