"""Decides how an original gets onto the disk so that an answer of "stored" survives a power cut.

Content-addressed: a photo lies at `aa/bb/<sha256>` and is never altered. It must not know the database, the web or
what a picture is. Every reference in the database has its file; a file without a reference is allowed.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Protocol
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from app.config import BadSettings
from app.core.disk import CHUNK_BYTES, removed_on_error, sha256_of, sync_file, sync_folder, write_all
from app.photos.rules import DigestMismatch, StorageBroken, StorageFull
from app.photos.sniffing import SNIFF_BYTES
from app.photos.upkeep import Collected, Upkeep, moved_aside

log = logging.getLogger(__name__)

RESERVE_BYTES: Final = 1_000_000_000
RESERVE_SHARE: Final = 0.03
"""Photos stop when less than max(1 GB, 3 %) is free, so that the database on the same disk can still write."""
RETRY_AFTER_S: Final = 600
STALE_INCOMING_S: Final = 24 * 3600
MODE: Final = 0o440
_NO_ROOM: Final = frozenset((errno.ENOSPC, errno.EDQUOT))
_BROKEN: Final = frozenset((errno.EIO, errno.EROFS))
"""What the kernel says when the disk did not take the bytes, or has stopped taking any after such an error."""


@dataclass
class Incoming:
    """Bytes that have come in and match their name, not yet in place; leaving the `with` block forgets them.

    `size` is in bytes; `head` holds the first ones, enough to tell the type.
    """

    sha256: str
    size: int
    head: bytes
    path: Path

    def __enter__(self) -> Incoming:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.path.unlink(missing_ok=True)


class Store(Protocol):
    """Where originals live. Another kind of store (object storage) implements these and nothing else changes."""

    def receive(self, stream: BinaryIO, sha256: str, length: int) -> Incoming:
        """Reads exactly `length` bytes that hash to `sha256`. Raises DigestMismatch, StorageFull or StorageBroken."""

    def place(self, incoming: Incoming) -> bool:
        """Makes the bytes durable under their name; True if they were not there before. Raises as `receive`."""

    def open(self, sha256: str) -> BinaryIO:
        """The original's bytes. Raises FileNotFoundError."""

    def as_file(self, sha256: str) -> Path:
        """A local file with the original's bytes, to be read only. Raises FileNotFoundError."""

    def has(self, sha256: str) -> bool:
        """Whether the original is in place."""

    def digest(self, sha256: str) -> str | None:
        """The hex SHA-256 of what lies under this name, None when nothing does. Raises OSError."""

    def sweep(self) -> int:
        """Removes what uploads that died left behind more than a day ago; returns how many."""

    def put_aside(self, sha256: str) -> Path | None:
        """Takes rotten bytes out of the way under another name; None when nothing lay there, or sound bytes by now."""

    def collect(self, sha256: str) -> Collected | None:
        """Takes the original away until it is decided that nobody needs it; None when it is not there."""

    @property
    def upkeep(self) -> Upkeep:
        """What lies in the store as a whole: walks, leftovers."""


