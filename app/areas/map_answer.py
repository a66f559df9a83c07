"""Decides how shapes for a map travel: compressed for whoever takes that. Knows no shapes."""

from __future__ import annotations

import gzip

from flask import Response, current_app, request


def shapes_answer(zipped: bytes) -> Response:
    """GeoJSON that is there as gzip, unpacked for a client that does not read it."""
    accepts = request.accept_encodings["gzip"] > 0
    response = current_app.response_class(zipped if accepts else gzip.decompress(zipped), mimetype="application/json")
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    if accepts:
        response.headers["Content-Encoding"] = "gzip"
    return response
