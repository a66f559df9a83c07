"""Decides what a move that somebody sends does: their photos become evidence, the case goes on. Flushes, never commits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.accounts.rules import Actor
from app.cases.models import Case
from app.cases.sight import visible
from app.core.db import db
from app.core.errors import NotFound, Stale
from app.handling import composing, moving
from app.handling.rules import MoveOrder


def move(case_no: str, order: MoveOrder, revision: int | None, by: Actor, now: datetime) -> Case:
    """Makes a move that somebody sent; its photos become evidence.

    `revision` is the one they had read. Raises NotFound, Stale (412), IllegalMove (409), NotAllowed (403) or InvalidBody.
    """
    case = _held(case_no, by)
    if revision != case.rev:
        raise Stale(revision=case.rev)
    standing, row = moving.allowed(case, order.verb, order, by, now)
    report_id = composing.file_photos(case, order, by, now)
    moving.make(standing, row, replace(order, report_id=report_id), by, now)
    return case


def _held(case_no: str, by: Actor) -> Case:
    """The case, held until the transaction ends. Raises NotFound for one this person may not see."""
    query = select(Case).where(Case.case_no == case_no, visible(by, Case)).with_for_update()
    case = db.session.scalar(query.execution_options(populate_existing=True))
    if case is None:
        raise NotFound()
    return case
