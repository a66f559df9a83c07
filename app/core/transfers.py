"""Decides how files come in and go out over HTTP, and how a route describes that. Knows nothing of what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from flask import Response, request

from app.core.errors import TooLarge

FILE: Final = {"type": "string", "format": "binary"}
"""How a route describes an answer that is a file: `@blp.response(200, FILE, content_type=…)`."""


def file_in_body(description: str) -> dict[str, Any]:
    """How a route describes a request whose body is a file: `@blp.doc(requestBody=file_in_body("…"))`."""
    return {"required": True, "description": description, "content": {"application/octet-stream": {"schema": FILE}}}


def brought_file(at_most: int) -> bytes:
    """The file that is this request's body. Raises TooLarge, before it is read, for more bytes than `at_most`."""
    if (request.content_length or 0) > at_most:
        raise TooLarge()
    return request.get_data(cache=False)


def handed_out(content: bytes | Iterable[bytes], media: str, name: str, *, shown: bool = False) -> Response:
    """The answer that hands a file out under an ASCII name, to be kept, or `shown` in the browser; no cache keeps it."""
    response = Response(content, mimetype=media)
    response.headers["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    return unkept(response)


def unkept(response: Response) -> Response:
    """The answer, which no cache may keep: it is for this reader and this moment."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
