"""Decides how large a file of areas may be. The largest city known here (100,000 cells, 10,000 segments) stays far below."""

from __future__ import annotations

from app.areas.rules import UnusableFile
from app.areas.sentences import say

MOST_BYTES = 512 * 1024**2
"""Of one file, unpacked. Read into memory it takes several times as much; an upload is at most 100 MiB."""
MOST_FEATURES = 500_000
"""Five times the cells of the largest city; more is another kind of map."""
MOST_POINTS = 20_000_000
"""Corners of all shapes together: 200 for each of 100,000 cells."""
LONGEST_FIELD = 16 * 1024**2
"""Characters or bytes of one value: a shape of some 500,000 corners as text."""


def refuse_too_long(source: str, size: int) -> None:
    """Raises UnusableFile for more than MOST_BYTES."""
    if size > MOST_BYTES:
        raise UnusableFile(say("file-too-long", source=source, most=MOST_BYTES // 1024**2))


def refuse_too_many(source: str, features: int, points: int = 0) -> None:
    """Raises UnusableFile for more records or corners than any city has."""
    if features > MOST_FEATURES:
        raise UnusableFile(say("too-many-records", source=source, most=MOST_FEATURES))
    if points > MOST_POINTS:
        raise UnusableFile(say("too-many-corners", source=source, most=MOST_POINTS))
