"""Decides what an import may become, which files are taken and how a refusal is worded. Knows no file, table or HTTP."""

from __future__ import annotations

import re
from enum import StrEnum
from posixpath import splitext
from typing import Final

from app.core.errors import AppError, InvalidBody, Unavailable

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


class WrongState(AppError):
    """What was asked cannot be done with an import as it is now."""

    status = 409
    slug = "illegal-move"
    title = "This import is in another state: read it again, then decide."


class LengthRequired(AppError):
    """A file without `Content-Length` could fill the disk before it is refused."""

    status = 411
    slug = "length-required"
    title = "Send the file with Content-Length."


class CutOff(InvalidBody):
    """Fewer bytes came than were announced."""

    status = 400
    title = "The file ended early: send it again."


class NoRoom(AppError):
    """The disk has no room for the file."""

    status = 507
    slug = "storage-full"
    title = "The server has no room for this file: make room on its disk, then send the file again."


class DiskFailed(Unavailable):
    """The disk did not take the bytes."""

    title = "The server's disk failed while the file was written: nothing was kept, send it again."


def format_of(name: str) -> tuple[str, str]:
    """Ending and format of a file name. Raises InvalidBody."""
    ending = splitext(name)[1].lower()
    if ending not in FORMATS:
        raise InvalidBody(
            f"A file called '{name}' cannot be read: send GeoJSON (.geojson, .json), a Shapefile as .zip, GeoPackage (.gpkg), "
            "KML (.kml, .kmz) or CSV with WKT (.csv, .tsv)."
        )
    return ending, FORMATS[ending]


def for_a_form(sentence: str) -> str:
    """A sentence that was written for a terminal: `--crs` is the field `crs` of a form."""
    return _OPTION.sub(lambda found: found[1].replace("-", " "), sentence)
