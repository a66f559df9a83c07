"""Decides which reports a photo completes when it arrives, and how their readers learn of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from sqlalchemy import bindparam, exists, or_, select, update

from app.accounts.models import DevicePerson
from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases.announcing import make_whole
from app.cases.deletions import Named, check_photo_there, named_by
from app.cases.report_models import Report, ReportPhoto
from app.cases.sight import visible
from app.core import clock
from app.core.db import AnyRow, connection, table_of
from app.core.locks import overlapping
from app.core.statements import Statement
from app.core.transaction import end_reading, in_transaction
from app.photos.service import Placed, StoredPhoto, place_photo, record_photo

Waiting = Callable[[str, Actor], Sequence[AnyRow]]
_report, _link, _bound = (table_of(model).c for model in (Report, ReportPhoto, DevicePerson))
_other = table_of(ReportPhoto).alias("other").c
_THEIR_DEVICES = select(_bound.device_id).where(_bound.person_id == bindparam("person_id"))
_OTHERS_MISSING = exists().where(_other.report_id == _report.id, _other.stored.is_(False), _other.sha256 != bindparam("sha256"))
_WAITS = (
    select(
        *(_report.id, _report.rev, _report.author_id, _report.segment_code, _report.cell_code, _report.verifier_id),
        _OTHERS_MISSING.label("others_missing"),
    )
    .join_from(table_of(ReportPhoto), table_of(Report), _report.id == _link.report_id)
    .where(_link.sha256 == bindparam("sha256"), _link.stored.is_(False), _report.destroyed_at.is_(None))
    .distinct()
)
_WAITING = Statement(
    _WAITS.where(
        or_(
            (_report.author_id == bindparam("person_id")) & _report.author_confirmed,
            _report.courier_id == bindparam("person_id"),
            _report.device_id.in_(_THEIR_DEVICES),
        ),
    )
)
"""Reports that wait for a photo and that the bringer wrote, carried, or shares a device with."""
_HOLD_WAITING = Statement(
    select(_report.id)
    .where(_report.id.in_(select(_link.report_id).where(_link.sha256 == bindparam("sha256"), _link.stored.is_(False))))
    .order_by(_report.id)
    .with_for_update()
)
"""Two photos that come at once would each find the other missing, and nobody would make the report whole."""
_STORE = Statement(
    update(table_of(ReportPhoto))
    .where(_link.sha256 == bindparam("photo"), _link.report_id == bindparam("report"))
    .values(stored=True)
)


def take_photo(stream: BinaryIO, sha256: str, length: int | None, bringer: Actor) -> StoredPhoto:
    """Stores a photo and counts it for the reports that wait for it; durable when it returns.

    Must not be called within a transaction. Raises LengthRequired, TooLarge, DigestMismatch, UnsupportedMedia,
    StorageFull or, for a photo of theirs whose time was over, Destroyed; then nothing is kept.
    """
    return _take(stream, sha256, length, bringer, _theirs)


def take_handed_in_photo(stream: BinaryIO, sha256: str, length: int, bringer: Actor) -> StoredPhoto:
    """As `take_photo`, for a photo from an export file: it counts for every waiting report the bringer may see."""
    return _take(stream, sha256, length, bringer, _in_sight)


def _take(stream: BinaryIO, sha256: str, length: int | None, bringer: Actor, waiting: Waiting) -> StoredPhoto:
    named = named_by(sha256)
    if named is Named.DESTROYED:
        check_photo_there(bringer, sha256)
    end_reading()
    placed = place_photo(stream, sha256, length, named_by_manifest=named is Named.REPORT)
    return in_transaction(lambda: _record(placed, bringer, waiting))


def _theirs(sha256: str, bringer: Actor) -> Sequence[AnyRow]:
    return _WAITING.rows(sha256=sha256, person_id=bringer.id)


def _in_sight(sha256: str, bringer: Actor) -> Sequence[AnyRow]:
    seen = _WAITS.where(or_(visible(bringer, Report), _report.courier_id == bringer.id))
    return connection().execute(seen, {"sha256": sha256}).all()


def _record(placed: Placed, bringer: Actor, waiting: Waiting) -> StoredPhoto:
    """Within a transaction: the photo's rows, and every report that it makes whole."""
    now = clock.now()
    stored = record_photo(placed, bringer.id, bringer.device_id, now)
    if waiting is _in_sight and stored.created:
        note(Action.HANDED_IN, "photo", placed.sha256, by=bringer)
    if overlapping():
        _HOLD_WAITING.rows(sha256=placed.sha256)
    for report in waiting(placed.sha256, bringer):
        _STORE.write(photo=placed.sha256, report=report.id)
        if not report.others_missing:
            make_whole(report, now)
    return stored
