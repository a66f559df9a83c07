"""Eight ways in which a browser's database dies between two starts of a phone."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

Damage = Callable[[Path, random.Random], None]


def folders(profile: Path) -> list[Path]:
    """The folders of the origin's databases: `.leveldb` for records, `.blob` for files, where there are any."""
    return sorted((profile / "Default" / "IndexedDB").glob("http_*.indexeddb.*"))


def _leveldb(profile: Path) -> Path:
    return next(folder for folder in folders(profile) if folder.name.endswith(".leveldb"))


def _newest(profile: Path, pattern: str) -> Path:
    return max(_leveldb(profile).glob(pattern), key=lambda path: path.stat().st_size)


def garbage_manifest(profile: Path, rng: random.Random) -> None:
    """The list of files is noise."""
    path = _newest(profile, "MANIFEST-*")
    path.write_bytes(rng.randbytes(path.stat().st_size))


def random_bytes_in_the_log(profile: Path, rng: random.Random) -> None:
    """200 bytes of the newest writes are other bytes."""
    path = _newest(profile, "*.log")
    data = bytearray(path.read_bytes())
    for _ in range(200):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(bytes(data))


def log_cut_in_half(profile: Path, rng: random.Random) -> None:
    """The second half of the newest writes never reached the disk."""
    path = _newest(profile, "*.log")
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def manifest_deleted(profile: Path, rng: random.Random) -> None:
    """The list of files is gone."""
    _newest(profile, "MANIFEST-*").unlink()


def current_garbage(profile: Path, rng: random.Random) -> None:
    """The pointer to the list points to nothing."""
    (_leveldb(profile) / "CURRENT").write_bytes(rng.randbytes(16))


def tables_zeroed(profile: Path, rng: random.Random) -> None:
    """Every table file is full of zeros; where the writes still are in the log alone, the log is."""
    leveldb = _leveldb(profile)
    for path in [*leveldb.glob("*.ldb"), *leveldb.glob("*.sst")] or list(leveldb.glob("*.log")):
        path.write_bytes(bytes(path.stat().st_size))


def blob_bits_flipped(profile: Path, rng: random.Random) -> None:
    """One bit of every photo that lies in a file of its own; where none does, one bit in the middle of the log."""
    blobs = [path for folder in folders(profile) if folder.name.endswith(".blob") for path in folder.rglob("*") if path.is_file()]
    for path in blobs or [_newest(profile, "*.log")]:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))


def folder_removed(profile: Path, rng: random.Random) -> None:
    """Somebody cleaned up."""
    for folder in folders(profile):
        shutil.rmtree(folder)


WAYS: dict[str, Damage] = {
    "garbage MANIFEST": garbage_manifest,
    "200 random bytes in the log": random_bytes_in_the_log,
    "log cut in half": log_cut_in_half,
    "MANIFEST deleted": manifest_deleted,
    "CURRENT garbage": current_garbage,
    "tables zeroed": tables_zeroed,
    "photo bits flipped": blob_bits_flipped,
    "folder removed": folder_removed,
}
