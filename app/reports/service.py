"""Decides what happens to bytes that claim to be a report: filed, the same again, or kept in quarantine.

Reading, placing and judging happen before the transaction, because the database has one writer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.rules import Actor
from app.accounts.service import bind_device
from app.cases import queries
from app.cases.bodies import receipts_of
from app.cases.models import Report
from app.core import clock
from app.core.db import db
from app.core.errors import InvalidBody
from app.core.transaction import in_transaction
from app.reports import filing, quarantine
from app.reports.devices import note_contact
from app.reports.manifest import Manifest, check_envelope, read_manifest
from app.reports.reading import read_json
from app.reports.rules import MAX_MANIFEST_BYTES, ContentConflict, ManifestTooLarge


@dataclass(frozen=True)
class Filed:
    """The receipt of a report, and whether these bytes came for the first time."""

    receipt: dict[str, Any]
    new: bool

    @property
    def status(self) -> int:
        """202 while photos are missing, else 201 for a new report and 200 for one that was here."""
        if self.receipt["missing"]:
            return 202
        return 201 if self.new else 200


def receive(body: bytes, report_id: UUID, courier: Actor) -> Filed:
    """Files the report, or answers what is known of it when the same bytes were filed before.

    When it returns, the row is durable. Raises MalformedBody, NoEnvelope, ManifestTooLarge or ContentConflict after
    the bytes were put in quarantine, or QuarantineFull instead. Must not be called within a transaction.
    """
    now = clock.now()
    try:
        if len(body) > MAX_MANIFEST_BYTES:
            raise ManifestTooLarge(limit=MAX_MANIFEST_BYTES)
        sha256 = hashlib.sha256(body).hexdigest()
        if _is_filed(str(report_id), sha256):
            return in_transaction(lambda: _again(str(report_id), courier, now))
        manifest = read_manifest(check_envelope(read_json(body), report_id))
        arrival = filing.judge(manifest, body, sha256, courier, now)
        return in_transaction(lambda: _file(arrival, courier, now))
    except (InvalidBody, ManifestTooLarge, ContentConflict) as refusal:
        reason = refusal.slug
        in_transaction(lambda: quarantine.keep(str(report_id), body, reason, courier, now))
        raise


def _is_filed(report_id: str, sha256: str) -> bool:
    report = db.session.get(Report, report_id)
    return report is not None and report.manifest_sha256 == sha256


def _file(arrival: filing.Arrival, courier: Actor, now: datetime) -> Filed:
    """Within a transaction: one row and its effects, however often and from wherever the bytes come."""
    manifest = arrival.manifest
    there = db.session.get(Report, manifest.report_id)
    if there is not None:
        if there.manifest_sha256 != arrival.sha256:
            raise ContentConflict(report_id=there.id, manifest_sha256=arrival.sha256)
        return _again(there.id, courier, now)
    _bind(manifest, courier, now)
    report = filing.write(arrival, courier, now)
    return Filed(receipts_of([report])[0], new=True)


def _again(report_id: str, courier: Actor, now: datetime) -> Filed:
    """The same bytes again. Photos that this courier has brought meanwhile now count for the report."""
    report = db.session.get_one(Report, report_id)
    waiting = [link for link in queries.links_of([report_id]).get(report_id, []) if not link.stored]
    brought = queries.photos_known(courier, {link.sha256 for link in waiting})
    arrived = [link for link in waiting if link.sha256 in brought]
    filing.mark_stored(report, arrived, complete=len(arrived) == len(waiting), at=now)
    return Filed(receipts_of([report])[0], new=False)


def _bind(manifest: Manifest, courier: Actor, now: datetime) -> None:
    if manifest.device_id is not None:
        bind_device(manifest.device_id, courier.id, now)
        note_contact(manifest.device_id, courier, now, seq=manifest.device_seq)
