"""What a file made to harm is answered, for tests."""

from __future__ import annotations

from pathlib import Path

from app.areas.datum import Datum
from app.areas.features import in_wgs84
from app.areas.reading import read_features
from app.areas.rules import UnusableFile

LINE = ((113.66, 34.74), (113.67, 34.745))
WKT = "LINESTRING (113.66 34.74, 113.67 34.745)"


def refusal_of(path: Path) -> str | None:
    """What is said when the file is refused; None when it is read. Anything else fails the test."""
    try:
        in_wgs84(read_features(path), Datum.WGS84)
    except UnusableFile as refusal:
        return refusal.detail
    return None
