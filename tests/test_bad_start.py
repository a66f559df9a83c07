"""Commands and start-up with bad input end with a sentence and an exit code, never with a traceback."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapefile

from scripts.serving import ROOT, environment, free_port, serving

BOW_TIE = [[113.66, 34.74], [113.67, 34.75], [113.67, 34.74], [113.66, 34.75], [113.66, 34.74]]
PATIENCE_S = 60


def run(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python module of the project to its end."""
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Everything the command told the person."""
    return done.stdout + done.stderr


def assert_ended_with_a_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """It failed, said so in words, and threw no traceback at anybody."""
    assert done.returncode not in (0, None), said(done)
    assert "Traceback" not in said(done)
    for word in words:
        assert word in said(done)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a migrated, empty installation."""
    env = environment(tmp_path_factory.mktemp("bad") / "data", free_port())
    with serving(env):
        pass
    return env


@pytest.fixture
def fresh(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation that does not exist yet."""
    return environment(tmp_path / "data", free_port())


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def geojson(path: Path, kind: str, coordinates: object, **properties: str) -> Path:
    """A file with one feature."""
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def test_a_polygon_that_crosses_itself_is_repaired_and_named(city: dict[str, str], tmp_path: Path) -> None:
    file = geojson(tmp_path / "cells.geojson", "Polygon", [BOW_TIE], code="410104001001001")
    done = run(city, "flask", "areas", "import", str(file), "--layer", "cells", "--datum", "wgs84")
    assert done.returncode == 0, said(done)
    assert "repaired" in said(done)
    assert "410104001001001" in said(done)


def test_a_shapefile_without_prj_is_refused_and_says_what_to_add(city: dict[str, str], tmp_path: Path) -> None:
    with shapefile.Writer(str(tmp_path / "roads"), shapeType=shapefile.POLYLINE) as writer:
        writer.field("name", "C", size=40)
        writer.line([[[113.66, 34.74], [113.67, 34.74]]])
        writer.record("文化路")
    (tmp_path / "roads.prj").unlink(missing_ok=True)
    done = run(city, "flask", "areas", "import", str(tmp_path / "roads.shp"), "--layer", "segments", "--datum", "wgs84")
    assert_ended_with_a_sentence(done, "roads.prj")


def test_a_port_in_use_is_named_with_a_way_out(fresh: dict[str, str], taken_port: int) -> None:
    done = run({**fresh, "PORT": str(taken_port)}, "app.serve")
    assert_ended_with_a_sentence(done, f"Port {taken_port} is in use", f"PORT={taken_port + 1}")


def test_a_port_that_is_no_number_is_named(fresh: dict[str, str]) -> None:
    assert_ended_with_a_sentence(run({**fresh, "PORT": "http"}, "app.serve"), "PORT=http is not a port number")


def test_a_second_server_on_one_data_folder_is_refused(city: dict[str, str]) -> None:
    with serving(city):
        done = run({**city, "PORT": str(free_port())}, "app.serve")
    assert_ended_with_a_sentence(done, "Another server already runs", "DATA_DIR")


@pytest.mark.parametrize(
    "command",
    [("flask", "people", "add", "zhang", "--role", "admin"), ("gunicorn", "-c", "python:app.gunicorn_conf", "wsgi:app")],
)
def test_a_missing_secret_key_says_how_to_get_one(fresh: dict[str, str], command: tuple[str, ...]) -> None:
    done = run({name: value for name, value in fresh.items() if name != "SECRET_KEY"}, *command)
    assert_ended_with_a_sentence(done, "SECRET_KEY is not set", "make run")


def test_a_short_secret_key_is_refused(fresh: dict[str, str]) -> None:
    done = run({**fresh, "SECRET_KEY": "secret"}, "app.serve")
    assert_ended_with_a_sentence(done, "SECRET_KEY has 6 characters", "at least 16")


def test_a_database_newer_than_the_code_is_left_alone(fresh: dict[str, str]) -> None:
    with serving(fresh):
        pass
    database = Path(fresh["DATA_DIR"]) / "xunjie.db"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    done = run(fresh, "app.serve")
    assert_ended_with_a_sentence(done, "from_the_future", "newer", "Nothing was changed", "restore a backup")
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("from_the_future",)]


def test_a_public_address_without_https_is_refused(fresh: dict[str, str]) -> None:
    done = run({**fresh, "PUBLIC_URL": "http://city.example"}, "app.serve")
    assert_ended_with_a_sentence(done, "passwords in the clear", "https")
