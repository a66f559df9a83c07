"""Decides how the process that checks reports keeps all looks in memory and follows the table. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final, cast

from flask import current_app
from sqlalchemy import select

from app.cases.report_models import ReportPhoto
from app.checks.looks import Hit, LookIndex
from app.checks.photo_rules import NEAR_BITS
from app.core.db import AnyRow, connection, db, table_of
from app.photos.models import PhotoLook

EXTENSION: Final = "looks"
OVERLAP: Final = 1_000
"""So many of the last numbers are read again each time: where transactions overlap, a lower number may come later."""
_AT_ONCE: Final = 50_000
_row = table_of(PhotoLook).c


@dataclass
class _Kept:
    """The looks in memory, up to which number, and which of the last ones are there."""

    index: LookIndex = field(default_factory=LookIndex)
    reached: int = 0
    recent: set[int] = field(default_factory=set)


class Likenesses:
    """For looks of photos the ones that are near; each is searched for once, so that it can be done ahead of a transaction."""

    def __init__(self, index: LookIndex) -> None:
        self._index = index
        self._found: dict[int, list[Hit]] = {}

    def of(self, number: int, look: int) -> list[Hit]:
        """The older looks that are near this one, the nearest first."""
        if number not in self._found:
            self._found[number] = self._index.near(look, NEAR_BITS, below=number)
        return self._found[number]


def likenesses() -> Likenesses:
    """The running app's looks, up to date with the table as this transaction sees it."""
    kept = cast(_Kept, current_app.extensions.setdefault(EXTENSION, _Kept()))
    _follow(kept)
    return Likenesses(kept.index)


def search_ahead(report_ids: Collection[str], near: Likenesses) -> None:
    """Searches for the photos of these reports while nobody waits."""
    named = select(ReportPhoto.sha256).where(ReportPhoto.report_id.in_(report_ids))
    for row in db.session.scalars(select(PhotoLook).where(PhotoLook.sha256.in_(named))):
        near.of(row.id, row.look)


def _follow(kept: _Kept) -> None:
    since = max(kept.reached - OVERLAP, 0)
    rows = connection().execute(select(_row.id, _row.look).where(_row.id > since).order_by(_row.id))
    for some in rows.partitions(_AT_ONCE):
        _add(kept, [row for row in some if row.id not in kept.recent])
    kept.recent = {number for number in kept.recent if number > kept.reached - OVERLAP}


def _add(kept: _Kept, rows: list[AnyRow]) -> None:
    if not rows:
        return
    numbers = [row.id for row in rows]
    kept.index.add(numbers, [row.look for row in rows])
    kept.reached = max(kept.reached, *numbers)
    kept.recent.update(number for number in numbers if number > kept.reached - OVERLAP)
