"""Jobs of drawing: leased, kept alive, taken over, given back; whoever is late changes nothing, and one tells."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.photos import drawing, leases, queries, service
from app.photos.drawing import draw_waiting
from app.photos.leases import LEASE, MAX_ATTEMPTS, JobState, Lease
from app.photos.models import DerivativeJob, Photo
from app.photos.rendering import Rendered
from app.photos.rules import StorageBroken
from app.photos.service import Judged
from app.photos.shelf import Shelf
from tests.photos.workers import jobs, judgement

LATER = 2 * LEASE
"""When the leases of those who are dead have run out."""


def take(by: str, at: datetime | None = None) -> Lease | None:
    return in_transaction(lambda: leases.take(by, at or clock.now()))


def test_two_workers_get_different_photos_the_oldest_first(photos: list[str]) -> None:
    taken = [take("one"), take("two"), take("one"), take("two")]
    assert [lease and lease.sha256 for lease in taken] == [*photos, None]


def test_workers_that_ask_at_the_same_moment_share_the_photos(photos: list[str], ctx: Flask) -> None:
    start, taken = threading.Barrier(4), list[Lease | None]()

    def ask(by: str) -> None:
        with ctx.app_context():
            start.wait()
            taken.append(take(by))

    threads = [threading.Thread(target=ask, args=(f"worker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(lease.sha256 for lease in taken if lease) == sorted(photos)
    assert taken.count(None) == 1


def test_a_job_goes_in_the_transaction_that_says_what_came_of_it(photos: list[str]) -> None:
    def fail(_judged: Judged) -> None:
        raise RuntimeError("no news today")

    with pytest.raises(RuntimeError):
        draw_waiting(1, fail)
    assert judgement(photos[0]) is None
    assert jobs() == {JobState.LEASED: 1, JobState.WAITING: 2}
    assert [judged.sha256 for judged in draw_waiting(9)] == photos[1:]
    assert jobs() == {JobState.LEASED: 1}


def test_a_lease_that_ran_out_is_somebody_elses_and_the_late_one_changes_nothing(
    photos: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Judged] = []
    draw = drawing.verdict_on

    def overtaken(name: str) -> service.Verdict:
        verdict = draw(name)
        taken = [take("the other", clock.now() + LEASE) for _ in photos]
        assert taken[-1] == Lease(name, "the other", 2)
        return verdict

    monkeypatch.setattr(drawing, "verdict_on", overtaken)
    assert draw_waiting(1, told.append) == []
    assert judgement(photos[0]) is None
    monkeypatch.setattr(drawing, "verdict_on", draw)
    with clock.stopped_at(clock.now() + 3 * LEASE):
        assert sorted(judged.sha256 for judged in draw_waiting(9, told.append)) == sorted(photos)
    assert sorted(judged.sha256 for judged in told) == sorted(photos)


def test_who_opens_a_photo_meanwhile_ends_the_job_and_is_the_only_one_to_tell(
    photos: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Judged] = []
    draw = drawing.verdict_on

    def opened(name: str) -> service.Verdict:
        service.judge_photo(name, told.append)
        return draw(name)

    monkeypatch.setattr(drawing, "verdict_on", opened)
    assert draw_waiting(1, told.append) == []
    assert told == [Judged(photos[0], True, changed=True)]
    assert jobs() == {JobState.WAITING: 2}


def test_of_several_that_find_out_at_once_one_tells(photos: list[str], ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    found, told, draw = threading.Barrier(4), list[Judged](), service.verdict_on

    def together(name: str) -> service.Verdict:
        verdict = draw(name)
        found.wait()
        return verdict

    def judge() -> None:
        with ctx.app_context():
            service.judge_photo(photos[0], told.append)

    monkeypatch.setattr(service, "verdict_on", together)
    threads = [threading.Thread(target=judge) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [Judged(photos[0], True, changed=True)]


def test_a_worker_at_a_slow_photo_keeps_its_lease(photos: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[datetime] = []
    draw = drawing.verdict_on

    def until() -> datetime:
        db.session.rollback()
        found = db.session.scalar(select(DerivativeJob.leased_until).where(DerivativeJob.sha256 == photos[0]))
        assert found is not None
        return found

    def slow(name: str) -> service.Verdict:
        ends.append(until())
        deadline = time.monotonic() + 20
        while until() == ends[0] and time.monotonic() < deadline:
            time.sleep(0.01)
        ends.append(until())
        return draw(name)

    monkeypatch.setattr(leases, "BEAT_S", 0.05)
    monkeypatch.setattr(drawing, "verdict_on", slow)
    assert [judged.decodable for judged in draw_waiting(1)] == [True]
    assert ends[1] > ends[0]


def test_a_rotten_photo_waits_for_sound_bytes(photos: list[str]) -> None:
    rot = update(Photo).where(Photo.sha256.in_(photos[:2]))
    in_transaction(lambda: db.session.execute(rot.values(rotten_at=clock.now())))
    assert [judged.sha256 for judged in draw_waiting(9)] == photos[2:]
    in_transaction(lambda: db.session.execute(rot.values(rotten_at=None)))
    assert [judged.sha256 for judged in draw_waiting(9)] == photos[:2]


def test_what_stopped_the_decoder_is_tried_again_later_and_after_the_others(
    photos: list[str], shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, stopped = shelf.decoder.decode, list[bytes]()

    def stop_once(photo: Any, *more: Any) -> Rendered:
        if not stopped:
            stopped.append(photo)
            raise drawing.DecodingInterrupted("killed")
        return draw(photo, *more)

    monkeypatch.setattr(shelf.decoder, "decode", stop_once)
    assert [(judged.sha256, judged.decodable) for judged in draw_waiting(9)] == [
        (photos[0], None),
        (photos[1], True),
        (photos[2], True),
    ]
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        assert draw_waiting(9) == [Judged(photos[0], True, changed=True)]


def test_a_storage_that_is_away_for_long_is_no_fault_of_the_photos(
    photos: list[str], shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_name: str) -> bytes:
        raise StorageBroken(retry_after_s=1)

    with monkeypatch.context() as patch:
        patch.setattr(shelf.store, "read", away)
        for round_ in range(MAX_ATTEMPTS * len(photos) + 1):
            with clock.stopped_at(clock.now() + round_ * LATER), pytest.raises(StorageBroken):
                draw_waiting(9)
    with clock.stopped_at(clock.now() + 99 * LATER):
        assert sorted(judged.sha256 for judged in draw_waiting(9) if judged.decodable) == sorted(photos)


def test_a_photo_that_is_destroyed_while_it_is_drawn_leaves_no_picture(
    photos: list[str], shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = drawing.verdict_on

    def destroyed(name: str) -> service.Verdict:
        verdict = draw(name)
        in_transaction(lambda: db.session.delete(db.session.get_one(Photo, name)))
        return verdict

    in_transaction(lambda: db.session.query(queries.PhotoUpload).delete())
    monkeypatch.setattr(drawing, "verdict_on", destroyed)
    assert draw_waiting(1) == []
    assert shelf.derived.find(photos[0], "thumb") is None
    assert jobs() == {JobState.WAITING: 2}
