"""One commit: all or nothing, twice at once ends as once, and readers never hold writers up."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.changes import Change, newest_seq, record_change
from app.core.db import db
from app.core.facts import Fact, epoch, new_epoch
from app.core.transaction import in_transaction


def add_fact(name: str, value: str = "x") -> None:
    db.session.add(Fact(name=name, value=value))
    db.session.flush()


def test_what_raises_leaves_nothing_behind(ctx: Flask) -> None:
    def half_way() -> None:
        add_fact("half")
        raise RuntimeError("power gone")

    with pytest.raises(RuntimeError, match="power gone"):
        in_transaction(half_way)
    assert db.session.get(Fact, "half") is None


def test_a_unique_violation_runs_the_work_once_more_and_finds_the_row(ctx: Flask) -> None:
    tries: list[str] = []

    def insert_once() -> str:
        known = db.session.get(Fact, "only") if tries else None
        tries.append("seen" if known else "insert")
        if known is None:
            add_fact("only")
        return tries[-1]

    in_transaction(lambda: add_fact("only"))
    assert in_transaction(insert_once) == "seen"
    assert tries == ["insert", "seen"]


def test_a_violation_that_stays_is_raised(ctx: Flask) -> None:
    in_transaction(lambda: add_fact("only"))
    with pytest.raises(IntegrityError):
        in_transaction(lambda: add_fact("only"))


def test_a_write_sees_what_was_committed_after_an_earlier_read(app: Flask) -> None:
    with app.app_context():
        assert db.session.get(Fact, "late") is None  # opens a read snapshot

        def elsewhere() -> None:
            with app.app_context():
                in_transaction(lambda: add_fact("late"))

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert in_transaction(lambda: db.session.get(Fact, "late")) is not None


def test_change_numbers_grow_without_gaps_under_many_writers(app: Flask) -> None:
    seen: list[int] = []

    def write() -> None:
        with app.app_context():
            for _ in range(20):
                seen.append(in_transaction(lambda: record_change("report", "r", 1, clock.now())))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 161))
    with app.app_context():
        assert newest_seq() == 160
        assert len(db.session.scalars(select(Change.seq)).all()) == 160


def test_a_failed_write_uses_up_no_number_that_a_reader_could_miss(ctx: Flask) -> None:
    def fail() -> None:
        record_change("report", "r", 1, clock.now())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        in_transaction(fail)
    assert newest_seq() == 0


def test_a_new_epoch_replaces_the_old(ctx: Flask) -> None:
    before = epoch()
    assert in_transaction(new_epoch) != before
    assert epoch() != before
