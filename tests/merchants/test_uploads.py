"""A merchant's photo comes in pieces, goes on after a break, and ends in the store under its own shop only."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import undefer
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import db
from app.merchants import uploads
from app.merchants.models import MerchantPiece
from app.merchants.uploads import LONGEST_PHOTO, LONGEST_PIECE, MOST_UNDER_WAY, SMALLEST_PIECE, brought
from app.photos.models import Photo
from app.photos.shelf import shelf
from tests.conftest import Phone
from tests.merchants.opening import Door, opened_door
from tests.test_bad_input import WEB_PAGE, assert_problem, jpeg, sha256


@pytest.fixture
def door(app: Flask, boss: Phone) -> Door:
    return opened_door(app, boss)


def large_photo() -> bytes:
    """A real picture of some pieces: noise after its end is kept as it came."""
    return jpeg() + os.urandom(3 * SMALLEST_PIECE)


def piece(door: Door, photo: bytes, offset: int, size: int, **said: Any) -> TestResponse:
    name, total = said.get("name", sha256(photo)), said.get("total", len(photo))
    path = f"photos/{name}?offset={offset}&bytes={total}"
    return door.ask(path, data=photo[offset : offset + size], content_type="application/octet-stream")


def test_a_photo_goes_on_where_the_signal_broke_off(app: Flask, door: Door) -> None:
    photo = large_photo()
    assert piece(door, photo, 0, 0).json == {"held": 0, "stored": False}
    assert piece(door, photo, 0, SMALLEST_PIECE).json == {"held": SMALLEST_PIECE, "stored": False}
    again = piece(door, photo, 0, SMALLEST_PIECE)
    assert (again.status_code, again.json["held"]) == (409, SMALLEST_PIECE)
    assert piece(door, photo, 0, 0).json["held"] == SMALLEST_PIECE
    rest = len(photo) - SMALLEST_PIECE
    assert piece(door, photo, SMALLEST_PIECE, rest).json == {"held": len(photo), "stored": True}
    assert piece(door, photo, 0, 0).json == {"held": len(photo), "stored": True}
    with app.app_context():
        assert shelf().store.read(sha256(photo)) == photo
        assert db.session.get(Photo, sha256(photo)) is not None
        assert db.session.scalars(select(MerchantPiece)).all() == []
        assert brought(door.shop_id, sha256(photo))
        assert not brought("another", sha256(photo))


def test_pieces_lie_sealed(app: Flask, door: Door) -> None:
    photo = large_photo()
    piece(door, photo, 0, SMALLEST_PIECE)
    with app.app_context():
        (row,) = db.session.scalars(select(MerchantPiece).options(undefer(MerchantPiece.sealed))).all()
    assert photo[:64] not in row.sealed


def test_bytes_that_are_not_what_they_are_called_are_let_go(app: Flask, door: Door) -> None:
    photo = jpeg()
    assert_problem(piece(door, photo, 0, len(photo), name=sha256(b"other")), 422, "digest-mismatch")
    with app.app_context():
        assert db.session.scalars(select(MerchantPiece)).all() == []
    assert piece(door, photo, 0, len(photo)).json["stored"] is True


def test_only_pictures_are_taken(app: Flask, door: Door) -> None:
    page = WEB_PAGE + b" " * SMALLEST_PIECE
    assert_problem(piece(door, page, 0, len(page)), 415, "unsupported-media", "picture")
    with app.app_context():
        assert not brought(door.shop_id, sha256(page))
        assert not shelf().store.has(sha256(page))


def test_more_than_a_phone_makes_is_refused_before_it_is_kept(door: Door) -> None:
    photo = large_photo()
    assert_problem(piece(door, photo, 0, SMALLEST_PIECE, total=LONGEST_PHOTO + 1), 413, "too-large")
    long = os.urandom(LONGEST_PIECE + 1)
    assert piece(door, long, 0, len(long)).status_code == 413
    assert_problem(piece(door, photo, 0, SMALLEST_PIECE - 1), 409, "stale")
    assert_problem(piece(door, photo, 0, len(photo), total=len(photo) - 1), 409, "stale")
    assert_problem(piece(door, photo, 0, 10, name="no-hash"), 422, "digest-mismatch")


def test_a_shop_begins_only_some_photos_at_once(door: Door) -> None:
    photo = large_photo()
    names = [hashlib.sha256(bytes([number])).hexdigest() for number in range(MOST_UNDER_WAY + 1)]
    answers = [piece(door, photo, 0, SMALLEST_PIECE, name=name).status_code for name in names]
    assert answers == [200] * MOST_UNDER_WAY + [429]


def test_what_was_never_finished_goes(app: Flask, door: Door) -> None:
    photo = large_photo()
    piece(door, photo, 0, SMALLEST_PIECE)
    with app.app_context():
        assert uploads.tend() == 0
        with clock.stopped_at(clock.now() + timedelta(days=2)):
            assert uploads.tend() == 1
    assert piece(door, photo, 0, 0).json["held"] == 0


def test_two_shops_that_send_the_same_picture_each_bring_it(app: Flask, boss: Phone, door: Door) -> None:
    other, photo = opened_door(app, boss, "小满面馆", "14 号"), jpeg()
    assert piece(door, photo, 0, len(photo)).json["stored"] is True
    assert piece(other, photo, 0, 0).json == {"held": 0, "stored": False}
    assert piece(other, photo, 0, len(photo)).json["stored"] is True
    with app.app_context():
        assert brought(other.shop_id, sha256(photo))
