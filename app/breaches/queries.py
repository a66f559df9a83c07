"""Reads of breaches; they are seen by whoever sees their report, and without anybody's name by whoever sees the shops of
the place. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from app.accounts.rules import Actor, Permission
from app.breaches.models import Breach, BreachAppeal, BreachEvent, BreachHandIn
from app.breaches.rules import State
from app.cases.report_models import Report, ReportPhoto
from app.cases.sight import visible
from app.core.among import among
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, cursor_number, cut_page, encode_cursor


@dataclass(frozen=True)
class BreachFilter:
    """What the list is narrowed to; None and empty leave everything in. `overdue_at` is the moment at which time was over."""

    states: tuple[str, ...] = ()
    shop: str | None = None
    segment: str | None = None
    item: str | None = None
    appeal: str | None = None
    case_no: str | None = None
    overdue_at: datetime | None = None


def breach_for(actor: Actor, breach_id: str) -> Breach:
    """The breach, if this person may see it. Raises NotFound, the same for one that is not there."""
    query = select(Breach).join(Report, Report.id == Breach.id).where(Breach.id == breach_id, in_sight(actor))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def breach_by_id(breach_id: str) -> Breach | None:
    """The breach of this report, whoever asks."""
    return db.session.scalar(select(Breach).where(Breach.id == breach_id))


def breaches_page(actor: Actor, wanted: BreachFilter, cursor: str | None, limit: int) -> Page[Breach]:
    """Breaches, what was found last first."""
    query = _narrowed(wanted).where(in_sight(actor)).order_by(Breach.row.desc())
    if cursor:
        query = query.where(Breach.row < cursor_number(cursor))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.row))


def in_sight(actor: Actor) -> ColumnElement[bool]:
    """The condition for breaches, joined with their reports, that this person may see."""
    own = visible(actor, Report)
    return or_(own, _in_scope(actor)) if actor.may(Permission.SEE_PLEDGES) else own


def breaches_of_reports(report_ids: Collection[str]) -> dict[str, Breach]:
    """By report, its breach."""
    rows = db.session.scalars(select(Breach).where(Breach.id.in_(report_ids)))
    return {breach.id: breach for breach in rows}


def hand_ins_of(breach_ids: Collection[str]) -> dict[str, list[BreachHandIn]]:
    """By breach, what was handed in, the first first."""
    query = select(BreachHandIn).where(BreachHandIn.breach_id.in_(breach_ids)).order_by(BreachHandIn.place)
    found: dict[str, list[BreachHandIn]] = defaultdict(list)
    for one in db.session.scalars(query):
        found[one.breach_id].append(one)
    return found


def appeals_of(breach_ids: Collection[str]) -> dict[str, BreachAppeal]:
    """By breach, the shop's appeal."""
    rows = db.session.scalars(select(BreachAppeal).where(BreachAppeal.breach_id.in_(breach_ids)))
    return {one.breach_id: one for one in rows}


def events_of(breach_id: str) -> list[BreachEvent]:
    """What became of a breach, oldest first."""
    return list(db.session.scalars(select(BreachEvent).where(BreachEvent.breach_id == breach_id).order_by(BreachEvent.place)))


def pictures_of(breach: Breach) -> set[str]:
    """The photos of the breach and of what was handed in for it that are in the store."""
    ids = [breach.id, *(one.report_id for one in hand_ins_of([breach.id])[breach.id] if one.report_id)]
    query = select(ReportPhoto.sha256).join(Report, Report.id == ReportPhoto.report_id)
    return set(db.session.scalars(query.where(Report.id.in_(ids), ReportPhoto.stored, Report.destroyed_at.is_(None))))


def _in_scope(actor: Actor) -> ColumnElement[bool]:
    scope = actor.scope
    if not (scope.segments or scope.cells):
        return true()
    nowhere = and_(Report.segment_code.is_(None), Report.cell_code.is_(None))
    return or_(among(Report.segment_code, scope.segments), among(Report.cell_code, scope.cells), nowhere)


def _narrowed(wanted: BreachFilter) -> Select[Any]:
    query = select(Breach).join(Report, Report.id == Breach.id)
    exact = (
        (Breach.shop_id, wanted.shop), (Report.segment_code, wanted.segment), (Breach.item, wanted.item),
        (Breach.appeal, wanted.appeal), (Breach.case_no, wanted.case_no),
    )  # fmt: skip
    for column, value in exact:
        if value:
            query = query.where(column == value)
    if wanted.states:
        query = query.where(Breach.state.in_(wanted.states))
    if wanted.overdue_at:
        query = query.where(Breach.state == State.OPEN, Breach.deadline < wanted.overdue_at)
    return query
