"""Decides when an original's bytes are looked at again and what happens when they no longer match their name.

Every original is hashed once in 30 days. A rotten one is taken from the backup again if its copy is sound there; else
it is put aside and the reports that name it wait for it again, so that a phone that still holds it sends it.
"""

from __future__ import annotations

import errno
import logging
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from flask import current_app
from sqlalchemy import select, update

from app.cases.announcing import reopen
from app.cases.report_models import Report, ReportPhoto
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.locks import hold
from app.core.transaction import in_transaction
from app.photos.models import Photo
from app.photos.rules import StorageBroken
from app.photos.sealed import NO_KEY
from app.photos.shelf import shelf
from app.photos.store import DESTROYED
from app.safekeeping import content_keys
from app.safekeeping.photo_copies import PhotoCopies
from app.safekeeping.rules import BackupBroken
from app.safekeeping.snapshots import PHOTOS

log = logging.getLogger(__name__)

ROUND: Final = timedelta(days=30)
AT_ONCE: Final = 8
"""Photos looked at in one round of the jobs, once a second: a few megabytes, up to 690,000 photos a day."""
Word: TypeAlias = Literal["sound", "healed", "reopened", "unmounted", "unreadable", "locked", "destroyed"]
_LOOKED_AT: Final = frozenset(("sound", "locked", "destroyed"))
"""Words after which a photo has its next turn a round later."""


def scrub() -> int:
    """Background job: looks at the few originals that are due; 0, because it never asks for another round at once."""
    now = clock.now()
    done = [sha256 for sha256 in _due(now) if examine(sha256) in _LOOKED_AT]
    if done:
        in_transaction(lambda: _note_sound(done, now))
    return 0


def examine(sha256: str) -> Word:
    """Hashes one original and does what its bytes call for. Must not be called within a transaction."""
    store = shelf().store
    try:
        found = store.digest(sha256)
    except StorageBroken:
        return "unreadable"  # the store does not answer, and has said so: that says nothing about its bytes
    except OSError as error:
        log.critical("original %s cannot be read: %s", sha256, error)
        if error.errno != errno.EIO:
            return "unreadable"  # too many open files, no right to it: that says nothing about its bytes
        found = "no bytes"
    if found == sha256:
        return "sound"
    if found == DESTROYED or (found is None and store.keys.records(sha256)):
        return "destroyed"
    if found is None and not store.blobs.is_there():
        log.critical("the photo store is empty although the database knows photos: is its disk mounted? Nothing was changed")
        return "unmounted"
    if found == NO_KEY and _opens_with_keys_of_the_backup(sha256):
        return "healed"
    if found == NO_KEY and _is_older_than_the_keys(sha256):
        log.critical("original %s is sealed with a key from before these keys were made: bring its keys back", sha256)
        return "locked"
    log.critical("original %s %s", sha256, "is not in the store" if found is None else f"no longer matches its name ({found})")
    if _heal(sha256):
        in_transaction(lambda: _note_sound([sha256], clock.now()))
        return "healed"
    return "reopened" if give_up(sha256) else "sound"


def give_up(sha256: str) -> bool:
    """The original is nowhere: what lies under its name is put aside, and whoever offers a report that names it is asked.

    False when somebody has brought it again meanwhile. Must not be called within a transaction.
    """
    shelf().store.put_aside(sha256)
    return in_transaction(lambda: _reopen(sha256, clock.now()))


def _due(now: datetime) -> list[str]:
    """Originals never looked at come first, then those whose turn it is, the longest unseen first."""
    known = select(Photo.sha256).where(Photo.rotten_at.is_(None))
    never = list(db.session.scalars(known.where(Photo.checked_at.is_(None)).limit(AT_ONCE)))
    if never:
        return never
    return list(db.session.scalars(known.where(Photo.checked_at < now - ROUND).order_by(Photo.checked_at).limit(AT_ONCE)))


def _note_sound(sha256s: list[str], at: datetime) -> None:
    db.session.execute(update(Photo).where(Photo.sha256.in_(sha256s)).values(checked_at=at, rotten_at=None))


def _heal(sha256: str) -> bool:
    """Takes the original from the backup if there is one with sound bytes; it is hashed again on the way in."""
    settings: Settings = current_app.extensions["settings"]
    if settings.backup_dir is None:
        return False
    copies = PhotoCopies(settings.backup_dir / PHOTOS, shelf().store)
    if not copies.is_sound(sha256):
        return False
    copies.bring_back(sha256)
    log.warning("original %s was taken from the backup again", sha256)
    return True


def _opens_with_keys_of_the_backup(sha256: str) -> bool:
    """Whether the key was lost here only; all that the backup knows come back with it."""
    settings: Settings = current_app.extensions["settings"]
    store = shelf().store
    if settings.backup_dir is None:
        return False
    try:
        brought = content_keys.bring_back(store.keys, settings.backup_dir)
    except BackupBroken as error:
        log.critical("%s", error.detail)
        return False
    if brought:
        log.critical("%d content keys were missing here and came back from the backup", brought)
    return store.digest(sha256) == sha256


def _is_older_than_the_keys(sha256: str) -> bool:
    """Whether a ring that was lost sealed it, not this one: then nothing says that its bytes are rotten."""
    since, photo = shelf().store.keys.since(), db.session.get(Photo, sha256)
    return since is None or (photo is not None and photo.stored_at < clock.parse(since))


def _reopen(sha256: str, at: datetime) -> bool:
    """Within a transaction: the photo counts as not stored, and the reports that name it are not whole."""
    hold(sha256)
    photo = db.session.get(Photo, sha256, populate_existing=True, with_for_update=True)
    if photo is None or shelf().store.has(sha256):
        return False
    photo.rotten_at = at
    named = (ReportPhoto.sha256 == sha256) & ReportPhoto.stored
    held = select(Report).where(Report.id.in_(select(ReportPhoto.report_id).where(named))).order_by(Report.id).with_for_update()
    reports = list(db.session.scalars(held.execution_options(populate_existing=True)))
    db.session.execute(update(ReportPhoto).where(named).values(stored=False))
    for report in reports:
        reopen(report, at)
    log.critical("original %s is lost here: %d reports wait for it again", sha256, len(reports))
    return True
