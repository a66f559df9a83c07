"""Decides what is stored and remembered when a photo arrives, and when its picture is drawn.

Bytes and codecs are slow, the database has one writer: so bytes come in and are decoded outside any transaction,
and only the few rows are written inside one. Functions that do both must not be called within a transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeAlias

from app.audit.rules import Action, Who
from app.audit.service import note
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Unavailable
from app.core.locks import hold
from app.core.statements import insertion
from app.core.transaction import in_transaction
from app.photos import leases, queries
from app.photos.decoder import DecodingInterrupted
from app.photos.models import Photo, PhotoUpload
from app.photos.rendering import Rendered, Size, Undecodable
from app.photos.rules import JustCollected, check_acceptable, check_length, check_named
from app.photos.sealed import OriginalUnreadable
from app.photos.shelf import shelf
from app.photos.sniffing import Mime
from app.photos.trait_rows import write_traits

MISSING = "original-missing"
STALE_DRAWING_S = 24 * 3600
Verdict: TypeAlias = Rendered | Undecodable | DecodingInterrupted
"""What the decoder made of a photo."""
# Statements of the upload path are built once: it runs for every photo of every phone.
_ADD_PHOTO = insertion(Photo, "sha256", "bytes", "mime", "interrupted", "stored_at", "checked_at")
_ADD_UPLOAD = insertion(PhotoUpload)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Placed:
    """Bytes that are durable under their name but may not be in the database yet; `fresh` if no sound file was there.

    `mark` is the store's from before they were placed.
    """

    sha256: str
    size: int
    mime: Mime | None
    fresh: bool
    mark: int | None = None


@dataclass(frozen=True)
class StoredPhoto:
    """A photo in store and database. `created` is for the uploader: False only if they, or their device, brought it before.

    Whether somebody else had brought it is nobody's business, so it is not here.
    """

    sha256: str
    size: int
    mime: Mime | None
    created: bool


@dataclass(frozen=True)
class Judged:
    """What the decoder said: `decodable` None when it was interrupted, `changed` whether that is news."""

    sha256: str
    decodable: bool | None
    changed: bool


def store_photo(
    stream: BinaryIO, sha256: str, length: int | None, person_id: str, device_id: str | None, named_by_manifest: bool
) -> StoredPhoto:
    """Stores a photo and remembers who brought it; when this returns, file and rows are durable.

    Must not be called within a transaction. Raises LengthRequired, TooLarge, DigestMismatch, UnsupportedMedia
    (only when `named_by_manifest` is false) or StorageFull; then nothing is kept.
    """
    placed = place_photo(stream, sha256, length, named_by_manifest)
    return in_transaction(lambda: record_photo(placed, person_id, device_id, clock.now()))


def place_photo(stream: BinaryIO, sha256: str, length: int | None, named_by_manifest: bool) -> Placed:
    """Reads the bytes and makes them durable; touches no database. Raises as `store_photo`."""
    store = shelf().store
    mark = store.mark(check_named(sha256))
    with store.receive(stream, sha256, check_length(length)) as incoming:
        mime = check_acceptable(incoming.head, named_by_manifest)
        return Placed(sha256, incoming.size, mime, fresh=store.place(incoming), mark=mark)


def record_photo(placed: Placed, person_id: str, device_id: str | None, at: datetime) -> StoredPhoto:
    """Writes the rows of placed bytes, inside the caller's transaction; again is the same as once.

    Until that ends, a report that names these bytes and is filed at this moment waits for it, and then sees the photo.
    Raises JustCollected when a collector has taken the file since it was found in place.
    """
    hold(placed.sha256)
    seen = queries.seen_before(placed.sha256, person_id, device_id)
    if not shelf().store.still_has(placed.sha256, placed.mark):
        raise JustCollected(retry_after_s=1)
    if seen is None:
        row = {"sha256": placed.sha256, "bytes": placed.size, "mime": placed.mime, "interrupted": 0}
        _ADD_PHOTO.write(**row, stored_at=at, checked_at=at)
        leases.add(placed.sha256, at)
    elif placed.fresh or seen.rotten:
        _sound_again(placed.sha256, at)
    if seen is None or not seen.exactly:
        _ADD_UPLOAD.write(sha256=placed.sha256, person_id=person_id, device_id=device_id or "", uploaded_at=at)
        note(Action.PHOTO_STORED, "photo", placed.sha256, by=Who(person_id, device_id), bytes=placed.size)
    return StoredPhoto(placed.sha256, placed.size, placed.mime, created=seen is None or not seen.by_person_or_device)


def judge_photo(sha256: str, then: Callable[[Judged], None] | None = None) -> Judged:
    """Decodes the photo if nobody has yet, draws its pictures and writes what came of it.

    `then` runs in the same transaction when the answer is news, so that reports can tell their readers. Again, or
    from two processes at once, the result is the same. Must not be called within a transaction.
    """
    photo = queries.photo(sha256)
    if photo is None or photo.decodable is False or (photo.decodable and _is_drawn(sha256)):
        return Judged(sha256, photo.decodable if photo else None, changed=False)
    verdict = verdict_on(sha256)
    return in_transaction(lambda: record_verdict(sha256, verdict, then))


def derivative(sha256: str, size: Size) -> Path | None:
    """The drawn picture's file, drawn now if need be; None when the photo is not there or cannot be drawn.

    Raises Unavailable when the decoder was interrupted. Must not be called within a transaction.
    """
    photo = queries.photo(sha256)
    if photo is None or photo.decodable is False:
        return None
    drawn = shelf().derived.find(sha256, size) if photo.decodable else None
    if drawn is not None:
        return drawn
    if judge_photo(sha256).decodable is None and shelf().store.has(sha256):
        raise Unavailable("The picture could not be drawn just now: try again in a moment.", retry_after_s=10)
    return shelf().derived.find(sha256, size)


def open_original(sha256: str) -> BinaryIO:
    """The bytes as they came. Raises NotFound when there are none, or none that open."""
    try:
        return shelf().store.open(sha256)
    except (FileNotFoundError, OriginalUnreadable) as error:
        log.critical("the original %s was asked for and cannot be read from the store: %s", sha256, error)
        raise NotFound("The original is not in the store.") from error


def sweep_incoming() -> int:
    """Removes what broken uploads and drawings left behind more than a day ago; returns how many files."""
    return shelf().store.sweep() + shelf().derived.sweep(STALE_DRAWING_S)


def _sound_again(sha256: str, at: datetime) -> None:
    """The file was lost or rotten and is sound again: an earlier refusal says nothing about it."""
    photo = db.session.get_one(Photo, sha256, populate_existing=True, with_for_update=True)
    photo.checked_at, photo.rotten_at, photo.traits_rev = at, None, 0
    if not photo.decodable:
        photo.decodable, photo.interrupted = None, 0
        leases.queue(sha256, at)
    db.session.flush()


def _is_drawn(sha256: str) -> bool:
    derived = shelf().derived
    return derived.find(sha256, "screen") is not None and derived.find(sha256, "thumb") is not None


def verdict_on(sha256: str) -> Verdict:
    """What the decoder makes of it; pictures are in the cache before anybody can read that they exist."""
    kept = shelf()
    try:
        rendered = kept.decoder.decode(kept.store.read(sha256))
    except (Undecodable, DecodingInterrupted) as refusal:
        log.info("photo %s is not drawn: %s", sha256, refusal)
        return refusal
    except (FileNotFoundError, OriginalUnreadable) as fault:
        log.critical("photo %s is in the database and cannot be read from the store: %s", sha256, fault)
        return DecodingInterrupted(MISSING)
    kept.derived.put(sha256, rendered)
    return rendered


def record_verdict(sha256: str, verdict: Verdict, then: Callable[[Judged], None] | None) -> Judged:
    """Within a transaction: writes what came of it, which ends the job of drawing it; `then` hears it when it is news.

    Of a photo that was destroyed meanwhile nothing stays, its pictures neither.
    """
    photo = hold_photo(sha256)
    if photo is None:
        return Judged(sha256, None, changed=False)
    before = photo.decodable
    if isinstance(verdict, Rendered):
        photo.decodable, photo.mime, photo.why = True, verdict.mime, None
        photo.width, photo.height = verdict.width, verdict.height
        write_traits(photo, verdict.traits)
    elif isinstance(verdict, Undecodable):
        photo.decodable, photo.why = False, verdict.why
    else:
        _count_interruption(photo, verdict)
    db.session.flush()
    if photo.decodable is not None:
        leases.end(sha256)
    judged = Judged(sha256, photo.decodable, changed=photo.decodable is not before)
    if judged.changed and then is not None:
        then(judged)
    return judged


def hold_photo(sha256: str) -> Photo | None:
    """Within a transaction: the row, and nobody else writes it until the end; before anything else about the photo is locked.

    Of one that was destroyed while its pictures were drawn, these are removed.
    """
    photo = db.session.get(Photo, sha256, populate_existing=True, with_for_update={"key_share": True})
    if photo is None:
        shelf().derived.forget(sha256)
    return photo


def _count_interruption(photo: Photo, interruption: DecodingInterrupted) -> None:
    """Three interruptions are an answer: whatever the reason, no picture can be drawn of this here.

    A missing original is not: the photo waits until it is uploaded or restored.
    """
    photo.interrupted += 1
    photo.why = interruption.why
    if photo.decodable is None and photo.interrupted >= queries.MAX_INTERRUPTIONS and interruption.why != MISSING:
        photo.decodable = False
