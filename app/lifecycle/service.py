"""Decides how evidence is destroyed when its time is over, and in which order, so that a kill at any moment does no harm.

One transaction per report, refused body, paper, issue or contact: its record is written, what it said is cleared, the database
forgets its photos and their bytes are out of the way. After that keys and bytes are destroyed, and the record is noted as done.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, select, update

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.breaches import ending as breaches
from app.breaches.vouching import NAME as BREACH
from app.cases import digests, queries
from app.cases import service as cases
from app.cases.announcing import announce_report
from app.cases.deletions import CONTACT, ISSUE, NOTICE, QUARANTINE, REPORT
from app.cases.models import Case
from app.cases.report_models import Deletion, Report, ReportCheck, ReportPhoto
from app.core import clock
from app.core.db import db
from app.core.locks import hold
from app.core.transaction import in_transaction
from app.lifecycle import contacts, ledgers, originals, reasons, records
from app.lifecycle.models import RetentionRules
from app.lifecycle.queries import Due, due_quarantine, due_report, rules_in_force
from app.lifecycle.records import Going
from app.lifecycle.rules import Rule
from app.photos.models import Photo
from app.reports.models import Quarantine

NEVER_CHECKED_AGAIN: Final = 2_000_000_000
"""In `Report.checked`: there is nothing left to check."""
PLACE_KEPT: Final = frozenset({"status", "segment_status", "cell_status", "segment", "cell", "version", "chosen_by"})
"""Members of a placement that figures need; the others say where exactly somebody stood, or are somebody's words."""


def destroy(due: Due, by: Actor | None, today: date, kept: Collection[str] = ()) -> Deletion | None:
    """Destroys what is due on this day, if it still is; None when it is not any more. `kept` are names of photos that
    something else needs. Must not be called within a transaction. Raises StorageBroken or OSError; it is then as before,
    or goes on with `finish`.
    """
    with originals.restored_on_error() as out:
        if due.kind == REPORT:
            deletion = in_transaction(lambda: _destroy_report(due.object_id, by, today, kept, out))
        elif due.kind in {NOTICE, ISSUE}:
            deletion = in_transaction(lambda: ledgers.destroy(due, by, today))
        elif due.kind == CONTACT:
            deletion = in_transaction(lambda: contacts.destroy(due, by, today))
        else:
            deletion = in_transaction(lambda: _destroy_quarantined(int(due.object_id), by, today))
    if deletion is not None:
        finish(deletion)
    return deletion


def finish_begun() -> int:
    """Goes on where a killed process was broken off; how many records were ended. Must not be called within a transaction."""
    originals.put_back_what_is_known()
    begun = list(db.session.scalars(select(Deletion).where(Deletion.done_at.is_(None)).order_by(Deletion.id)))
    for deletion in begun:
        finish(deletion)
    return len(begun)


def finish(deletion: Deletion) -> None:
    """Destroys the keys and bytes that a record names; again is the same as once. Must not be called within a transaction."""
    gone = [photo for photo in json.loads(deletion.record)["photos"] if photo["destroyed"]]
    originals.destroy_keys({photo["sha256"]: photo["keys"] for photo in gone}, deletion.record)
    originals.end({photo["sha256"] for photo in gone})
    done = update(Deletion).where(Deletion.id == deletion.id).values(done_at=clock.now())
    in_transaction(lambda: db.session.execute(done))


def set_rules(rules: Sequence[Rule], at: datetime) -> None:
    """Within a transaction: these rules are in force from now on."""
    data = [rule.as_data() for rule in rules]
    db.session.add(RetentionRules(rules=data, set_at=at))
    db.session.flush()
    note(Action.RETENTION_SET, "retention", "rules", rules=data)


