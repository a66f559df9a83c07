"""Decides whether the database fits this code, and brings it there. Knows tables only through migrations."""

from __future__ import annotations

from pathlib import Path

import flask_migrate
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core.db import db

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


class DatabaseNewer(Exception):
    """The database was written by a newer release than this code."""


def upgrade() -> None:
    """Brings the schema to head. Raises DatabaseNewer, having changed nothing, when it is already beyond."""
    current = current_revision()
    if current == head():
        return
    if current is not None and not known(current):
        raise DatabaseNewer(
            f"The database is at revision {current}, which this release does not know: it was written by a newer one. "
            "Start that release, or restore a backup made with this one. Nothing was changed."
        )
    flask_migrate.upgrade(directory=str(FOLDER))


def current_revision() -> str | None:
    """The revision the database is at; None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision this code knows."""
    return _scripts().get_current_head()


def known(revision: str) -> bool:
    """Whether this code has the migration of that name."""
    return any(script.revision == revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return ScriptDirectory.from_config(config)
