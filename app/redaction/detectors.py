"""Decides what something that finds faces and plates by itself must be: it proposes, a person decides.

None is registered: see docs/decisions.md for what was measured. A detector belongs here once its recall on photos of
streets is known, and then says it wherever its proposals are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.redaction.rules import Box


@dataclass(frozen=True)
class Measured:
    """How a detector did on photos of streets that people had marked: of `marked` boxes on `photos` it found a share."""

    recall: float
    marked: int
    photos: int


class Detector(Protocol):
    """Finds what should be hidden."""

    name: str
    measured: Measured

    def find(self, picture: bytes) -> Sequence[Box]:
        """Proposed boxes on an upright JPEG of ours (`screen`), never on foreign bytes."""


DETECTORS: Final[dict[str, Detector]] = {}
"""What this installation has, by name."""


def active() -> Detector | None:
    """The detector whose proposals are shown, None where every box is drawn by hand."""
    return next(iter(DETECTORS.values()), None)
