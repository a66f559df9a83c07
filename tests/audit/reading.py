"""Reads the log for tests."""

from __future__ import annotations

from flask import Flask

from app.audit import queries


def last_noted(app: Flask) -> tuple[str | None, str, str, str]:
    """Who did what to which object, of the newest entry."""
    with app.app_context():
        entry = queries.newest()
    assert entry is not None
    return entry.actor_id, entry.action, entry.object_kind, entry.object_id
