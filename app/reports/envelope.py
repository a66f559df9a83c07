"""Decides how a sealed entry of an export file opens. Knows no report and no table.

An envelope is `"XJX1"` · length of the kid (1 byte) · kid, ASCII · length of the wrapped key (2 bytes, big endian) · the
AES key wrapped by RSA-OAEP-SHA256 · nonce (12 bytes) · AES-256-GCM ciphertext with its tag. The additional data is the
entry's name: `report:<id>`, `photo:<sha256>` or `draft:<id>`, so that no entry can pass as another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.errors import InvalidBody
from app.core.keys import ExportKeys

MAGIC: Final = b"XJX1"
OVERHEAD: Final = 4 + 1 + 255 + 2 + 1024 + 12 + 16
"""Bytes that an envelope may have beyond what it holds."""
_NONCE: Final = 12
_TAG: Final = 16
_KEY: Final = 32


class NotSealed(InvalidBody):
    """No envelope at all."""

    title = "This is no entry of an export file: hand in the file as the phone made it."


class UnknownExportKey(InvalidBody):
    """Sealed for a key that this server does not have."""

    title = "This was sealed for a key that this server does not have: hand it in at the server the phone was signed in to."


class DamagedEntry(InvalidBody):
    """An envelope, but not whole, not unchanged, or under another name than the phone gave it."""

    title = "This entry was damaged or renamed after the phone made it: copy the file from the phone again."


@dataclass(frozen=True)
class _Parts:
    kid: str
    wrapped: bytes
    nonce: bytes
    ciphertext: memoryview


def open_entry(envelope: bytes, name: str, keys: ExportKeys) -> bytes:
    """What the phone sealed under `name` (`report:<id>`, `photo:<sha256>`, `draft:<id>`).

    Raises NotSealed, UnknownExportKey or DamagedEntry, all 422 with the fact `fault`.
    """
    parts = _parts(envelope)
    key = _unwrapped(parts, keys)
    try:
        return AESGCM(key).decrypt(parts.nonce, parts.ciphertext, name.encode())
    except InvalidTag as error:
        raise DamagedEntry(fault="damaged") from error


def _parts(envelope: bytes) -> _Parts:
    if envelope[:4] != MAGIC:
        raise NotSealed(fault="not-sealed")
    view = memoryview(envelope)
    at = 5 + (view[4] if len(view) > 4 else 0)
    kid = bytes(view[5:at])
    wrapped_end = at + 2 + int.from_bytes(view[at : at + 2], "big")
    wrapped, nonce = bytes(view[at + 2 : wrapped_end]), bytes(view[wrapped_end : wrapped_end + _NONCE])
    ciphertext = view[wrapped_end + _NONCE :]
    if len(ciphertext) < _TAG or not kid.isascii():
        raise DamagedEntry(fault="damaged")
    return _Parts(kid.decode("ascii"), wrapped, nonce, ciphertext)


def _unwrapped(parts: _Parts, keys: ExportKeys) -> bytes:
    try:
        key = keys.unwrap(parts.wrapped, parts.kid)
    except KeyError as error:
        raise UnknownExportKey(fault="unknown-key", kid=parts.kid[:40]) from error
    except ValueError as error:
        raise DamagedEntry(fault="damaged") from error
    if len(key) != _KEY:
        raise DamagedEntry(fault="damaged")
    return key
