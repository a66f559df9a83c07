"""Decides how a store is walked and what is taken out of it again: leftovers, rotten bytes, originals nobody needs.

An original is taken out in two moves, so that a process killed in between loses nothing: first it is renamed out of
the way (`collect`), then, when the database has forgotten it, destroyed. What lies between is given back on the next
walk if the database still knows it.
"""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from app.core.disk import sha256_of, sync_folder

PREFIXES: Final = tuple(f"{number:02x}" for number in range(256))
"""Names of the outer folders of a store; a walk goes from one to the next."""
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_ROTTEN: Final = re.compile(r"[0-9a-f]{64}\.rotten-[0-9a-f]{8}")


@dataclass(frozen=True)
class Lying:
    """A file of the store; `changed_at` in seconds since 1970."""

    sha256: str
    size: int
    changed_at: float


@dataclass(frozen=True)
class Collected:
    """An original out of the way. Either `give_back` or `destroy` ends it."""

    sha256: str
    path: Path
    home: Path

    def give_back(self) -> None:
        """Puts it where it was, unless sound bytes have come there meanwhile."""
        if self.home.exists():
            self.path.unlink(missing_ok=True)
            return
        self.home.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        os.rename(self.path, self.home)
        sync_folder(self.home.parent)

    def destroy(self) -> None:
        """Removes it for good."""
        self.path.unlink(missing_ok=True)


class Upkeep:
    """What is in a folder of originals as a whole."""

    def __init__(self, root: Path, incoming: Path) -> None:
        self._root = root
        self._incoming = incoming
        self._out = root / ".collected"

    def originals(self, prefix: str) -> Iterator[Lying]:
        """The originals whose names begin with these two characters."""
        for path in self._files(prefix):
            if _NAME.fullmatch(path.name):
                with suppress(FileNotFoundError):
                    stat = path.stat()
                    yield Lying(path.name, stat.st_size, stat.st_mtime)

    def rotten(self) -> list[Path]:
        """Files that were put aside because their bytes no longer matched their name."""
        return [path for prefix in PREFIXES for path in self._files(prefix) if _ROTTEN.fullmatch(path.name)]

    def is_there(self) -> bool:
        """Whether the store holds any original at all: an empty one is a disk that is not mounted, if there should be some."""
        return any((self._root / prefix).is_dir() for prefix in PREFIXES)

    def stale(self, older_s: float) -> list[Path]:
        """What uploads that died left behind, untouched for `older_s` seconds."""
        before = time.time() - older_s
        found = []
        for entry in os.scandir(self._incoming):
            with suppress(FileNotFoundError):  # its upload has just ended by itself
                if entry.stat().st_mtime < before:
                    found.append(Path(entry.path))
        return found

    def sweep(self, older_s: float) -> int:
        """Removes what `stale` finds; returns how many."""
        found = self.stale(older_s)
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def put_aside(self, home: Path) -> Path | None:
        """Takes rotten bytes out of the way under another name; None when nothing lay there, or nothing rotten.

        They are looked at once more when nobody else can reach them. What cannot be read for another reason than a
        broken disk goes back. Raises OSError.
        """
        aside = moved_aside(home)
        if aside is None:
            return None
        try:
            rotten = sha256_of(aside) != home.name
        except OSError as error:
            rotten = error.errno == errno.EIO
        if rotten:
            return aside
        os.rename(aside, home)  # it was replaced by a fresh upload just now
        return None

    def collect(self, home: Path) -> Collected | None:
        """Takes an original out of the way, durably; None when it is not there. Raises OSError."""
        self._out.mkdir(exist_ok=True, mode=0o700)
        out = Collected(home.name, self._out / home.name, home)
        try:
            os.rename(home, out.path)
        except FileNotFoundError:
            return None
        sync_folder(self._out)
        sync_folder(home.parent)
        return out

    def collected(self) -> list[Collected]:
        """Originals out of the way whose end a killed process did not reach."""
        if not self._out.is_dir():
            return []
        return [Collected(path.name, path, self._home(path.name)) for path in self._out.iterdir() if _NAME.fullmatch(path.name)]

    def _home(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _files(self, prefix: str) -> Iterator[Path]:
        outer = self._root / prefix
        if not outer.is_dir():
            return
        for inner in sorted(outer.iterdir()):
            if inner.is_dir():
                yield from sorted(inner.iterdir())


def moved_aside(path: Path) -> Path | None:
    """Renames a file so that it no longer counts as an original; None when it is not there."""
    aside = path.with_name(f"{path.name}.rotten-{uuid4().hex[:8]}")
    with suppress(FileNotFoundError):  # another upload has just done the same
        os.rename(path, aside)
        return aside
    return None
