"""Decides where the server's keys live and how they are named. Must not know what they sign or seal.

Keys are files of mode 0600 below DATA_DIR/keys, apart from SECRET_KEY, so that changing the login secret neither
invalidates receipts nor makes stored bytes unreadable. A key's number is its `kid`; old keys stay readable.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"XJ1"


class KeyRing:
    """The keys of one purpose in one folder; the newest signs or seals, all verify or open."""

    def __init__(self, folder: Path, purpose: str) -> None:
        self._folder = folder
        self._purpose = purpose
        self._keys: dict[str, bytes] = {}

    @property
    def current(self) -> str:
        """The kid in use; the first key is made when there is none."""
        kids = sorted((int(path.stem.rsplit("-", 1)[1]) for path in self._folder.glob(f"{self._purpose}-*.key")), reverse=True)
        return str(kids[0]) if kids else self._make("1")

    def sign(self, message: bytes, kid: str) -> str:
        """Hex HMAC-SHA256 of `message` with key `kid`. Raises KeyError for an unknown kid."""
        return hmac.new(self._key(kid), message, hashlib.sha256).hexdigest()

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """AES-256-GCM ciphertext of `plain`, which opens only together with `bound_to`."""
        kid, nonce = self.current, secrets.token_bytes(12)
        return _MAGIC + bytes([int(kid)]) + nonce + AESGCM(self._key(kid)).encrypt(nonce, plain, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """The plain bytes of `seal`. Raises cryptography.exceptions.InvalidTag when anything was altered."""
        if sealed[:3] != _MAGIC:
            raise ValueError("not sealed by this server")
        return AESGCM(self._key(str(sealed[3]))).decrypt(sealed[4:16], sealed[16:], bound_to)

    def _key(self, kid: str) -> bytes:
        if kid not in self._keys:
            path = self._folder / f"{self._purpose}-{kid}.key"
            if not path.is_file():
                raise KeyError(kid)
            self._keys[kid] = path.read_bytes()
        return self._keys[kid]

    def _make(self, kid: str) -> str:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = self._folder / f".{secrets.token_hex(8)}"
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:  # link, not rename: of two processes that start together one wins, and both then read its key
            os.link(temporary, self._folder / f"{self._purpose}-{kid}.key")
        except FileExistsError:
            pass
        finally:
            os.unlink(temporary)
        return kid
