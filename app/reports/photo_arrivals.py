"""Decides which reports a photo completes when it arrives, and how their readers learn of it."""

from __future__ import annotations

from typing import BinaryIO

from sqlalchemy import bindparam, or_, select, update

from app.accounts.models import DevicePerson
from app.accounts.rules import Actor
from app.cases import queries
from app.cases.models import Report, ReportPhoto
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.photos.service import Placed, StoredPhoto, place_photo, record_photo
from app.reports.filing import is_whole

_THEIR_DEVICES = select(DevicePerson.device_id).where(DevicePerson.person_id == bindparam("person_id"))
_WAITING = (
    select(ReportPhoto.report_id)
    .join(Report, Report.id == ReportPhoto.report_id)
    .where(
        ReportPhoto.sha256 == bindparam("sha256"),
        ReportPhoto.stored.is_(False),
        or_(
            (Report.author_id == bindparam("person_id")) & Report.author_confirmed,
            Report.courier_id == bindparam("person_id"),
            Report.device_id.in_(_THEIR_DEVICES),
        ),
    )
    .distinct()
)
"""Reports that wait for a photo and that the bringer wrote, carried, or shares a device with."""
_STILL_MISSING = (
    select(ReportPhoto.place).where(ReportPhoto.report_id == bindparam("report_id"), ReportPhoto.stored.is_(False)).limit(1)
)
_STORE = (
    update(ReportPhoto)
    .where(ReportPhoto.sha256 == bindparam("photo"), ReportPhoto.report_id.in_(bindparam("reports", expanding=True)))
    .values(stored=True)
    .execution_options(synchronize_session=False)
)


def take_photo(stream: BinaryIO, sha256: str, length: int | None, bringer: Actor) -> StoredPhoto:
    """Stores a photo and counts it for the reports that wait for it; durable when it returns.

    Must not be called within a transaction. Raises LengthRequired, TooLarge, DigestMismatch, UnsupportedMedia or
    StorageFull; then nothing is kept.
    """
    placed = place_photo(stream, sha256, length, queries.is_named(sha256))
    return in_transaction(lambda: _record(placed, bringer))


def _record(placed: Placed, bringer: Actor) -> StoredPhoto:
    """Within a transaction: the photo's rows, and every report that it makes whole."""
    now = clock.now()
    stored = record_photo(placed, bringer.id, bringer.device_id, now)
    waiting = list(db.session.scalars(_WAITING, {"sha256": placed.sha256, "person_id": bringer.id}))
    if waiting:
        db.session.execute(_STORE, {"photo": placed.sha256, "reports": waiting})
    for report_id in waiting:
        if db.session.scalar(_STILL_MISSING, {"report_id": report_id}) is None:
            is_whole(db.session.get_one(Report, report_id), now)
    return stored
