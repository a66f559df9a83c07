"""Decides whether what was destroyed under the retention rules is explained by a record that is ours, and is really gone.

Reads only. Kinds: `deletion-missing` (no record), `deletion-forged` (not our signature, or it speaks of something else),
`deletion-undone` (something of it is still or again there), `deletion-begun` (a note: it goes on by itself).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import String, cast, exists, select
from sqlalchemy.orm import undefer

from app.cases.deletions import CONTACT, ISSUE, NOTICE, QUARANTINE, REPORT
from app.cases.receipts import fault_of
from app.cases.report_models import Deletion, Report
from app.cases.sealing import keyring
from app.core import clock
from app.core.db import db
from app.issue_ledger import ending as issue_ending
from app.issue_ledger.models import Issue
from app.notices import ending as notice_ending
from app.notices import queries as notices
from app.photos.models import Photo
from app.photos.rendering import LONG_EDGE
from app.photos.shelf import shelf
from app.reports.models import Quarantine
from app.shops import ending as shop_ending


class Fault(NamedTuple):
    """What is wrong: its kind, what it is about, what was seen, and whether that is damage."""

    kind: str
    about: str
    seen: str
    damage: bool = True


def faults(looked_at: Counter[str]) -> Iterator[Fault]:
    """Everything that speaks against what records of deletions say, and deletions that have none."""
    for kind, table in ((REPORT, Report), (QUARANTINE, Quarantine)):
        told = exists().where(Deletion.object_kind == kind, Deletion.object_id == cast(table.id, String))
        query = select(table.id).where(table.destroyed_at.is_not(None), ~told).order_by(table.id)
        for object_id in db.session.scalars(query):
            yield Fault("deletion-missing", f"{kind} {object_id}", "was destroyed, and no record says why")
    for deletion in db.session.scalars(select(Deletion).order_by(Deletion.id)):
        looked_at["deletions"] += 1
        yield from _of(deletion)
    yield from _keys_destroyed()


def _keys_destroyed() -> Iterator[Fault]:
    """Of photos that reports count on: whether the record that stands in the place of their keys is ours.

    With a valid one they came back with a restore, and go again by the same rules.
    """
    for sha256 in shelf().store.keys.gone():
        if db.session.get(Photo, sha256) is None:
            continue
        records = [_read(text) for text in shelf().store.keys.records(sha256)]
        if records and all(one is not None and fault_of(one, keyring("receipt")) is None for one in records):
            seen = "was destroyed and counts again, as after a restore: `flask lifecycle apply` ends it"
            yield Fault("deletion-begun", f"photo {sha256}", seen, damage=False)
        else:
            yield Fault("deletion-forged", f"photo {sha256}", "its keys are gone, and no record of ours stands in their place")


def _of(deletion: Deletion) -> Iterator[Fault]:
    about = f"{deletion.object_kind} {deletion.object_id}"
    record = _read(deletion.record)
    wrong = "it is not JSON" if record is None else fault_of(record, keyring("receipt")) or _misfit(deletion, record)
    if record is None or wrong is not None:
        yield Fault("deletion-forged", about, f"its record is not to be believed: {wrong}")
        return
    left = list(_left(deletion, record))
    if left:
        yield Fault("deletion-undone", about, f"a record says that it was destroyed: {', '.join(left)}")
    elif deletion.done_at is None:
        yield Fault("deletion-begun", about, "keys and bytes of its photos are still to be destroyed", damage=False)


def _read(text: str) -> dict[str, Any] | None:
    try:
        record = json.loads(text)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _misfit(deletion: Deletion, record: dict[str, Any]) -> str | None:
    """What the record says otherwise than the row that keeps it."""
    row = (deletion.object_kind, deletion.object_id, deletion.rule, clock.isoformat(deletion.at), deletion.by_id)
    said = (record.get("kind"), record.get("id"), record.get("rule", {}).get("rule"), record.get("at"), record.get("by"))
    return None if row == said else "it speaks of something else than its row"


def _left(deletion: Deletion, record: dict[str, Any]) -> Iterator[str]:
    """What should be gone and is there."""
    if deletion.object_kind == QUARANTINE:
        row = db.session.get(Quarantine, int(deletion.object_id), options=[undefer(Quarantine.content)])
        if row is not None and (row.destroyed_at is None or row.content):
            yield "its bytes are here"
        return
    if deletion.object_kind in {NOTICE, ISSUE, CONTACT}:
        yield from _left_in_ledgers(deletion, record)
        return
    report = db.session.get(Report, deletion.object_id, options=[undefer(Report.manifest)])
    if report is None:
        return  # the log tells of it
    if report.manifest_sha256 != record["manifest_sha256"]:
        yield "its manifest had another hash"
    if report.destroyed_at is None or report.manifest or report.note or report.position or report.lon is not None:
        yield "its text or place is here"
    db.session.expunge(report)
    for photo in record["photos"] if deletion.done_at is not None else ():
        if photo["destroyed"]:
            yield from _left_of_photo(photo["sha256"], photo["keys"])


def _left_in_ledgers(deletion: Deletion, record: dict[str, Any]) -> Iterator[str]:
    if deletion.object_kind == CONTACT:
        if shop_ending.left_of(str(record["shop_id"]), int(deletion.object_id)):
            yield "whom the shop was reached by is here"
        return
    if deletion.object_kind == NOTICE:
        notice = notices.notice_by_id(deletion.object_id)
        if notice is not None and notice_ending.left_of(notice, notices.sheet_of(notice.id)):
            yield "its words or its sheet are here"
        return
    issue = db.session.scalar(select(Issue).where(Issue.id == deletion.object_id))
    if issue is not None and issue_ending.left_of(issue):
        yield "its words are here"


def _left_of_photo(sha256: str, key_ids: Collection[str]) -> Iterator[str]:
    """A photo that came anew since, for another report, lies there with another key."""
    if any(shelf().store.keys.find(key_id) is not None for key_id in key_ids):
        yield f"a key of photo {sha256} is here"
    if db.session.get(Photo, sha256) is not None:
        return
    if shelf().store.has(sha256):
        yield f"photo {sha256} is in the store"
    if any(shelf().derived.find(sha256, size) is not None for size in LONG_EDGE):
        yield f"a picture of photo {sha256} is here"