class FolderStore:
    """Originals in a folder of a local file system (ext4, xfs; never NFS or SMB)."""

    def __init__(self, root: Path, *, reserve_bytes: int = RESERVE_BYTES, reserve_share: float = RESERVE_SHARE) -> None:
        self._root = root
        self._incoming = root / ".incoming"  # same file system: a rename from here is atomic
        self._reserve_bytes = reserve_bytes
        self._reserve_share = reserve_share
        self._synced: set[tuple[Path, Path]] = set()
        self._doubted: set[Path] = set()
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.upkeep = Upkeep(root, self._incoming)

    def receive(self, stream: BinaryIO, sha256: str, length: int) -> Incoming:
        self._check_room(length)
        path = self._incoming / uuid4().hex
        with _disk_errors_told(), removed_on_error(path):
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            try:
                digest, head = _copy(stream, descriptor, length)
            finally:
                os.close(descriptor)
            if digest != sha256:
                raise DigestMismatch()
        return Incoming(sha256, length, head, path)

    def place(self, incoming: Incoming) -> bool:
        target = self._path(incoming.sha256)
        with _disk_errors_told(), removed_on_error(incoming.path):
            created = target in self._doubted or not self._holds(target, incoming)
            if created:
                sync_file(incoming.path, incoming.size, MODE)
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
                os.rename(incoming.path, target)
            self._sync_folders(target)
        return created

    def open(self, sha256: str) -> BinaryIO:
        return self._path(sha256).open("rb")

    def as_file(self, sha256: str) -> Path:
        path = self._path(sha256)
        if not path.is_file():
            raise FileNotFoundError(path)
        return path

    def has(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def digest(self, sha256: str) -> str | None:
        try:
            return sha256_of(self._path(sha256))
        except FileNotFoundError:
            return None

    def sweep(self) -> int:
        return self.upkeep.sweep(STALE_INCOMING_S)

    def put_aside(self, sha256: str) -> Path | None:
        return self.upkeep.put_aside(self._path(sha256))

    def collect(self, sha256: str) -> Collected | None:
        return self.upkeep.collect(self._path(sha256))

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _check_room(self, length: int) -> None:
        disk = shutil.disk_usage(self._root)
        if disk.free - length < max(self._reserve_bytes, int(disk.total * self._reserve_share)):
            raise StorageFull(retry_after_s=RETRY_AFTER_S)

    def _holds(self, target: Path, incoming: Incoming) -> bool:
        """Whether the same bytes are in place already. A rotten file is put aside under another name, never lost."""
        try:
            digest = sha256_of(target)
        except FileNotFoundError:
            return False
        if digest == incoming.sha256:
            return True
        aside = moved_aside(target)
        log.critical("original %s no longer matches its name; kept as %s, replaced by a fresh upload", target, aside)
        return False

    def _sync_folders(self, target: Path) -> None:
        """Makes the file's name durable, and once per process the names of the folders above it.

        Also needed when the file was there already: whoever put it there may not have got this far yet.
        The innermost comes first, because its journal commit carries the others and they cost nothing then.
        After a failure the file is doubted: the next upload of it is written anew, never answered by a second flush.
        """
        folder = target.parent
        try:
            sync_folder(folder)
            for above in (folder.parent, self._root):
                if (folder, above) not in self._synced:
                    sync_folder(above)
                    self._synced.add((folder, above))
        except OSError:
            self._doubted.add(target)
            raise
        self._doubted.discard(target)


def open_store(storage_url: str) -> Store:
    """The store a STORAGE_URL names. Raises BadSettings for anything but a folder (`file:///…`)."""
    parts = urlsplit(storage_url)
    if parts.scheme != "file" or not parts.path:
        raise BadSettings(f"STORAGE_URL={storage_url} names a store this release does not speak. Use a folder: file:///path.")
    return FolderStore(Path(unquote(parts.path)))


def _copy(stream: BinaryIO, descriptor: int, length: int) -> tuple[str, bytes]:
    """Writes the stream to the descriptor; the hex SHA-256 and the first bytes. Raises DigestMismatch on other lengths."""
    digest = hashlib.sha256()
    head = b""
    left = length
    while left:
        chunk = stream.read(min(CHUNK_BYTES, left))
        if not chunk:
            raise DigestMismatch(f"The photo ended {left} bytes early: send it again.")
        if len(head) < SNIFF_BYTES:
            head += chunk[:SNIFF_BYTES]
        digest.update(chunk)
        write_all(descriptor, chunk)
        left -= len(chunk)
    return digest.hexdigest(), head[:SNIFF_BYTES]


@contextmanager
def _disk_errors_told() -> Iterator[None]:
    """A full disk and a broken one are answers, not crashes; what did not reach the disk is never called stored."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull(retry_after_s=RETRY_AFTER_S) from error
        if error.errno in _BROKEN:
            log.critical("the disk of the photo store failed: %s; nothing was acknowledged", error)
            raise StorageBroken(retry_after_s=RETRY_AFTER_S) from error
        raise
