"""Decides what is told of evidence that was destroyed under the retention rules. Reads only; `app/lifecycle` destroys."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import bindparam, or_, select

from app.accounts.rules import Actor
from app.cases.report_models import Deletion, Report, ReportPhoto
from app.cases.sight import visible
from app.cases.states import Destroyed
from app.core import clock
from app.core.db import db, table_of
from app.core.statements import Statement

REPORT, QUARANTINE, NOTICE, ISSUE, CONTACT = "report", "quarantine", "notice", "issue", "shop-contact"
"""What can be destroyed (`Deletion.object_kind`)."""

_report, _link = table_of(Report).c, table_of(ReportPhoto).c
_NAMED = Statement(
    select(_report.destroyed_at)
    .join_from(table_of(ReportPhoto), table_of(Report), _report.id == _link.report_id)
    .where(_link.sha256 == bindparam("sha256"))
    .order_by(_report.destroyed_at.is_not(None))
    .limit(1)
)
"""Built once, because every arriving photo asks it."""


class Named(Enum):
    """Who names a photo."""

    NOBODY = "nobody"
    REPORT = "report"
    DESTROYED = "destroyed"
    """Only reports whose evidence was destroyed."""


def named_by(sha256: str) -> Named:
    """Whether a stored report names this photo, and one that still has its evidence."""
    found = _NAMED.first(sha256=sha256)
    if found is None:
        return Named.NOBODY
    return Named.REPORT if found.destroyed_at is None else Named.DESTROYED


def told(at: datetime | None, rule: str | None) -> dict[str, Any] | None:
    """How readers are told, None of what is still there."""
    return None if at is None else {"at": clock.isoformat(at), "rule": rule}


def check_there(report: Report) -> None:
    """Raises Destroyed for a report whose evidence is gone."""
    if report.destroyed_at is not None:
        raise _gone(report)


def check_photo_there(who: Actor, sha256: str) -> None:
    """Raises Destroyed for a photo of a destroyed report that this person may see or brought; whoever else asks is not told."""
    named = select(ReportPhoto.report_id).where(ReportPhoto.sha256 == sha256)
    theirs = or_(visible(who, Report), Report.courier_id == who.id)
    query = select(Report).where(Report.id.in_(named), Report.destroyed_at.is_not(None), theirs)
    report = db.session.scalars(query.order_by(Report.destroyed_at.desc()).limit(1)).first()
    if report is not None:
        raise _gone(report)


def deletions_of(kind: str, object_ids: Collection[str]) -> dict[str, Deletion]:
    """The records of those of these objects that were destroyed."""
    if not object_ids:
        return {}
    query = select(Deletion).where(Deletion.object_kind == kind, Deletion.object_id.in_(object_ids))
    return {row.object_id: row for row in db.session.scalars(query)}


def told_of(kind: str, object_id: str) -> dict[str, Any] | None:
    """How readers are told that it was destroyed, None of what is still there."""
    found = deletions_of(kind, [object_id]).get(object_id)
    return told(found.at, found.rule) if found else None


def check_kept(kind: str, object_id: str) -> None:
    """Raises Destroyed for what was destroyed."""
    gone = told_of(kind, object_id)
    if gone is not None:
        raise Destroyed(**gone)


def deletions_before(number: int | None, limit: int) -> list[Deletion]:
    """The newest records with a number below this one (all, if None), newest first."""
    query = select(Deletion).order_by(Deletion.id.desc()).limit(limit)
    return list(db.session.scalars(query if number is None else query.where(Deletion.id < number)))


def _gone(report: Report) -> Destroyed:
    return Destroyed(**(told(report.destroyed_at, report.destroyed_by) or {}))
