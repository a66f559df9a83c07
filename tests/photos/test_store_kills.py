"""A photo that was acknowledged opens with the keys on the disk, whoever else uploads it and wherever that one is killed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import dbapi2
from typing import Any

import pytest

from app.photos.keyring import FILE
from app.photos.store import Store
from tests.photos.storing import NAME, PHOTO, files, put, store_in

STEPS = ("open", "write", "fchmod", "fsync", "mkdir", "rename", "unlink", "link")


def process(tmp_path: Path) -> Store:
    """The store as another process has it: with a connection and keys of its own."""
    return store_in(tmp_path / "photos", tmp_path / FILE)


@contextmanager
def at_each_step(hook: Callable[[int], None]) -> Iterator[None]:
    """Tells before every file call and every commit of the block which one it is, counted from 0."""
    count = 0

    def stepped(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            hook(count - 1)
            return real(*args, **named)

        return call

    class Connection(dbapi2.Connection):
        def execute(self, sql: str, *values: Any) -> Any:
            return stepped(super().execute)(sql, *values) if sql == "COMMIT" else super().execute(sql, *values)

    real_connect = dbapi2.connect
    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, stepped(getattr(os, name)))
        patch.setattr(dbapi2, "connect", lambda *args, **named: real_connect(*args, **{**named, "factory": Connection}))
        yield


def counted(tmp_path: Path) -> int:
    """How many steps the first upload of a photo takes."""
    (tmp_path / "counted").mkdir()
    seen: list[int] = []
    with at_each_step(seen.append):
        put(process(tmp_path / "counted"))
    assert len(seen) > 10
    return len(seen)


def upload_that_dies(folder: Path, fatal: int) -> int:
    """The exit code of a process that uploads the photo and is gone before this step; 0 when it had none left."""
    pid = os.fork()
    if pid == 0:
        with at_each_step(lambda step: os._exit(1) if step == fatal else None):
            acknowledged = put(process(folder))
        os._exit(0 if acknowledged else 2)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_whatever_kills_an_upload_nothing_half_lies_under_the_name_and_the_next_one_goes_through(tmp_path: Path) -> None:
    total = counted(tmp_path)
    for fatal in range(total + 1):
        folder = tmp_path / str(fatal)
        folder.mkdir()
        assert upload_that_dies(folder, fatal) == (0 if fatal == total else 1)
        after = process(folder)
        placed = [path for path in files(after) if path.name == NAME]
        assert len(placed) == (1 if fatal == total else len(placed))
        assert all(after.digest(NAME) == NAME for _ in placed), fatal
        put(after)
        assert process(folder).read(NAME) == PHOTO


def unreadable_steps(folder: Path, meeting: int) -> list[int]:
    """Steps of a slow upload at which the photo did not open although a quick one was acknowledged at step `meeting`."""
    slow, quick = process(folder), process(folder)
    quick.keys.take()  # so that it needs no commit in the moment of another's
    unreadable: list[int] = []
    busy = False

    def meet(step: int) -> None:
        nonlocal busy
        if busy or step < meeting:
            return
        busy = True  # what is done here are steps, too
        if step == meeting:
            put(quick)
        if process(folder).digest(NAME) != NAME:
            unreadable.append(step)
        busy = False

    with at_each_step(meet):
        put(slow)
    return unreadable


def test_two_uploads_of_one_photo_at_once_leave_what_was_acknowledged_readable_at_every_step(tmp_path: Path) -> None:
    for meeting in range(counted(tmp_path)):
        folder = tmp_path / str(meeting)
        folder.mkdir()
        assert (meeting, unreadable_steps(folder, meeting)) == (meeting, [])
        after = process(folder)
        assert after.read(NAME) == PHOTO
        assert [path.name for path in files(after)] == [NAME]
