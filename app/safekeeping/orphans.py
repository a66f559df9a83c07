"""Decides which originals nobody needs any more and how they are taken out without ever taking one that is needed.

Needed is what a report names, stored or not, what a shop has as a picture of its front, what a refused body that nobody
has settled yet speaks of, and whatever came within 14 days. A photo is first put out of the way and forgotten by the
database in one transaction, and only later destroyed, when the database still does not know it: an upload that met it in
between brings its bytes again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from flask import current_app
from sqlalchemy import delete, exists, select

from app.cases.report_models import ReportPhoto
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.facts import recalled, remember
from app.core.locks import hold
from app.core.transaction import in_transaction
from app.photos.blobs import PREFIXES, TakenOut
from app.photos.models import Photo, PhotoUpload
from app.photos.service import sweep_incoming
from app.photos.shelf import shelf
from app.reports.quarantine import quarantined_photo_names
from app.safekeeping.locks import COPYING, held
from app.safekeeping.rules import BackupRefused
from app.shops import queries as shops

log = logging.getLogger(__name__)

UNCLAIMED: Final = timedelta(days=14)
EACH: Final = timedelta(days=1) / len(PREFIXES)
"""A step looks at one of 256 parts of the store: all of it once a day."""
OUT_FOR: Final = timedelta(minutes=10)
"""How long a collected photo stays out of the way: longer than any upload's transaction can last."""
_TURN = "orphans-turn"
_NAMED = exists().where(ReportPhoto.sha256 == Photo.sha256)


def collect_orphans() -> int:
    """Background job: one step when it is due and no backup is running; how many photos were put out of the way."""
    now = clock.now()
    part = _part_due(now)
    settings: Settings = current_app.extensions["settings"]
    if part is None:
        return 0
    try:
        with held(settings.data_dir / COPYING, "photos are being copied"):
            sweep_incoming()
            settle_collected(now)
            taken = collect_part(PREFIXES[part], now)
    except BackupRefused:
        return 0  # its turn stays
    in_transaction(lambda: remember(_TURN, f"{(part + 1) % len(PREFIXES)} {clock.isoformat(now)}"))
    return taken


def collect_part(prefix: str, now: datetime) -> int:
    """Puts the unneeded photos whose names begin so out of the way; how many. Must not be called within a transaction."""
    before = now - UNCLAIMED
    ours = (Photo.sha256 >= prefix, Photo.sha256 < prefix + "g")
    claimed_lately = exists().where(PhotoUpload.sha256 == Photo.sha256, PhotoUpload.uploaded_at >= before)
    unneeded = select(Photo.sha256).where(*ours, Photo.stored_at < before, ~_NAMED, ~claimed_lately)
    rows = list(db.session.scalars(unneeded))
    known = set(db.session.scalars(select(Photo.sha256).where(*ours)))
    files = shelf().store.originals(prefix)
    strays = [file.name for file in files if file.name not in known and file.changed_at < before.timestamp()]
    try:
        kept = quarantined_photo_names() | shops.photo_names() if rows or strays else set()
    except InvalidTag:
        log.critical("a quarantined body does not open: nobody can say which photos it names, so none is collected")
        return 0
    return sum(_take(sha256) for sha256 in (*rows, *strays) if sha256 not in kept)


def settle_collected(now: datetime) -> None:
    """Ends what lies out of the way: back in place if the database knows it after all, else destroyed after a while."""
    store = shelf().store
    out = store.collected()
    known = set(db.session.scalars(select(Photo.sha256).where(Photo.sha256.in_([one.name for one in out])))) if out else set()
    for one in out:
        if one.name in known:
            store.give_back(one)
        elif one.since < (now - OUT_FOR).timestamp():
            store.destroy(one)


def _take(sha256: str) -> bool:
    """One transaction: the database forgets the photo and its file is out of the way, or neither."""
    out: list[TakenOut] = []
    try:
        return in_transaction(lambda: _forget(sha256, out))
    except BaseException:
        for one in out:
            shelf().store.give_back(one)
        raise


def _forget(sha256: str, out: list[TakenOut]) -> bool:
    hold(sha256)  # whoever writes its first row now has no row yet that could be held
    photo = db.session.get(Photo, sha256, populate_existing=True, with_for_update=True)
    # Asked after the row is held: a report that claimed the photo a moment ago is visible now.
    named = db.session.scalar(select(ReportPhoto.place).where(ReportPhoto.sha256 == sha256).limit(1)) is not None
    if named or shops.is_front(sha256):
        return False
    if photo is not None:
        if photo.stored_at >= clock.now() - UNCLAIMED:
            return False  # it came anew
        db.session.execute(delete(PhotoUpload).where(PhotoUpload.sha256 == sha256))
        db.session.delete(photo)
        db.session.flush()
    shelf().derived.forget(sha256)
    collected = shelf().store.collect(sha256)
    out += [collected] if collected is not None else []
    return photo is not None or collected is not None


def _part_due(now: datetime) -> int | None:
    """Whose turn it is, None while it is too early."""
    turn = recalled(_TURN)
    if turn is None:
        return 0
    part, at = turn.split(" ")
    return int(part) if now - clock.parse(at) >= EACH else None
