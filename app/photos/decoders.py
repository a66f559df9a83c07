"""Decides how many photos are decoded at once on this machine: each has a lock of its own, whichever process holds it.

Every decoding process may take 600 MB, so their number is a setting (`DRAWERS`) and not whatever comes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from app.photos.decoder import COMMAND, Decoder
from app.photos.decoder_turn import Busy
from app.photos.rendering import Area, Rendered


class Decoders:
    """As many decoders as may work at once; their children start when they are first needed."""

    def __init__(self, lock_path: Path, at_once: int, *, command: tuple[str, ...] = COMMAND) -> None:
        self._all = [Decoder(_lock(lock_path, number), command=command) for number in range(at_once)]

    def decode(self, photo: bytes | Path, covered: Sequence[Area] = ()) -> Rendered:
        """By the first decoder that nobody on the machine uses, else when it is our turn. Raises as `Decoder.decode`."""
        for decoder in self._all:
            try:
                return decoder.decode(photo, covered, wait=False)
            except Busy:
                continue
        return self._all[os.getpid() % len(self._all)].decode(photo, covered)

    def close(self) -> None:
        """Ends every child."""
        for decoder in self._all:
            decoder.close()

    @property
    def child_pids(self) -> list[int]:
        """The process ids of the running children, for whoever measures or disturbs them."""
        return [decoder.child_pid for decoder in self._all if decoder.child_pid is not None]


def _lock(first: Path, number: int) -> Path:
    """One file per decoder; the first has the name that releases with one decoder hold."""
    return first if number == 0 else first.with_name(f"{first.stem}-{number}{first.suffix}")
