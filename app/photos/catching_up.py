"""Decides how photos that were drawn before traits were read get theirs, a few at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.core import clock
from app.core.db import db
from app.core.transaction import end_reading, in_transaction
from app.photos import leases, queries
from app.photos.decoder import DecodingInterrupted
from app.photos.models import Photo
from app.photos.rendering import Undecodable
from app.photos.sealed import OriginalUnreadable
from app.photos.service import Judged
from app.photos.shelf import shelf
from app.photos.trait_rows import without_traits, write_traits
from app.photos.traits import NO_TRAITS, Traits

log = logging.getLogger(__name__)


def catch_up(limit: int, then: Callable[[Judged], None] | None = None) -> int:
    """Reads the traits of up to `limit` photos that have none, while no new one waits for the decoder; how many got them.

    `then` runs in the transaction that writes them. Must not be called within a transaction.
    """
    if leases.waiting(clock.now(), 1):
        return 0
    return sum(_read(sha256, then) for sha256 in without_traits(limit))


def _read(sha256: str, then: Callable[[Judged], None] | None) -> bool:
    end_reading()
    traits = _traits(sha256)
    return in_transaction(lambda: _record(sha256, traits, then))


def _traits(sha256: str) -> Traits | None:
    """What the decoder found; none at all in what it can no longer draw, None when it was stopped before it could say."""
    kept = shelf()
    try:
        return kept.decoder.decode(kept.store.read(sha256)).traits
    except Undecodable as refusal:
        log.warning("photo %s was drawn before and is not any more: %s", sha256, refusal)
        return NO_TRAITS
    except (DecodingInterrupted, FileNotFoundError, OriginalUnreadable) as stop:
        log.warning("the traits of photo %s could not be read: %s", sha256, stop)
        return None


def _record(sha256: str, traits: Traits | None, then: Callable[[Judged], None] | None) -> bool:
    """A photo that stops the decoder too often goes without traits, so that it holds up no other."""
    photo = db.session.get(Photo, sha256, populate_existing=True)
    if photo is None:
        return False
    if traits is None:
        photo.interrupted += 1
        if photo.interrupted < queries.MAX_INTERRUPTIONS:
            db.session.flush()
            return False
    write_traits(photo, traits or NO_TRAITS)
    if then is not None:
        then(Judged(sha256, photo.decodable, changed=False))
    return True
