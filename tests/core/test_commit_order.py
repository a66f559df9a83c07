"""The feed under writers that overlap: a reader that follows it misses nothing and sees nothing twice, on both databases.

The writers' transactions are deliberately uneven: each holds its number for a while before it commits, so numbers
become visible in another order than they were given out.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Actor, Role, Scope
from app.core import clock
from app.core.changes import (
    START,
    Change,
    forget_transactions,
    from_another_cluster,
    newest_position,
    record_change,
    settled_seq,
)
from app.core.db import db
from app.core.transaction import in_transaction
from app.reports import feed

WRITERS = 12
EACH = 20
LONGEST_S = 0.03
"""Long enough that every other writer commits meanwhile."""
READER = Actor(id="reader", username="reader", name="", roles=frozenset({Role.SUPERVISOR}), scope=Scope())
Read = Callable[[str | None], tuple[list[str], str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Flask:
    """An app on each of the two databases."""
    name = "postgresql_app" if request.param == "postgresql" else "app"
    found: Flask = request.getfixturevalue(name)
    return found


def as_the_feed(cursor: str | None) -> tuple[list[str], str]:
    """What the program does."""
    stretch = feed.changes_since(cursor, 50, READER)
    return names(stretch), stretch.cursor


def names(stretch: feed.Stretch) -> list[str]:
    return [change["id"] for change in stretch.changes]


def by_number_alone(cursor: str | None) -> tuple[list[str], str]:
    """The mistake that this test must notice: everything after the last number seen, whoever still holds a smaller one."""
    rows = db.session.scalars(select(Change).where(Change.seq > int(cursor or 0)).order_by(Change.seq).limit(50)).all()
    return [row.object_id for row in rows], str(rows[-1].seq) if rows else cursor or "0"


def write_unevenly(app: Flask, writer: int) -> None:
    chance = random.Random(writer)

    def work(name: str) -> None:
        record_change("notice", name, 1, clock.now(), for_all=True, body={"n": name})
        time.sleep(chance.choice((0, 0, 0, LONGEST_S)))  # the number is taken, the commit is not there yet

    with app.app_context():
        for number in range(EACH):
            in_transaction(lambda name=f"{writer}-{number}": work(name))


def follow(app: Flask, read: Read, written: threading.Event) -> list[str]:
    """Everything a reader is told from before the first write until there is nothing more."""
    seen: list[str] = []
    cursor = None
    with app.app_context():
        while True:
            last_round = written.is_set()
            found, cursor = read(cursor)
            db.session.rollback()
            seen += found
            if last_round and not found:
                return seen


def write_and_follow(app: Flask, read: Read) -> tuple[set[str], list[str]]:
    """(what was written, what the reader was told)"""
    written, seen = threading.Event(), list[str]()
    reader = threading.Thread(target=lambda: seen.extend(follow(app, read, written)))
    writers = [threading.Thread(target=write_unevenly, args=(app, number)) for number in range(WRITERS)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    written.set()
    reader.join()
    return {f"{writer}-{number}" for writer in range(WRITERS) for number in range(EACH)}, seen


def test_a_reader_that_follows_uneven_writers_misses_nothing_and_sees_nothing_twice(either: Flask) -> None:
    written, seen = write_and_follow(either, as_the_feed)
    assert sorted(seen) == sorted(written)


def test_a_cursor_of_numbers_alone_misses_changes_on_postgresql_and_this_test_sees_it(postgresql_app: Flask) -> None:
    written, seen = write_and_follow(postgresql_app, by_number_alone)
    assert set(seen) < written


@pytest.fixture
def long_writer(postgresql_app: Flask) -> Iterator[Callable[[], None]]:
    """A transaction that has taken its number and does not end until the returned function is called."""
    holding, may_end = threading.Event(), threading.Event()

    def work() -> None:
        record_change("notice", "slow", 1, clock.now(), for_all=True)
        holding.set()
        may_end.wait()

    def run() -> None:
        with postgresql_app.app_context():
            in_transaction(work)

    thread = threading.Thread(target=run)
    thread.start()
    holding.wait()

    def end() -> None:
        may_end.set()
        thread.join()

    yield end
    end()


def test_what_comes_after_an_open_transaction_waits_for_it_and_then_comes_in_order(
    postgresql_app: Flask, long_writer: Callable[[], None]
) -> None:
    with postgresql_app.app_context():
        in_transaction(lambda: record_change("notice", "quick", 1, clock.now(), for_all=True))
        first = feed.changes_since(None, 50, READER)
        assert (names(first), first.has_more) == ([], False)
        long_writer()
        then = feed.changes_since(first.cursor, 50, READER)
        assert names(then) == ["slow", "quick"]
        assert names(feed.changes_since(then.cursor, 50, READER)) == []


def test_a_page_that_ends_within_a_transaction_goes_on_within_it(either: Flask) -> None:
    def three() -> None:
        for name in ("a", "b", "c"):
            record_change("notice", name, 1, clock.now(), for_all=True)

    with either.app_context():
        in_transaction(three)
        first = feed.changes_since(None, 2, READER)
        rest = feed.changes_since(first.cursor, 2, READER)
        assert (names(first), first.has_more) == (["a", "b"], True)
        assert (names(rest), rest.has_more) == (["c"], False)


def test_a_cursor_stays_as_it_is_while_nothing_changes(either: Flask) -> None:
    with either.app_context():
        in_transaction(lambda: record_change("notice", "a", 1, clock.now(), for_all=True))
        first = feed.changes_since(None, 50, READER)
        assert feed.changes_since(first.cursor, 50, READER).cursor == first.cursor


def test_everything_up_to_the_settled_number_is_in_every_later_snapshot(either: Flask) -> None:
    """What a backup relies on: the number is asked for while writers are at work, the snapshot is taken after it."""
    stop, holes = threading.Event(), list[set[int]]()

    def look() -> None:
        with either.app_context():
            while not stop.is_set():
                settled = settled_seq()
                there = set(db.session.scalars(select(Change.seq).where(Change.seq <= settled)))
                db.session.rollback()
                later = set(db.session.scalars(select(Change.seq).where(Change.seq <= settled)))
                db.session.rollback()
                holes.append(later - there)

    looker = threading.Thread(target=look)
    looker.start()
    writers = [threading.Thread(target=write_unevenly, args=(either, number)) for number in range(WRITERS)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    looker.join()
    assert holes
    assert not any(holes)
    with either.app_context():
        assert settled_seq() == max(db.session.scalars(select(Change.seq)))


def test_the_settled_number_waits_for_a_writer_that_holds_a_smaller_one(
    postgresql_app: Flask, long_writer: Callable[[], None]
) -> None:
    found: list[int] = []

    def ask() -> None:
        with postgresql_app.app_context():
            found.append(settled_seq())

    thread = threading.Thread(target=ask)
    thread.start()
    with postgresql_app.app_context():
        wait_until_somebody_waits(postgresql_app)
        assert found == []
        long_writer()
        thread.join()
        assert found == [db.session.scalar(select(Change.seq))]


def wait_until_somebody_waits(app: Flask) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with app.app_context(), db.engine.connect() as connection:
        while not connection.exec_driver_sql(waiting).scalar():
            connection.rollback()


def test_a_transaction_that_hides_changes_for_long_is_noted_in_the_log(
    postgresql_app: Flask, long_writer: Callable[[], None], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_looked_at", datetime.min.replace(tzinfo=UTC))  # others may have looked in a later time
    with postgresql_app.app_context():
        in_transaction(lambda: record_change("notice", "quick", 1, clock.now(), for_all=True))
        feed.watch_lag()
        assert "does not end" not in caplog.text
        with clock.stopped_at(clock.now() + feed.LAG + timedelta(seconds=15)):
            feed.watch_lag()
        assert "a transaction does not end" in caplog.text


def test_a_feed_that_was_restored_into_another_cluster_is_noticed_and_made_readable(postgresql_app: Flask) -> None:
    with postgresql_app.app_context():
        in_transaction(lambda: record_change("notice", "a", 1, clock.now(), for_all=True))
        assert not from_another_cluster()
        in_transaction(lambda: db.session.execute(Change.__table__.update().values(xid=10**12)))
        assert from_another_cluster()
        assert newest_position() == START
        in_transaction(forget_transactions)
        in_transaction(lambda: record_change("notice", "b", 1, clock.now(), for_all=True))
        assert not from_another_cluster()
        assert names(feed.changes_since(None, 50, READER)) == ["a", "b"]
