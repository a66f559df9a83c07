"""Decides which of very many looks are near one. Numbers in memory only: knows no table, no photo and no report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Looks: TypeAlias = npt.NDArray[np.uint64]
Numbers: TypeAlias = npt.NDArray[np.int64]

BLOCK: Final = 1 << 16
"""Looks compared at a time: half a megabyte stays in the processor's cache."""
MOST_HITS: Final = 200
"""Of a picture that was taken a thousand times the nearest are enough."""
_SMALLEST: Final = 1 << 10


class Hit(NamedTuple):
    """A look that is near: its number, and in how many of 64 bits it differs."""

    number: int
    bits: int


class LookIndex:
    """Looks by number, 16 bytes each; a search compares with every one of them, a million in a few milliseconds."""

    def __init__(self) -> None:
        self._looks: Looks = np.empty(_SMALLEST, np.uint64)
        self._numbers: Numbers = np.empty(_SMALLEST, np.int64)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, numbers: Sequence[int], looks: Sequence[int]) -> None:
        """Adds looks, as signed numbers of 64 bits, under their numbers."""
        end = self._size + len(numbers)
        if end > len(self._looks):
            self._grow(end)
        self._numbers[self._size : end] = numbers
        self._looks[self._size : end] = np.asarray(looks, np.int64).view(np.uint64)
        self._size = end

    def near(self, look: int, within: int, below: int) -> list[Hit]:
        """Looks that differ from `look` in at most `within` bits and whose number is below `below`, the nearest first."""
        wanted = np.int64(look).view(np.uint64)
        found: list[Hit] = []
        for start in range(0, self._size, BLOCK):
            end = min(start + BLOCK, self._size)
            bits = np.bitwise_count(self._looks[start:end] ^ wanted)
            at = np.flatnonzero(bits <= within)
            numbers = self._numbers[start:end][at]
            found += (Hit(int(number), int(bits[place])) for place, number in zip(at, numbers, strict=True) if number < below)
        return sorted(found, key=lambda hit: (hit.bits, hit.number))[:MOST_HITS]

    def _grow(self, least: int) -> None:
        """To at least this many places, and to twice as many as before, so that adding one by one stays cheap."""
        places = max(least, 2 * len(self._looks))
        for name in ("_looks", "_numbers"):
            grown = np.empty(places, getattr(self, name).dtype)
            grown[: self._size] = getattr(self, name)[: self._size]
            setattr(self, name, grown)
