"""Reads of imports, versions and of how open cases follow. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from app.accounts.models import Person
from app.area_imports.models import AreaImport
from app.areas.models import AreaVersion, GridCell, RoadSegment
from app.cases.models import Replacing
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, bad_cursor, cut_page, decode_cursor, encode_cursor

_WHOLE = (undefer(AreaImport.fields), undefer(AreaImport.findings))
_LARGEST_ID = 2**31 - 1


def import_of(import_id: UUID) -> AreaImport:
    """The import with everything that was found out. Raises NotFound."""
    row = db.session.scalar(select(AreaImport).where(AreaImport.id == str(import_id)).options(*_WHOLE))
    if row is None:
        raise NotFound()
    return row


def imports_page(cursor: str | None, limit: int) -> Page[AreaImport]:
    """Imports, the newest first, without fields and findings."""
    query = select(AreaImport).order_by(AreaImport.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(AreaImport.id < _uuid(cursor))
    rows = db.session.scalars(query).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.id))


def versions_page(cursor: str | None, limit: int) -> Page[AreaVersion]:
    """Area versions, the newest first."""
    query = select(AreaVersion).order_by(AreaVersion.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(AreaVersion.id < _number(cursor))
    rows = db.session.scalars(query).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.id))


def people(ids: Iterable[str]) -> dict[str, Person]:
    """Who these are."""
    return {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(set(ids))))}


def versions_named(ids: Iterable[int | None]) -> dict[int, AreaVersion]:
    """Area versions by number."""
    wanted = {one for one in ids if one is not None}
    return {one.id: one for one in db.session.scalars(select(AreaVersion).where(AreaVersion.id.in_(wanted)))}


def imports_of(version_ids: Collection[int]) -> dict[int, str]:
    """Which imports brought these versions."""
    query = select(AreaImport.version_id, AreaImport.id).where(AreaImport.version_id.in_(version_ids))
    return {row.version_id: row.id for row in db.session.execute(query)}


def sizes(version_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many segments and cells each version has."""
    found: dict[int, dict[str, int]] = {one: {} for one in version_ids}
    for name, table in (("segments", RoadSegment), ("cells", GridCell)):
        spans = db.session.execute(
            select(table.from_version, table.to_version, func.count()).group_by(table.from_version, table.to_version)
        ).all()
        for one in version_ids:
            found[one][name] = sum(count for begin, end, count in spans if begin <= one and (end is None or end > one))
    return found


def run_of(version_id: int) -> Replacing | None:
    """How far the open cases have followed this version; None while nobody has begun."""
    return db.session.get(Replacing, version_id)


def version_that_undid(moment: datetime) -> int | None:
    """The version that came when others were undone at that moment."""
    query = select(AreaVersion.id).where(AreaVersion.created_at == moment, AreaVersion.restores.is_not(None))
    return db.session.scalar(query.order_by(AreaVersion.id).limit(1))


def _uuid(cursor: str) -> str:
    try:
        return str(UUID(decode_cursor(cursor, 1)[0]))
    except ValueError as error:
        raise bad_cursor() from error


def _number(cursor: str) -> int:
    (text,) = decode_cursor(cursor, 1)
    number: Any = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    if not 0 < number <= _LARGEST_ID:
        raise bad_cursor()
    return int(number)
