"""Reads of permits. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final

from flask import current_app
from sqlalchemy import ColumnElement, bindparam, or_, select

from app.core import clock
from app.core.days import city_day
from app.core.db import db, table_of
from app.core.errors import NotFound
from app.core.facts import Fact
from app.core.paging import Page, cut_page, decode_cursor, encode_cursor
from app.core.statements import Statement
from app.permits.models import Permit, PermitMet
from app.permits.rules import PermitKind, Standing, Zone, whole
from app.permits.weekly import minute_of_week, stored, until

REVISION: Final = "permits-revision"
"""The fact that names the present state of all permits; a random word, so that one that was rolled back never comes again."""
_CACHE: Final = "permit_zones"
_fact = table_of(Fact).c
_REVISION = Statement(select(_fact.value).where(_fact.name == bindparam("name")))
_permit = table_of(Permit).c
_ACTIVE = Statement(select(table_of(Permit)).where(_permit.active).order_by(_permit.id))


def zones() -> Sequence[Zone]:
    """Every permit that was not taken back, of whatever days; read anew only when one has changed."""
    revision: str | None = _REVISION.scalar(name=REVISION)
    known: tuple[str | None, Sequence[Zone]] | None = current_app.extensions.get(_CACHE)
    if known is None or revision is None or known[0] != revision:
        known = (revision, [_zone(row) for row in _ACTIVE.rows()])
        current_app.extensions[_CACHE] = known
    return known[1]


def zones_around(lon: float | None, lat: float | None, at: datetime) -> list[Zone]:
    """The permits of that day whose zone a place (WGS-84 degrees) lies in, whatever they permit and when."""
    if lon is None or lat is None:
        return []
    point, day = whole(lon, lat), city_day(at)
    return [zone for zone in zones() if _of_day(zone, day) and zone.covers(point)]


def permitted(lon: float | None, lat: float | None, category: str | None, at: datetime) -> list[Zone]:
    """The permits under which this category is no disorder at a place and moment."""
    if lon is None or lat is None:
        return []
    point, minute = whole(lon, lat), minute_of_week(at)
    return [zone for zone in zones_around(lon, lat, at) if zone.permits(point, category, minute)]


def facts_of(zone: Zone, at: datetime) -> dict[str, Any]:
    """What readers of a report are told of a permit: {id, kind, name, hours, until} (until: end of the hours running)."""
    ends = until(zone.hours, at)
    return {
        "id": zone.id,
        "kind": zone.kind.value,
        "name": zone.name,
        "hours": [span.as_dict() for span in zone.hours],
        "until": clock.isoformat(ends) if ends else None,
    }


def met_by(report_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """By report, the facts of the permits it met; reports without any are not in it."""
    found: dict[str, list[dict[str, Any]]] = {}
    if report_ids:
        rows = select(PermitMet).where(PermitMet.report_id.in_(report_ids)).order_by(PermitMet.report_id, PermitMet.permit_id)
        for row in db.session.scalars(rows):
            found.setdefault(row.report_id, []).append(row.facts)
    return found


def pack_permits() -> list[dict[str, Any]]:
    """The permits a phone carries, today's and those to come, without the holder: [{id, kind, name, ring, categories, hours,
    from, to}]. `ring`: lon, lat in 1e-7 degrees, then the differences of every corner to the one before; `hours`: [days, start,
    end] in minutes of the day; no category means all, no hours always."""
    today = city_day(clock.now())
    return [
        {
            "id": zone.id,
            "kind": zone.kind.value,
            "name": zone.name,
            "ring": _differences(zone),
            "categories": sorted(zone.categories),
            "hours": [[list(span.days), span.start, span.end] for span in zone.hours],
            "from": zone.from_day.isoformat(),
            "to": zone.to_day.isoformat() if zone.to_day else None,
        }
        for zone in zones()
        if zone.to_day is None or zone.to_day >= today
    ]


def page(
    *, kind: PermitKind | None, on: date | None, standing: Standing | None, words: str | None, cursor: str | None, limit: int
) -> Page[Permit]:
    """Permits that were not taken back, the newest first; of a kind, of a day, as they stand today, by name or holder."""
    query = select(Permit).where(Permit.active).order_by(Permit.id.desc())
    if kind is not None:
        query = query.where(Permit.kind == kind.value)
    if on is not None:
        query = query.where(Permit.from_day <= on, or_(Permit.to_day.is_(None), Permit.to_day >= on))
    if standing is not None:
        query = query.where(*_standing(standing, city_day(clock.now())))
    if words:
        query = query.where(or_(Permit.name.contains(words, autoescape=True), Permit.holder.contains(words, autoescape=True)))
    if cursor:
        query = query.where(Permit.id < decode_cursor(cursor, 1)[0])
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.id))


def row(permit_id: str) -> Permit | None:
    """A permit, held until the transaction ends."""
    return db.session.get(Permit, permit_id, with_for_update=True, populate_existing=True)


def read_row(permit_id: str) -> Permit:
    """A permit that was not taken back. Raises NotFound."""
    found = db.session.get(Permit, permit_id)
    if found is None or not found.active:
        raise NotFound("There is no such permit, or it was taken back: read the list again.")
    return found


def _standing(standing: Standing, today: date) -> tuple[ColumnElement[bool], ...]:
    if standing is Standing.PLANNED:
        return (Permit.from_day > today,)
    if standing is Standing.ENDED:
        return (Permit.to_day < today,)
    return (Permit.from_day <= today, or_(Permit.to_day.is_(None), Permit.to_day >= today))


def _of_day(zone: Zone, day: date) -> bool:
    return zone.from_day <= day and (zone.to_day is None or day <= zone.to_day)


def _differences(zone: Zone) -> list[int]:
    before = (0, 0)
    numbers: list[int] = []
    for point in zone.ring:
        numbers += [point[0] - before[0], point[1] - before[1]]
        before = point
    return numbers


def _zone(row: Any) -> Zone:
    ring = tuple((lon, lat) for lon, lat in row.ring)
    return Zone(
        row.id, PermitKind(row.kind), row.name, row.holder, ring,
        frozenset(row.categories), stored(row.hours), row.from_day, row.to_day,
    )  # fmt: skip
