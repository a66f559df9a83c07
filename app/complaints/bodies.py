"""Decides how complaints look: to whoever answers them, and to whoever filed one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.accounts.queries import names
from app.complaints import queries
from app.complaints.models import Complaint, ComplaintAnswer
from app.complaints.sealing import code_of, opened
from app.core.clock import isoformat
from app.core.wording import mask_numbers

Body = dict[str, Any]


def receipt_body(complaint: Complaint) -> Body:
    """What whoever files one is told: its number, and until when it is answered."""
    return {"number": complaint.number, "code": code_of(complaint.number), "due_at": isoformat(complaint.due_at)}


def looked_body(complaint: Complaint) -> Body:
    """What became of it, for who has its number and its code."""
    given = queries.answers([complaint.id]).get(complaint.id, [])
    return {
        **{name: getattr(complaint, name) for name in ("number", "state", "dismissed_because")},
        "at": isoformat(complaint.created_at),
        "due_at": isoformat(complaint.due_at),
        "answers": [_answer(one) for one in given],
    }


def row_bodies(complaints: Sequence[Complaint], now: datetime) -> list[Body]:
    """Lines of the ledger; telephone numbers in the text are masked, the contact is asked for one by one."""
    return [_row(one, now) for one in complaints]


def complaint_body(complaint: Complaint, now: datetime) -> Body:
    """One complaint with its answers and who gave them."""
    given = queries.answers([complaint.id]).get(complaint.id, [])
    called = names({one.by_id for one in given})
    told = [{**_answer(one), "by": {"id": one.by_id, "name": called.get(one.by_id, "")}} for one in given]
    return {**_row(complaint, now), "answers": told, "dismissed_because": complaint.dismissed_because}


def own_bodies(complaints: Sequence[Complaint]) -> list[Body]:
    """One's own complaints with what was answered, not by whom."""
    given = queries.answers([one.id for one in complaints])
    return [
        {
            **{name: getattr(one, name) for name in ("number", "kind", "place", "case_no", "state")},
            "text": opened(one.text, one.number, "text"),
            "at": isoformat(one.created_at),
            "due_at": isoformat(one.due_at),
            "answers": [_answer(answer) for answer in given.get(one.id, [])],
        }
        for one in complaints
    ]


def contact_of(complaint: Complaint) -> str | None:
    """How who filed it may be reached, if they said so. Raises InvalidTag when the row was altered."""
    return opened(complaint.contact, complaint.number, "contact") if complaint.contact else None


def _row(one: Complaint, now: datetime) -> Body:
    told = {name: getattr(one, name) for name in ("number", "kind", "origin", "place", "case_no", "state", "in_time", "rev")}
    return {
        **told,
        "text": mask_numbers(opened(one.text, one.number, "text")),
        "has_contact": one.contact is not None,
        "at": isoformat(one.created_at),
        "due_at": isoformat(one.due_at),
        "answered_at": isoformat(one.answered_at) if one.answered_at else None,
        "overdue": one.state == "open" and one.due_at < now,
    }


def _answer(one: ComplaintAnswer) -> Body:
    return {"text": one.text, "at": isoformat(one.at)}
