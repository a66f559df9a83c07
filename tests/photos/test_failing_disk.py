"""A disk that fails at any step: nothing half is kept, and the next try works."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.photos.rules import StorageBroken, StorageFull
from app.photos.store import Store
from tests.photos.storing import NAME, PHOTO, files, lies_at, put, store_in

STEPS = ("open", "write", "fchmod", "fsync", "mkdir", "rename")


class Failing:
    """Stands in for the file calls of `os`: the n-th one (from 0) fails with `code`; without n they are only counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: int, n: int | None = None) -> None:
        self.count = 0
        self._code, self._n = code, n
        for name in STEPS:
            monkeypatch.setattr(os, name, self._wrapped(name, getattr(os, name)))

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            if self.count - 1 == self._n:
                raise OSError(self._code, f"{name} was made to fail")
            return real(*args, **kwargs)

        return call


def _steps_of_one_upload(tmp_path: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        store = store_in(tmp_path / "counted")
        counting = Failing(patch, 0)
        put(store)
        return counting.count


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO], ids=["full", "quota", "broken disk"])
def test_whatever_step_fails_nothing_half_is_kept_and_the_next_try_works(tmp_path: Path, code: int) -> None:
    steps = _steps_of_one_upload(tmp_path)
    assert steps > 10
    for n in range(steps):
        store = store_in(tmp_path / f"{code}-{n}")
        expected = StorageBroken if code == errno.EIO else StorageFull
        with pytest.MonkeyPatch.context() as patch:
            Failing(patch, code, n)
            with pytest.raises(expected):
                put(store)
        left = files(store)
        assert all(path.name == NAME and store.read(NAME) == PHOTO for path in left), (n, left)
        put(store)
        assert ([path.name for path in files(store)], store.read(NAME)) == ([NAME], PHOTO)


@pytest.mark.parametrize("code", [errno.EIO, errno.EROFS])
def test_a_disk_that_fails_is_told_loudly_and_answered_with_wait(
    store: Store, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", failing(code))
        with pytest.raises(StorageBroken) as refusal:
            put(store)
    assert (refusal.value.status, refusal.value.slug, refusal.value.retry_after_s) == (503, "unavailable", 600)
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert files(store) == []


def test_a_name_whose_flush_failed_is_written_anew_and_not_flushed_a_second_time(store: Store) -> None:
    store.keys.take()  # their folder is flushed with the first
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, "the folder was not written")
        real(descriptor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(StorageBroken):
            put(store)
    first = lies_at(store, NAME).stat().st_ino
    assert put(store) is True
    assert lies_at(store, NAME).stat().st_ino != first
    assert put(store) is False


def failing(code: int) -> Callable[[int], None]:
    def fail(_descriptor: int) -> None:
        raise OSError(code, "made to fail")

    return fail
