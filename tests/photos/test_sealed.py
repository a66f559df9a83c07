"""The form in which originals lie: exactly what came, or nothing."""

from __future__ import annotations

import io
import os
from collections.abc import Callable

import pytest

from app.photos.keyring import Key
from app.photos.sealed import (
    CHUNK_BYTES,
    HEADER_BYTES,
    OriginalUnreadable,
    Sealer,
    key_id,
    plain_size,
    sealed_size,
    unsealed,
)
from tests.photos.pictures import sha256

KEY = Key("00112233445566778899aabbccddeeff", os.urandom(32))
NAME = sha256(b"some photo")
SIZES = (0, 1, 777, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 5)


def find(key_id: str) -> bytes | None:
    return KEY.secret if key_id == KEY.id else None


def sealed(plain: bytes, *, piece: int = 64 * 1024) -> bytes:
    written = bytearray()
    sealer = Sealer(KEY, NAME, written.extend)
    for at in range(0, len(plain), piece):
        sealer.write(plain[at : at + piece])
    sealer.finish()
    return bytes(written)


def opened(content: bytes, name: str = NAME) -> bytes:
    with unsealed(io.BytesIO(content), name, find) as file:
        return file.read()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_to_the_same_bytes_and_says_its_size(size: int) -> None:
    plain = os.urandom(size)
    content = sealed(plain)
    assert opened(content) == plain
    assert len(content) == sealed_size(size)
    assert plain_size(len(content), content[:HEADER_BYTES]) == size
    assert key_id(content) == KEY.id
    assert plain[:64] not in content or size < 64


def test_how_the_bytes_came_makes_no_difference() -> None:
    plain = os.urandom(CHUNK_BYTES + 70_000)
    assert sealed(plain, piece=1_000_003) == sealed(plain, piece=4_099)


def test_a_line_that_gives_little_at_a_time_is_read_to_the_end() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 999) if size and size > 0 else 999)

    for content, plain in ((sealed(b"photo" * 300_000), b"photo" * 300_000), (b"from before" * 500, b"from before" * 500)):
        with unsealed(Slow(content), NAME, find) as file:
            assert file.read() == plain


def flipped(at: int) -> Callable[[bytes], bytes]:
    return lambda content: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def swapped(content: bytes) -> bytes:
    whole = CHUNK_BYTES + 16
    first, second = content[HEADER_BYTES : HEADER_BYTES + whole], content[HEADER_BYTES + whole : HEADER_BYTES + 2 * whole]
    return content[:HEADER_BYTES] + second + first + content[HEADER_BYTES + 2 * whole :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "a bit of the first chunk": flipped(HEADER_BYTES + 5),
    "a bit of the last tag": flipped(-1),
    "a bit of the id of its key": flipped(7),
    "the last byte is gone": lambda content: content[:-1],
    "the last chunk is gone": lambda content: content[: HEADER_BYTES + 2 * (CHUNK_BYTES + 16)],
    "only the header is left": lambda content: content[:HEADER_BYTES],
    "something was added": lambda content: content + b"x",
    "two chunks changed places": swapped,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_whatever_is_altered_it_does_not_open(damage: Callable[[bytes], bytes]) -> None:
    content = sealed(os.urandom(2 * CHUNK_BYTES + 50))
    with pytest.raises(OriginalUnreadable) as refusal:
        opened(damage(content))
    assert isinstance(refusal.value, OSError)


def test_it_does_not_open_under_another_name() -> None:
    with pytest.raises(OriginalUnreadable):
        opened(sealed(b"photo"), sha256(b"another photo"))


def test_what_follows_damage_is_never_taken_for_the_end() -> None:
    with unsealed(io.BytesIO(DAMAGE["a bit of the first chunk"](sealed(b"photo" * 300_000))), NAME, find) as file:
        for _ in range(3):
            with pytest.raises(OriginalUnreadable):
                file.read(10)


@pytest.mark.parametrize("content", [b"", b"XJO", b"\xff\xd8\xff and more than twenty bytes"])
def test_an_original_from_before_is_read_as_it_is(content: bytes) -> None:
    assert opened(content) == content
