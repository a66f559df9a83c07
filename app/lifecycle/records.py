"""Decides what the record of a deletion says: what was destroyed, under which rule, when, by whom; signed as receipts are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import rfc8785

from app.accounts.rules import Actor
from app.cases.models import Report
from app.cases.receipts import canonical
from app.cases.sealing import keyring
from app.core import clock
from app.core.facts import epoch
from app.lifecycle.queries import Due
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
