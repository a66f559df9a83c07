"""Traits of photos in the database: written with the judgement, and caught up for photos of older releases."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.core.db import db
from app.core.transaction import in_transaction
from app.photos import queries, service
from app.photos.catching_up import catch_up
from app.photos.decoder import DecodingInterrupted
from app.photos.drawing import draw_waiting
from app.photos.models import Photo, PhotoLook
from app.photos.rendering import Undecodable
from app.photos.service import Judged
from app.photos.shelf import Shelf
from app.photos.trait_rows import traits_of, without_traits
from app.photos.traits import NO_TRAITS
from tests.photos.pictures import encoded, sha256
from tests.photos.storing import lies_at
from tests.photos.test_traits import KREMS, metadata, street

PICTURE = encoded(street(), exif=metadata({0x9003: "2026:11:21 10:20:30"}, KREMS))
NAME = sha256(PICTURE)


@pytest.fixture
def judged(shelf: Shelf, add_person: Callable[..., str]) -> str:
    """The name of a photo that is stored and judged."""
    service.store_photo(io.BytesIO(PICTURE), NAME, len(PICTURE), add_person("li"), "phone-1", False)
    service.judge_photo(NAME)
    return NAME


@pytest.fixture
def old(judged: str) -> str:
    """As an older release left it: judged, and nothing read."""

    def forget() -> None:
        db.session.execute(update(Photo).values(traits_rev=0, exif_time=None, exif_lon=None, exif_lat=None))
        db.session.query(PhotoLook).delete()

    in_transaction(forget)
    return judged


def look_rows() -> list[tuple[int, int]]:
    return [(row.id, row.look) for row in db.session.scalars(select(PhotoLook).order_by(PhotoLook.id))]


def test_the_judgement_brings_the_traits(judged: str) -> None:
    traits = traits_of([judged])[judged]
    assert (traits.exif_time, traits.exif_lon, traits.exif_lat) == ("2026-11-21T10:20:30", 15.6, 48.41)
    assert [look for _, look in look_rows()] == [traits.look]
    assert without_traits(10) == []


def test_drawing_again_keeps_the_row_of_a_look(judged: str, shelf: Shelf) -> None:
    before = look_rows()
    shelf.derived.forget(judged)
    service.judge_photo(judged)
    assert look_rows() == before


def test_an_old_photo_is_read_once_and_its_reports_are_told(old: str) -> None:
    assert traits_of([old]) == {}
    news: list[Judged] = []
    assert catch_up(10, news.append) == 1
    assert news == [Judged(old, True, changed=False)]
    assert traits_of([old])[old].exif_time == "2026-11-21T10:20:30"
    assert catch_up(10, news.append) == 0
    assert len(news) == 1


def test_a_new_photo_goes_before_old_ones(old: str, add_person: Callable[..., str]) -> None:
    other = encoded(street(1))
    service.store_photo(io.BytesIO(other), sha256(other), len(other), add_person("wang"), None, False)
    assert catch_up(10) == 0
    draw_waiting(10)
    assert catch_up(10) == 1


def test_what_can_no_longer_be_drawn_goes_without_traits_and_keeps_its_pictures(
    old: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: object) -> None:
        raise Undecodable("damaged")

    monkeypatch.setattr(shelf.decoder, "decode", refuse)
    assert catch_up(10) == 1
    assert traits_of([old]) == {old: NO_TRAITS}
    assert queries.undecodable([old]) == set()


def test_a_photo_that_stops_the_decoder_holds_up_the_others_three_times_at_most(
    old: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_path: object) -> None:
        raise DecodingInterrupted("timeout")

    monkeypatch.setattr(shelf.decoder, "decode", stop)
    assert [catch_up(10) for _ in range(4)] == [0, 0, 1, 0]
    assert without_traits(10) == []


def test_a_lost_original_that_comes_back_is_read(old: str, shelf: Shelf, add_person: Callable[..., str]) -> None:
    lies_at(shelf.store, old).unlink()
    while without_traits(10):
        catch_up(10)
    assert traits_of([old]) == {old: NO_TRAITS}
    service.store_photo(io.BytesIO(PICTURE), NAME, len(PICTURE), add_person("wang"), None, False)
    assert catch_up(10) == 1
    assert traits_of([old])[old].exif_lon == 15.6


def test_a_look_goes_with_its_photo_and_its_number_is_not_given_again(old: str, add_person: Callable[..., str]) -> None:
    catch_up(10)
    [(number, _)] = look_rows()
    in_transaction(lambda: db.session.delete(db.session.get_one(PhotoLook, number)))
    in_transaction(lambda: db.session.execute(update(Photo).values(traits_rev=0)))
    catch_up(10)
    assert [row[0] for row in look_rows()] > [number]
