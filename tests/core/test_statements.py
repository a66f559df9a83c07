"""Statements past SQLAlchemy: the same values, the same errors and the same transaction as through it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.core import statements
from app.core.changes import Change, newest_seq, record_change
from app.core.db import db, table_of
from app.core.facts import Fact, epoch
from app.core.statements import Statement, insertion
from app.core.transaction import in_transaction

AT = datetime(2026, 11, 20, 8, 15, 30, 123456, tzinfo=UTC)
_fact, _change = table_of(Fact).c, table_of(Change).c


@pytest.fixture(params=["direct", "through SQLAlchemy"], autouse=True)
def way(request: pytest.FixtureRequest, ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "direct":
        monkeypatch.setattr(statements, "DIRECT", "no database")


def test_values_come_back_as_the_session_gives_them() -> None:
    seq = in_transaction(lambda: record_change("report", "r1", 3, AT, body={"名": ["值", 1.5]}, author_id="a", for_all=True))
    row = Statement(select(table_of(Change)).where(_change.seq == bindparam("number"))).first(number=seq)
    change = db.session.get_one(Change, seq)
    names = [column.key for column in table_of(Change).c]
    assert [getattr(row, name) for name in names] == [getattr(change, name) for name in names]
    assert (row.at, row.body, row.for_all, row.segment_code) == (AT, {"名": ["值", 1.5]}, True, None)


def test_an_append_gives_the_number_the_database_gave() -> None:
    first = in_transaction(lambda: record_change("report", "r1", 1, AT))
    second = in_transaction(lambda: record_change("report", "r2", 1, AT))
    assert second == first + 1 == newest_seq()


def test_a_column_that_is_not_given_is_null() -> None:
    add = insertion(Change, "type", "object_id", "rev", "op", "body", "for_all", "at", "author_id")
    seq = in_transaction(lambda: add.append(type="report", object_id="r1", rev=1, op="put", for_all=False, at=AT))
    change = db.session.get_one(Change, seq)
    assert (change.author_id, change.body, change.op) == (None, None, "put")


def test_an_update_says_how_many_rows_it_touched() -> None:
    rename = Statement(update(table_of(Fact)).where(_fact.name == bindparam("which")).values(value=bindparam("to")))
    assert in_transaction(lambda: rename.write(which="epoch", to="new")) == 1
    assert in_transaction(lambda: rename.write(which="nothing", to="new")) == 0
    assert epoch() == "new"


def test_nothing_found_is_none() -> None:
    wanted = Statement(select(_fact.value).where(_fact.name == bindparam("which")))
    assert (wanted.first(which="nothing"), wanted.scalar(which="nothing"), wanted.rows(which="nothing")) == (None, None, [])


def test_a_row_that_is_there_already_is_the_error_a_transaction_knows() -> None:
    add = insertion(Fact)
    with pytest.raises(IntegrityError):
        in_transaction(lambda: add.write(name="epoch", value="second"))


def test_a_statement_the_database_refuses_is_an_error_that_sqlalchemy_knows() -> None:
    table = table_of(Fact).to_metadata(db.metadata.__class__(), name="no_such_table")
    with pytest.raises(DatabaseError):
        Statement(select(table)).rows()


def test_what_raises_later_takes_a_statement_back() -> None:
    def half_way() -> None:
        insertion(Fact).write(name="half", value="x")
        raise RuntimeError("power gone")

    with pytest.raises(RuntimeError, match="power gone"):
        in_transaction(half_way)
    assert Statement(select(_fact.value).where(_fact.name == "half")).scalar() is None


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(Exception, match="without zone"):
        in_transaction(lambda: record_change("report", "r1", 1, AT.replace(tzinfo=None)))