def _destroy_report(report_id: str, by: Actor | None, today: date, kept: Collection[str], out: list[Any]) -> Deletion | None:
    originals.give_back(out)  # of a try that did not get to its end
    links = queries.links_of([report_id]).get(report_id, [])
    hold(report_id, *(link.sha256 for link in links))
    report = _held_report(report_id)
    due = _still_due(report, today) if report else None
    if report is None or due is None:
        return None
    now = clock.now()
    was = digests.report_digest(report, digests.photos_of(links))
    photos = [_going(sha256, report_id, kept) for sha256 in dict.fromkeys(link.sha256 for link in links)]
    deletion = records.keep(due, records.of_report(due, report, photos, by, now), by, now)
    for photo in photos:
        taken = originals.forget(photo.sha256) if photo.destroyed else None
        out += [taken] if taken is not None else []
    _clear(report, due.rule.name, bool(links), now)
    rows = reasons.mask_verdicts(report_id)
    rows[digests.report_row(report_id)] = (was, digests.report_digest(report, digests.photos_of(links)))
    note(Action.DESTROYED, digests.REPORT, report_id, by=by, rows=rows, rule=due.rule.name, deletion=deletion.id)
    of_breach = breaches.clear(report_id)
    if of_breach:
        note(Action.DESTROYED, BREACH, report_id, by=by, rows=of_breach, rule=due.rule.name, deletion=deletion.id)
    _tell_case(report, due, by, now)
    announce_report(report, now)
    return deletion


def _destroy_quarantined(row_id: int, by: Actor | None, today: date) -> Deletion | None:
    held = select(Quarantine).where(Quarantine.id == row_id).with_for_update()
    row = db.session.scalar(held.execution_options(populate_existing=True))
    due = due_quarantine(row, rules_in_force(), today) if row else None
    if row is None or due is None:
        return None
    now = clock.now()
    deletion = records.keep(due, records.of_quarantine(due, row, by, now), by, now)
    row.content, row.destroyed_at = b"", now
    db.session.flush()
    note(Action.DESTROYED, QUARANTINE, str(row_id), by=by, rule=due.rule.name, deletion=deletion.id)
    return deletion


def _held_report(report_id: str) -> Report | None:
    held = select(Report).where(Report.id == report_id).with_for_update()
    return db.session.scalar(held.execution_options(populate_existing=True))


def _still_due(report: Report, today: date) -> Due | None:
    """Asked again with the case held: somebody may have put it under seal since it was listed."""
    rules = rules_in_force()
    due = due_report(report, rules, today)
    if due is not None and due.case_no is not None:
        case = select(Case).where(Case.case_no == due.case_no).with_for_update()
        db.session.scalar(case.execution_options(populate_existing=True))
        due = due_report(report, rules, today)
    return due


def _going(sha256: str, report_id: str, kept: Collection[str]) -> Going:
    """A photo goes unless a report that still has its evidence names it, too."""
    others = select(ReportPhoto.report_id).join(Report, Report.id == ReportPhoto.report_id)
    others = others.where(ReportPhoto.sha256 == sha256, Report.id != report_id, Report.destroyed_at.is_(None))
    size = db.session.scalar(select(Photo.bytes).where(Photo.sha256 == sha256).with_for_update())
    needed = sha256 in kept or db.session.scalar(others.limit(1)) is not None
    return Going(sha256, size, [] if needed else originals.key_ids(sha256), not needed)


def _clear(report: Report, rule: str, had_photos: bool, at: datetime) -> None:
    """What stays is what figures need: when, which category, which segment and cell, what became of it."""
    report.manifest, report.sealed, report.note, report.subject = b"", False, "", {}
    report.lon = report.lat = report.position = report.place_square = report.similar_to = None
    report.placement = _coarse(report.placement)
    report.corrected_placement = _coarse(report.corrected_placement) if report.corrected_placement else None
    report.destroyed_at, report.destroyed_by, report.checked = at, rule, NEVER_CHECKED_AGAIN
    if had_photos:
        report.whole_seq = None
        db.session.execute(update(ReportPhoto).where(ReportPhoto.report_id == report.id).values(stored=False))
    db.session.execute(delete(ReportCheck).where(ReportCheck.report_id == report.id))
    report.rev += 1
    db.session.flush()


def _coarse(placement: dict[str, Any]) -> dict[str, Any]:
    """The same members; of what is not kept the lists are empty and the rest is null."""
    return {name: value if name in PLACE_KEPT else [] if isinstance(value, list) else None for name, value in placement.items()}


def _tell_case(report: Report, due: Due, by: Actor | None, at: datetime) -> None:
    case = queries.case_by_number(due.case_no) if due.case_no else None
    if case is None:
        return
    rows = reasons.mask_events(case.case_no) if case.report_id == report.id else {}
    if rows:
        note(Action.DESTROYED, digests.CASE, case.case_no, by=by, rows=rows, rule=due.rule.name)
    cases.forget_evidence(case, report, by, at, {"report_id": report.id, "rule": due.rule.name})
