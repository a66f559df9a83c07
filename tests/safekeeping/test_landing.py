"""A database that is moved aside stays whole, whenever the move is cut off."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url

from app.safekeeping import landing

ROWS = 50


def left_by_a_killed_server(folder: Path) -> Path:
    """A database whose rows are in its log only."""
    folder.mkdir(parents=True)
    live, file = folder / "live.db", folder / "xunjie.db"
    with closing(sqlite3.connect(live, isolation_level=None)) as server:
        server.execute("PRAGMA journal_mode=WAL")
        server.execute("CREATE TABLE said (word)")
        server.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        server.executemany("INSERT INTO said VALUES (?)", [("word",)] * ROWS)
        for suffix in ("", "-wal", "-shm"):
            shutil.copy(live.with_name(live.name + suffix), file.with_name(file.name + suffix))
    return file


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moves", [0, 1, 2, 3])
def test_cut_off_anywhere_the_old_database_is_whole_in_one_folder(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    place, made, move = tmp_path / "place", list[Any](), shutil.move
    file = left_by_a_killed_server(place / "live")

    def dying(*names: Any) -> None:
        if len(made) == moves:
            raise Killed
        made.append(names)
        move(*names)

    with app.app_context():
        with monkeypatch.context() as patch:
            patch.setattr(landing.shutil, "move", dying)
            with suppress(Killed):
                landing.move_aside(make_url(f"sqlite:///{file}"), place / "first")
        landing.move_aside(make_url(f"sqlite:///{file}"), place / "second")
    (aside,) = place.glob("*/xunjie.db")
    with closing(sqlite3.connect(aside)) as old:
        assert old.execute("SELECT count(*) FROM said").fetchone() == (ROWS,)
    assert aside.parent.name in {"first", "second"}


def test_a_file_that_is_no_database_any_more_is_moved_as_it_is(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "xunjie.db"
    file.write_bytes(b"not a database " * 500)
    with app.app_context():
        assert landing.move_aside(make_url(f"sqlite:///{file}"), tmp_path / "aside") == str(tmp_path / "aside")
    assert (tmp_path / "aside" / "xunjie.db").read_bytes() == b"not a database " * 500
