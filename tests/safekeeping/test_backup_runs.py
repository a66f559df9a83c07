"""Runs of the backup: killed, at once, on a full disk; what becomes of older snapshots; what the command says."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.changes import newest_seq
from app.core.facts import history
from app.photos.shelf import shelf
from app.safekeeping import backup as backing_up
from app.safekeeping import databases, snapshots
from app.safekeeping.backup import take_backup
from app.safekeeping.orphans import collect_orphans
from app.safekeeping.photo_copies import PhotoCopies
from app.safekeeping.rules import BackupRefused, snapshot_name
from app.safekeeping.snapshots import all_in
from tests.conftest import Phone
from tests.safekeeping.city import Street, run_until_killed, typed


def test_two_backups_never_run_at_once_and_photos_are_not_collected_meanwhile(
    app: Flask, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    real = databases.copy_into

    def meanwhile(url: Any, folder: Path) -> Any:
        with pytest.raises(BackupRefused, match="already running"):
            take_backup(dest)
        seen.append(collect_orphans())
        return real(url, folder)

    monkeypatch.setattr(databases, "copy_into", meanwhile)
    monkeypatch.setattr("app.safekeeping.orphans.collect_part", lambda *_: pytest.fail("collected during a backup"))
    take_backup(dest)
    assert seen == [0]


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (databases, "copy_into"),
        (backing_up, "_copy_photos"),
        (backing_up, "_copy_keys"),
        (backing_up, "_look_through"),
        (snapshots, "finish"),
        (backing_up, "_rely_on"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_killed_at_any_step_the_earlier_snapshots_stay_and_nothing_half_looks_whole(
    app: Flask, li: Phone, street: Street, dest: Path, module: ModuleType, step: str
) -> None:
    street.walk(li, 1)
    first = take_backup(dest).snapshot
    street.walk(li, 1)
    run_until_killed(lambda: take_backup(dest), module, step)
    whole = all_in(dest)
    assert whole[0].name == first.name
    assert len(whole) == (2 if step == "_rely_on" else 1)
    assert all(databases.opened(snapshot.folder).problems() == [] for snapshot in whole)
    assert history().watermark == first.manifest.reached
    assert take_backup(dest).watermark == newest_seq()
    assert not list(dest.glob(".unfinished-*"))


def test_half_written_photo_copies_of_a_killed_run_are_swept(app: Flask, li: Phone, street: Street, dest: Path) -> None:
    street.walk(li, 1)
    take_backup(dest)
    folder = PhotoCopies(dest / "photos", shelf().store).path(next(iter(street.photos))).parent
    (folder / ".unfinished-abc").write_bytes(b"half")
    take_backup(dest)
    assert not (folder / ".unfinished-abc").exists()


def test_snapshots_are_thinned_and_photos_are_not(app: Flask, li: Phone, street: Street, dest: Path) -> None:
    street.walk(li, 1)
    first = take_backup(dest).snapshot.folder
    month = (clock.now() - timedelta(days=150)).replace(day=2)
    names = [snapshot_name(month + timedelta(days=days)) for days in (0, 1, 40)]
    for name in names:
        shutil.copytree(first, dest / name)
    assert take_backup(dest).dropped == names[:1]
    assert len(list((dest / "photos").rglob("[0-9a-f]" * 64))) == 2


def test_the_command_says_what_it_did_and_the_status_how_old_it_is(app: Flask, li: Phone, street: Street, dest: Path) -> None:
    street.walk(li, 1)
    code, said = typed(app, "backup", "--status")
    assert (code, "no verified backup was ever taken" in said) == (1, True)
    code, said = typed(app, "backup")
    assert (code, "mode 0600" in said, "are backed up" in said) == (0, True, True)
    assert "the disk that DATA_DIR is on" in said
    code, said = typed(app, "backup", "--status")
    assert (code, "0 minutes ago" in said) == (0, True)
    with clock.stopped_at(clock.now() + timedelta(hours=25)):
        code, said = typed(app, "backup", "--status")
    assert (code, "within the last 24 hours" in said) == (1, True)
    assert typed(app, "backup", "--quiet", str(dest)) == (0, "")


def test_without_a_place_the_command_says_what_to_name(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], backup_dir=None)
    code, said = typed(app, "backup")
    assert (code, "BACKUP_DIR" in said) == (1, True)


def test_a_full_disk_is_a_sentence_and_earlier_snapshots_stay(
    app: Flask, li: Phone, street: Street, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.walk(li, 1)
    first = take_backup(dest).snapshot
    street.walk(li, 1)

    def full(_descriptor: int, _content: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        code, said = typed(app, "backup")
    assert (code, "No space left" in said) == (1, True)
    assert [snapshot.name for snapshot in all_in(dest)] == [first.name]
    assert history().watermark == first.manifest.reached
    assert not list(dest.glob(".unfinished-*"))


def test_a_snapshot_whose_manifest_cannot_be_read_stops_nothing(app: Flask, dest: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = take_backup(dest).snapshot.folder
    (broken / "manifest.json").write_text("{")
    taken = take_backup(dest)
    assert [snapshot.name for snapshot in all_in(dest)] == [taken.snapshot.name]
    assert str(broken) in caplog.text
    assert broken.is_dir()
