"""Photos in store and database together: who may know of them, and what becomes of them."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotFound, TooLarge, Unavailable
from app.photos import queries, service
from app.photos.decoder import DecodingInterrupted
from app.photos.drawing import draw_waiting
from app.photos.models import Photo, PhotoUpload
from app.photos.rules import MAX_PHOTO_BYTES, DigestMismatch, LengthRequired, StorageFull, UnsupportedMedia
from app.photos.service import Judged, StoredPhoto
from app.photos.shelf import Shelf
from tests.photos.pictures import NOT_PHOTOS, encoded, quarters, sha256
from tests.photos.storing import lies_at

PICTURE = encoded(quarters())
NAME = sha256(PICTURE)
PAGE = NOT_PHOTOS["html"]
Put = Callable[..., StoredPhoto]


@pytest.fixture
def li(add_person: Callable[..., str]) -> str:
    return add_person("li")


@pytest.fixture
def wang(add_person: Callable[..., str]) -> str:
    return add_person("wang")


@pytest.fixture
def put(shelf: Shelf, li: str) -> Put:
    """Stores a photo; by li from phone-1 and named by no report unless said otherwise."""

    def store(content: bytes = PICTURE, *, person: str = li, device: str | None = "phone-1", named: bool = False) -> StoredPhoto:
        return service.store_photo(io.BytesIO(content), sha256(content), len(content), person, device, named)

    return store


def original(name: str) -> bytes:
    with service.open_original(name) as file:
        return file.read()


def test_a_stored_photo_has_file_row_and_uploader(put: Put, shelf: Shelf, li: str) -> None:
    assert put() == StoredPhoto(NAME, len(PICTURE), "image/jpeg", created=True)
    photo = queries.photo(NAME)
    assert photo is not None
    assert (photo.bytes, photo.mime, photo.decodable) == (len(PICTURE), "image/jpeg", None)
    assert original(NAME) == PICTURE
    assert queries.known_to(li, None, [NAME, "0" * 64]) == {NAME}


def test_sending_again_is_the_same_photo(put: Put) -> None:
    put()
    assert put().created is False
    assert put(device=None).created is False
    assert db.session.scalar(select(func.count()).select_from(Photo)) == 1


def test_nobody_learns_from_the_answer_that_somebody_else_has_sent_it(put: Put, wang: str) -> None:
    put()
    assert queries.known_to(wang, "phone-2", [NAME]) == set()
    assert put(person=wang, device="phone-2").created is True
    assert queries.known_to(wang, None, [NAME]) == {NAME}
    assert db.session.scalar(select(func.count()).select_from(Photo)) == 1


def test_whoever_holds_the_phone_now_may_know_what_it_sent(put: Put, wang: str) -> None:
    put()
    assert queries.known_to(wang, "phone-1", [NAME]) == {NAME}
    assert put(person=wang, device="phone-1").created is False


def test_sessions_without_a_device_share_nothing(put: Put, wang: str) -> None:
    put(device=None)
    assert queries.known_to(wang, None, [NAME]) == set()
    assert queries.known_to(wang, "", [NAME]) == set()
    assert put(person=wang, device=None).created is True


def test_a_web_page_is_refused_alone_and_kept_as_evidence_when_named(put: Put) -> None:
    with pytest.raises(UnsupportedMedia):
        put(PAGE)
    assert queries.photo(sha256(PAGE)) is None
    assert put(PAGE, named=True).mime is None
    assert service.judge_photo(sha256(PAGE)).decodable is False
    assert queries.undecodable([NAME, sha256(PAGE)]) == {sha256(PAGE)}
    assert service.derivative(sha256(PAGE), "thumb") is None
    assert original(sha256(PAGE)) == PAGE


def test_refusals_keep_nothing(put: Put, shelf: Shelf, li: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO(PICTURE)
    with pytest.raises(LengthRequired):
        service.store_photo(stream, NAME, None, li, None, False)
    with pytest.raises(TooLarge):
        service.store_photo(stream, NAME, MAX_PHOTO_BYTES + 1, li, None, False)
    with pytest.raises(DigestMismatch):
        service.store_photo(io.BytesIO(PICTURE), "0" * 64, len(PICTURE), li, None, False)
    usage = type(shutil.disk_usage("/"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 10**12, 0))
    with pytest.raises(StorageFull):
        put()
    assert queries.stored([NAME]) == set()
    assert not shelf.store.has(NAME)


def test_eight_connections_with_one_photo_make_one_row(put: Put, ctx: Flask) -> None:
    answers: list[StoredPhoto | BaseException] = []
    start = threading.Barrier(8)

    def upload() -> None:
        with ctx.app_context():
            try:
                start.wait()
                answers.append(put())
            except BaseException as error:
                answers.append(error)

    threads = [threading.Thread(target=upload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.created for answer in answers if isinstance(answer, StoredPhoto)) == [False] * 7 + [True]
    assert db.session.scalar(select(func.count()).select_from(PhotoUpload)) == 1


def test_judging_draws_both_pictures_and_says_so_once(put: Put, shelf: Shelf) -> None:
    put()
    news: list[Judged] = []
    assert service.judge_photo(NAME, news.append) == Judged(NAME, True, changed=True)
    assert service.judge_photo(NAME, news.append) == Judged(NAME, True, changed=False)
    assert news == [Judged(NAME, True, changed=True)]
    photo = queries.photo(NAME)
    assert photo is not None
    assert (photo.width, photo.height, photo.decodable, photo.why) == (240, 160, True, None)
    assert shelf.derived.find(NAME, "thumb")
    assert shelf.derived.find(NAME, "screen")


def test_pictures_are_drawn_on_demand_and_again_after_they_were_deleted(put: Put, shelf: Shelf) -> None:
    put()
    first = service.derivative(NAME, "thumb")
    assert first is not None
    drawn = first.read_bytes()
    shelf.derived.forget(NAME)
    again = service.derivative(NAME, "thumb")
    assert again is not None
    assert again.read_bytes() == drawn


def test_the_background_job_takes_the_oldest_first_and_never_twice(put: Put) -> None:
    others = [encoded(quarters(width, 90)) for width in (100, 110, 120)]
    for content in others:
        put(content)
    assert [judged.sha256 for judged in draw_waiting(2)] == [sha256(content) for content in others[:2]]
    assert [judged.sha256 for judged in draw_waiting(10)] == [sha256(others[2])]
    assert draw_waiting(10) == []


def test_a_verdict_and_what_follows_from_it_are_one_transaction(put: Put) -> None:
    put()

    def fail(_judged: Judged) -> None:
        raise RuntimeError("no news today")

    with pytest.raises(RuntimeError):
        service.judge_photo(NAME, fail)
    photo = queries.photo(NAME)
    assert photo is not None
    db.session.refresh(photo)
    assert photo.decodable is None


def test_an_interrupted_decoder_is_asked_again_but_not_for_ever(put: Put, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    put()

    def interrupted(_path: object) -> None:
        raise DecodingInterrupted("timeout")

    monkeypatch.setattr(shelf.decoder, "decode", interrupted)
    assert service.judge_photo(NAME).decodable is None
    with pytest.raises(Unavailable):
        service.derivative(NAME, "thumb")
    assert service.judge_photo(NAME) == Judged(NAME, False, changed=True)
    assert draw_waiting(10) == []


def test_a_lost_original_shows_no_picture_and_is_welcome_again(put: Put, shelf: Shelf) -> None:
    put()
    lies_at(shelf.store, NAME).unlink()
    assert service.derivative(NAME, "screen") is None
    with pytest.raises(NotFound):
        service.open_original(NAME)
    for _ in range(3):
        draw_waiting(10)
    assert draw_waiting(10) == []
    assert put().created is False
    assert [judged.decodable for judged in draw_waiting(10)] == [True]


def test_an_unknown_photo_has_no_picture(shelf: Shelf) -> None:
    assert service.derivative("0" * 64, "thumb") is None
    assert service.judge_photo("0" * 64) == Judged("0" * 64, None, changed=False)
    assert queries.known_to("nobody", None, []) == queries.undecodable([]) == queries.stored([]) == set()
