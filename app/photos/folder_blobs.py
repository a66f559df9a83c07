"""Decides how bytes get into a folder so that an answer of "stored" survives a power cut, and how they leave it again.

They lie at `aa/bb/<name>`. What is taken out is renamed first, so that a process killed in between loses nothing:
rotten bytes stay beside their place as `<name>.rotten-…`, others go to `.collected` or `.destroyed`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from app.core.disk import sync_file, sync_folder
from app.photos.blobs import NAME, PREFIXES, Lying, TakenOut, Why
from app.photos.disk_errors import RETRY_AFTER_S, disk_errors_told
from app.photos.rules import StorageFull

RESERVE_BYTES: Final = 1_000_000_000
RESERVE_SHARE: Final = 0.03
"""Photos stop when less than max(1 GB, 3 %) is free, so that the database on the same disk can still write."""
MODE: Final = 0o440
_ROTTEN: Final = re.compile(r"[0-9a-f]{64}\.rotten-[0-9a-f]{8}")


def check_disk(folder: Path, length: int, reserve_bytes: int = RESERVE_BYTES, reserve_share: float = RESERVE_SHARE) -> None:
    """Raises StorageFull when `length` bytes more would leave less than the reserve on the disk of this folder."""
    disk = shutil.disk_usage(folder)
    if disk.free - length < max(reserve_bytes, int(disk.total * reserve_share)):
        raise StorageFull(retry_after_s=RETRY_AFTER_S)


class FolderBlobs:
    """Bytes in a folder of a local file system (ext4, xfs; never NFS or SMB)."""

    def __init__(self, root: Path, *, reserve_bytes: int = RESERVE_BYTES, reserve_share: float = RESERVE_SHARE) -> None:
        self.root = root
        self.incoming = root / ".incoming"  # same file system: a rename from here is atomic
        self._reserve_bytes = reserve_bytes
        self._reserve_share = reserve_share
        self._synced: set[tuple[Path, Path]] = set()
        self._doubted: set[Path] = set()
        self.incoming.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, name: str) -> Path:
        """Where it lies or would lie."""
        return self.root / name[:2] / name[2:4] / name

    def check_room(self, length: int) -> None:
        check_disk(self.root, length, self._reserve_bytes, self._reserve_share)

    def put(self, path: Path, name: str) -> None:
        target = self.path(name)
        with disk_errors_told():
            sync_file(path, path.stat().st_size, MODE)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            os.rename(path, target)
            self._sync_folders(target)

    def confirm(self, name: str) -> bool:
        target = self.path(name)
        if target in self._doubted:
            return False
        with disk_errors_told():
            self._sync_folders(target)
        return True

    def open(self, name: str) -> BinaryIO:
        return self.path(name).open("rb")

    def size(self, name: str) -> int | None:
        with suppress(FileNotFoundError):
            return self.path(name).stat().st_size
        return None

    def mark(self, name: str) -> int | None:
        return None

    def unmoved(self, name: str, mark: int) -> bool:
        return False

    def walk(self, prefix: str) -> Iterator[Lying]:
        for path in self._files(prefix):
            if NAME.fullmatch(path.name):
                with suppress(FileNotFoundError):
                    stat = path.stat()
                    yield Lying(path.name, stat.st_size, stat.st_mtime)

    def is_there(self) -> bool:
        return any((self.root / prefix).is_dir() for prefix in PREFIXES)

    def take_out(self, name: str, why: Why) -> TakenOut | None:
        home = self.path(name)
        out = home.with_name(f"{name}.rotten-{uuid4().hex[:8]}") if why == "rotten" else self._folder_of(why) / name
        out.parent.mkdir(exist_ok=True, parents=True, mode=0o700)
        try:
            os.rename(home, out)
        except FileNotFoundError:
            return None  # another process has just done the same
        sync_folder(out.parent)
        if out.parent != home.parent:
            sync_folder(home.parent)
        return self._taken(out, why)

    def open_out(self, taken: TakenOut) -> BinaryIO:
        return (self.root / taken.where).open("rb")

    def put_back(self, taken: TakenOut) -> None:
        home, out = self.path(taken.name), self.root / taken.where
        if home.exists():
            out.unlink(missing_ok=True)
            return
        home.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        os.rename(out, home)
        sync_folder(home.parent)

    def destroy(self, taken: TakenOut) -> None:
        (self.root / taken.where).unlink(missing_ok=True)

    def taken_out(self, why: Why) -> Iterator[TakenOut]:
        found = self._rotten() if why == "rotten" else self._out(why)
        for path in found:
            with suppress(FileNotFoundError):
                yield self._taken(path, why)

    def remove(self, name: str) -> None:
        home = self.path(name)
        with suppress(FileNotFoundError):
            home.unlink()
            sync_folder(home.parent)

    def _rotten(self) -> Iterator[Path]:
        return (path for prefix in PREFIXES for path in self._files(prefix) if _ROTTEN.fullmatch(path.name))

    def _out(self, why: Why) -> Iterator[Path]:
        folder = self._folder_of(why)
        return (path for path in (sorted(folder.iterdir()) if folder.is_dir() else ()) if NAME.fullmatch(path.name))

    def _taken(self, path: Path, why: Why) -> TakenOut:
        return TakenOut(path.name[:64], why, path.stat().st_ctime, str(path.relative_to(self.root)))

    def _folder_of(self, why: Why) -> Path:
        return self.root / f".{why}"

    def _files(self, prefix: str) -> Iterator[Path]:
        outer = self.root / prefix
        if not outer.is_dir():
            return
        for inner in sorted(outer.iterdir()):
            if inner.is_dir():
                yield from sorted(inner.iterdir())

    def _sync_folders(self, target: Path) -> None:
        """Makes the file's name durable, and once per process the names of the folders above it.

        Also needed when the file was there already: whoever put it there may not have got this far yet.
        The innermost comes first, because its journal commit carries the others and they cost nothing then.
        After a failure the file is doubted: the next upload of it is written anew, never answered by a second flush.
        """
        folder = target.parent
        try:
            sync_folder(folder)
            for above in (folder.parent, self.root):
                if (folder, above) not in self._synced:
                    sync_folder(above)
                    self._synced.add((folder, above))
        except OSError:
            self._doubted.add(target)
            raise
        self._doubted.discard(target)
