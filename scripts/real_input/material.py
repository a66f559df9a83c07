"""Reads the folder of photos and decides what is expected of each. Decodes a photo only when nobody said what it is."""

from __future__ import annotations

import csv
import hashlib
import warnings
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pillow_heif
from PIL import Image

MANIFEST = "MANIFEST.csv"
PHOTO_FOLDER = "photos"
NOT_PHOTOS = frozenset((".csv", ".txt", ".md", ".json", ".geojson", ".osm", ".shp", ".shx", ".dbf", ".prj", ".cpg"))
LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_PIXELS = 60_000_000

pillow_heif.register_heif_opener()


class Verdict(StrEnum):
    """What the product must make of a file."""

    VALID = "valid"
    """Stored, drawn upright, without metadata."""
    UNDRAWABLE = "undrawable"
    """Refused, or kept as flagged evidence that is never drawn."""
    EITHER = "either"
    """One or the other, but cleanly."""


@dataclass(frozen=True)
class File:
    """One file of the folder."""

    path: Path
    content: bytes
    verdict: Verdict

    @property
    def sha256(self) -> str:
        """The name it is sent under."""
        return hashlib.sha256(self.content).hexdigest()


def read(folder: Path) -> list[File]:
    """Every photo of the folder in a steady order.

    With a MANIFEST.csv (columns path, expected_verdict) those it lists; without one every file below `photos/`, or
    below the folder itself, judged by whether Pillow can decode it.
    """
    listed = folder / MANIFEST
    if listed.is_file():
        with listed.open(encoding="utf-8-sig", newline="") as file:
            return [_listed(folder, row) for row in csv.DictReader(file) if (row.get("expected_verdict") or "").strip()]
    root = folder / PHOTO_FOLDER if (folder / PHOTO_FOLDER).is_dir() else folder
    paths = [path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix.lower() not in NOT_PHOTOS]
    return [File(path, path.read_bytes(), judged(path)) for path in paths if path.stat().st_size <= LARGEST_BYTES]


def judged(path: Path) -> Verdict:
    """What is expected of a file that nobody described: whether it decodes as one of the product's types."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=("JPEG", "PNG", "WEBP", "HEIF")) as picture:
                if picture.width * picture.height > LARGEST_PIXELS:
                    return Verdict.EITHER
                picture.load()
    except Exception:  # any codec may raise anything on a broken file, and that is the answer
        return Verdict.UNDRAWABLE
    return Verdict.VALID


def _listed(folder: Path, row: dict[str, str]) -> File:
    path = folder / row["path"]
    return File(path, path.read_bytes(), _verdict(row["expected_verdict"]))


def _verdict(words: str) -> Verdict:
    """Verdicts in words, as people write them into such a list."""
    text = words.strip().lower()
    if text.startswith("valid"):
        return Verdict.VALID
    if text.startswith("must be refused"):
        return Verdict.UNDRAWABLE
    return Verdict.EITHER
