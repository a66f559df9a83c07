"""Decides how cases come to be found by the new name of a unit or of a segment: a background job writes their words anew.

A case keeps the segment's name that it was opened with; what the segment is called since then stands in its words only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import and_, delete, event, inspect, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, aliased

from app.areas import queries as areas
from app.areas.models import RoadSegment
from app.cases import word_index
from app.cases.models import Case
from app.cases.word_index import with_segment, with_unit
from app.cases.word_models import Renamed
from app.core import facts
from app.core.db import connection, db, table_of
from app.core.transaction import end_reading, in_transaction
from app.roster.models import Unit

AT_ONCE: Final = 500
UNIT: Final = "unit"
SEGMENT: Final = "segment"
_NAMED_BY: Final = "words-segments"
"""Fact: the area version whose names of segments are in the words of cases, or on their way there."""
_BEYOND_ALL: Final = 2**62
_case, _renamed = table_of(Case).c, table_of(Renamed)
_COLUMNS: Final = (_case.id, _case.words, _case.segment_name)


@event.listens_for(Unit, "after_update")
def _unit_changed(_mapper: Mapper[Unit], database: Connection, unit: Unit) -> None:
    if inspect(unit).attrs.name.history.has_changes():
        _to_do(database, UNIT, unit.code)


def follow_names() -> int:
    """Background job: gives the next cases of what was renamed its new name to be found by; returns how much it saw to."""
    version = areas.current_version_id()
    known = facts.recalled(_NAMED_BY)
    if known != str(version):
        in_transaction(lambda: _compare(known, version))
    waiting = db.session.execute(select(_renamed.c.kind, _renamed.c.code).limit(1)).first()
    end_reading()
    return in_transaction(lambda: _follow_next(waiting.kind, waiting.code)) if waiting else 0


def _compare(known: str | None, version: int) -> None:
    """Names of segments that another version gave; the very first time nothing is known to compare with."""
    if known is not None:
        for code in _renamed_segments(int(known), version):
            _to_do(connection(), SEGMENT, code)
    facts.remember(_NAMED_BY, str(version))


def _renamed_segments(since: int, version: int) -> Iterator[str]:
    had = aliased(RoadSegment)
    same = and_(had.code == RoadSegment.code, areas.valid_in(had, since))
    now = (
        select(RoadSegment.code)
        .join(had, same)
        .where(areas.valid_in(RoadSegment, version), had.name.is_distinct_from(RoadSegment.name))
    )
    yield from db.session.scalars(now)


def _to_do(database: Connection, kind: str, code: str) -> None:
    """From the newest case on, also when it was on its way already."""
    mine = (_renamed.c.kind == kind, _renamed.c.code == code)
    database.execute(delete(_renamed).where(*mine))
    database.execute(_renamed.insert().values(kind=kind, code=code, below=_BEYOND_ALL))


def _follow_next(kind: str, code: str) -> int:
    mine = (_renamed.c.kind == kind, _renamed.c.code == code)
    below = connection().scalar(select(_renamed.c.below).where(*mine).with_for_update())
    if below is None:
        return 0
    column, index = (_case.unit_code, "unit") if kind == UNIT else (_case.segment_code, "segment")
    query = select(*_COLUMNS).where(column == code, _case.id < below).order_by(_case.id.desc()).limit(AT_ONCE)
    rows = connection().execute(query.with_hint(table_of(Case), f"INDEXED BY ix_case_file_of_{index}", "sqlite")).all()
    name = _name(kind, code)
    for row in rows:
        words = (
            with_unit(row.words, name) if kind == UNIT else with_segment(row.words, name if name != row.segment_name else None)
        )
        word_index.write_anew(connection(), row.id, row.words, words)
    left = update(_renamed).values(below=rows[-1].id) if len(rows) == AT_ONCE else delete(_renamed)
    connection().execute(left.where(*mine))
    return len(rows) or 1


def _name(kind: str, code: str) -> str | None:
    """What it is called now."""
    if kind == UNIT:
        return db.session.scalar(select(Unit.name).where(Unit.code == code))
    segment = areas.segment(code)
    return segment.name if segment else None
