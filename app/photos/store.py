"""Decides how an original is kept: by its SHA-256, never altered, and called stored only when it survives a power cut.

It must not know the database, the web, what a picture is or where bytes lie. Every reference in the database has its
original; an original without a reference is allowed.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final
from uuid import uuid4

from app.core.disk import CHUNK_BYTES, removed_on_error, write_all
from app.photos.blobs import Blobs, Lying, TakenOut
from app.photos.disk_errors import disk_errors_told
from app.photos.rules import DigestMismatch
from app.photos.sniffing import SNIFF_BYTES

log = logging.getLogger(__name__)

STALE_INCOMING_S: Final = 24 * 3600


@dataclass
class Incoming:
    """Bytes that have come in and match their name, not yet in place; leaving the `with` block forgets them.

    `size` is in bytes; `head` holds the first ones, enough to tell the type. `path` is a file of `written` bytes.
    """

    sha256: str
    size: int
    head: bytes
    path: Path
    written: int

    def __enter__(self) -> Incoming:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.path.unlink(missing_ok=True)


class Store:
    """Originals over a place for bytes. Safe to share between threads and processes."""

    def __init__(self, blobs: Blobs) -> None:
        self.blobs = blobs

    def receive(self, stream: BinaryIO, sha256: str, length: int) -> Incoming:
        """Reads exactly `length` bytes that hash to `sha256`. Raises DigestMismatch, StorageFull or StorageBroken."""
        self.blobs.check_room(length)
        path = self.blobs.incoming / uuid4().hex
        with disk_errors_told(), removed_on_error(path):
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            try:
                digest, head = _copy(stream, descriptor, length)
            finally:
                os.close(descriptor)
            if digest != sha256:
                raise DigestMismatch()
        return Incoming(sha256, length, head, path, length)

    def place(self, incoming: Incoming) -> bool:
        """Makes the bytes durable under their name; True if they were not there before. Raises as `receive`."""
        with disk_errors_told(), removed_on_error(incoming.path):
            if self._holds(incoming.sha256) and self.blobs.confirm(incoming.sha256):
                return False
            if incoming.path.stat().st_size != incoming.written:
                raise OSError(errno.EIO, "the file is not as long as what was written", str(incoming.path))
            self.blobs.put(incoming.path, incoming.sha256)
        return True

    def open(self, sha256: str) -> BinaryIO:
        """The original's bytes as they came. Raises FileNotFoundError."""
        return self.blobs.open(sha256)

    def as_file(self, sha256: str) -> Path:
        """The file that holds the original's bytes, to be read only. Raises FileNotFoundError."""
        with self.blobs.open(sha256) as file:
            return Path(file.name)

    def has(self, sha256: str) -> bool:
        """Whether the original is in place."""
        return self.blobs.size(sha256) is not None

    def digest(self, sha256: str) -> str | None:
        """The hex SHA-256 of what lies under this name, None when nothing does. Raises OSError."""
        try:
            with self.blobs.open(sha256) as file:
                return _digest(file)
        except FileNotFoundError:
            return None

    def stale(self, older_s: float) -> list[Path]:
        """What uploads that died left behind, untouched for `older_s` seconds."""
        before = time.time() - older_s
        found = []
        for entry in os.scandir(self.blobs.incoming):
            with suppress(FileNotFoundError):  # its upload has just ended by itself
                if entry.stat().st_mtime < before:
                    found.append(Path(entry.path))
        return found

    def sweep(self) -> int:
        """Removes what uploads that died left behind more than a day ago; returns how many."""
        found = self.stale(STALE_INCOMING_S)
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def put_aside(self, sha256: str) -> TakenOut | None:
        """Takes rotten bytes out of the way; None when nothing lay there, or nothing rotten by now.

        They are looked at once more when nobody else can reach them. What cannot be read for another reason than a
        broken disk goes back. Raises OSError.
        """
        taken = self.blobs.take_out(sha256, "rotten")
        if taken is None:
            return None
        try:
            with self.blobs.open_out(taken) as file:
                rotten = _digest(file) != sha256
        except OSError as error:
            rotten = error.errno == errno.EIO
        if rotten:
            return taken
        self.blobs.put_back(taken)  # it was replaced by a fresh upload just now
        return None

    def rotten(self) -> Iterator[TakenOut]:
        """What was put aside because it no longer matched its name."""
        return self.blobs.taken_out("rotten")

    def collect(self, sha256: str) -> TakenOut | None:
        """Takes an original away until it is decided that nobody needs it; None when it is not there. Raises OSError."""
        return self.blobs.take_out(sha256, "collected")

    def collected(self) -> list[TakenOut]:
        """Originals out of the way whose end a killed process did not reach."""
        return list(self.blobs.taken_out("collected"))

    def give_back(self, taken: TakenOut) -> None:
        """Puts an original where it was, unless it has come anew meanwhile."""
        self.blobs.put_back(taken)

    def destroy(self, taken: TakenOut) -> None:
        """Removes what was taken out for good."""
        self.blobs.destroy(taken)

    def remove(self, sha256: str) -> None:
        """Removes an original for good."""
        self.blobs.remove(sha256)

    def originals(self, prefix: str) -> Iterator[Lying]:
        """What lies in place under names that begin with these two characters."""
        return self.blobs.walk(prefix)

    def _holds(self, sha256: str) -> bool:
        """Whether the same bytes are in place already. Rotten ones are put aside under another name, never lost."""
        digest = self.digest(sha256)
        if digest is None or digest == sha256:
            return digest is not None
        taken = self.blobs.take_out(sha256, "rotten")
        kept = taken.where if taken else "what another upload has put aside"
        log.critical("original %s no longer matches its name; kept as %s, replaced by a fresh upload", sha256, kept)
        return False


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


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
