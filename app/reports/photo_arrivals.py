"""Decides which reports a photo completes when it arrives, and how their readers learn of it."""

from __future__ import annotations

from typing import BinaryIO

from sqlalchemy import or_, select

from app.accounts.models import DevicePerson
from app.accounts.rules import Actor
from app.cases import queries
from app.cases.models import Report, ReportPhoto
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.photos.service import Placed, StoredPhoto, place_photo, record_photo
from app.reports.filing import mark_stored


def take_photo(stream: BinaryIO, sha256: str, length: int | None, bringer: Actor) -> StoredPhoto:
    """Stores a photo and counts it for the reports that wait for it; durable when it returns.

    Must not be called within a transaction. Raises LengthRequired, TooLarge, DigestMismatch, UnsupportedMedia or
    StorageFull; then nothing is kept.
    """
    placed = place_photo(stream, sha256, length, queries.is_named(sha256))
    return in_transaction(lambda: _record(placed, bringer))


def _record(placed: Placed, bringer: Actor) -> StoredPhoto:
    now = clock.now()
    stored = record_photo(placed, bringer.id, bringer.device_id, now)
    for report, links in _waiting(placed.sha256, bringer):
        still_missing = select(ReportPhoto.place).where(
            ReportPhoto.report_id == report.id, ReportPhoto.stored.is_(False), ReportPhoto.sha256 != placed.sha256
        )
        complete = db.session.scalar(still_missing.limit(1)) is None
        mark_stored(report, links, complete=complete, at=now)
    return stored


def _waiting(sha256: str, bringer: Actor) -> list[tuple[Report, list[ReportPhoto]]]:
    """Reports that wait for this photo and that the bringer wrote, carried, or shares a device with."""
    devices = select(DevicePerson.device_id).where(DevicePerson.person_id == bringer.id)
    theirs = or_(
        (Report.author_id == bringer.id) & Report.author_confirmed,
        Report.courier_id == bringer.id,
        Report.device_id.in_(devices),
    )
    query = select(Report, ReportPhoto).join(ReportPhoto, ReportPhoto.report_id == Report.id)
    query = query.where(ReportPhoto.sha256 == sha256, ReportPhoto.stored.is_(False), theirs)
    found: dict[str, tuple[Report, list[ReportPhoto]]] = {}
    for report, link in db.session.execute(query):
        found.setdefault(report.id, (report, []))[1].append(link)
    return list(found.values())
