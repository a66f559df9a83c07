"""Decides how a picture of a photo is handed out, once it is known that the reader may see it."""

from __future__ import annotations

from typing import Final

from flask import Response

from app.cases import evidence
from app.core.errors import NotFound
from app.photos import service as photos
from app.photos.rendering import Size

PICTURE_AGE_S: Final = 24 * 3600
"""A picture of these bytes never changes; a day keeps it from outliving a right that was taken away."""


def picture(sha256: str, size: Size) -> Response:
    """The upright JPEG without metadata. Must not be called within a transaction. Raises NotFound, Unavailable."""
    photos.judge_photo(sha256, then=evidence.tell_reports)
    path = photos.derivative(sha256, size)
    if path is None:
        raise NotFound()
    response = Response(path.read_bytes(), mimetype="image/jpeg")
    response.headers["Cache-Control"] = f"private, max-age={PICTURE_AGE_S}"
    return response
