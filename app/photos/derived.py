"""Decides where drawn pictures are kept. A cache: any file in it may be deleted at any time and is drawn again."""

from __future__ import annotations

import os
import time
from pathlib import Path
from uuid import uuid4

from app.photos.rendering import LONG_EDGE, Rendered, Size


class DerivedPictures:
    """JPEGs at `aa/bb/<sha256>.<size>.jpg` below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._begun = root / ".begun"  # same file system: a rename from here is atomic
        self._begun.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, sha256: str, size: Size) -> Path:
        """Where the picture is or would be."""
        return self._root / sha256[:2] / sha256[2:4] / f"{sha256}.{size}.jpg"

    def find(self, sha256: str, size: Size) -> Path | None:
        """The picture's file, if it is there."""
        return _whole(self.path(sha256, size))

    def put(self, sha256: str, rendered: Rendered) -> None:
        """Writes all sizes; a reader sees a whole picture or none. Raises OSError."""
        for size in LONG_EDGE:
            self._write(self.path(sha256, size), rendered.screen if size == "screen" else rendered.thumb)

    def forget(self, sha256: str) -> None:
        """Removes the pictures of one photo, also those that were drawn for outside."""
        for size in LONG_EDGE:
            self.path(sha256, size).unlink(missing_ok=True)
        self.forget_covered(sha256)

    def find_covered(self, sha256: str, size: Size, name: str) -> Path | None:
        """The file of a picture with covered areas, which `name` stands for (letters and digits)."""
        return _whole(self._covered_path(sha256, size, name))

    def put_covered(self, sha256: str, name: str, rendered: Rendered) -> None:
        """As `put`, for a picture with covered areas."""
        for size in LONG_EDGE:
            self._write(self._covered_path(sha256, size, name), rendered.screen if size == "screen" else rendered.thumb)

    def forget_covered(self, sha256: str) -> None:
        """Removes every picture of one photo with covered areas."""
        for path in self.path(sha256, "screen").parent.glob(f"{sha256}.*.covered-*.jpg"):
            path.unlink(missing_ok=True)

    def sweep(self, older_than_s: float) -> int:
        """Removes what processes that were killed had begun to write; how many files."""
        oldest = time.time() - older_than_s
        stale = [path for path in self._begun.iterdir() if path.stat().st_mtime < oldest]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def _covered_path(self, sha256: str, size: Size, name: str) -> Path:
        return self.path(sha256, size).with_suffix(f".covered-{name}.jpg")

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._begun / uuid4().hex
        try:
            temporary.write_bytes(content)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def _whole(path: Path) -> Path | None:
    """The file; none when it is not there, or empty, as a power cut leaves what was never flushed."""
    try:
        return path if path.stat().st_size > 0 else None
    except FileNotFoundError:
        return None
