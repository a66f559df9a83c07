"""Decides how members of a zip come out of it without filling the memory. Knows no formats of what is inside."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from app.areas.file_limits import refuse_too_long
from app.areas.rules import UnusableFile
from app.areas.sentences import say

_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, LookupError, ValueError)
"""What the reader of zips says to damage, passwords and methods it does not know."""


def names_in(path: Path) -> list[str]:
    """Names of the files in a zip, without what macOS adds. Raises UnusableFile."""
    try:
        with zipfile.ZipFile(path) as archive:
            return [one.filename for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    except _DAMAGE as error:
        raise _unreadable(path, error) from error


def unpacked(path: Path, names: Sequence[str]) -> list[bytes]:
    """These members. No more is unpacked than the zip says of itself, and that has a limit. Raises UnusableFile."""
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_too_long(path.name, sum(archive.getinfo(name).file_size for name in names))
            return [archive.read(name) for name in names]
    except _DAMAGE as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> UnusableFile:
    return UnusableFile(say("zip-unreadable", source=path.name, error=str(error)))
