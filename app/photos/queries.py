"""Reads of photos. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, case, literal_column, null, or_, select

from app.core.db import connection, db, table_of
from app.core.statements import Statement
from app.photos.models import Photo, PhotoUpload
from app.photos.sniffing import CLIPS

MAX_INTERRUPTIONS = 3
"""A photo that stops the decoder this often is not decoded in the background any more."""


def photo(sha256: str) -> Photo | None:
    """The row of this photo."""
    return db.session.get(Photo, sha256)


def known_to(person_id: str, device_id: str | None, sha256s: Collection[str]) -> set[str]:
    """Those of `sha256s` that this person, or anybody on this device, has brought: the only ones to admit to."""
    if not sha256s:
        return set()
    brought = PhotoUpload.person_id == person_id
    if device_id:
        brought |= PhotoUpload.device_id == device_id
    return set(db.session.scalars(select(PhotoUpload.sha256).where(PhotoUpload.sha256.in_(sha256s), brought).distinct()))


@dataclass(frozen=True)
class Seen:
    """Whether a photo was brought by this person or from this device, by this person from this device, and has rotted since."""

    by_person_or_device: bool
    exactly: bool
    rotten: bool


def seen_before(sha256: str, person_id: str, device_id: str | None) -> Seen | None:
    """Who brought this photo, in one read because it runs for every upload; None when the photo has no row.

    Within the uploader's transaction: until its end nobody takes the photo out of the store.
    """
    key = {"sha256": sha256, "person_id": person_id, "device_id": device_id or ""}
    rows = _SEEN_BEFORE.rows(**key)
    if not rows:
        return None
    uploads = {(row.person_id, row.device_id) for row in rows}
    return Seen(uploads != {(None, None)}, (person_id, device_id or "") in uploads, rows[0].rotten_at is not None)


_photo, _upload = table_of(Photo).c, table_of(PhotoUpload).c
# A session without a device has none in common with another: its empty name is never compared.
_SEEN_BEFORE = Statement(
    select(_photo.sha256, _photo.rotten_at, _upload.person_id, _upload.device_id)
    .outerjoin_from(
        table_of(Photo),
        table_of(PhotoUpload),
        (_upload.sha256 == _photo.sha256)
        & (
            (_upload.person_id == bindparam("person_id"))
            | ((_upload.device_id == bindparam("device_id")) & (_upload.device_id != ""))
        ),
    )
    .where(_photo.sha256 == bindparam("sha256"))
    .with_for_update(read=True, key_share=True, of=table_of(Photo))
)


def stored(sha256s: Collection[str]) -> set[str]:
    """Those of `sha256s` that the store holds, for callers that may know of them already.

    Within a transaction: until its end nobody takes them out of the store.
    """
    if not sha256s:
        return set()
    return set(connection().scalars(_STORED, {"sha256s": list(sha256s)}))


_STORED = (
    select(_photo.sha256)
    .where(_photo.sha256.in_(bindparam("sha256s", expanding=True)), _photo.rotten_at.is_(None))
    .with_for_update(read=True, key_share=True)
)


def undecodable(sha256s: Collection[str]) -> set[str]:
    """Those of `sha256s` that were judged and cannot be drawn although they should be pictures."""
    return {sha256 for sha256, answer in decodable(sha256s).items() if answer is False}


def decodable(sha256s: Collection[str]) -> dict[str, bool | None]:
    """Of those that are stored, by name: whether a picture can be drawn, None while nobody has tried and for clips."""
    if not sha256s:
        return {}
    return {row.sha256: row.decodable for row in connection().execute(_DECODABLE, {"sha256s": list(sha256s)})}


_IS_CLIP = or_(*(_photo.mime == literal_column(f"'{mime}'") for mime in CLIPS))
PICTURE_DRAWN = case((_IS_CLIP, null()), else_=_photo.decodable).label("decodable")
"""Nobody asks a clip for a picture, so it is no fault of its that none can be drawn."""
_DECODABLE = select(_photo.sha256, PICTURE_DRAWN).where(_photo.sha256.in_(bindparam("sha256s", expanding=True)))


def clips(sha256s: Collection[str]) -> dict[str, str]:
    """The types of those that are stored and are sound or video."""
    if not sha256s:
        return {}
    return {row.sha256: row.mime for row in connection().execute(_CLIPS, {"sha256s": list(sha256s)})}


_CLIPS = select(_photo.sha256, _photo.mime).where(_photo.sha256.in_(bindparam("sha256s", expanding=True)), _photo.mime.in_(CLIPS))
