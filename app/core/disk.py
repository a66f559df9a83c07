"""Decides how bytes get onto a disk so that they are still there after a power cut. Knows no feature and no format.

The order is always the same: every byte written, the file flushed, renamed into place, the folder flushed. A flush
that fails is never tried again on the same file: the kernel may have dropped the pages and would then report success.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

CHUNK_BYTES: Final = 64 * 1024
UNFINISHED: Final = ".unfinished-"
"""How the names of files begin that are being written; what a killed process left of them may be removed."""


class Readable(Protocol):
    """What can be copied."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""


def write_all(descriptor: int, chunk: bytes) -> None:
    """Writes every byte: a full disk makes `write` come back short without an error."""
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_file(path: Path, size: int, mode: int) -> None:
    """Gives the file its mode and flushes it, whole. Raises OSError, also when it does not have `size` bytes."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)
        if os.fstat(descriptor).st_size != size:
            raise OSError(errno.EIO, "the file is not as long as what was written", str(path))
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(folder: Path, mode: int = 0o750) -> None:
    """Makes a folder and those above it, each with a durable name. Raises OSError."""
    missing = [above for above in (folder, *folder.parents) if not above.exists()]
    for path in reversed(missing):
        path.mkdir(mode=mode, exist_ok=True)
        sync_folder(path.parent)


def place_bytes(target: Path, content: bytes, mode: int = 0o600) -> None:
    """Writes a small file so that a reader, and a machine after a power cut, sees all of it or nothing. Raises OSError."""
    with unfinished_beside(target) as path:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        try:
            write_all(descriptor, content)
        finally:
            os.close(descriptor)
        settle(path, target, len(content), mode)


def place_copy(source: Readable, target: Path, mode: int, accept: Callable[[str, int], bool]) -> tuple[str, int] | None:
    """Copies a stream to `target` in the same way; the hex SHA-256 and size of what was read.

    Both are put before `accept` first: when it says no, nothing is placed and the answer is None. Raises OSError.
    """
    with unfinished_beside(target) as path:
        digest, size = hashlib.sha256(), 0
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        try:
            while chunk := source.read(CHUNK_BYTES):
                digest.update(chunk)
                write_all(descriptor, chunk)
                size += len(chunk)
        finally:
            os.close(descriptor)
        if not accept(digest.hexdigest(), size):
            return None
        settle(path, target, size, mode)
    return digest.hexdigest(), size


def settle(path: Path, target: Path, size: int, mode: int) -> None:
    """Flushes a written file and gives it its name, in this order, the name durable too. Raises OSError."""
    sync_file(path, size, mode)
    os.rename(path, target)
    sync_folder(target.parent)


@contextmanager
def unfinished_beside(target: Path) -> Iterator[Path]:
    """A name in the folder of `target` for what is being written; whatever is left under it goes with the block."""
    path = target.with_name(f"{UNFINISHED}{uuid4().hex}")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def removed_on_error(path: Path) -> Iterator[None]:
    """Whatever ends the block early takes the half-written file with it."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sha256_of(path: Path, *, from_disk: bool = False) -> str:
    """Hex SHA-256 of a file; `from_disk` asks the system to forget its own copy first. Raises OSError."""
    with path.open("rb") as file:
        if from_disk:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(file, "sha256").hexdigest()
