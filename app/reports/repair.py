"""Decides what becomes of quarantined bytes when a person files or dismisses them.

Once is the same as twice, and the kept bytes never change. Reading and judging happen before the transaction.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases import queries as cases
from app.cases.report_models import Report
from app.cases.states import Flag
from app.core import clock
from app.core.db import db
from app.core.errors import AppError
from app.core.transaction import in_transaction
from app.reports import filing, quarantine
from app.reports.filing import Arrival
from app.reports.manifest import check_envelope, read_manifest
from app.reports.models import Quarantine
from app.reports.quarantine_queries import open_row_ids, quarantined
from app.reports.reading import read_json
from app.reports.repair_rules import DRAFT, AlreadySettled, NotReadyForRefiling, Original, bytes_to_file, new_id

_PERSON = "person:"


def file_row(row_id: int, text: str | None, why: str, by: Actor | None) -> Quarantine:
    """Files what lies in quarantine as it is, or as the repaired `text`; the sender stays author and courier.

    A conflict, and whatever else came under an id that is taken, becomes a report under a new id. Doing the same again
    changes nothing. Raises NotFound, StillFaulty, CutOff, ForeignIdentity, or AlreadySettled. `by` is None for the
    operator at the server. Must not be called within a transaction.
    """
    row = quarantined(row_id, by)
    original = original_of(row)
    if row.outcome is not None:
        return _again(row, original, text, by)
    arrival = _judge(row, original, text, _target(original))
    return in_transaction(lambda: _file(row_id, arrival, why, by))


def dismiss_row(row_id: int, why: str, by: Actor) -> Quarantine:
    """Notes that nothing will come of it; the bytes stay. Raises NotFound or AlreadySettled. Flushes, never commits."""
    row = quarantined(row_id, by, held=True)
    if row.outcome is None:
        _settle(row, quarantine.DISMISSED, None, why, by, clock.now())
    elif row.outcome != quarantine.DISMISSED or row.settled_by_id != by.id:
        raise _settled_before(row)
    return row


def refile_open(why: str) -> dict[int, str | None]:
    """Tries every open row again as it is: after the server was taught to read what it refused.

    By row: None when it was filed, else why not. What only a person can decide stays as it is.
    """
    outcome: dict[int, str | None] = {}
    for row_id in open_row_ids():
        try:
            _refile(row_id, why)
            outcome[row_id] = None
        except AppError as refusal:
            outcome[row_id] = refusal.detail
    return outcome


def original_of(row: Quarantine) -> Original:
    """What lies in quarantine, opened."""
    content = quarantine.content_of(row)
    return Original(UUID(row.report_id), row.reason, content, row.sha256, row.person_id, quarantine.is_cut_off(row, content))


def is_taken(original: Original) -> bool:
    """Whether filing makes a report under a new id: a draft's own may still come from its phone, a taken one is taken."""
    there = _report(original.report_id)
    return original.reason == DRAFT or (there is not None and there.manifest_sha256 != original.sha256)


def _refile(row_id: int, why: str) -> None:
    original = original_of(quarantined(row_id, None))
    if is_taken(original):
        raise NotReadyForRefiling()
    file_row(row_id, None, why, None)


def _target(original: Original) -> UUID:
    return new_id(original) if is_taken(original) else original.report_id


def _judge(row: Quarantine, original: Original, text: str | None, target: UUID) -> Arrival:
    """The report as it would have been filed when it came, by who sent it."""
    chosen = bytes_to_file(original, text, target)
    manifest = read_manifest(check_envelope(read_json(chosen.body), target))
    sha256 = hashlib.sha256(chosen.body).hexdigest()
    arrival = filing.judge(manifest, chosen.body, sha256, _sender(row), row.received_at)
    return replace(arrival, flags=arrival.flags | {Flag.REPAIRED.value}) if chosen.repaired else arrival


def _file(row_id: int, arrival: Arrival, why: str, by: Actor | None) -> Quarantine:
    """Within a transaction."""
    filing.take_turns(arrival.manifest)
    row = quarantined(row_id, by, held=True)
    if row.outcome is not None:
        if row.settled_by_id == (by.id if by else None) and _is_filed_as(row, arrival.sha256):
            return row
        raise _settled_before(row)
    report_id = arrival.manifest.report_id
    there = _report(UUID(report_id))
    if there is None:
        filing.write(arrival, _sender(row), row.received_at)
    elif there.manifest_sha256 != arrival.sha256:
        raise _settled_before(row)  # the id was taken since it was judged
    _settle(row, quarantine.FILED, report_id, why, by, clock.now())
    return row


def _again(row: Quarantine, original: Original, text: str | None, by: Actor | None) -> Quarantine:
    """The row when the same person asks for what they have done already. Raises AlreadySettled."""
    same_person = by is not None and row.settled_by_id == by.id
    if same_person and row.outcome == quarantine.FILED and row.filed_as is not None:
        body = bytes_to_file(original, text, UUID(row.filed_as)).body
        if _is_filed_as(row, hashlib.sha256(body).hexdigest()):
            return row
    raise _settled_before(row)


def _is_filed_as(row: Quarantine, sha256: str) -> bool:
    report = _report(UUID(row.filed_as)) if row.filed_as else None
    return report is not None and report.manifest_sha256 == sha256


def _settle(row: Quarantine, outcome: str, filed_as: str | None, why: str, by: Actor | None, now: datetime) -> None:
    row.outcome, row.filed_as, row.settled_why = outcome, filed_as, why
    row.settled_by_id, row.settled_at = by.id if by else None, now
    db.session.flush()
    note(Action.QUARANTINE_SETTLED, "quarantine", str(row.id), by=by, outcome=outcome, filed_as=filed_as)


def _settled_before(row: Quarantine) -> AlreadySettled:
    return AlreadySettled(outcome=row.outcome, filed_as=row.filed_as)


def _sender(row: Quarantine) -> Actor:
    person = person_by_id(row.person_id)
    assert person is not None  # people are never deleted
    return actor_of(person, None if row.sender.startswith(_PERSON) else row.sender)


def _report(report_id: UUID) -> Report | None:
    return next(iter(cases.reports_by_id([str(report_id)])), None)
