"""Decides how the bytes of photos are destroyed: out of the way with the rows that spoke of them, then gone with their keys.

A process that is killed in between loses nothing and leaves nothing: what the database still knows goes back, what a
record says is destroyed is destroyed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import delete, select

from app.config import Settings
from app.core.db import Model, db, table_of
from app.photos.blobs import TakenOut
from app.photos.models import Photo
from app.photos.shelf import shelf
from app.safekeeping.photo_copies import PhotoCopies
from app.safekeeping.snapshots import PHOTOS

log = logging.getLogger(__name__)


def key_ids(sha256: str) -> list[str]:
    """The ids of the keys that open what lies under this name and every copy of it; none of what was never sealed."""
    return shelf().store.key_ids(sha256)


def destroy_keys(keys_of: Mapping[str, Collection[str]], record: str) -> None:
    """Destroys the keys of these originals (SHA-256), so that no copy opens any more; again is the same as once.

    What was never sealed is noted as destroyed: the next backup removes its copy.
    """
    ring = shelf().store.keys
    ring.destroy([key_id for key_ids in keys_of.values() for key_id in key_ids], record)
    for sha256, key_ids in keys_of.items():
        if not key_ids:
            ring.bury(sha256, record)


def forget(sha256: str) -> TakenOut | None:
    """Within a transaction: the database forgets the photo and all that was found out about it, and its bytes are out of
    the way. Whoever rolls back gives them back (`restored_on_error`)."""
    photo = table_of(Photo)
    for table in reversed(Model.metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table is photo:
                db.session.execute(delete(table).where(key.parent == sha256))
    db.session.execute(delete(Photo).where(Photo.sha256 == sha256))
    return shelf().store.blobs.take_out(sha256, "destroyed")


@contextmanager
def restored_on_error() -> Iterator[list[TakenOut]]:
    """What is added to the list within the block goes back where it was when the block is left by an error."""
    out: list[TakenOut] = []
    try:
        yield out
    except BaseException:
        give_back(out)
        raise


def give_back(out: list[TakenOut]) -> None:
    """Puts everything in the list where it was, and empties it."""
    while out:
        shelf().store.blobs.put_back(out.pop())


def put_back_what_is_known() -> None:
    """Ends what a process left behind that was killed before its transaction was: the database still knows the photos."""
    out = list(shelf().store.blobs.taken_out("destroyed"))
    if not out:
        return
    known = set(db.session.scalars(select(Photo.sha256).where(Photo.sha256.in_([taken.name for taken in out]))))
    for taken in out:
        if taken.name in known:
            shelf().store.blobs.put_back(taken)


def end(sha256s: Collection[str]) -> None:
    """Removes for good what was taken out of the way under these names, for whatever reason, every picture drawn of it and,
    where the backup folder is at hand, its copies: should the photo come anew, none may stand in for the new bytes."""
    for why in ("destroyed", "rotten", "collected"):
        for taken in list(shelf().store.blobs.taken_out(why)):
            if taken.name in sha256s:
                shelf().store.blobs.destroy(taken)
    for sha256 in sha256s:
        shelf().derived.forget(sha256)
    settings: Settings = current_app.extensions["settings"]
    if settings.backup_dir is not None:
        try:
            PhotoCopies(settings.backup_dir / PHOTOS, shelf().store).drop(sha256s)
        except OSError as error:
            log.warning("copies of destroyed photos stay until the next backup: %s", error)
