"""Migrations and models are one thing: the head makes exactly the models' tables, down and up again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select, text

from app import migrate
from app.areas.models import AreaVersion
from app.areas.queries import versions
from app.areas.validity import TIME_BEGINS, endings
from app.config import Settings
from app.core.db import db
from app.core.facts import epoch
from app.factory import create_app
from app.shops.models import Shop
from app.shops.rules import door_number, place_key
from tests.databases import FreshDatabase

FOLDER = str(migrate.FOLDER)


@pytest.fixture
def empty(tmp_path: Path, fresh_database: FreshDatabase) -> Iterator[Flask]:
    env = {"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(tmp_path)}
    app = create_app(Settings.from_env(env | fresh_database()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(FOLDER).get_heads()) == 1


def test_names_begin_with_their_date() -> None:
    names = [path.name for path in (migrate.FOLDER / "versions").glob("*.py")]
    assert names
    assert all(name[:8].isdigit() for name in names)


def test_the_head_is_what_the_models_say(empty: Flask) -> None:
    migrate.upgrade()
    assert differences() == []
    assert tables() == set(db.metadata.tables)


def test_down_to_nothing_and_up_again_gives_the_same(empty: Flask) -> None:
    migrate.upgrade()
    flask_migrate.downgrade(directory=FOLDER, revision="base")
    assert tables() == set()
    migrate.upgrade()
    assert differences() == []


def test_a_new_database_has_an_epoch_that_stays(empty: Flask) -> None:
    migrate.upgrade()
    first = epoch()
    migrate.upgrade()
    assert epoch() == first


def test_areas_of_an_older_release_learn_when_they_were_responsible(empty: Flask) -> None:
    flask_migrate.upgrade(directory=FOLDER, revision="20261121_nothing_lost")
    layers = ("segments", "cells", "cells", "segments")
    with db.engine.begin() as connection:
        for day, layer in enumerate(layers, 1):
            values = {"name": f"v{day}", "layer": layer, "at": f"2026-11-0{day} 00:00:00"}
            add = "INSERT INTO area_version (name, created_at, layer, report) VALUES (:name, :at, :layer, '{}')"
            connection.execute(text(add), values)
    db.engine.dispose()
    migrate.upgrade()
    said = db.session.execute(select(AreaVersion.valid_from, AreaVersion.valid_to).order_by(AreaVersion.id)).all()
    third, fourth = (datetime(2026, 11, day, tzinfo=UTC) for day in (3, 4))
    assert [tuple(row) for row in said] == [(None, TIME_BEGINS), (None, third), (third, fourth), (fourth, None)]
    assert {one.id: end for one, end in zip(versions(), (row[1] for row in said), strict=True)} == endings(versions())


def test_shops_of_an_older_release_are_listed_by_their_doors(empty: Flask) -> None:
    flask_migrate.upgrade(directory=FOLDER, revision="20261124_more_figures")
    add = (
        "INSERT INTO shop (id, name, door, street, lon, lat, status, added_at) "
        "VALUES (:id, 'x', :door, 'A', 113.0, 34.0, 'open', '2026-11-01 00:00:00')"
    )
    with db.engine.begin() as connection:
        for shop_id, door in (("a", "10 号"), ("b", "9号"), ("c", None)):
            connection.execute(text(add), {"id": shop_id, "door": door})
    db.engine.dispose()
    migrate.upgrade()
    rows = db.session.execute(text("SELECT id, door_number, rev, photos FROM shop ORDER BY place_key")).all()
    assert [tuple(row) for row in rows] == [("c", None, 1, "[]"), ("b", 9, 1, "[]"), ("a", 10, 1, "[]")]
    for row in db.session.scalars(select(Shop)):
        assert row.place_key == place_key(row.street, door_number(row.door), row.id)


def test_a_database_of_a_newer_release_is_left_alone(empty: Flask) -> None:
    migrate.upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    with pytest.raises(migrate.DatabaseNewer, match="from-the-future"):
        migrate.upgrade()
    assert migrate.current_revision() == "from-the-future"
