"""Decides how a merchant's photo comes in: piece by piece, sealed in the database, until it is whole and goes into the store.

A piece that came twice counts once; after a break the phone asks how much is held and goes on from there. Functions
that read and write must not be called within a transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, literal, select
from sqlalchemy.orm import undefer

from app.accounts.rules import SHOPS
from app.accounts.service import shops
from app.cases.sealing import keyring
from app.core import clock
from app.core.db import Model, db
from app.core.errors import TooLarge, TooManyRequests
from app.core.locks import hold
from app.core.transaction import end_reading, in_transaction
from app.merchants.models import MerchantPiece, MerchantTry
from app.merchants.rules import LONGEST_KEPT, Elsewhere
from app.photos.models import PhotoUpload
from app.photos.queries import seen_before
from app.photos.rules import DigestMismatch, UnsupportedMedia, check_named
from app.photos.service import Placed, place_photo, record_photo
from app.photos.sniffing import SNIFF_BYTES, sniff

LONGEST_PHOTO: Final = 8 * 1024 * 1024
LONGEST_PIECE: Final = 512 * 1024
"""Half a minute on 2G; what is lost when the signal breaks off."""
SMALLEST_PIECE: Final = 16 * 1024
"""But for the last one: every piece is a row."""
MOST_PHOTOS: Final = 60
"""From one shop within a day: ten breaches with six pictures each."""
MOST_UNDER_WAY: Final = 6
A_DAY: Final = timedelta(days=1)
_OLD: Final[dict[type[Model], Callable[[datetime], ColumnElement[bool]]]] = {
    MerchantPiece: lambda now: MerchantPiece.at < now - A_DAY,
    MerchantTry: lambda now: MerchantTry.last_at < now - LONGEST_KEPT,
}
"""What nobody needs any more."""


@dataclass(frozen=True)
class Held:
    """How many bytes of a photo are here, and whether it is whole and stored."""

    held: int
    stored: bool


def take_piece(shop_id: str, sha256: str, offset: int, total: int, piece: bytes) -> Held:
    """Takes the next piece of a photo of `total` bytes; an empty one asks how far it is.

    Raises Elsewhere when it does not follow, TooLarge, TooManyRequests, DigestMismatch, UnsupportedMedia, StorageFull.
    """
    check_named(sha256)
    if total > LONGEST_PHOTO or len(piece) > LONGEST_PIECE:
        raise TooLarge(f"A photo may have {LONGEST_PHOTO} bytes in pieces of {LONGEST_PIECE}.", limit=LONGEST_PHOTO)
    held = in_transaction(lambda: _keep(shop_id, sha256, offset, total, piece, clock.now()))
    if held.stored or held.held < total:
        return held
    content = _whole(shop_id, sha256)
    end_reading()
    try:
        if sniff(content[:SNIFF_BYTES]) is None:
            raise UnsupportedMedia("This is no picture: send a JPEG, PNG, WebP or HEIC.")
        placed = place_photo(BytesIO(content), sha256, len(content), named_by_manifest=False)
    except (DigestMismatch, UnsupportedMedia):  # these bytes never become a photo; whatever else fails may pass
        in_transaction(lambda: _forget(shop_id, sha256))
        raise
    in_transaction(lambda: _record(shop_id, placed, clock.now()))
    return Held(total, stored=True)


def brought(shop_id: str, sha256: str) -> bool:
    """Whether this photo is in the store and came from this shop's page."""
    seen = seen_before(sha256, SHOPS, shop_id)
    return seen is not None and seen.exactly


def tend() -> int:
    """Background job: what was never finished and what is long forgotten goes; how many rows."""
    now = clock.now()
    old = [_OLD[model](now) for model in _OLD]
    if not any(db.session.scalar(select(literal(1)).where(one).limit(1)) for one in old):
        return 0
    return in_transaction(lambda: sum(_rows(db.session.execute(delete(model).where(_OLD[model](now)))) for model in _OLD))


def _keep(shop_id: str, sha256: str, offset: int, total: int, piece: bytes, now: datetime) -> Held:
    hold(f"merchant-piece:{shop_id}")
    if brought(shop_id, sha256):
        return Held(total, stored=True)
    held = _held(shop_id, sha256)
    if not piece:
        return Held(held, stored=False)
    if offset != held or offset + len(piece) > total or (len(piece) < SMALLEST_PIECE and offset + len(piece) < total):
        raise Elsewhere(held=held)
    if offset == 0:
        _check_room(shop_id, now)
    sealed = keyring("data").seal(piece, _bound(shop_id, sha256, offset))
    db.session.add(MerchantPiece(shop_id=shop_id, sha256=sha256, offset=offset, size=len(piece), sealed=sealed, at=now))
    db.session.flush()
    return Held(held + len(piece), stored=False)


def _held(shop_id: str, sha256: str) -> int:
    query = select(func.coalesce(func.sum(MerchantPiece.size), 0))
    return int(db.session.scalar(query.where(MerchantPiece.shop_id == shop_id, MerchantPiece.sha256 == sha256)) or 0)


def _check_room(shop_id: str, now: datetime) -> None:
    """Raises TooManyRequests when one shop has sent as much as is good for a day."""
    begun = select(func.count(func.distinct(MerchantPiece.sha256))).where(MerchantPiece.shop_id == shop_id)
    ours = (PhotoUpload.person_id == SHOPS, PhotoUpload.device_id == shop_id, PhotoUpload.uploaded_at > now - A_DAY)
    stored = db.session.scalar(select(func.count()).select_from(PhotoUpload).where(*ours)) or 0
    if (db.session.scalar(begun) or 0) >= MOST_UNDER_WAY or stored >= MOST_PHOTOS:
        raise TooManyRequests("So many photos have come from this shop today: send more tomorrow.", retry_after_s=3600)


def _whole(shop_id: str, sha256: str) -> bytes:
    query = select(MerchantPiece).where(MerchantPiece.shop_id == shop_id, MerchantPiece.sha256 == sha256)
    rows = db.session.scalars(query.order_by(MerchantPiece.offset).options(undefer(MerchantPiece.sealed)))
    return b"".join(keyring("data").open(row.sealed, _bound(shop_id, sha256, row.offset)) for row in rows)


def _record(shop_id: str, placed: Placed, now: datetime) -> None:
    by = shops(shop_id, now)
    record_photo(placed, by.id, by.device_id, now)
    _forget(shop_id, placed.sha256)


def _forget(shop_id: str, sha256: str) -> None:
    db.session.execute(delete(MerchantPiece).where(MerchantPiece.shop_id == shop_id, MerchantPiece.sha256 == sha256))
    db.session.flush()


def _rows(deleted: Any) -> int:
    return int(deleted.rowcount)


def _bound(shop_id: str, sha256: str, offset: int) -> bytes:
    return f"merchant-piece:{shop_id}:{sha256}:{offset}".encode()
