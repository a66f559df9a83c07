"""Decides how a backup lies in its folder.

`DEST/photos/aa/bb/<sha256>` is shared by all snapshots and only ever grows. `DEST/<time>/` is one snapshot: the copied
database, `keys/`, `secret_key` and, written last, `manifest.json`: without it a folder is no snapshot.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.core import clock
from app.core.disk import UNFINISHED, make_folders, place_bytes, sync_folder
from app.safekeeping import rules
from app.safekeeping.locks import held
from app.safekeeping.rules import BackupBroken, BackupRefused

log = logging.getLogger(__name__)

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
KEYS: Final = "keys"
SECRET: Final = "secret_key"
PHOTOS: Final = "photos"
DROPPED: Final = ".dropped-"


@dataclass(frozen=True)
class Manifest:
    """What a snapshot says of itself; `problems` are why it was not verified, `photos` and `bytes` what it counts on."""

    format: int
    made_at: str
    kind: str
    database: str
    database_bytes: int
    database_sha256: str
    revision: str | None
    epoch: str
    reached: int
    counts: dict[str, int]
    photos: int
    photo_bytes: int
    keys: dict[str, str]
    verified: bool
    problems: list[str]


@dataclass(frozen=True)
class Snapshot:
    """A whole snapshot in a backup folder."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Its time, as the folder is called."""
        return self.folder.name

    @property
    def photos(self) -> Path:
        """Where the photos lie that it shares with the others."""
        return self.folder.parent / PHOTOS


def all_in(dest: Path) -> list[Snapshot]:
    """The whole snapshots of a backup folder, the oldest first; half ones and unreadable ones are not among them."""
    names = sorted(path.name for path in dest.iterdir() if rules.SNAPSHOT_NAME.fullmatch(path.name)) if dest.is_dir() else []
    found = []
    for name in names:
        try:
            found.append(Snapshot(dest / name, read_manifest(dest / name)))
        except BackupBroken as error:
            log.critical("%s", error.detail)
    return found


def chosen(path: Path) -> Snapshot:
    """The snapshot at this path, or of a backup folder the newest verified one. Raises BackupRefused or BackupBroken."""
    if (path / MANIFEST).is_file():
        return Snapshot(path, read_manifest(path))
    verified = [snapshot for snapshot in all_in(path) if snapshot.manifest.verified]
    if not verified:
        raise BackupRefused(f"{path} holds no verified snapshot. Name a snapshot's own folder to restore one that is not.")
    return verified[-1]


def read_manifest(folder: Path) -> Manifest:
    """What the snapshot in this folder says of itself. Raises BackupBroken."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        if told["format"] != FORMAT:
            raise BackupBroken(f"{folder} was written by another release (format {told['format']}).")
        return Manifest(**told)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupBroken(f"{folder / MANIFEST} cannot be read: {error}") from error


@contextmanager
def unfinished(dest: Path) -> Iterator[Path]:
    """A folder to make a snapshot in, and nobody else makes one meanwhile. What a killed run left is removed first."""
    make_folders(dest, 0o700)
    with held(dest / ".lock", f"Another backup is being written to {dest}."):
        for left in (*dest.glob(f"{UNFINISHED}*"), *dest.glob(f"{DROPPED}*")):
            shutil.rmtree(left)
        folder = dest / f"{UNFINISHED}{_free_name(dest)}"
        folder.mkdir(mode=0o700)
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def finish(folder: Path, manifest: Manifest) -> Snapshot:
    """Makes the folder a snapshot: the manifest last, then its name. Raises OSError."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    place_bytes(folder / MANIFEST, text.encode())
    target = folder.with_name(folder.name.removeprefix(UNFINISHED))
    folder.rename(target)
    sync_folder(target.parent)
    return Snapshot(target, manifest)


def thin_out(dest: Path, now: datetime) -> list[str]:
    """Removes the snapshots that the rule lets go; their names. Photos are never removed. Raises OSError."""
    there = all_in(dest)
    names = rules.to_drop(
        [snapshot.name for snapshot in there], {snapshot.name for snapshot in there if snapshot.manifest.verified}, now
    )
    for name in names:
        out = dest / f"{DROPPED}{name}"
        (dest / name).rename(out)  # at once, so that no half of it is ever seen
        shutil.rmtree(out)
    return names


def _free_name(dest: Path) -> str:
    moment = clock.now()
    while (dest / rules.snapshot_name(moment)).exists():
        moment += timedelta(milliseconds=1)
    return rules.snapshot_name(moment)
