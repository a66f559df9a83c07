"""Reads of whistles: what the case page and the list of all whistles show. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.cases.models import Case
from app.cases.sight import visible
from app.core import clock
from app.core.db import db
from app.core.paging import Page, cursor_number, cut_page, encode_cursor
from app.handling.whistle_models import Whistle, WhistleUnit
from app.handling.whistle_rules import WhistleKind
from app.roster import queries as roster

Body = dict[str, Any]


class Standing(StrEnum):
    """Which whistles a list shows."""

    OPEN = "open"
    OVERDUE = "overdue"
    """Open, the time to come is over, and somebody has not come."""
    ENDED = "ended"


def bodies_of(case_nos: Collection[str]) -> dict[str, list[Body]]:
    """By case its whistles, the oldest first: {id, case_no, kind, by {id, name}, at, reason, arrive_by, ended_at, note, units
    [{code, name, arrived_at, by {id, name}|null, note, late}]}; late: came after the time, or had not when it was over."""
    rows = select(Whistle).where(Whistle.case_no.in_(case_nos)).order_by(Whistle.id)
    found: dict[str, list[Body]] = {}
    for whistle, body in bodies(db.session.scalars(rows).all() if case_nos else []):
        found.setdefault(whistle.case_no, []).append(body)
    return found


def bodies(whistles: Sequence[Whistle]) -> list[tuple[Whistle, Body]]:
    """Whistles with their wire form, in the order given."""
    units = units_called([whistle.id for whistle in whistles])
    names = people.names({whistle.by_id for whistle in whistles} | {row.arrived_by for row in units if row.arrived_by})
    unit_names = roster.names({row.unit_code for row in units})

    def who(person_id: str | None) -> Body | None:
        return {"id": person_id, "name": names.get(person_id, "")} if person_id else None

    def body(whistle: Whistle) -> Body:
        return {
            "id": whistle.id,
            "case_no": whistle.case_no,
            "kind": whistle.kind,
            "by": who(whistle.by_id),
            "at": clock.isoformat(whistle.at),
            "reason": whistle.reason,
            "arrive_by": clock.isoformat(whistle.reply_by),
            "ended_at": clock.isoformat(whistle.ended_at) if whistle.ended_at else None,
            "note": whistle.note,
            "units": [
                {
                    "code": row.unit_code,
                    "name": unit_names.get(row.unit_code),
                    "arrived_at": clock.isoformat(row.arrived_at) if row.arrived_at else None,
                    "by": who(row.arrived_by),
                    "note": row.note,
                    "late": (row.arrived_at or whistle.ended_at or clock.now()) > whistle.reply_by,
                }
                for row in units
                if row.whistle_id == whistle.id
            ],
        }

    return [(whistle, body(whistle)) for whistle in whistles]


def page(
    actor: Actor, standing: Standing | None, cursor: str | None, limit: int, now: datetime, kind: WhistleKind | None = None
) -> Page[Body]:
    """Whistles of the cases this person may see, the newest first."""
    query = select(Whistle).join(Case, Case.case_no == Whistle.case_no).where(visible(actor, Case)).order_by(Whistle.id.desc())
    if standing is not None:
        query = query.where(Whistle.ended_at.is_not(None) if standing is Standing.ENDED else Whistle.ended_at.is_(None))
    if standing is Standing.OVERDUE:
        absent = select(WhistleUnit.unit_code).where(WhistleUnit.whistle_id == Whistle.id, WhistleUnit.arrived_at.is_(None))
        query = query.where(Whistle.reply_by < now, absent.exists())
    if kind is not None:
        query = query.where(Whistle.kind == kind.value)
    if cursor:
        query = query.where(Whistle.id < cursor_number(cursor))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda whistle: encode_cursor(whistle.id))
    return page.with_items([body for _, body in bodies(page.items)])


def open_of(case_no: str, whistle_id: int | None = None) -> Sequence[Whistle]:
    """The whistles of a case that are not over, the oldest first, or the one of this number."""
    query = select(Whistle).where(Whistle.case_no == case_no, Whistle.ended_at.is_(None)).order_by(Whistle.id)
    return db.session.scalars(query if whistle_id is None else query.where(Whistle.id == whistle_id)).all()


def units_called(whistle_ids: Collection[int]) -> Sequence[WhistleUnit]:
    """Whom these whistles called."""
    if not whistle_ids:
        return []
    query = select(WhistleUnit).where(WhistleUnit.whistle_id.in_(whistle_ids))
    return db.session.scalars(query.order_by(WhistleUnit.whistle_id, WhistleUnit.unit_code)).all()
