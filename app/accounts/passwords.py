"""Decides how passwords are kept and compared (Argon2id). Knows nothing of people."""

from __future__ import annotations

import secrets
import threading
from base64 import b64encode
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

_hasher = PasswordHasher()  # RFC 9106 low-memory profile: 64 MiB, 3 passes
_quick = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
"""For passwords that were drawn by chance: nobody tries out 69 bits, and a table of people has hundreds of them."""
_slots = threading.BoundedSemaphore(2)
"""Two hashes at once: 64 MiB each, so a flood of logins cannot take the machine's memory."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class GivenPassword(NamedTuple):
    """A password that its owner did not choose, with its hash; one `to_replace` opens nothing but the choice of another."""

    text: str
    hash: str
    to_replace: bool


def given_password(text: str | None = None, *, to_replace: bool = True) -> GivenPassword:
    """The password that somebody chose for another person; without one it is made."""
    if text is not None:
        return GivenPassword(text, hash_password(text), to_replace)
    made = one_time_password()
    return GivenPassword(made, _quick.hash(made), to_replace)


def hash_password(password: str) -> str:
    """The Argon2id hash with its parameters and salt."""
    with _slots:
        return _hasher.hash(password)


def hash_of_nobody() -> str:
    """A hash that no password has. Only what it costs to compare counts, so its bytes are drawn instead of worked out."""
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (_hasher.salt_len, _hasher.hash_len))
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; without a hash (unknown name) the same work is done and the answer is False."""
    with _slots:
        if password_hash is not None and _hasher.check_needs_rehash(password_hash):
            _fits(password, hash_of_nobody())  # one that was made takes as long as one that was chosen
        return _fits(password, password_hash or hash_of_nobody()) and password_hash is not None


def _fits(password: str, password_hash: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def one_time_password() -> str:
    """A random password of 14 characters that nobody misreads (69 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(14))
