"""Decides what happens to bytes that claim to be a report: filed, the same again, or kept in quarantine.

Reading, placing and judging happen before the transaction, because the database has one writer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.accounts.rules import Actor
from app.accounts.service import bind_device
from app.cases import queries
from app.cases.bodies import receipt_of
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

_FILED_SHA256 = select(Report.manifest_sha256).where(Report.id == bindparam("report_id"))


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
    """Whether these very bytes are there; asks for one column, because every report comes by here at least twice."""
    return db.session.scalar(_FILED_SHA256, {"report_id": report_id}) == sha256


def _file(arrival: filing.Arrival, courier: Actor, now: datetime) -> Filed:
    """Within a transaction: one row and its effects, however often and from wherever the bytes come."""
    manifest = arrival.manifest
    there = db.session.scalar(_FILED_SHA256, {"report_id": manifest.report_id})
    if there == arrival.sha256:
        return _again(manifest.report_id, courier, now)
    if there is not None:
        raise ContentConflict(report_id=manifest.report_id, manifest_sha256=arrival.sha256)
    _bind(manifest, courier, now)
    report, links = filing.write(arrival, courier, now)
    return Filed(receipt_of(report, links), new=True)


def _again(report_id: str, courier: Actor, now: datetime) -> Filed:
    """The same bytes again. Photos that this courier has brought meanwhile now count for the report."""
    report = db.session.get_one(Report, report_id)
    links = queries.links_of([report_id]).get(report_id, [])
    waiting = [link for link in links if not link.stored]
    brought = queries.photos_known(courier, {link.sha256 for link in waiting})
    for link in waiting:
        link.stored = link.sha256 in brought
    if waiting and all(link.stored for link in waiting):
        filing.is_whole(report, now)
    db.session.flush()
    return Filed(receipt_of(report, links), new=False)


def _bind(manifest: Manifest, courier: Actor, now: datetime) -> None:
    if manifest.device_id is not None:
        bind_device(manifest.device_id, courier.id, now)
        note_contact(manifest.device_id, courier, now, seq=manifest.device_seq)
