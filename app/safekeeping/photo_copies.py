"""Decides how photos lie in a backup folder and when their copies are looked at again. Append-only, shared by snapshots."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from app.core import clock
from app.core.disk import UNFINISHED, make_folders, place_bytes, place_copy, sha256_of

ROUND: Final = timedelta(days=30)
"""Within this time every copy is read and hashed once more."""
SLOTS: Final = 256
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_TURN: Final = ".rehashed.json"


class _Unreadable(Exception):
    """The original could not be opened or read; an error of the backup's own disk is an OSError."""


class _Original:
    """An original being copied, whose errors can be told from those of the disk it is copied to."""

    def __init__(self, opened: Callable[[str], BinaryIO], sha256: str) -> None:
        with _told():
            self._file = opened(sha256)

    def read(self, size: int = -1) -> bytes:
        """As the file's own. Raises _Unreadable."""
        with _told():
            return self._file.read(size)

    def __enter__(self) -> _Original:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()


class PhotoCopies:
    """The photos of a backup folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        """Where the copy is or would be."""
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str, size: int | None) -> bool:
        """Whether a copy of this size is there; any size when it is not known."""
        try:
            found = self.path(sha256).stat().st_size
        except FileNotFoundError:
            return False
        return size is None or found == size

    def is_sound(self, sha256: str) -> bool:
        """Whether the copy, read from the disk, has the bytes of its name."""
        try:
            return sha256_of(self.path(sha256), from_disk=True) == sha256
        except FileNotFoundError:
            return False

    def take(self, sha256: str, opened: Callable[[str], BinaryIO]) -> bool:
        """Copies an original, hashed on the way and read back; False when the original is gone or no longer sound."""
        target = self.path(sha256)
        make_folders(target.parent, 0o700)
        try:
            with _Original(opened, sha256) as original:
                placed = place_copy(original, target, 0o440, lambda digest, _size: digest == sha256)
        except _Unreadable:
            return False
        return placed is not None and self.is_sound(sha256)

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
            if _NAME.fullmatch(path.name) and not self.is_sound(path.name):
                os.rename(path, path.with_name(f"{path.name}.rotten-{uuid4().hex[:8]}"))
                yield path.name


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _Unreadable from error
