"""Decides in which order a backup is made and when it may be relied on.

The number first, then the database, then the photos it speaks of, then the keys that open them: so the copy holds at
least what the number promises. The watermark, on which phones forget photos, moves only after the copy was opened and
looked through.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import OperationalError

from app.config import Settings
from app.core import clock
from app.core.changes import settled_seq
from app.core.db import db
from app.core.disk import make_folders, place_bytes, sha256_of
from app.core.facts import epoch, raise_watermark, recalled, remember
from app.core.transaction import in_transaction
from app.photos.shelf import shelf
from app.safekeeping import content_keys, databases, snapshots
from app.safekeeping.contents import Contents, DatabaseCopy
from app.safekeeping.locks import COPYING, held
from app.safekeeping.orphans import settle_collected
from app.safekeeping.photo_copies import PhotoCopies
from app.safekeeping.rules import BackupRefused
from app.safekeeping.scrub import examine
from app.safekeeping.snapshots import FORMAT, KEYS, SECRET, Manifest, Snapshot

log = logging.getLogger(__name__)
VERIFIED_AT = "backup-verified-at"
VERIFIED_AS = "backup-verified-as"
NAMED_AT_ONCE = 200
MAX_TOLD = 20
"""Problems written down one by one; beyond, their number says enough."""


@dataclass
class _Photos:
    """What was found while photos were copied: how many count, their bytes, new copies, and those that could not be had."""

    count: int = 0
    bytes: int = 0
    fresh: int = 0
    healed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """A finished backup: its snapshot, new photo copies, rotten copies replaced, originals that are not sound, names
    of snapshots that were let go. `watermark` is None when the backup could not be verified."""

    snapshot: Snapshot
    fresh: int
    healed: list[str]
    lost: list[str]
    dropped: list[str]
    watermark: int | None


def take_backup(dest: Path, *, full: bool = False) -> Taken:
    """Copies database, photos and keys into `dest` while the server serves, opens the copy and moves the watermark.

    `full` hashes every photo copy again instead of the part that is due. Originals that turn out rotten are reopened.
    A run that is killed leaves earlier snapshots as they were.
    Must not be called within a transaction. Raises BackupRefused, or OSError when a disk fails.
    """
    settings: Settings = current_app.extensions["settings"]
    _check_place(dest, settings)
    with (
        held(settings.data_dir / COPYING, "A backup or a restore is already running here."),
        snapshots.unfinished(dest) as folder,
    ):
        now = clock.now()
        settle_collected(now)
        reached = _settled()
        copy = databases.copy_into(db.engine.url, folder)
        store = shelf().store
        content_keys.bring_back(store.keys, dest)
        copies = PhotoCopies(dest / snapshots.PHOTOS, store)
        copies.sweep()
        copies.drop_destroyed()
        photos = _copy_photos(copy, copies, now, full)
        content_keys.replace(store.keys, folder, dest)
        keys = _copy_keys(settings, folder)
        problems, contents = _look_through(folder, copies, photos, reached)
        problems += content_keys.problems(dest)
        manifest = _manifest(copy, contents, reached, photos, keys, problems, now)
        snapshot = snapshots.finish(folder, manifest)
        watermark = in_transaction(lambda: _rely_on(snapshot, now)) if manifest.verified else None
        dropped = snapshots.thin_out(dest, now)
    for sha256 in photos.lost:
        examine(sha256)
    for problem in problems:
        log.critical("backup %s is not verified: %s", snapshot.folder, problem)
    return Taken(snapshot, photos.fresh, photos.healed, photos.lost, dropped, watermark)


def verified_at() -> datetime | None:
    """When the newest verified backup was taken, as the database remembers it."""
    value = recalled(VERIFIED_AT)
    return clock.parse(value) if value else None


def on_the_same_disk(dest: Path, data_dir: Path) -> bool:
    """Whether a backup there would be lost together with the data."""
    there = next(path for path in (dest, *dest.parents) if path.exists())
    return there.stat().st_dev == data_dir.stat().st_dev


def _check_place(dest: Path, settings: Settings) -> None:
    if dest == settings.data_dir or settings.data_dir in dest.parents:
        raise BackupRefused(f"{dest} lies inside DATA_DIR: whatever takes the data takes the backup. Name a folder elsewhere.")


def _settled() -> int:
    """The number the backup will promise; no transaction is left open while the copying goes on."""
    db.session.rollback()
    try:
        return settled_seq()
    except OperationalError as error:
        raise BackupRefused(f"The database is too busy for a moment's pause: try again ({error.orig}).") from error


def _epoch_now() -> str:
    now = epoch()
    db.session.rollback()  # a reader that idles for long holds the write-ahead log, or is thrown out
    return now


def _copy_photos(copy: DatabaseCopy, copies: PhotoCopies, now: datetime, full: bool) -> _Photos:
    """Brings every photo the copied database counts on into the backup; the due part of older copies is read again."""
    photos = _Photos(healed=copies.rehash_due(now, full))
    references = copy.references()
    while some := list(islice(references, NAMED_AT_ONCE)):
        photos.count += sum(size is not None for _, size in some)
        photos.bytes += sum(size or 0 for _, size in some)
        fresh = sorted({sha256 for sha256, size in some if not copies.has(sha256, size)})
        _name_keys(fresh)
        for sha256 in fresh:
            if copies.take(sha256):
                photos.fresh += 1
            elif not shelf().store.keys.records(sha256):
                photos.lost.append(sha256)
    return photos


def _name_keys(sha256s: list[str]) -> None:
    """What each key was used for is written down before a copy is made: who destroys the original must find them all."""
    store, used = shelf().store, {}
    for sha256 in sha256s:
        with suppress(OSError):  # then no copy is made of it
            used[store.key_of(sha256) or ""] = sha256
    store.keys.name([(key_id, used[key_id]) for key_id in store.keys.unnamed(used)])


def _copy_keys(settings: Settings, folder: Path) -> dict[str, str]:
    """Keys and the secret, readable by their owner only; SHA-256 by name."""
    source, target = settings.data_dir / KEYS, folder / KEYS
    make_folders(target, 0o700)
    names = (
        sorted(path.name for path in source.iterdir() if path.is_file() and not path.name.startswith("."))
        if source.is_dir()
        else []
    )
    for name in names:
        place_bytes(target / name, (source / name).read_bytes(), 0o600)
    place_bytes(folder / SECRET, settings.secret_key.encode(), 0o600)
    return {name: sha256_of(target / name) for name in names}


def _look_through(folder: Path, copies: PhotoCopies, photos: _Photos, reached: int) -> tuple[list[str], Contents]:
    """Opens the copied database again and looks for everything it counts on; what is wrong, in sentences."""
    copy = databases.opened(folder)
    problems = copy.problems()
    contents = copy.contents()
    if contents.newest_seq < reached:
        problems.append(f"the copied database ends at change {contents.newest_seq}, {reached} was promised")
    if contents.epoch != _epoch_now():
        problems.append("the copied database has another history than the one that is served")
    problems += [f"photo {sha256} is not sound in the store and not in the backup" for sha256 in photos.lost[:MAX_TOLD]]
    problems += list(_not_copied(copy, copies, set(photos.lost)))[:MAX_TOLD]
    return problems, contents


def _not_copied(copy: DatabaseCopy, copies: PhotoCopies, told: set[str]) -> Iterator[str]:
    for sha256, size in copy.references():
        if sha256 not in told and not copies.has(sha256, size) and not shelf().store.keys.records(sha256):
            yield f"photo {sha256} is not in the backup with {size} bytes"


def _manifest(
    copy: DatabaseCopy,
    contents: Contents,
    reached: int,
    photos: _Photos,
    keys: dict[str, str],
    problems: list[str],
    now: datetime,
) -> Manifest:
    return Manifest(
        format=FORMAT,
        made_at=clock.isoformat(now),
        kind=copy.kind,
        database=copy.path.name,
        database_bytes=copy.path.stat().st_size,
        database_sha256=sha256_of(copy.path, from_disk=True),
        revision=contents.revision,
        epoch=contents.epoch,
        reached=reached,
        counts=contents.counts,
        photos=photos.count,
        photo_bytes=photos.bytes,
        keys=keys,
        verified=not problems,
        problems=problems,
    )


def _rely_on(snapshot: Snapshot, now: datetime) -> int | None:
    """Within a transaction: what this snapshot holds may be forgotten elsewhere, if history is still the one it copied."""
    if epoch() != snapshot.manifest.epoch:
        return None
    remember(VERIFIED_AT, clock.isoformat(now))
    remember(VERIFIED_AS, snapshot.name)
    return raise_watermark(snapshot.manifest.reached)
