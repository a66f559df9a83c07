"""Decides how photos that are named in a move become evidence: in a reply report of their own, made here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import uuid_utils

from app.accounts.rules import Actor
from app.cases.models import Case
from app.handling.rules import MoveOrder
from app.reports import composing, filing
from app.reports.reply_fields import REPLY_VERBS, outcome


def file_photos(case: Case, order: MoveOrder, by: Actor, now: datetime) -> str | None:
    """Within the move's transaction and before it: files the photos as a reply; its report's id, None without photos.

    A move that is refused afterwards takes the report along. Raises PhotoNotThere with pointers.
    """
    if not order.photos:
        return None
    report_id = UUID(str(uuid_utils.uuid7()))
    verb = order.verb if order.verb in REPLY_VERBS else "progress"
    said = {
        "category": case.category_slug,
        "note": order.note or order.reason or "",
        "photos": composing.named_photos(order.photos, by),
        "reply_to": {"case_no": case.case_no, "verb": verb, "answers": dict(order.answers or {}), "rev": case.rev},
    }
    arrival = composing.compose(report_id, said, by, now)
    filing.take_turns(arrival.manifest)
    filing.write(arrival, by, now, outcome=outcome(order.verb, True, None, now))
    return str(report_id)
