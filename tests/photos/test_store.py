"""Originals on the disk: whole and durable, or not there at all."""

from __future__ import annotations

import io
import os
import shutil
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.photos.folder_blobs import FolderBlobs
from app.photos.keyring import Key, Keyring
from app.photos.rules import DigestMismatch, StorageFull
from app.photos.sealed import NO_KEY, OriginalUnreadable
from app.photos.shelf import open_blobs
from app.photos.store import DESTROYED, STALE_INCOMING_S, Store
from tests.photos.storing import NAME, PHOTO, files, lies_at, put


def test_a_photo_lies_read_only_under_its_hash_and_nothing_else_is_left(store: Store) -> None:
    assert put(store) is True
    (path,) = files(store)
    assert path == lies_at(store, NAME) == store.blobs.incoming.parent / NAME[:2] / NAME[2:4] / NAME
    assert store.read(NAME) == PHOTO
    assert stat.S_IMODE(path.stat().st_mode) == 0o440


def test_nothing_of_a_photo_is_readable_on_the_disk_at_any_time(store: Store) -> None:
    plain = [PHOTO[at : at + 16] for at in range(0, len(PHOTO), 4096)]
    with store.receive(io.BytesIO(PHOTO), NAME, len(PHOTO)) as incoming:
        assert not any(piece in incoming.path.read_bytes() for piece in plain)
        store.place(incoming)
    assert not any(piece in lies_at(store, NAME).read_bytes() for piece in plain)


def test_each_file_has_a_key_of_its_own_that_is_there_before_the_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known: list[bool] = []
    taken: list[Key] = []
    real_open, real_take = os.open, store.keys.take

    def take() -> Key:
        taken.append(real_take())
        return taken[-1]

    def opened(path: Any, flags: int, *mode: int) -> int:
        if ".incoming" in str(path):
            known.append(Keyring(store.keys.path).find(taken[-1].id) == taken[-1].secret)
        return real_open(path, flags, *mode)

    monkeypatch.setattr(store.keys, "take", take)
    monkeypatch.setattr(os, "open", opened)
    keys = set()
    for _ in range(3):
        with store.receive(io.BytesIO(PHOTO), NAME, len(PHOTO)) as incoming:
            keys.add(incoming.key_id)
    assert known == [True] * 3
    assert len(keys) == 3


def test_all_keys_of_a_photo_are_found_again_from_its_file_and_from_what_was_noted(store: Store) -> None:
    put(store)
    first = store.key_of(NAME)
    rotten = lies_at(store, NAME)
    rotten.chmod(0o640)
    rotten.write_bytes(rotten.read_bytes()[:-1])
    put(store)
    assert first != store.key_of(NAME)
    assert store.key_ids(NAME) == sorted([str(first), str(store.key_of(NAME))])
    store.keys.destroy(store.key_ids(NAME), "record")
    assert (store.digest(NAME), store.keys.records(NAME)) == (DESTROYED, ["record", "record"])
    with pytest.raises(OriginalUnreadable):
        store.read(NAME)


def test_an_original_from_before_is_read_as_it_lies_and_not_kept_twice(store: Store) -> None:
    put(store)
    path = lies_at(store, NAME)
    path.chmod(0o640)
    path.write_bytes(PHOTO)
    assert (store.digest(NAME), store.read(NAME), store.key_of(NAME)) == (NAME, PHOTO, None)
    assert put(store) is False
    assert path.read_bytes() == PHOTO


def test_a_photo_whose_key_is_nowhere_says_so_and_comes_again(store: Store, tmp_path: Path) -> None:
    put(store)
    other = Store(store.blobs, Keyring(tmp_path / "other.db"))
    assert other.digest(NAME) == NO_KEY
    assert put(other) is True
    assert other.read(NAME) == PHOTO


def test_the_same_photo_again_is_kept_once(store: Store) -> None:
    put(store)
    inode = lies_at(store, NAME).stat().st_ino
    assert put(store) is False
    assert lies_at(store, NAME).stat().st_ino == inode
    assert len(files(store)) == 1


