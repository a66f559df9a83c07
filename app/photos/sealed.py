"""Decides in which form an original lies sealed, and how it is read piece by piece. Knows neither files nor where keys are.

    XJO1 · id of the key (16 bytes) · chunks of 1 MiB, each AES-256-GCM with its tag

The nonce of a chunk is its number (11 bytes, big endian) and one byte that says whether it is the last, so that none can
be left out, put elsewhere or cut off; header and name are additional data of each, so that no file stands for another.
A key is used for one file only. What does not begin with XJO1 is an original from before and is read as it is.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Callable
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.photos.keyring import ID_BYTES, Key

MAGIC: Final = b"XJO1"
HEADER_BYTES: Final = len(MAGIC) + ID_BYTES
CHUNK_BYTES: Final = 1 << 20
TAG_BYTES: Final = 16
_SEALED_CHUNK: Final = CHUNK_BYTES + TAG_BYTES
_AT_ONCE: Final = 128 * 1024

ALTERED: Final = "altered"
NO_KEY: Final = "no-key"


class OriginalUnreadable(OSError):
    """The bytes of an original do not open: `word` says whether they were altered or their key, `about`, is not here.

    To whoever reads it is like a disk that gives back other bytes than it took.
    """

    def __init__(self, word: str, about: str) -> None:
        super().__init__(errno.EIO, f"{word}: {about}")
        self.word, self.about = word, about


def sealed_size(size: int) -> int:
    """How many bytes a sealed original of `size` bytes has."""
    return HEADER_BYTES + size + TAG_BYTES * max(1, -(-size // CHUNK_BYTES))


def plain_size(size: int, head: bytes) -> int:
    """How many bytes the original has that lies in a file of `size` bytes which begins so."""
    if key_id(head) is None:
        return size
    body = size - HEADER_BYTES
    return body - TAG_BYTES * max(1, -(-body // _SEALED_CHUNK))


def key_id(head: bytes) -> str | None:
    """The id of the key of a file that begins so; None when it is an original from before."""
    return head[len(MAGIC) : HEADER_BYTES].hex() if len(head) >= HEADER_BYTES and head.startswith(MAGIC) else None


class Sealer:
    """Seals an original that comes piece by piece; `sink` gets what is to be written."""

    def __init__(self, key: Key, name: str, sink: Callable[[bytes], None]) -> None:
        header = MAGIC + bytes.fromhex(key.id)
        self._cipher, self._bound = AESGCM(key.secret), header + name.encode()
        self._sink, self._waiting, self._number = sink, bytearray(), 0
        sink(header)

    def write(self, piece: bytes) -> None:
        """Takes the next piece."""
        self._waiting += piece
        while len(self._waiting) > CHUNK_BYTES:  # what may be the last chunk waits
            self._seal(CHUNK_BYTES, last=False)

    def finish(self) -> None:
        """Seals what is left; nothing may be written any more."""
        self._seal(len(self._waiting), last=True)

    def _seal(self, size: int, *, last: bool) -> None:
        with memoryview(self._waiting) as waiting, waiting[:size] as chunk:
            sealed = self._cipher.encrypt(_nonce(self._number, last=last), chunk, self._bound)
        del self._waiting[:size]
        self._sink(sealed)
        self._number += 1


class _Whole(io.RawIOBase):
    """A file of which the first bytes were read already, from its beginning."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head, self._file = head, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)] or self._file.read(len(buffer))
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _Unsealed(io.RawIOBase):
    """The plain bytes of a sealed file."""

    def __init__(self, file: BinaryIO, secret: bytes, header: bytes, name: str) -> None:
        self._file, self._cipher, self._bound = file, AESGCM(secret), header + name.encode()
        self._next, self._ahead = 0, b""
        self._plain, self._at, self._last = b"", 0, False
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._at == len(self._plain) and not self._last:
            self._open_next()
        piece = self._plain[self._at : self._at + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def _open_next(self) -> None:
        """One chunk and one byte beyond it are read: only who sees that nothing follows knows the last."""
        sealed = self._ahead + _exactly(self._file, _SEALED_CHUNK + 1 - len(self._ahead))
        sealed, self._ahead = sealed[:_SEALED_CHUNK], sealed[_SEALED_CHUNK:]
        last = not self._ahead
        try:
            self._plain = self._cipher.decrypt(_nonce(self._next, last=last), sealed, self._bound)
        except (InvalidTag, ValueError) as error:
            raise OriginalUnreadable(ALTERED, f"chunk {self._next} of {self._name}") from error
        self._at, self._next, self._last = 0, self._next + 1, last


def unsealed(file: BinaryIO, name: str, find: Callable[[str], bytes | None]) -> BinaryIO:
    """The plain bytes of a file that may be sealed, from its beginning; `find` gives the secret of a key's id.

    Closing it closes the file. Raises OriginalUnreadable here when the key is not there, and while it is read.
    """
    head = _exactly(file, HEADER_BYTES)
    named = key_id(head)
    if named is None:
        return io.BufferedReader(_Whole(head, file), buffer_size=_AT_ONCE)
    secret = find(named)
    if secret is None:
        raise OriginalUnreadable(NO_KEY, named)
    return io.BufferedReader(_Unsealed(file, secret, head, name), buffer_size=_AT_ONCE)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _exactly(file: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end: a connection may give less than it is asked for."""
    pieces = bytearray()
    while len(pieces) < size and (piece := file.read(size - len(pieces))):
        pieces += piece
    return bytes(pieces)
