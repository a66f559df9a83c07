"""Decides what an import may become, which files are taken and how a refusal is worded. Knows no file, table or HTTP."""

from __future__ import annotations

import errno
import re
from enum import StrEnum
from posixpath import splitext
from typing import Any, Final

from app.areas.rules import Refusal
from app.areas.sentences import Sentence, say
from app.core.errors import AppError, InvalidBody, MalformedBody, TooLarge, Unavailable

MAX_BYTES: Final = 100 * 1024 * 1024
"""Of an upload. 100,000 cells are some 60 MB of GeoJSON and a fifth of that zipped."""
LONGEST_NAME: Final = 200
FORMATS: Final = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".zip": "shapefile",
    ".gpkg": "geopackage",
    ".kml": "kml",
    ".kmz": "kml",
    ".csv": "csv",
    ".tsv": "csv",
}
"""Format by ending of the file's name. A Shapefile is several files, so it comes as a zip of them."""
MOST_TRIES: Final = 3
"""Work that ended in the middle so often takes more memory or time than there is."""
USUAL_DEPTH_M: Final = 15.0
_DISK_FULL: Final = {
    "slug": "storage-full",
    "facts": {},
    "text": "The server's disk is full, so nothing could be kept of what was found out: make room on it, then try again.",
}
_DISK_FAILED: Final = {
    "slug": "disk-failed",
    "facts": {},
    "text": "The server's disk failed while the result was written: try again, and tell who looks after the server.",
}
_OPTION = re.compile(r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)")


class State(StrEnum):
    """What an import is. `undone` is told, not stored: the area version knows."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    ACTIVE = "active"
    DISCARDED = "discarded"
    FAILED = "failed"
    UNDONE = "undone"


class Step(StrEnum):
    """What the job process does with a file."""

    READING = "reading"
    CHECKING = "checking"
    COMPARING = "comparing"
    COUNTING = "counting"


OPEN: Final = frozenset({State.UPLOADED, State.CHECKING, State.CHECKED, State.FAILED})
"""Nothing of it has taken effect yet, and it may still."""


class WrongState(Refusal):
    """What was asked cannot be done with an import as it is now."""

    status = 409
    slug = "illegal-move"
    title = "This import is in another state: read it again, then decide."


class LengthRequired(AppError):
    """A file without `Content-Length` could fill the disk before it is refused."""

    status = 411
    slug = "length-required"
    title = "Send the file with Content-Length."


class CutOff(Refusal, MalformedBody):
    """Fewer bytes came than were announced."""

    title = "The file ended early."

    def __init__(self) -> None:
        super().__init__(say("cut-off"))


class EmptyFile(Refusal, MalformedBody):
    """No bytes came."""

    title = "The file is empty."

    def __init__(self) -> None:
        super().__init__(say("file-empty"))


class UploadTooLarge(Refusal, TooLarge):
    """More bytes than a file may have."""

    title = "The file is larger than this server takes."

    def __init__(self, length: int) -> None:
        super().__init__(say("upload-too-long", most=MAX_BYTES, bytes=length), limit=MAX_BYTES)


class UnknownFormat(Refusal, InvalidBody):
    """The name of the file promises nothing that can be read."""

    title = "This file cannot be read."

    def __init__(self, name: str) -> None:
        super().__init__(say("name-unreadable", source=name))


class NoRoom(AppError):
    """The disk has no room for the file."""

    status = 507
    slug = "storage-full"
    title = "The server has no room for this file: make room on its disk, then send the file again."


class DiskFailed(Unavailable):
    """The disk did not take the bytes."""

    title = "The server's disk failed while the file was written: nothing was kept, send it again."


def format_of(name: str) -> tuple[str, str]:
    """Ending and format of a file name. Raises UnknownFormat."""
    ending = splitext(name)[1].lower()
    if ending not in FORMATS:
        raise UnknownFormat(name)
    return ending, FORMATS[ending]


def told(sentence: Sentence) -> dict[str, Any]:
    """As it is kept and as the wire has it: slug, facts, and the English for who does not know the slug."""
    return {"slug": sentence.slug, "facts": dict(sentence.facts), "text": for_a_form(str(sentence))}


def disk_trouble(error: OSError) -> dict[str, Any] | None:
    """As `told`, when the disk and not the file is to blame: what was asked for can be asked for again. None otherwise."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _DISK_FULL
    return _DISK_FAILED if error.errno in (errno.EIO, errno.EROFS) else None


def for_a_form(text: str) -> str:
    """English that was written for a terminal: `--crs` is the field `crs` of a form."""
    return _OPTION.sub(lambda found: found[1].replace("-", " "), text)
