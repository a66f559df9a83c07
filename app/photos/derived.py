"""Decides where drawn pictures are kept. A cache: any file in it may be deleted at any time and is drawn again."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from app.photos.rendering import LONG_EDGE, Rendered, Size


class DerivedPictures:
    """JPEGs at `aa/bb/<sha256>.<size>.jpg` below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, sha256: str, size: Size) -> Path:
        """Where the picture is or would be."""
        return self._root / sha256[:2] / sha256[2:4] / f"{sha256}.{size}.jpg"

    def find(self, sha256: str, size: Size) -> Path | None:
        """The picture's file, if it is there."""
        path = self.path(sha256, size)
        return path if path.is_file() else None

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
        path = self._covered_path(sha256, size, name)
        return path if path.is_file() else None

    def put_covered(self, sha256: str, name: str, rendered: Rendered) -> None:
        """As `put`, for a picture with covered areas."""
        for size in LONG_EDGE:
            self._write(self._covered_path(sha256, size, name), rendered.screen if size == "screen" else rendered.thumb)

    def forget_covered(self, sha256: str) -> None:
        """Removes every picture of one photo with covered areas."""
        for path in self.path(sha256, "screen").parent.glob(f"{sha256}.*.covered-*.jpg"):
            path.unlink(missing_ok=True)

    def _covered_path(self, sha256: str, size: Size, name: str) -> Path:
        return self.path(sha256, size).with_suffix(f".covered-{name}.jpg")

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{uuid4().hex}")
        try:
            temporary.write_bytes(content)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
