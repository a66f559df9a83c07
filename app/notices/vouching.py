"""Says which values of papers the log vouches for, and what their rows are called. Reads only.

Left out are revisions: they follow from the entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import exists, select
from sqlalchemy.orm import undefer

from app.audit.models import AuditEntry
from app.audit.rules import Action, digest
from app.core.db import db
from app.notices.models import Notice, NoticeEvent, NoticeSheet
from app.proof.rows import Kind, Rows

NAME: Final = "notice"
"""What the log calls a paper."""
_NOTICE: Final = (
    *("id", "kind", "state", "case_no", "order_ref", "template_id", "unit_code", "category_slug", "receiver_kind"),
    *("receiver_code", "receiver_name", "receiver", "address", "segment_code", "segment_name", "cell_code", "facts", "basis"),
    *("requirement", "deadline", "photos", "level", "reply_by", "cc", "drafted_by_id", "drafted_at", "number", "officer_id"),
    *("authorised", "issued_at", "served_at", "service", "means", "passed", "archive_no"),
)
_EVENT: Final = ("notice_id", "place", "kind", "by_id", "at", "facts")
_SHEET: Final = ("notice_id", "sealed", "sha256", "size", "kid", "signature", "drawn_at")
_AS_HELD: Final[WeakKeyDictionary[Notice, str]] = WeakKeyDictionary()


def remember(notice: Notice) -> None:
    """Before a paper is changed: the log will say what it was."""
    _AS_HELD[notice] = notice_digest(notice)


def rows_now(notice: Notice, event: NoticeEvent) -> dict[str, tuple[str | None, str]]:
    """For the log: the paper as it was remembered (None: it is new) and as it is, and its new entry."""
    was, now = _AS_HELD.get(notice), notice_digest(notice)
    _AS_HELD[notice] = now
    return {notice_row(notice.id): (was, now), event_row(event): (None, event_digest(event))}


def notice_row(notice_id: str) -> str:
    """What the log calls a paper's row; the others likewise."""
    return f"{NAME}:{notice_id}"


def event_row(event: NoticeEvent) -> str:
    """As `notice_row`."""
    return f"notice-event:{event.notice_id}#{event.place}"


def sheet_row(notice_id: str) -> str:
    """As `notice_row`."""
    return f"notice-sheet:{notice_id}"


def notice_digest(notice: Notice) -> str:
    """Of a paper and what is sealed of it."""
    return _digest(notice, _NOTICE)


def event_digest(event: NoticeEvent) -> str:
    """Of an entry of what became of it."""
    return _digest(event, _EVENT)


def sheet_digest(sheet: NoticeSheet) -> str:
    """Of the finished sheet."""
    return _digest(sheet, _SHEET)


def _digest(row: Notice | NoticeEvent | NoticeSheet, columns: Collection[str]) -> str:
    values = (getattr(row, name) for name in columns)
    return digest(hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value for value in values)


def _rows(notice_ids: Collection[str]) -> dict[str, Rows]:
    papers = select(Notice).where(Notice.id.in_(notice_ids)).options(undefer(Notice.service))
    rows = {one.id: {notice_row(one.id): notice_digest(one)} for one in db.session.scalars(papers)}
    for event in db.session.scalars(select(NoticeEvent).where(NoticeEvent.notice_id.in_(notice_ids))):
        rows.setdefault(event.notice_id, {})[event_row(event)] = event_digest(event)
    sheets = select(NoticeSheet).where(NoticeSheet.notice_id.in_(notice_ids)).options(undefer(NoticeSheet.sealed))
    for sheet in db.session.scalars(sheets):
        rows.setdefault(sheet.notice_id, {})[sheet_row(sheet.notice_id)] = sheet_digest(sheet)
    return rows


KIND: Final = Kind(
    lambda: list(db.session.scalars(select(Notice.id).order_by(Notice.row))),
    _rows,
    Action.NOTICE,
    lambda: exists().where(Notice.id == AuditEntry.object_id),
)
"""How the log's vouching is looked at."""
