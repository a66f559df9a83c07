"""Decides how photos lie in a backup folder and when their copies are looked at again.

They are shared by all snapshots and lie as they do in the store: sealed, opened by the same keys. They only ever grow,
but for the copies of originals that were destroyed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from app.core import clock
from app.core.disk import UNFINISHED, make_folders, place_bytes, place_copy
from app.photos.sealed import HEADER_BYTES, NO_KEY, key_id, plain_size, sealed_size
from app.photos.store import DESTROYED, Store

ROUND: Final = timedelta(days=30)
"""Within this time every copy is read and hashed once more."""
SLOTS: Final = 256
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_TURN: Final = ".rehashed.json"


class _Unreadable(Exception):
    """The original could not be opened or read; an error of the backup's own disk is an OSError."""


class _Original:
    """An original being copied, whose errors can be told from those of the disk it is copied to."""

    def __init__(self, store: Store, sha256: str) -> None:
        with _told():
            self._file = store.open_sealed(sha256)

    def read(self, size: int = -1) -> bytes:
        """As the file's own. Raises _Unreadable."""
        with _told():
            return self._file.read(size)

    def __enter__(self) -> _Original:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()


class PhotoCopies:
    """The photos of a backup folder, copied from this store and opened by its keys."""

    def __init__(self, root: Path, store: Store) -> None:
        self._root = root
        self._store = store

    def path(self, sha256: str) -> Path:
        """Where the copy is or would be."""
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str, size: int | None) -> bool:
        """Whether a copy of an original of this size is there; of any size when it is not known."""
        try:
            found = self.path(sha256).stat().st_size
        except FileNotFoundError:
            return False
        return size is None or found in {sealed_size(size), size}

    def is_sound(self, sha256: str) -> bool:
        """Whether the copy, read from the disk, opens to the bytes of its name."""
        return self._digest(sha256) == sha256

    def take(self, sha256: str) -> bool:
        """Copies an original as it lies and reads the copy back; False when the original is gone or no longer sound."""
        target = self.path(sha256)
        make_folders(target.parent, 0o700)
        try:
            with _told():
                if self._store.digest(sha256) != sha256:
                    return False
            with _Original(self._store, sha256) as original:
                place_copy(original, target, 0o440, lambda _digest, _size: True)
        except _Unreadable:
            return False
        if not self.is_sound(sha256):
            target.unlink()
            return False
        return True

    def bring_back(self, sha256: str) -> bool:
        """Places the original in the store again, hashed on the way; True if it was not there. Raises OSError."""
        path = self.path(sha256)
        with path.open("rb") as file:
            size = plain_size(path.stat().st_size, file.read(HEADER_BYTES))
            file.seek(0)
            with self._store.receive(self._store.opened_copy(file, sha256), sha256, size) as incoming:
                return self._store.place(incoming)

    def drop(self, sha256s: Iterable[str]) -> int:
        """Removes the copies of originals that were destroyed; how many there were."""
        dropped = 0
        for sha256 in sha256s:
            home = self.path(sha256)
            for path in home.parent.glob(f"{sha256}*"):
                path.unlink(missing_ok=True)
                dropped += 1
        return dropped

    def drop_destroyed(self) -> int:
        """Removes what nobody can or may open any more, so that none stands in for an original that came anew; how many."""
        keys = self._store.keys
        gone = set(keys.gone())
        return self.drop(sha256 for sha256 in keys.mourned() if sha256 in gone or self._has_destroyed_key(sha256))

    def rehash_due(self, now: datetime, everything: bool) -> list[str]:
        """Reads again what is due by now (or all), puts rotten copies aside so that they are taken anew; their names."""
        first, count, since = self._due(now, everything)
        rotten = [sha256 for slot in range(count) for sha256 in self._rotten_in((first + slot) % SLOTS)]
        if count:
            make_folders(self._root, 0o700)
            turn = {"next": (first + count) % SLOTS, "at": clock.isoformat(since)}
            place_bytes(self._root / _TURN, json.dumps(turn).encode())
        return rotten

    def sweep(self) -> None:
        """Removes what a killed copy left half written."""
        for left in self._root.glob(f"??/??/{UNFINISHED}*"):
            left.unlink(missing_ok=True)

    def _due(self, now: datetime, everything: bool) -> tuple[int, int, datetime]:
        """The first slot to read, how many, and until when that counts as done."""
        if everything:
            return 0, SLOTS, now
        try:
            turn = json.loads((self._root / _TURN).read_text())
            first, at = int(turn["next"]) % SLOTS, clock.parse(turn["at"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, 1, now  # the round begins
        each = ROUND / SLOTS
        count = min(SLOTS, max(0, (now - at) // each))
        return first, count, at + count * each if count < SLOTS else now

    def _rotten_in(self, slot: int) -> Iterator[str]:
        for path in sorted(self._root.glob(f"{slot:02x}/??/*")):
            if _NAME.fullmatch(path.name) and self._is_rotten(path.name):
                os.rename(path, path.with_name(f"{path.name}.rotten-{uuid4().hex[:8]}"))
                yield path.name

    def _is_rotten(self, sha256: str) -> bool:
        """What only lacks its key may open one day, and what was destroyed has no other copy: either goes only if a sound
        original takes its place."""
        found = self._digest(sha256)
        if found in {NO_KEY, DESTROYED}:
            return self._store.digest(sha256) == sha256
        return found not in {sha256, None}

    def _has_destroyed_key(self, sha256: str) -> bool:
        try:
            with self.path(sha256).open("rb") as file:
                named = key_id(file.read(HEADER_BYTES))
        except FileNotFoundError:
            return False
        return named is not None and self._store.keys.destroyed(named) is not None

    def _digest(self, sha256: str) -> str | None:
        try:
            file = self.path(sha256).open("rb")
        except FileNotFoundError:
            return None
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return self._store.copy_digest(file, sha256)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _Unreadable from error
