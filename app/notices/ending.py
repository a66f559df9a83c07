"""Decides what stays of a paper whose time is over: number, kind, dates and where; not whom it was for, nor what it said."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from app.cases.wording import mask_numbers
from app.core.db import db
from app.notices import queries, vouching
from app.notices.drafting import RECEIVER
from app.notices.models import Notice, NoticeSheet
from app.notices.sealing import sealed_json

Changed = dict[str, tuple[str | None, str]]
_WORDS: Final = ("text", "reason")
"""Of an entry's facts: why the city did something; no telephone number stays in them."""
_PICTURES: Final = "photo"


def held(notice_id: str) -> Notice | None:
    """The paper, its row held until the transaction ends."""
    query = select(Notice).where(Notice.id == notice_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def clear(notice: Notice) -> Changed:
    """Within a transaction: what it said, whom it was for, how it was served and its sheet go; the rows changed, for the log."""
    changed: Changed = {}
    was = vouching.notice_digest(notice)
    notice.receiver = sealed_json(notice.id, RECEIVER, {"name": ""})
    notice.receiver_name = notice.service = None
    notice.address = notice.requirement = ""
    notice.facts = {"at": notice.facts["at"], "where": "", "what": ""}
    notice.photos = []
    notice.rev += 1
    sheet = queries.sheet_of(notice.id)
    if sheet is not None:
        sheet_was, sheet.sealed = vouching.sheet_digest(sheet), b""
        changed[vouching.sheet_row(notice.id)] = (sheet_was, vouching.sheet_digest(sheet))
    for event in queries.events_of(notice.id):
        event_was, event.facts = vouching.event_digest(event), _coarse(event.facts)
        changed[vouching.event_row(event)] = (event_was, vouching.event_digest(event))
    db.session.flush()
    return {**changed, vouching.notice_row(notice.id): (was, vouching.notice_digest(notice))}


def left_of(notice: Notice, sheet: NoticeSheet | None) -> bool:
    """Whether something of it is there that `clear` takes."""
    return bool(notice.service or notice.requirement or notice.address or notice.photos or (sheet and sheet.sealed))


def _coarse(facts: dict[str, Any]) -> dict[str, Any]:
    masked = {name: mask_numbers(facts[name]) for name in _WORDS if facts.get(name)}
    return {**facts, **masked, **({_PICTURES: None} if _PICTURES in facts else {})}
