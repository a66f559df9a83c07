"""Decides how an original is kept: by its SHA-256, sealed, never altered, and called stored only when it survives a power cut.

Its key is durable before its file, and its file before its row. It must not know the database, the web, what a picture is
or where bytes lie. Every reference in the database has its original; an original without a reference is allowed.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from app.core.disk import CHUNK_BYTES, removed_on_error
from app.photos.arriving import Incoming, write_sealed
from app.photos.blobs import Blobs, Lying, TakenOut
from app.photos.disk_errors import disk_errors_told
from app.photos.keyring import Keyring
from app.photos.rules import DigestMismatch
from app.photos.sealed import HEADER_BYTES, NO_KEY, OriginalUnreadable, key_id, sealed_size, unsealed

log = logging.getLogger(__name__)

STALE_INCOMING_S: Final = 24 * 3600
DESTROYED: Final = "key-destroyed"
"""What `digest` says of an original whose key was destroyed; beside the words of `app/photos/sealed.py`."""


class Store:
    """Originals over a place for bytes and the keys that seal them. Safe to share between threads and processes."""

    def __init__(self, blobs: Blobs, keys: Keyring) -> None:
        self.blobs = blobs
        self.keys = keys

    def receive(self, stream: BinaryIO, sha256: str, length: int) -> Incoming:
        """Reads exactly `length` bytes that hash to `sha256`, and writes them sealed: nothing plain is ever on the disk.

        Raises DigestMismatch, StorageFull or StorageBroken.
        """
        written = sealed_size(length)
        self.blobs.check_room(written)
        key = self.keys.take()
        path = self.blobs.incoming / uuid4().hex
        with disk_errors_told(), removed_on_error(path):
            digest, head = write_sealed(stream, length, path, key, sha256)
            if digest != sha256:
                raise DigestMismatch()
        return Incoming(sha256, length, head, path, written, key.id)

    def place(self, incoming: Incoming) -> bool:
        """Makes the bytes durable under their name; True if they were not there before. Raises as `receive`."""
        with disk_errors_told(), removed_on_error(incoming.path):
            if self._holds(incoming.sha256) and self.blobs.confirm(incoming.sha256):
                return False
            if incoming.path.stat().st_size != incoming.written:
                raise OSError(errno.EIO, "the file is not as long as what was written", str(incoming.path))
            self.blobs.put(incoming.path, incoming.sha256)
        self.keys.used(incoming.key_id, incoming.sha256)
        return True

    def open(self, sha256: str) -> BinaryIO:
        """The original's bytes as they came. Raises FileNotFoundError, and OriginalUnreadable now or while it is read."""
        return self.opened_copy(self.blobs.open(sha256), sha256)

    def read(self, sha256: str) -> bytes:
        """The whole original. Raises as `open`."""
        with self.open(sha256) as file:
            return file.read()

    def open_sealed(self, sha256: str) -> BinaryIO:
        """The bytes as they lie, for copies that open with the same key. Raises FileNotFoundError."""
        return self.blobs.open(sha256)

    def opened_copy(self, file: BinaryIO, sha256: str) -> BinaryIO:
        """The plain bytes of a copy of what lies under this name. Raises OriginalUnreadable now or while it is read."""
        try:
            return unsealed(file, sha256, self.keys.find)
        except BaseException:
            file.close()
            raise

    def has(self, sha256: str) -> bool:
        """Whether the original is in place."""
        return self.blobs.size(sha256) is not None

    def mark(self, sha256: str) -> int | None:
        """For `still_has` later; to be asked for before the original is looked at or placed."""
        return self.blobs.mark(sha256)

    def still_has(self, sha256: str, mark: int | None) -> bool:
        """Whether the original is in place, as it was after `mark`. Costs no request while nobody has taken anything out."""
        return (mark is not None and self.blobs.unmoved(sha256, mark)) or self.has(sha256)

    def digest(self, sha256: str) -> str | None:
        """The hex SHA-256 of the original that lies under this name, None when nothing does.

        What does not open has a word instead: that it was altered, that its key is not here or was destroyed. Raises OSError.
        """
        try:
            return self._digest(self.blobs.open(sha256), sha256)
        except FileNotFoundError:
            return None

    def copy_digest(self, file: BinaryIO, sha256: str) -> str:
        """As `digest`, of a copy of the sealed bytes that lies elsewhere. Closes the file."""
        return self._digest(file, sha256)

    def key_of(self, sha256: str) -> str | None:
        """The id of the key that seals what lies under this name; None when nothing does, or an original from before."""
        try:
            with self.blobs.open(sha256) as file:
                return key_id(file.read(HEADER_BYTES))
        except FileNotFoundError:
            return None

    def key_ids(self, sha256: str) -> list[str]:
        """The ids of all keys that open this original, or a copy of it that was ever made.

        It is written down that they are its keys, so that whoever destroys them leaves a record that is found by its name.
        """
        here = self.key_of(sha256)
        found = sorted({*self.keys.of(sha256), *([here] if here else [])})
        self.keys.name([(key_id, sha256) for key_id in self.keys.unnamed(found)])
        return found

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
            rotten = self._digest(self.blobs.open_out(taken), sha256) != sha256
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

    def _digest(self, file: BinaryIO, sha256: str) -> str:
        with file:
            try:
                return _hashed(unsealed(file, sha256, self.keys.find))
            except OriginalUnreadable as unreadable:
                if unreadable.word != NO_KEY or self.keys.destroyed(unreadable.about) is None:
                    return unreadable.word
                return DESTROYED

    def _holds(self, sha256: str) -> bool:
        """Whether the same bytes are in place already. Rotten ones are put aside under another name, never lost."""
        digest = self.digest(sha256)
        if digest is None or digest == sha256:
            return digest is not None
        taken = self.blobs.take_out(sha256, "rotten")
        kept = taken.where if taken else "what another upload has put aside"
        log.critical("original %s no longer matches its name (%s); kept as %s, replaced by a fresh upload", sha256, digest, kept)
        return False


def _hashed(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()
