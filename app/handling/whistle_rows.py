"""Says which values of whistles the log vouches for, and what their rows are called. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from sqlalchemy import select

from app.audit.rules import digest
from app.core.db import db
from app.handling.whistle_models import Whistle, WhistleUnit

_WHISTLE: Final = ("id", "case_no", "kind", "by_id", "at", "reason", "reply_by", "ended_at", "note")
_UNIT: Final = ("whistle_id", "unit_code", "arrived_at", "arrived_by", "note", "report_id")
"""Left out is when the program reminded somebody."""


def rows_of(case_nos: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Of each whistle and of each unit that it called: case, the row's name, its digest."""
    blown = db.session.scalars(select(Whistle).where(Whistle.case_no.in_(case_nos))).all() if case_nos else []
    cases = {whistle.id: whistle.case_no for whistle in blown}
    yield from ((one.case_no, f"whistle:{one.id}", digest(getattr(one, name) for name in _WHISTLE)) for one in blown)
    called = select(WhistleUnit).where(WhistleUnit.whistle_id.in_(cases)) if cases else None
    for unit in db.session.scalars(called) if called is not None else ():
        name = f"whistle-unit:{unit.whistle_id}/{unit.unit_code}"
        yield cases[unit.whistle_id], name, digest(getattr(unit, column) for column in _UNIT)


def digests_of(case_no: str) -> dict[str, str]:
    """By name, what the rows of one case are now."""
    db.session.flush()
    return {name: value for _case, name, value in rows_of([case_no])}
