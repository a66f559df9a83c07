"""Sends files of the built PWA, compressed as its build left them beside the originals."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Final

from flask import Response, request, send_from_directory

ENDINGS: Final = {"br": ".br", "gzip": ".gz"}
"""What `npm run build` leaves beside each file that shrinks (pwa/scripts/compress.mjs), the smaller one first."""


def send_built(folder: Path, name: str, max_age: int | None = None) -> Response:
    """`folder/name`, in the smallest form the browser takes. 404 where there is no such file.

    The first visit of a phone on a weak signal waits for these bytes; compressing at every request would cost a server
    thread each time, and a proxy that compresses is not always there.
    """
    there = [form for form, ending in ENDINGS.items() if _is_of(folder / f"{name}{ending}", folder / name)]
    form = request.accept_encodings.best_match(there)
    sent = f"{name}{ENDINGS[form]}" if form else name
    response = send_from_directory(folder, sent, mimetype=mimetypes.guess_type(name)[0], max_age=max_age)
    if form:
        response.headers["Content-Encoding"] = form
    response.vary.add("Accept-Encoding")
    return response


def _is_of(compressed: Path, original: Path) -> bool:
    """Whether it is there, and not of an older build."""
    try:
        return compressed.stat().st_mtime_ns >= original.stat().st_mtime_ns
    except (OSError, ValueError):  # not there, or no name a file can have
        return False