def test_other_bytes_than_named_leave_nothing(store: Store) -> None:
    with pytest.raises(DigestMismatch):
        put(store, PHOTO[:-1] + b"!", NAME)
    with pytest.raises(DigestMismatch):
        store.receive(io.BytesIO(PHOTO[:1000]), NAME, len(PHOTO))
    assert files(store) == []


def test_no_byte_past_the_announced_length_is_read(store: Store) -> None:
    stream = io.BytesIO(PHOTO + b"the next request")
    with store.receive(stream, NAME, len(PHOTO)):
        assert stream.read() == b"the next request"


def test_a_connection_that_breaks_leaves_nothing(store: Store) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 100_000:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        store.receive(Breaking(PHOTO), NAME, len(PHOTO))
    assert files(store) == []


def test_bytes_not_placed_are_forgotten(store: Store) -> None:
    with store.receive(io.BytesIO(PHOTO), NAME, len(PHOTO)):
        assert len(files(store)) == 1
    assert files(store) == []


def test_short_writes_are_continued(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: real(descriptor, bytes(content[:777])))
    put(store)
    assert store.read(NAME) == PHOTO


def test_everything_is_on_the_disk_before_the_answer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, str]] = []
    real_fsync, real_rename = os.fsync, os.rename

    def fsync(descriptor: int) -> None:
        calls.append(("fsync", os.readlink(f"/proc/self/fd/{descriptor}")))
        real_fsync(descriptor)

    def rename(source: Path, target: Path) -> None:
        calls.append(("rename", str(target)))
        real_rename(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    put(store)
    assert calls.pop(0) == ("fsync", str(store.keys.path.parent))
    target = store.blobs.incoming.parent / NAME[:2] / NAME[2:4] / NAME
    assert calls[0][0] == "fsync"
    assert ".incoming" in calls[0][1]
    assert calls[1] == ("rename", str(target))
    assert [path for _, path in calls[2:]] == [str(target.parent), str(target.parent.parent), str(store.blobs.incoming.parent)]


def test_a_second_upload_makes_the_name_durable_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store)
    synced: list[str] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.readlink(f"/proc/self/fd/{fd}")), real(fd)))
    put(store)
    assert synced == [str(lies_at(store, NAME).parent)]


def test_little_room_is_said_before_the_bytes_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(FolderBlobs(tmp_path / "photos"), Keyring(tmp_path / "keys.db"))
    usage = type(shutil.disk_usage("/"))
    for total, free in ((10**12, 29 * 10**9), (10**10, 999_999_999)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, t=total, f=free: usage(t, t - f, f))
        stream = io.BytesIO(PHOTO)
        with pytest.raises(StorageFull) as refusal:
            store.receive(stream, NAME, len(PHOTO))
        assert stream.tell() == 0
        assert refusal.value.retry_after_s is not None
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 10**12 - 31 * 10**9, 31 * 10**9))
    assert put(store) is True


def test_a_rotten_original_is_put_aside_and_replaced_with_an_alarm(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    put(store)
    path = lies_at(store, NAME)
    path.chmod(0o640)
    rot = path.read_bytes()[:-3] + b"rot"
    path.write_bytes(rot)
    assert put(store) is True
    assert store.read(NAME) == PHOTO
    (aside,) = path.parent.glob("*.rotten-*")
    assert aside.read_bytes() == rot
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]


def test_eight_uploads_of_one_photo_at_once_leave_one_whole_file(store: Store) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(8)

    def upload() -> None:
        try:
            start.wait()
            put(store)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=upload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [path.name for path in files(store)] == [NAME]
    assert store.read(NAME) == PHOTO


def test_only_old_leftovers_are_swept(store: Store) -> None:
    dead = store.receive(io.BytesIO(PHOTO), NAME, len(PHOTO))
    alive = store.receive(io.BytesIO(PHOTO), NAME, len(PHOTO))
    old = alive.path.stat().st_mtime - STALE_INCOMING_S - 60
    os.utime(dead.path, (old, old))
    assert store.sweep() == 1
    assert files(store) == [alive.path]


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    env = {"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(tmp_path / "data"), "STORAGE_URL": folder.as_uri()}
    assert isinstance(open_blobs(Settings.from_env(env)), FolderBlobs)
    assert folder.is_dir()
