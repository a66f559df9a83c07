"""Decides what the areas that are there say to an import: its district, free numbers, what is kept beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from app.areas.import_report import ImportReport, Kind
from app.areas.models import Road
from app.areas.queries import cells_of, current_version
from app.areas.roads import RoadOptions
from app.areas.rules import UnusableFile
from app.areas.sentences import say
from app.areas.shapes import Segment
from app.core.db import db

NO_ADCODE = "000000"
"""District part of road codes while nobody has said which district this is."""


def with_adcode(options: RoadOptions, report: ImportReport) -> RoadOptions:
    """The options with the district of the areas that are there where they name none. Raises UnusableFile."""
    adcode = options.adcode or known_adcode()
    if not adcode:
        adcode = NO_ADCODE
        report.notes.append(say("adcode-missing", adcode=NO_ADCODE))
    if len(adcode) != 6 or not adcode.isdecimal() or not adcode.isascii():
        raise UnusableFile(say("adcode-wrong", adcode=adcode))
    return replace(options, adcode=adcode)


def known_adcode() -> str | None:
    """The district of the version in force, else the one most of its cells begin with."""
    version = current_version()
    if version is None:
        return None
    if version.adcode and version.adcode != NO_ADCODE:
        return version.adcode
    districts = Counter(cell.code[:6] for cell in cells_of(version.id) if cell.code[:6].isdecimal())
    return districts.most_common(1)[0][0] if districts else None


def road_number(name: str) -> int:
    """The R number of a road's name, a new one for a new name; numbers are never reused. Flushes."""
    road = db.session.get(Road, name)
    if road is None:
        road = Road(name=name, number=(db.session.scalar(select(func.max(Road.number))) or 0) + 1)
        db.session.add(road)
        db.session.flush()
    return road.number


class RoadNumbers:
    """The R numbers that `road_number` would give, without giving them: `new` are those that nobody has yet."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {row.name: row.number for row in db.session.execute(select(Road.name, Road.number))}
        self._last = max(self._known.values(), default=0)
        self.new: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        """The number of a road's name."""
        if name not in self._known:
            self._last += 1
            self._known[name] = self.new[name] = self._last
        return self._known[name]


def free_parts(segments: Iterable[Segment]) -> dict[str, int]:
    """Per road code (…-R001) the first S number no segment has."""
    free: dict[str, int] = {}
    for segment in segments:
        road, _, part = segment.code.rpartition("-S")
        if part.isdecimal():
            free[road] = max(free.get(road, 1), int(part) + 1)
    return free


def appended(before: Sequence[Segment], new: Sequence[Segment], report: ImportReport) -> list[Segment]:
    """Both together: an equal code replaces, an equal line of the same road is there already."""
    known: dict[Any, str] = {(segment.name, segment.line.wkb): segment.code for segment in before}
    together = {segment.code: segment for segment in before}
    for segment in new:
        there = known.get((segment.name, segment.line.wkb))
        if there is not None and there != segment.code:
            report.tell(Kind.SKIPPED, say("segment-there"), say("named", name=there))
            continue
        if segment.code in together:
            report.tell(Kind.REPLACED, say("segment-replaced"), say("named", name=segment.code))
        together[segment.code] = segment
    return list(together.values())
