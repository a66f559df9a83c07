"""Decides in which order an installation is put back from a snapshot, so that it can be cut off anywhere and repeated.

Photos and what opens them first (they never harm), then, behind a mark that keeps the server from starting, the old
database out of the way, the keys, and the restored database last. What was there before is moved aside, never deleted.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from app import migrate
from app.audit.rules import Action
from app.audit.service import note
from app.config import SECRET_FILE, Settings
from app.core import clock
from app.core.changes import forget_transactions
from app.core.db import db
from app.core.disk import place_bytes, sha256_of
from app.core.facts import new_epoch, raise_watermark
from app.core.transaction import in_transaction
from app.photos.shelf import shelf
from app.photos.store import Store
from app.proof.taking_up import take_up
from app.safekeeping import content_keys, databases, landing
from app.safekeeping.contents import DatabaseCopy
from app.safekeeping.locks import COPYING, SERVER, held
from app.safekeeping.photo_copies import PhotoCopies
from app.safekeeping.rules import UNFINISHED, BackupBroken, BackupRefused, snapshot_name
from app.safekeeping.scrub import give_up
from app.safekeeping.snapshots import KEYS, SECRET, Snapshot
from app.safekeeping.verify import Verified, verify_store

Say = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """What a restore did: the new history, photos brought back, those it could not find, where the old data is now."""

    epoch: str
    photos: int
    missing: list[str]
    aside: str | None
    verified: Verified


def restore(snapshot: Snapshot, *, replace: bool = False, incomplete: bool = False, say: Say = lambda _: None) -> Restored:
    """Puts this installation back to the snapshot, with a new epoch, and verifies it.

    The snapshot is checked first; nothing is touched when it is damaged, when a server runs, or when there is data and
    `replace` is not given. `incomplete` goes on without photos that are nowhere: their reports wait for them again.
    Raises BackupRefused or BackupBroken.
    """
    settings: Settings = current_app.extensions["settings"]
    running = f"A server runs on {settings.data_dir}. Stop it first."
    with held(settings.data_dir / SERVER, running), held(settings.data_dir / COPYING, "A backup is running here. Wait for it."):
        mark = settings.data_dir / UNFINISHED
        copy = _checked(snapshot)
        landing.check_room(db.engine.url, copy.kind, replace=replace or mark.exists())
        store = shelf().store
        copies = PhotoCopies(snapshot.photos, store)
        content_keys.bring_back(store.keys, snapshot.folder.parent)
        say(f"the snapshot {snapshot.folder} is sound; bringing its photos")
        _refuse_without(_nowhere(copy, copies, store), incomplete)
        brought, missing = _bring_photos(copy, copies, store)
        _refuse_without(missing, incomplete)
        say(f"{brought} photos were brought; putting keys and database in place")
        place_bytes(mark, f"from {snapshot.folder}\n".encode())
        aside = _put_in_place(snapshot, copy, settings)
        epoch = _begin_anew(snapshot)
        for sha256 in missing:
            give_up(sha256)
        mark.unlink()
        say("looking through everything that was restored")
        return Restored(epoch, brought, missing, aside, verify_store(full=True))


def _checked(snapshot: Snapshot) -> DatabaseCopy:
    """The snapshot's database, after it was found to be what the manifest says. Raises BackupBroken or BackupRefused."""
    manifest, copy = snapshot.manifest, databases.opened(snapshot.folder)
    if sha256_of(copy.path) != manifest.database_sha256:
        raise BackupBroken(f"{copy.path} is not the file that was backed up: its SHA-256 differs. Choose another snapshot.")
    problems = copy.problems()
    if problems:
        raise BackupBroken(f"{snapshot.folder} cannot be restored: {problems[0]}")
    contents = copy.contents()
    if (contents.epoch, contents.counts) != (manifest.epoch, manifest.counts):
        raise BackupBroken(f"{copy.path} does not hold what {snapshot.folder / 'manifest.json'} says.")
    for name, sha256 in manifest.keys.items():
        if not (snapshot.folder / KEYS / name).is_file() or sha256_of(snapshot.folder / KEYS / name) != sha256:
            raise BackupBroken(f"the key {name} in {snapshot.folder} is missing or altered.")
    if contents.revision is not None and not migrate.known(contents.revision):
        raise BackupRefused(f"The snapshot was made by a newer release (revision {contents.revision}). Restore with that one.")
    return copy


def _nowhere(copy: DatabaseCopy, copies: PhotoCopies, store: Store) -> list[str]:
    """Photos the database counts on that neither the backup nor the store has at all, and nobody destroyed."""
    gone = {name for name, size in copy.references() if not copies.has(name, size) and not store.has(name)}
    return sorted(name for name in gone if not store.keys.records(name))


def _refuse_without(missing: list[str], incomplete: bool) -> None:
    if missing and not incomplete:
        raise BackupRefused(
            f"{len(missing)} photos are neither in the backup nor in the store, the first is {missing[0]}. With --incomplete "
            "everything else is restored and phones are asked for them again."
        )


def _bring_photos(copy: DatabaseCopy, copies: PhotoCopies, store: Store) -> tuple[int, list[str]]:
    """Places what is not sound in the store; how many, and what could not be had. Photos nobody counts on stay."""
    brought, missing = 0, set()
    for sha256, _size in copy.references():
        if store.digest(sha256) == sha256:
            continue
        if copies.is_sound(sha256):
            brought += copies.bring_back(sha256)
        elif not store.keys.records(sha256):  # what was destroyed since is not missing
            missing.add(sha256)
    return brought, sorted(missing)


def _put_in_place(snapshot: Snapshot, copy: DatabaseCopy, settings: Settings) -> str | None:
    """Old database and keys out of the way, restored ones in, the database last; where the old ones are."""
    aside = settings.data_dir / f"before-restore-{snapshot_name(clock.now())}"
    moved = landing.move_aside(db.engine.url, aside)
    _restore_keys(snapshot, settings, aside)
    landing.put_back(db.engine.url, copy)
    return moved or (str(aside) if aside.exists() else None)


def _restore_keys(snapshot: Snapshot, settings: Settings, aside: Path) -> None:
    """The snapshot's keys and secret; keys of other bytes that were here are moved aside."""
    for source in sorted((snapshot.folder / KEYS).iterdir()):
        _restore_file(source, settings.data_dir / KEYS / source.name, aside / KEYS)
    _restore_file(snapshot.folder / SECRET, settings.data_dir / SECRET_FILE, aside)
    keys = settings.data_dir / KEYS
    for path in sorted(keys.iterdir()) if keys.is_dir() else []:
        if path.name not in snapshot.manifest.keys and not path.name.startswith("."):
            _move(path, aside / KEYS)


def _restore_file(source: Path, target: Path, aside: Path) -> None:
    content = source.read_bytes()
    if target.is_file():
        if target.read_bytes() == content:
            return
        _move(target, aside)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place_bytes(target, content, 0o600)


def _move(path: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.move(path, folder / path.name)


def _begin_anew(snapshot: Snapshot) -> str:
    """The schema of this release, a new epoch, and the watermark of what was restored."""
    migrate.upgrade()
    take_up()

    def work() -> str:
        forget_transactions()
        if snapshot.manifest.verified:
            raise_watermark(snapshot.manifest.reached)
        epoch = new_epoch()
        note(Action.RESTORED, "installation", epoch, snapshot=snapshot.name)
        return epoch

    return in_transaction(work)
