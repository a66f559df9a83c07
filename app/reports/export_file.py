"""Decides which entries of an export file are handed in, and in which order. Reads one entry at a time.

The file is a zip whose entries are stored as they are: `NNNN-<report id>.report`, `NNNN-<report id>-<sha256>.photo`,
`draft-<draft id>.draft`; anything else in it, such as README.txt, is left alone.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.errors import InvalidBody
from app.photos.rules import MAX_PHOTO_BYTES
from app.reports.envelope import OVERHEAD

_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NAMES: Final = {
    "report": re.compile(rf"\d+-({_UUID})\.report"),
    "photo": re.compile(rf"\d+-{_UUID}-([0-9a-f]{{64}})\.photo"),
    "draft": re.compile(rf"draft-({_UUID})\.draft"),
}
"""In the order in which they are handed in: a photo is sure to be taken once its report is there."""
LARGEST_ENTRY: Final = MAX_PHOTO_BYTES + OVERHEAD


class NoExportFile(InvalidBody):
    """A file that no phone of ours made."""

    title = "This is no export file of a phone: choose the .zip that the phone made, as it is."


@dataclass(frozen=True)
class Entry:
    """An entry: `kind` is report, photo or draft, `key` the id or SHA-256 that it is handed in under."""

    kind: str
    key: str
    name: str


def entries_of(file: zipfile.ZipFile) -> list[Entry]:
    """The entries to hand in, reports first. Raises NoExportFile when there are none or they are not stored as they are."""
    found = [entry for info in file.infolist() if (entry := _entry(info.filename)) is not None]
    if not found:
        raise NoExportFile()
    packed = {info.filename for info in file.infolist() if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1}
    if packed & {entry.name for entry in found}:
        raise NoExportFile("This file was packed again after the phone made it: choose the .zip that the phone made, as it is.")
    kinds = list(_NAMES)
    return sorted(found, key=lambda entry: kinds.index(entry.kind))


def read_entry(file: zipfile.ZipFile, entry: Entry) -> bytes:
    """The envelope. Raises NoExportFile when the file is damaged there or the entry is larger than any may be."""
    if file.getinfo(entry.name).file_size > LARGEST_ENTRY:
        raise NoExportFile(f"{entry.name} is larger than an entry may be.")
    try:
        return file.read(entry.name)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise NoExportFile(f"{entry.name} is damaged: copy the file from the phone again.") from error


def opened(path: Path) -> zipfile.ZipFile:
    """The file as a zip. Raises NoExportFile."""
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise NoExportFile() from error


def _entry(name: str) -> Entry | None:
    found: Iterator[Entry] = (
        Entry(kind, match[1], name) for kind, pattern in _NAMES.items() if (match := pattern.fullmatch(name)) is not None
    )
    return next(found, None)
