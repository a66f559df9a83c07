"""Decides what a refusal is: a status, a slug, a sentence and facts. Must not know HTTP libraries or features."""

from __future__ import annotations

from typing import Any, ClassVar


class AppError(Exception):
    """A refusal that a person or a client can act on.

    Subclasses are declared beside the rule that raises them and set `status`, `slug` (the contract) and `title`.
    `detail` is one English sentence that says what to do next; `facts` become members of the problem document.
    """

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "invalid-body"
    title: ClassVar[str] = "The request cannot be used as it is."

    def __init__(self, detail: str | None = None, *, retry_after_s: int | None = None, **facts: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.retry_after_s = retry_after_s
        self.facts = facts


class InvalidBody(AppError):
    """The body or the parameters do not have the described form; `errors` holds {pointer, detail} pairs."""

    status = 422
    slug = "invalid-body"
    title = "The request does not have the described form."


class MalformedBody(InvalidBody):
    """The body cannot even be read (not JSON, empty, wrong encoding)."""

    status = 400


class NotFound(AppError):
    """Nothing here, or nothing this person may know of."""

    status = 404
    slug = "not-found"
    title = "There is nothing at this address that you may see."


class NotAllowed(AppError):
    """Signed in, but without the right."""

    status = 403
    slug = "not-allowed"
    title = "You do not have the right to do this."


class Stale(AppError):
    """The object has moved on since the client read it (412 with If-Match, 409 otherwise)."""

    status = 412
    slug = "stale"
    title = "This has changed since you read it: read it again, then decide."


class TooLarge(AppError):
    """More bytes than this resource takes."""

    status = 413
    slug = "too-large"
    title = "The body is larger than this resource takes."


class TooManyRequests(AppError):
    """Slow down; `Retry-After` says for how long."""

    status = 429
    slug = "too-many-requests"
    title = "Too many requests: wait, then try again."


class Unavailable(AppError):
    """The server cannot do this now, but nothing is wrong with the request."""

    status = 503
    slug = "unavailable"
    title = "The server is busy: try again in a moment."
