"""Decides what a place for bytes must promise. It must not know what the bytes are, nor which photo or key they belong to.

A name is 64 hex characters. Whatever implements this (a folder, an object storage) raises StorageFull or StorageBroken
when it cannot take bytes, and never says that something is in place before it would survive a power cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal, Protocol, TypeAlias

PREFIXES: Final = tuple(f"{number:02x}" for number in range(256))
"""How names begin; a walk through everything goes from one to the next."""
NAME: Final = re.compile(r"[0-9a-f]{64}")
Why: TypeAlias = Literal["rotten", "collected", "destroyed"]


@dataclass(frozen=True)
class Lying:
    """What lies under a name: its size in bytes, and when it was put there, in seconds since 1970."""

    name: str
    size: int
    changed_at: float


@dataclass(frozen=True)
class TakenOut:
    """What was taken out of the way: from which name, why, when (seconds since 1970), and where it is now.

    `where` is an address that only the same kind of place understands. Either `put_back` or `destroy` ends it.
    """

    name: str
    why: Why
    since: float
    where: str


class Blobs(Protocol):
    """Bytes under names."""

    incoming: Path
    """A folder of this machine, on the same file system where that matters, for bytes on their way in."""

    def check_room(self, length: int) -> None:
        """Raises StorageFull when so many bytes more should not be taken."""

    def put(self, path: Path, name: str) -> None:
        """Takes a finished file out of `incoming` into place, over what lay there; durable when it returns.

        Raises StorageFull or StorageBroken; the name then has what it had before, or the new bytes, never half of them.
        """

    def confirm(self, name: str) -> bool:
        """Whether what lies there is durable, made so if need be; False when it must be put there anew.

        For an upload that finds its bytes in place: whoever put them may not have got to the end. Raises StorageBroken.
        """

    def open(self, name: str) -> BinaryIO:
        """What lies there, from its beginning. Raises FileNotFoundError, or OSError with what the disk said."""

    def size(self, name: str) -> int | None:
        """How many bytes lie there, None when nothing does."""

    def mark(self, name: str) -> int | None:
        """A number for `unmoved`, so that a transaction need not wait for a line; None where asking for the size needs none."""

    def unmoved(self, name: str, mark: int) -> bool:
        """Whether nothing was taken out or removed under this name since `mark`; may say no for nothing. Needs no line."""

    def walk(self, prefix: str) -> Iterator[Lying]:
        """Everything whose name begins with these two characters, in order."""

    def is_there(self) -> bool:
        """Whether anything lies here at all: an empty place is one that is not mounted, if there should be something."""

    def take_out(self, name: str, why: Why) -> TakenOut | None:
        """Takes something out of the way so that its name is free, durably; None when nothing lies there."""

    def open_out(self, taken: TakenOut) -> BinaryIO:
        """The bytes of something out of the way. Raises FileNotFoundError."""

    def put_back(self, taken: TakenOut) -> None:
        """Puts it where it was, unless something has come there meanwhile: then it goes for good."""

    def destroy(self, taken: TakenOut) -> None:
        """Removes it for good."""

    def taken_out(self, why: Why) -> Iterator[TakenOut]:
        """Everything that is out of the way for this reason."""

    def remove(self, name: str) -> None:
        """Removes what lies under this name for good, durably; nothing when nothing does."""
