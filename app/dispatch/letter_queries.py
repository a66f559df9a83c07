"""Reads of letters. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from app.accounts.rules import Actor
from app.cases.models import Case
from app.cases.sight import visible
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, cursor_number, cut_page, encode_cursor
from app.dispatch.letter_rules import LetterState, number_text, state_of
from app.dispatch.models import Letter
from app.roster import queries as roster

Body = dict[str, Any]


def letter_for(actor: Actor, letter_id: str, *, held: bool = False) -> Letter:
    """A letter of a case this person may see, `held` until the transaction ends. Raises NotFound."""
    if not (letter_id.isascii() and letter_id.isdecimal() and len(letter_id) < 16):
        raise NotFound()
    query = select(Letter).join(Case, Case.case_no == Letter.case_no).where(Letter.id == int(letter_id), visible(actor, Case))
    query = query.with_for_update(of=Letter).execution_options(populate_existing=True) if held else query
    letter = db.session.scalar(query)
    if letter is None:
        raise NotFound()
    return letter


def page(
    actor: Actor, state: LetterState | None, unit: str | None, case_no: str | None, cursor: str | None, limit: int, now: datetime
) -> Page[Letter]:
    """The register: letters of the cases this person may see, the newest first."""
    query = select(Letter).join(Case, Case.case_no == Letter.case_no).where(visible(actor, Case)).order_by(Letter.id.desc())
    if state is not None:
        query = query.where(*_in_state(state, now))
    if unit:
        query = query.where(Letter.unit_code == unit)
    if case_no:
        query = query.where(Letter.case_no == case_no)
    if cursor:
        query = query.where(Letter.id < cursor_number(cursor))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.id))


def waiting_of(case_no: str) -> Sequence[Letter]:
    """Letters of a case that are neither answered nor void, the oldest first."""
    query = select(Letter).where(Letter.case_no == case_no, Letter.answered_at.is_(None), Letter.voided_at.is_(None))
    return db.session.scalars(query.order_by(Letter.id)).all()


def body_of(letter: Letter, now: datetime) -> Body:
    """The wire form of a letter."""
    names = roster.names({letter.unit_code, *([letter.from_code] if letter.from_code else [])})

    def unit(code: str | None) -> Body | None:
        return {"code": code, "name": names.get(code)} if code else None

    def moment(at: datetime | None) -> str | None:
        return clock.isoformat(at) if at else None

    return {
        **{name: getattr(letter, name) for name in ("id", "case_no", "facts", "wanted", "sent_how", "answer", "outcome", "rev")},
        "number": number_text(letter.word, letter.year, letter.number),
        "state": state_of(letter.sent_at, letter.due_at, letter.answered_at, letter.voided_at, now),
        "unit": unit(letter.unit_code),
        "from": unit(letter.from_code),
        "void_reason": letter.void_reason,
        **{name: moment(getattr(letter, name)) for name in ("made_at", "sent_at", "due_at", "answered_at", "voided_at")},
    }


def _in_state(state: LetterState, now: datetime) -> tuple[ColumnElement[bool], ...]:
    if state is LetterState.VOIDED:
        return (Letter.voided_at.is_not(None),)
    if state is LetterState.ANSWERED:
        return (Letter.answered_at.is_not(None), Letter.voided_at.is_(None))
    waiting = (Letter.answered_at.is_(None), Letter.voided_at.is_(None))
    if state is LetterState.DRAFT:
        return (*waiting, Letter.sent_at.is_(None))
    late = Letter.due_at < now if state is LetterState.OVERDUE else Letter.due_at >= now
    return (*waiting, Letter.sent_at.is_not(None), late)
