"""The log: numbered without a gap, chained, written with the work it tells of, and the database refuses to change it."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit import queries
from app.audit.rules import BEFORE_THE_FIRST, Action, Entry, Who, break_in, hash_of, line_of
from app.audit.service import note
from app.core.db import db
from app.core.transaction import in_transaction

LI = Who("li-id", "li-phone")
MOMENT = datetime(2026, 11, 21, 8, 15, 30, 123456, tzinfo=UTC)
WRITERS, EACH = 6, 8


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Flask:
    """An app on each of the two databases."""
    found: Flask = request.getfixturevalue("postgresql_app" if request.param == "postgresql" else "app")
    return found


def noted(number: int = 1) -> None:
    in_transaction(lambda: note(Action.ORIGINAL_READ, "photo", str(number), by=LI, 字="照片", n=number))


def test_entries_count_from_one_and_each_carries_the_hash_of_the_one_before(either: Flask) -> None:
    with either.app_context():
        in_transaction(lambda: [note(Action.LOGIN, "person", "1", by=LI), note(Action.LOGOUT, "person", "1", by=LI)])
        noted()
        entries = list(queries.walk())
        assert [entry.seq for entry in entries] == [1, 2, 3]
        assert [entry.prev_hash for entry in entries] == [BEFORE_THE_FIRST, entries[0].hash, entries[1].hash]
        assert list(queries.breaks()) == []


def test_a_hash_is_that_of_the_line_as_anybody_can_write_it_down(ctx: Flask) -> None:
    noted()
    [entry] = queries.walk()
    fields = line_of(entry).split("\t")
    assert fields[0] == "1"
    assert fields[2:] == ["li-id", "li-phone", "original-read", "photo", "1", '{"n":1,"字":"照片"}', "0" * 64]
    assert hashlib.sha256("\t".join(fields).encode()).hexdigest() == entry.hash


def test_what_is_rolled_back_was_never_noted(ctx: Flask) -> None:
    def work() -> None:
        note(Action.LOGIN, "person", "1", by=LI)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        in_transaction(work)
    noted()
    assert [entry.action for entry in queries.walk()] == ["original-read"]


def test_nothing_can_be_noted_where_nothing_will_be_committed(ctx: Flask) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        note(Action.LOGIN, "person", "1", by=LI)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET facts = '{}'", "DELETE FROM audit_entry", "UPDATE audit_entry SET seq = seq + 1"],
)
def test_the_database_refuses_to_change_or_delete_an_entry(either: Flask, statement: str) -> None:
    with either.app_context():
        noted()
        refused(statement)
        assert len(list(queries.walk())) == 1


def test_postgresql_does_not_empty_the_log_at_once_either(postgresql_app: Flask) -> None:
    with postgresql_app.app_context():
        noted()
        refused("TRUNCATE audit_entry")


def refused(statement: str) -> None:
    with pytest.raises(DBAPIError, match="only ever added to"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_writers_that_overlap_leave_one_chain_without_a_gap(either: Flask) -> None:
    def write() -> None:
        with either.app_context():
            for number in range(EACH):
                noted(number)

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with either.app_context():
        assert [entry.seq for entry in queries.walk()] == list(range(1, WRITERS * EACH + 1))
        assert list(queries.breaks()) == []


def chain(length: int) -> list[Entry]:
    made: list[Entry] = []
    for seq in range(1, length + 1):
        before = made[-1].hash if made else BEFORE_THE_FIRST
        entry = Entry(seq, MOMENT, "li-id", None, "login", "person", "1", '{"n":1}', before, "")
        made.append(entry._replace(hash=hash_of(entry)))
    return made


def breaks(entries: list[Entry]) -> list[int]:
    seq, before, broken = 0, BEFORE_THE_FIRST, []
    for entry in entries:
        if break_in(entry, seq, before) is not None:
            broken.append(entry.seq)
        seq, before = entry.seq, entry.hash
    return broken


@pytest.mark.parametrize("name", ["at", "actor_id", "device_id", "action", "object_kind", "object_id", "facts", "prev_hash"])
def test_whatever_is_altered_in_an_entry_breaks_it(name: str) -> None:
    entries = chain(5)
    other = MOMENT + timedelta(microseconds=1) if name == "at" else "f" * 64
    entries[2] = entries[2]._replace(**{name: other})
    assert breaks(entries) == [3]


def test_an_entry_that_is_gone_and_one_that_was_replaced_are_noticed() -> None:
    entries = chain(5)
    assert breaks(entries) == []
    assert breaks(entries[:2] + entries[3:]) == [4]
    forged = entries[2]._replace(action="logout")
    entries[2] = forged._replace(hash=hash_of(forged))
    assert breaks(entries) == [4]
