"""Runs migrations on the app's own engine, inside one transaction where the database allows it."""

from alembic import context
from flask import current_app

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata


def plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Migrations name the database's own types, so that they still run when the app's types have changed."""
    names = {"UtcDateTime": "sa.DateTime()", "JsonText": "sa.Text()"}
    return names.get(type(item).__name__, False) if kind == "type" else False


def run() -> None:
    """Online only: the schema is never changed without a database to look at."""
    if context.is_offline_mode():
        raise SystemExit("Migrations run against a database; --sql is not supported.")
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:  # batch mode rebuilds tables, which foreign keys would forbid half way
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, render_item=plain_types)
        with context.begin_transaction():
            context.run_migrations()


run()
