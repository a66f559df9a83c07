"""Decides which values of a report, a verdict, a case and its timeline the log vouches for, and what the rows are called.

Left out is what the program works out anew: which area version moved a place, revisions, what search looks through.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from app.audit.rules import digest
from app.cases.loop_models import CaseRequest, SupervisionOrder
from app.cases.models import Case, CaseEvent
from app.cases.report_models import Report, ReportPhoto, Verdict

REPORT = "report"
CASE = "case"
_VERDICT = ("id", "report_id", "verdict", "reason", "duplicate_of", "segment_choice", "by_id", "at", "undone_at")
_EVENT = ("case_no", "place", "kind", "state", "by_id", "at", "reason", "facts")
_CASE = ("case_no", "report_id", "author_id", "category_slug", "category", "limits", "opened_at", "state", "closed_at")
_CASE_LOOP = (
    *("unit_code", "handler_id", "checker_id", "urgent", "origin", "campaign", "plan_code", "dispatched_at", "claimed_at"),
    *("disposed_at", "checked_at", "due_at", "rework_due_at", "paused_at", "rework_count", "return_count"),
    *("extension_count", "dispatch_count", "on_time", "recurs_of", "clock"),
)
"""Counted in once a case has been in a unit's hands: what was noted before that is read as it was noted."""
_REPLY = ("origin", "reply_to", "reply")
_REQUEST = ("id", "case_no", "kind", "unit_code", "by_id", "at", "reason", "note", "wanted", "state", "steps")
_ORDER = (
    *("id", "case_no", "cause", "level", "unit_code", "by_id", "at", "reason", "reply_by"),
    *("answer", "answered_by", "answered_at", "ended_at"),
)
LoopRow = CaseRequest | SupervisionOrder
"""What belongs to a case beside its timeline."""
_REPORT = (
    *("id", "sealed", "manifest_sha256", "commit_seq", "received_at", "author_id", "author_confirmed", "courier_id"),
    *("device_id", "device_seq", "supersedes", "captured_at", "happened_at", "position", "place_square", "placement"),
    *("category", "note", "handled_on_spot", "subject", "flags", "similar_to", "status", "case_no"),
)


class NamedPhoto(NamedTuple):
    """A photo as a report names it."""

    sha256: str
    role: str | None
    source: str | None
    taken_at: datetime | None


def photos_of(links: Iterable[ReportPhoto]) -> list[NamedPhoto]:
    """From the rows of one report, in the manifest's order."""
    return [NamedPhoto(link.sha256, link.role, link.source, link.taken_at) for link in links]


def report_digest(report: Report, photos: Iterable[NamedPhoto]) -> str:
    """Of a report and the photos it names."""
    named = [value for photo in photos for value in photo]
    reply = [getattr(report, name) for name in _REPLY] if report.reply_to else []
    return digest([*(getattr(report, name) for name in _REPORT), *_degrees(report), *named, *reply])


def verdict_digest(verdict: Verdict) -> str:
    """Of a verdict, in force or undone."""
    return digest(getattr(verdict, name) for name in _VERDICT)


def case_digest(case: Case) -> str:
    """Of a case: what it was opened with and its state."""
    loop = [getattr(case, name) for name in _CASE_LOOP] if case.dispatched_at else []
    return digest([*(getattr(case, name) for name in _CASE), *_degrees(case), *loop])


def event_digest(event: CaseEvent) -> str:
    """Of an entry of a timeline."""
    return digest(getattr(event, name) for name in _EVENT)


def loop_digest(row: LoopRow) -> str:
    """Of a request or a supervision order."""
    resume_on = [str(row.resume_on)] if isinstance(row, CaseRequest) else []
    return digest([*(getattr(row, name) for name in _LOOP[type(row)][1]), *resume_on])


def loop_row(row: LoopRow) -> str:
    """As `report_row`."""
    return f"{_LOOP[type(row)][0]}:{row.id}"


_LOOP: Final[dict[type[LoopRow], tuple[str, tuple[str, ...]]]] = {
    CaseRequest: ("case-request", _REQUEST),
    SupervisionOrder: ("supervision-order", _ORDER),
}


def report_row(report_id: str) -> str:
    """What the log calls a report's row; the others likewise."""
    return f"report:{report_id}"


def verdict_row(verdict_id: int) -> str:
    """As `report_row`."""
    return f"verdict:{verdict_id}"


def case_row(case_no: str) -> str:
    """As `report_row`."""
    return f"case:{case_no}"


def event_row(case_no: str, place: int) -> str:
    """As `report_row`."""
    return f"case-event:{case_no}#{place}"


def _degrees(row: Report | Case) -> tuple[float | None, float | None]:
    """As the database gives them back, whatever kind of number was put in."""
    return (None if row.lon is None else float(row.lon), None if row.lat is None else float(row.lat))
