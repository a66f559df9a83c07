"""Decides what the areas that are there say to an import: its district, free numbers, what is kept beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import shapely
from sqlalchemy import func, select

from app.accounts.queries import own_segments
from app.areas.import_report import ImportReport, Kind
from app.areas.models import Road, RoadSegment
from app.areas.numbering import SAME_M, Before, free_parts
from app.areas.queries import cells_of, current_version, current_version_id, segments_of
from app.areas.roads import RoadOptions
from app.areas.rules import UnusableFile
from app.areas.sentences import say, shown
from app.areas.shapes import Segment
from app.core.db import db

NO_ADCODE = "000000"
"""District part of road codes while nobody has said which district this is."""
_CODES_SHOWN = 10
_DEGREE_M = 111_200.0
"""Of latitude; one of longitude is shorter, so nothing that moved is missed."""


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


def segments_before(*, stays: bool) -> Before:
    """The segments in force, and which S numbers nobody ever had. `stays`: a file is put beside them."""
    ever = db.session.scalars(select(RoadSegment.code).distinct())
    return Before(segments_of(current_version_id()), free_parts(ever), stays)


def appended(before: Sequence[Segment], new: Sequence[Segment], report: ImportReport) -> list[Segment]:
    """Both together: an equal code replaces; what is the same in all it says is there already."""
    together = {segment.code: segment for segment in before}
    for segment in new:
        there = together.get(segment.code)
        if there is not None and _content(there) == _content(segment):
            report.tell(Kind.SKIPPED, say("segment-there"), say("named", name=segment.code))
            continue
        if there is not None:
            report.tell(Kind.REPLACED, say("segment-replaced"), say("named", name=segment.code))
        together[segment.code] = segment
    return list(together.values())


def note_own_segments(before: Sequence[Segment], new: Sequence[Segment], report: ImportReport) -> None:
    """Notes which segments that people have as their own become another stretch, or are gone."""
    own, after = own_segments(), {one.code: one for one in new}
    changed = [one.code for one in before if one.code in own and _becomes_another(one, after.get(one.code))]
    if changed:
        report.notes.append(say("own-segments-change", count=len(changed), codes=shown(changed, _CODES_SHOWN)))


def _becomes_another(was: Segment, now: Segment | None) -> bool:
    if now is None or now.side != was.side:
        return True
    return float(shapely.hausdorff_distance(was.line, now.line)) * _DEGREE_M > SAME_M


def _content(segment: Segment) -> tuple[Any, ...]:
    polygon = None if segment.polygon is None else segment.polygon.wkb
    return replace(segment, line=None, polygon=None), segment.line.wkb, polygon
