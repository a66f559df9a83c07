"""Decides what `/readyz` says to whoever watches this server: whether its database and the place of its photos answer.

It is for watching, not for a proxy to cut the server off: texts are taken while photos have to wait.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.guard import public
from app.core.db import db
from app.core.errors import AppError, Unavailable
from app.photos.models import Photo
from app.photos.shelf import shelf

log = logging.getLogger(__name__)

FRESH_S: Final = 5.0
"""An answer is given again for so long: whoever asks, and how often, costs the parts nothing."""
RETRY_AFTER_S: Final = 30


class NotReady(Unavailable):
    """A part of the server does not answer; `parts` says which."""

    title = "A part of this server does not answer."


def register_readiness(app: Flask) -> None:
    """Adds the route."""
    blp = Blueprint("readiness", __name__)
    watch = _Watch()

    @blp.get("/readyz")
    @public
    def ready() -> Response:
        silent = watch.silent_parts()
        if silent:
            raise NotReady(retry_after_s=RETRY_AFTER_S, parts=silent)
        response = jsonify(ready=True)
        response.headers["Cache-Control"] = "no-store"
        return response

    app.register_blueprint(blp)


class _Watch:
    """Asks the parts, one caller at a time and not too often."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._until = float("-inf")
        self._silent: list[str] = []

    def silent_parts(self) -> list[str]:
        """The names of the parts that do not answer."""
        with self._asking:
            if time.monotonic() >= self._until:
                self._silent = [name for name, answers in PARTS.items() if not answers()]
                self._until = time.monotonic() + FRESH_S
            return self._silent


def _database() -> bool:
    try:
        db.session.execute(select(Photo.sha256).limit(1))
    except SQLAlchemyError as error:
        log.error("the database does not answer: %s", error)
        return False
    finally:
        db.session.rollback()
    return True


def _photos() -> bool:
    """A place that is empty although photos are known is one that is not mounted."""
    try:
        return shelf().store.blobs.is_there() or db.session.scalar(select(Photo.sha256).limit(1)) is None
    except (AppError, OSError, SQLAlchemyError) as error:
        log.error("the place of the photos does not answer: %s", error)
        return False


PARTS: Final[dict[str, Callable[[], bool]]] = {"database": _database, "photos": _photos}
