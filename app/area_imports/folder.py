"""Decides where the files of an import lie and that they are whole. Knows no table.

`DATA_DIR/imports/<id>/` holds the file as it came, the layer that the check worked out, and its findings as a table.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.area_imports.rules import CutOff, DiskFailed, NoRoom
from app.core.disk import Readable, make_folders, place_copy

IMPORTS: Final = "imports"
LAYER, FINDINGS = "layer.jsonl.gz", "findings.csv"
RESERVE_BYTES: Final = 1_000_000_000
"""Stays free for the database and for photos, whatever an admin uploads."""
RETRY_AFTER_S: Final = 600
_MODE: Final = 0o440


class ImportFolder:
    """The files of one import."""

    def __init__(self, data_dir: Path, import_id: str) -> None:
        self.path = data_dir / IMPORTS / import_id

    @property
    def layer(self) -> Path:
        """The layer as it would be in force (`layer_file.py`)."""
        return self.path / LAYER

    @property
    def findings(self) -> Path:
        """All findings of the check, as CSV."""
        return self.path / FINDINGS

    def upload(self, ending: str) -> Path:
        """The file as it came, under a name of ours."""
        return self.path / f"upload{ending}"

    def receive(self, body: Readable, ending: str, length: int) -> str:
        """Writes a file of `length` bytes durably; its hex SHA-256. Raises CutOff, NoRoom or DiskFailed, and keeps nothing."""
        try:
            make_folders(self.path)
            if shutil.disk_usage(self.path).free - length < RESERVE_BYTES:
                raise NoRoom(retry_after_s=RETRY_AFTER_S)
            placed = place_copy(body, self.upload(ending), _MODE, lambda _, size: size == length)
            if placed is None:
                raise CutOff()
        except BaseException as error:
            self.remove()
            if isinstance(error, OSError):
                raise _told(error) from error
            raise
        return placed[0]

    def remove(self) -> None:
        """Takes the folder away, if it is there."""
        shutil.rmtree(self.path, ignore_errors=True)


def ids_on_disk(data_dir: Path) -> Iterator[tuple[str, float]]:
    """Names of all import folders with the time of their last change (seconds since the epoch)."""
    with suppress(FileNotFoundError):
        for path in (data_dir / IMPORTS).iterdir():
            if path.is_dir():
                yield path.name, path.stat().st_mtime


def _told(error: OSError) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoRoom(retry_after_s=RETRY_AFTER_S)
    return DiskFailed(retry_after_s=RETRY_AFTER_S) if error.errno in (errno.EIO, errno.EROFS) else error
