"""Decides how every failure leaves the server: `application/problem+json` (RFC 9457). Knows no feature's refusals."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

import sqlalchemy.exc
from flask import Flask, Response, g, json, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.core.errors import AppError

log = logging.getLogger(__name__)

SLUG_BY_STATUS = {
    400: "invalid-body",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    409: "stale",
    410: "cursor-expired",
    411: "length-required",
    412: "stale",
    413: "too-large",
    415: "unsupported-media",
    422: "invalid-body",
    429: "too-many-requests",
    503: "unavailable",
    507: "storage-full",
}
MEDIA_TYPE = "application/problem+json"
NO_ROOM = ("database or disk is full", "No space left on device")
"""How SQLite and PostgreSQL say that there is no room."""
NO_ROOM_RETRY_S = 600


def problem(status: int, slug: str, title: str, detail: str | None = None, **facts: Any) -> Response:
    """A problem response."""
    return Response(json.dumps(_body(status, slug, title, detail, facts)), status=status, content_type=MEDIA_TYPE)


def problem_body(error: AppError) -> dict[str, Any]:
    """The same document as a part of an answer, for one of several things that were asked at once."""
    return _body(error.status, error.slug, error.title, error.detail, error.facts)


def _body(status: int, slug: str, title: str, detail: str | None, facts: dict[str, Any]) -> dict[str, Any]:
    """`type` is `/problems/<slug>`; it carries the request's id so that a log line can be found."""
    body = {"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail or title, **facts}
    return {**body, "request_id": request_id()}


def request_id() -> str:
    """The id of the running request, in every problem and every log line of it."""
    if "request_id" not in g:
        g.request_id = uuid4().hex[:16]
    return str(g.request_id)


def pointers(messages: Any, prefix: str = "") -> list[dict[str, str]]:
    """Flattens marshmallow's nested messages to [{pointer, detail}] with RFC 6901 pointers."""
    if isinstance(messages, dict):
        parts = ((f"{prefix}/{str(key).replace('~', '~0').replace('/', '~1')}", value) for key, value in messages.items())
        return [item for pointer, value in parts for item in pointers(value, pointer)]
    texts = messages if isinstance(messages, list) else [messages]
    return [{"pointer": prefix.removesuffix("/_schema"), "detail": str(text)} for text in texts]


def register_problems(app: Flask) -> None:
    """Every exception becomes a problem; unexpected ones are logged and tell nothing but the request id."""
    app.register_error_handler(AppError, _from_app_error)
    app.register_error_handler(HTTPException, _from_http_exception)
    app.register_error_handler(sqlalchemy.exc.TimeoutError, _from_exhausted_pool)
    app.register_error_handler(sqlalchemy.exc.OperationalError, _from_database)
    app.register_error_handler(Exception, _from_bug)


def _from_app_error(error: AppError) -> Response:
    response = problem(error.status, error.slug, error.title, error.detail, **error.facts)
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _from_http_exception(error: HTTPException) -> Response:
    status = error.code or 500
    if status >= 500 and status not in SLUG_BY_STATUS:
        return _from_bug(error)
    facts: dict[str, Any] = {}
    data = getattr(error, "data", None) or {}
    if "messages" in data:
        facts["errors"] = pointers(data["messages"])
    slug = SLUG_BY_STATUS.get(status, "invalid-body")
    response = problem(status, slug, error.name, error.description, **facts)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    for name, value in (data.get("headers") or {}).items():
        response.headers[name] = value
    return response


def _from_exhausted_pool(error: Exception) -> Response:
    log.warning("request %s found no free database connection: %s", request_id(), error)
    response = problem(503, "unavailable", "The server is busy: try again in a moment.")
    response.headers["Retry-After"] = "2"
    return response


def _from_database(error: Exception) -> Response:
    """A full disk under the database is the administrator's to mend; what was asked for was rolled back."""
    if not any(words in str(error) for words in NO_ROOM):
        return _from_bug(error)
    log.critical("request %s: no room for the database: %s", request_id(), error)
    response = problem(507, "storage-full", "The server has no room left: try again later.", "Nothing was changed.")
    response.headers["Retry-After"] = str(NO_ROOM_RETRY_S)
    return response


def _from_bug(error: Exception) -> Response:
    log.error("request %s %s %s failed", request_id(), request.method, request.path, exc_info=error)
    return problem(500, "internal", "Something went wrong on the server.", "Nothing was changed. Tell us the request id.")
