"""A database from before papers, issues and whistles were vouched for: their rows get digests once, and the log says when."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import Executable, MetaData, delete, insert, select, text

from app import migrate, preparing
from app.accounts.rules import Role
from app.audit.queries import walk
from app.audit.rules import BEFORE_THE_FIRST, ROWS, Action, Entry, canonical, hash_of
from app.config import Settings
from app.core import clock
from app.core.db import db, table_of
from app.core.transaction import in_transaction
from app.factory import create_app
from app.issue_ledger.models import Issue
from app.notices.models import NoticeSheet
from app.proof.rows import faults
from app.safekeeping.verify import verify_store
from tests.databases import FreshDatabase
from tests.handling.bureau import Bureau
from tests.issue_ledger.test_ledger import ROWS as ISSUES
from tests.issue_ledger.test_ledger import act, entered
from tests.notices.papers import draft, moved, save_template

RELEASE = "20261123_figures"
"""The last schema of the release that noted what became of papers, issues and whistles without digests of their rows."""
NOT_YET = frozenset({"notice", "notice-event", "notice-sheet", "issue", "issue-event", "whistle", "whistle-unit"})
NOT_NOTED = frozenset({"sheet", "entered"})
"""What that release did not note at all."""
Rows = dict[str, list[dict[str, Any]]]


@contextmanager
def opened(settings: Settings) -> Iterator[None]:
    """The context of an app to this database."""
    with create_app(settings).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def older(app: Flask, areas: None, settings: Settings, tmp_path: Path, fresh_database: FreshDatabase) -> Settings:
    """A city with a paper, two issues and a whistle, in a database as that release left it; the app to it is not made."""
    _live(Bureau(app).settle())
    with app.app_context():
        rows = _copied()
    url = fresh_database().get("DATABASE_URL", f"sqlite:///{tmp_path / 'older.db'}")
    found = replace(settings, database_url=url)
    with opened(found):
        flask_migrate.upgrade(directory=str(migrate.FOLDER), revision=RELEASE)
        _fill(rows)
    return found


def _live(bureau: Bureau) -> None:
    case_no = bureau.opened()
    until = clock.isoformat(bureau.now + timedelta(hours=2))
    bureau.move(case_no, "chief", "blow-whistle", co_units=["repair", "east"], reason="路面塌陷", reply_by=until)
    desk, centre = bureau.hire("desk", Role.SUPERVISOR), bureau.phone("centre")
    with clock.stopped_at(bureau.now):
        paper = draft(desk, case_no, int(save_template(centre).json["id"]))
        moved(centre, paper, "issue")
        assert desk.get(f"/api/v1/notices/{paper['id']}/sheet").status_code == 200
        first, _second = entered(desk, *ISSUES[:2])
        assert act(desk, first, "write-off", reason="已修复").status_code == 200


def _copied() -> Rows:
    """Every row of the database, by table; of the log what that release would have written."""
    found = MetaData()
    found.reflect(db.engine)
    with db.engine.connect() as connection:
        rows = {table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in found.sorted_tables}
    rows["audit_entry"] = [entry._asdict() for entry in _chained(walk())]
    return rows


def _chained(entries: Iterator[Entry]) -> Iterator[Entry]:
    seq, before = 0, BEFORE_THE_FIRST
    for entry in entries:
        facts = json.loads(entry.facts)
        if facts.get("kind") in NOT_NOTED:
            continue
        facts[ROWS] = {name: pair for name, pair in facts.pop(ROWS, {}).items() if name.split(":")[0] not in NOT_YET}
        told = canonical(facts if facts[ROWS] else {name: value for name, value in facts.items() if name != ROWS})
        seq += 1
        unsigned = entry._replace(seq=seq, facts=told, prev_hash=before)
        before = hash_of(unsigned)
        yield unsigned._replace(hash=before)


def _fill(rows: Rows) -> None:
    """Puts the rows into the tables that are there, as far as these have such columns."""
    there = MetaData()
    there.reflect(db.engine)
    log = there.tables["audit_entry"]
    with db.engine.begin() as connection:
        for table in there.sorted_tables:
            if table.name not in {"alembic_version", log.name} and rows[table.name]:
                connection.execute(table.delete())
                connection.execute(insert(table), [_of(row, table.columns) for row in rows[table.name]])
    in_transaction(lambda: db.session.execute(insert(db.metadata.tables[log.name]), rows[log.name]))


def _of(row: Mapping[str, Any], columns: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in columns}


@pytest.fixture(autouse=True)
def quick_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PostgreSQL of tests need not survive a power cut."""
    monkeypatch.setattr(preparing, "check_durable", lambda _engine: None)


def wrong() -> set[str]:
    """What is wrong with which kinds of rows."""
    return {f"{fault.kind} {fault.about.split(':')[0]}" for fault in faults(Counter())}


def past_the_program(statement: Executable) -> None:
    in_transaction(lambda: db.session.execute(statement))


def test_rows_of_an_older_release_get_digests_at_the_first_start_and_the_log_says_when(older: Settings) -> None:
    with opened(older):
        migrate.upgrade()
        assert "row-unlogged whistle" in wrong()
        newest = list(walk())[-1].seq
    preparing.prepare_database(older)
    with opened(older):
        assert [str(finding) for finding in verify_store(full=True).findings] == []
        noted = [entry for entry in walk() if entry.seq > newest]
    taken = [entry for entry in noted if entry.action != Action.PLEDGE_SCHEME]  # what a city may begin with is made, too
    assert {entry.action for entry in taken} == {Action.DIGESTS_TAKEN}
    assert [entry.object_kind for entry in taken] == ["notice", "issue", "issue", "case"]
    assert {entry.actor_id for entry in taken} == {None}, "the program did it, at no time when somebody wrote"
    assert {name.split(":")[0] for entry in taken for name in json.loads(entry.facts)[ROWS]} == NOT_YET


def test_it_is_done_once_and_what_happens_past_the_program_from_then_on_is_found(older: Settings) -> None:
    preparing.prepare_database(older)
    with opened(older):
        newest = list(walk())[-1].seq
        issue, sheet = table_of(Issue), table_of(NoticeSheet)
        past_the_program(text("UPDATE whistle_unit SET note = '已到'"))
        past_the_program(delete(sheet))
        copied = dict(db.session.execute(select(issue).order_by(issue.c.row.desc())).mappings().first() or {})
        past_the_program(insert(issue).values({**copied, "id": str(uuid4()), "row": copied["row"] + 1}))
    preparing.prepare_database(older)
    with opened(older):
        assert list(walk())[-1].seq == newest
        assert wrong() == {"row-altered whistle-unit", "row-lost notice-sheet", "row-unlogged issue"}
