"""Decides how an original comes in: counted, hashed and sealed in one go, into a file that is forgotten unless it is placed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from app.core.disk import CHUNK_BYTES, write_all
from app.photos.keyring import Key
from app.photos.rules import DigestMismatch
from app.photos.sealed import Sealer
from app.photos.sniffing import SNIFF_BYTES


@dataclass
class Incoming:
    """Bytes that have come in and match their name, not yet in place; leaving the `with` block forgets them.

    `size` is in bytes; `head` holds the first ones, enough to tell the type. `path` is a file of `written` bytes, sealed
    with the key of this id.
    """

    sha256: str
    size: int
    head: bytes
    path: Path
    written: int
    key_id: str

    def __enter__(self) -> Incoming:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.path.unlink(missing_ok=True)


def write_sealed(stream: BinaryIO, length: int, path: Path, key: Key, name: str) -> tuple[str, bytes]:
    """Writes the next `length` bytes sealed into a new file; the hex SHA-256 and the first ones of the plain bytes.

    Raises DigestMismatch when fewer come, and OSError.
    """
    digest, head, left = hashlib.sha256(), b"", length
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        sealer = Sealer(key, name, partial(write_all, descriptor))
        while left:
            chunk = stream.read(min(CHUNK_BYTES, left))
            if not chunk:
                raise DigestMismatch(f"The photo ended {left} bytes early: send it again.")
            if len(head) < SNIFF_BYTES:
                head += chunk[:SNIFF_BYTES]
            digest.update(chunk)
            sealer.write(chunk)
            left -= len(chunk)
        sealer.finish()
    finally:
        os.close(descriptor)
    return digest.hexdigest(), head[:SNIFF_BYTES]
