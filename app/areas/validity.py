"""Decides which area version was responsible at which moment. Knows no table and no clock.

A version is responsible from its `begins` on (None: since ever) until a later one is. Where two would be, the one that
was activated later counts, so a city may also say afterwards that a border moved a week ago. One that was undone
counts nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

TIME_BEGINS = datetime(1, 1, 1, tzinfo=UTC)
"""Given as a beginning it means since ever. As an end it says never: another version since ever took its place."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version as far as time is concerned; `restores` is the version whose content it carries again, if it does."""

    id: int
    name: str
    begins: datetime | None
    undone: bool = False
    restores: int | None = None

    @property
    def content(self) -> int:
        """The version that first brought this content."""
        return self.restores or self.id


def responsible_at(versions: Sequence[Version], moment: datetime) -> Version | None:
    """Who was responsible at that moment, of versions in the order of their ids; None before the first."""
    for version in reversed(versions):
        if not version.undone and (version.begins is None or version.begins <= moment):
            return version
    return None


def endings(versions: Sequence[Version]) -> dict[int, datetime | None]:
    """By id, until when each is responsible (exclusive), None: still. One that never was ends where it begins."""
    found: dict[int, datetime | None] = {}
    limit: datetime | None = None
    for version in reversed(versions):
        begins = version.begins or TIME_BEGINS
        found[version.id] = begins if version.undone else limit if limit is None else max(limit, begins)
        if not version.undone:
            limit = begins if limit is None else min(limit, begins)
    return found


@dataclass(frozen=True, slots=True)
class Undoing:
    """What an undo does: these versions count no longer, and `content` is in force again from `begins` on."""

    undone: tuple[Version, ...]
    content: int
    begins: datetime | None


def undoing(versions: Sequence[Version]) -> Undoing | None:
    """How the content in force is taken back, so that an undo after an undo goes one step further; None: nothing is before it."""
    if not versions:
        return None
    taken_back = versions[-1].content
    before = next((one for one in reversed(versions) if one.id < taken_back and not one.undone), None)
    if before is None:
        return None
    first = next(one for one in versions if one.id == taken_back)
    begins = max(filter(None, (first.begins, before.begins)), default=None)
    undone = tuple(one for one in versions if one.content == taken_back and not one.undone)
    return Undoing(undone, before.content, begins)
