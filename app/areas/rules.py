"""Decides which refusals the areas know. Must not know files, tables or HTTP."""

from __future__ import annotations

from app.core.errors import AppError, InvalidBody


class UnusableFile(InvalidBody):
    """A file that cannot be imported; `detail` says why and what to do. Nothing was changed."""

    title = "This file cannot be imported as it is."


class UnusableGrid(InvalidBody):
    """A grid that cannot be made from what was given."""

    title = "No grid can be made from this."


class UnknownVersion(AppError):
    """An area version this server does not have."""

    status = 404
    slug = "not-found"
    title = "There is no such area version here."


class NothingToUndo(AppError):
    """No area version is before the one in force."""

    status = 409
    slug = "illegal-move"
    title = "There are no areas before those in force: import others instead."


class AreasChanged(AppError):
    """Other areas are in force than those a proposal was made beside."""

    status = 409
    slug = "illegal-move"
    title = "The areas in force have changed since this was checked: check it again, then decide."


class ValidFromFuture(InvalidBody):
    """Areas are activated when they count, not before."""

    title = "Areas cannot be valid only from a later moment on: import or activate them when it has come."
