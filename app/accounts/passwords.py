"""Decides how passwords are kept and compared (Argon2id). Knows nothing of people."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()  # RFC 9106 low-memory profile: 64 MiB, 3 passes
_slots = threading.BoundedSemaphore(2)
"""Two hashes at once: 64 MiB each, so a flood of logins cannot take the machine's memory."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_password(password: str) -> str:
    """The Argon2id hash with its parameters and salt."""
    with _slots:
        return _hasher.hash(password)


_NOBODY = _hasher.hash(secrets.token_hex(16))


def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; without a hash (unknown name) the same work is done and the answer is False."""
    with _slots:
        try:
            return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def one_time_password() -> str:
    """A random password of 14 characters that nobody misreads (69 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(14))
