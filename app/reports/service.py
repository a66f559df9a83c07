"""Decides what happens to bytes that claim to be a report: filed, the same again, or kept in quarantine.

Reading, placing and judging happen before the transaction, because the database has one writer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from app.accounts.rules import Actor
from app.accounts.service import bind_device
from app.audit.rules import Action
from app.audit.service import note
from app.cases import queries
from app.cases.announcing import make_whole
from app.cases.bodies import receipt_of
from app.cases.receipts import Received
from app.cases.report_models import Report, ReportPhoto
from app.core import clock
from app.core.db import AnyRow, connection, table_of
from app.core.errors import InvalidBody
from app.core.locks import hold, overlapping
from app.core.statements import Statement
from app.core.transaction import in_transaction
from app.reports import filing, quarantine
from app.reports.devices import note_contact
from app.reports.manifest import Manifest, check_envelope, read_manifest
from app.reports.reading import read_json
from app.reports.rules import MAX_MANIFEST_BYTES, ContentConflict, ManifestTooLarge

_report, _link = table_of(Report).c, table_of(ReportPhoto).c
_FILED_SHA256 = Statement(select(_report.manifest_sha256).where(_report.id == bindparam("report_id")))
_HOLD_REPORT = Statement(select(_report.id).where(_report.id == bindparam("report_id")).with_for_update())
_STORE = (
    update(table_of(ReportPhoto))
    .where(_link.report_id == bindparam("report"), _link.sha256.in_(bindparam("brought", expanding=True)))
    .values(stored=True)
)


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


def receive(body: bytes, report_id: UUID, courier: Actor, *, from_phone: bool = True) -> Filed:
    """Files the report, or answers what is known of it when the same bytes were filed before.

    Unless it comes `from_phone` (but from an export file), nothing is learnt of the phone: not that it was heard of, nor
    that the courier uses it. When it returns, the row is durable.
    Raises MalformedBody, NoEnvelope, ManifestTooLarge or ContentConflict after the bytes were put in quarantine, or
    QuarantineFull instead. Must not be called within a transaction.
    """
    now = clock.now()
    try:
        if len(body) > MAX_MANIFEST_BYTES:
            raise ManifestTooLarge(limit=MAX_MANIFEST_BYTES)
        sha256 = hashlib.sha256(body).hexdigest()
        known = _known(str(report_id), sha256, courier, now)
        if known is not None:
            return known
        manifest = read_manifest(check_envelope(read_json(body), report_id))
        arrival = filing.judge(manifest, body, sha256, courier, now)
        return in_transaction(lambda: _file(arrival, courier, now, from_phone))
    except (InvalidBody, ManifestTooLarge, ContentConflict) as refusal:
        reason = refusal.slug
        in_transaction(lambda: quarantine.keep(str(report_id), body, reason, courier, now))
        raise


def _known(report_id: str, sha256: str, courier: Actor, now: datetime) -> Filed | None:
    """What is known of bytes that were filed before; a write only if photos that this courier brought now count for it."""
    report = queries.received(report_id, sha256)
    if report is None:
        return None
    links = queries.received_links(report_id)
    waiting = {link.sha256 for link in links if not link.stored}
    if waiting and report.destroyed_at is None and queries.photos_known(courier, waiting):
        return in_transaction(lambda: _again(report_id, sha256, courier, now))
    return _filed(report, links, new=False)


def _file(arrival: filing.Arrival, courier: Actor, now: datetime, from_phone: bool) -> Filed:
    """Within a transaction: one row and its effects, however often and from wherever the bytes come."""
    manifest = arrival.manifest
    filing.take_turns(manifest)
    there = _FILED_SHA256.scalar(report_id=manifest.report_id)
    if there == arrival.sha256:
        return _again(manifest.report_id, arrival.sha256, courier, now)
    if there is not None:
        raise ContentConflict(report_id=manifest.report_id, manifest_sha256=arrival.sha256)
    if from_phone:
        _bind(manifest, courier, now)
    else:
        note(Action.HANDED_IN, "report", manifest.report_id, by=courier)
    report = filing.write(arrival, courier, now)
    return _filed(report, queries.received_links(report.id), new=True)


def _again(report_id: str, sha256: str, courier: Actor, now: datetime) -> Filed:
    """Within a transaction: the same bytes again. Photos that this courier has brought meanwhile now count for it."""
    if overlapping():
        hold(*(link.sha256 for link in queries.received_links(report_id)))
        _HOLD_REPORT.rows(report_id=report_id)
    report, links = queries.received(report_id, sha256), queries.received_links(report_id)
    assert report is not None  # nobody deletes reports
    waiting = {link.sha256 for link in links if not link.stored and report.destroyed_at is None}
    brought = queries.photos_known(courier, waiting)
    if brought:
        connection().execute(_STORE, {"report": report_id, "brought": list(brought)})
        links = queries.received_links(report_id)
    if waiting and brought == waiting:
        make_whole(report, now)
    return _filed(report, links, new=False)


def _filed(report: Received, links: Sequence[AnyRow], *, new: bool) -> Filed:
    return Filed(receipt_of(report, links, {link.sha256: link.decodable for link in links if link.stored}), new)


def _bind(manifest: Manifest, courier: Actor, now: datetime) -> None:
    if manifest.device_id is not None:
        bind_device(manifest.device_id, courier.id, now)
        note_contact(manifest.device_id, courier, now, seq=manifest.device_seq)
