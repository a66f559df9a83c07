"""Entries of an export file, handed in, for tests."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from tests.conftest import Phone
from tests.reports.sending import manifest, photo


def by(person: Phone, **changed: Any) -> dict[str, Any]:
    """A report of this person from a phone."""
    return manifest(photo(1), photo(2), author_id=person.person_id, **changed)


def count(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0
