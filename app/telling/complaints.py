"""Decides who hears of complaints: whoever answers them, and whoever filed one signed in. Listens, and knows no complaint."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from app.accounts.rules import Permission
from app.telling.people import holding
from app.telling.service import tell


class FiledComplaint(Protocol):
    """What has to be known of a complaint."""

    number: str
    person_id: str | None
    due_at: datetime


def filed(complaint: FiledComplaint, now: datetime) -> None:
    """Whoever answers complaints is told that there is one."""
    _tell_answerers("complaint-filed", complaint, now)


def is_due(complaint: FiledComplaint, now: datetime) -> None:
    """Whoever answers complaints is told that one has to be answered soon."""
    _tell_answerers("complaint-due", complaint, now)


def answered(complaint: FiledComplaint, now: datetime) -> None:
    """Whoever filed it signed in is told that there is an answer."""
    if complaint.person_id is not None:
        tell(now, "complaint-answered", person_ids=[complaint.person_id], facts={"number": complaint.number})


def _tell_answerers(kind: str, complaint: FiledComplaint, now: datetime) -> None:
    facts = {"number": complaint.number, "due_at": complaint.due_at}
    key = f"{kind}:{complaint.number}"
    tell(now, kind, person_ids=holding(Permission.ANSWER_COMPLAINTS), facts=facts, key=key)
