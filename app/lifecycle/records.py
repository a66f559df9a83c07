"""Decides what the record of a deletion says: what was destroyed, under which rule, when, by whom; signed as receipts are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import rfc8785

from app.accounts.rules import Actor
from app.cases.receipts import canonical
from app.cases.report_models import Deletion, Report
from app.cases.sealing import keyring
from app.core import clock
from app.core.db import db
from app.core.facts import epoch
from app.issue_ledger.models import Issue
from app.lifecycle.queries import Due
from app.notices.models import Notice, NoticeSheet
from app.reports.models import Quarantine


class Going(NamedTuple):
    """A photo that a report names: its size (None if it never came), the ids of the keys that seal it, and whether it goes;
    if not, others need it."""

    sha256: str
    bytes: int | None
    keys: list[str]
    destroyed: bool


def of_report(due: Due, report: Report, photos: Iterable[Going], by: Actor | None, at: datetime) -> str:
    """The signed record of a report, as canonical JSON."""
    return _signed(
        {
            **_of(due, by, at),
            "manifest_sha256": report.manifest_sha256,
            "received_at": clock.isoformat(report.received_at),
            "category": report.category,
            "segment": report.segment_code,
            "cell": report.cell_code,
            "case_no": due.case_no,
            "photos": [photo._asdict() for photo in photos],
        }
    )


def of_quarantine(due: Due, row: Quarantine, by: Actor | None, at: datetime) -> str:
    """The signed record of refused bytes, as canonical JSON."""
    what = {"report_id": row.report_id, "sha256": row.sha256, "received_at": clock.isoformat(row.received_at), "photos": []}
    return _signed({**_of(due, by, at), **what})


def of_paper(due: Due, notice: Notice, sheet: NoticeSheet | None, by: Actor | None, at: datetime) -> str:
    """The signed record of a paper, as canonical JSON."""
    what: dict[str, Any] = {
        "paper": notice.kind,
        "number": notice.number,
        "case_no": notice.case_no,
        "issued_at": clock.isoformat(notice.issued_at) if notice.issued_at else None,
        "served_at": clock.isoformat(notice.served_at) if notice.served_at else None,
        "sheet_sha256": sheet.sha256 if sheet else None,
        "photos": [],
    }
    return _signed({**_of(due, by, at), **what})


def of_issue(due: Due, issue: Issue, by: Actor | None, at: datetime) -> str:
    """The signed record of an issue of the ledger, as canonical JSON."""
    what: dict[str, Any] = {
        "ref": issue.ref,
        "case_no": issue.case_no,
        "import_id": issue.import_id,
        "line": issue.origin_line,
        "added_at": clock.isoformat(issue.added_at),
        "photos": [],
    }
    return _signed({**_of(due, by, at), **what})


def of_contact(due: Due, shop_id: str, closed_at: datetime | None, by: Actor | None, at: datetime) -> str:
    """The signed record of whom a shop was reached by, as canonical JSON; it names nobody."""
    what: dict[str, Any] = {"shop_id": shop_id, "closed_at": clock.isoformat(closed_at) if closed_at else None, "photos": []}
    return _signed({**_of(due, by, at), **what})


def keep(due: Due, record: str, by: Actor | None, at: datetime) -> Deletion:
    """Within a transaction: the record stands in the list of what was destroyed."""
    by_id = by.id if by else None
    rule = due.rule.name
    deletion = Deletion(object_kind=due.kind, object_id=due.object_id, rule=rule, at=at, by_id=by_id, record=record, done_at=None)
    db.session.add(deletion)
    db.session.flush()
    return deletion


def _of(due: Due, by: Actor | None, at: datetime) -> dict[str, Any]:
    return {
        "kind": due.kind,
        "id": due.object_id,
        "rule": {**due.rule.as_data(), "since": due.since.isoformat(), "until": due.until.isoformat()},
        "at": clock.isoformat(at),
        "by": by.id if by else None,
        "epoch": epoch(),
    }


def _signed(record: dict[str, Any]) -> str:
    keys = keyring("receipt")
    record["kid"] = keys.current
    record["hmac"] = keys.sign(canonical(record), record["kid"])
    return rfc8785.dumps(record).decode()
