"""One byte altered anywhere, in an original, in a row or in the log, is found by `flask verify-store` and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.db import db
from app.core.transaction import in_transaction
from app.demo import load
from app.photos.shelf import shelf
from app.safekeeping.verify import verify_store
from tests.conftest import Phone
from tests.photos.storing import lies_at
from tests.reports.sending import deliver, photo, sha256
from tests.review.judging import judge
from tests.safekeeping.city import typed


class Judged(NamedTuple):
    """A report that became a case."""

    report_id: str
    case_no: str


@pytest.fixture
def judged(areas: None, li: Phone, boss: Phone) -> Judged:
    report_id = str(deliver(li, note="垃圾一堆")["report_id"])
    return Judged(report_id, str(judge(boss, report_id, "accept").json["case_no"]))


def sql(*statements: str, **values: object) -> None:
    in_transaction(lambda: [db.session.execute(text(one), values) for one in statements])


def into_the_log(statement: str) -> None:
    """What somebody does who owns the database: takes the guards away, alters, and puts them back."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.begin() as connection:
            guards = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for name, _ in guards:
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text(statement))
            for _, made in guards:
                connection.exec_driver_sql(made)
        return
    sql("ALTER TABLE audit_entry DISABLE TRIGGER ALL", statement, "ALTER TABLE audit_entry ENABLE TRIGGER ALL")


def flip(path: Path) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


Tamper = Callable[[Judged], None]
TAMPERED: dict[str, tuple[str, Callable[[Judged], str], Tamper]] = {
    "an original": ("photo-rotten", lambda _: sha256(photo(1)), lambda _: flip(lies_at(shelf().store, sha256(photo(1))))),
    "a note": ("row-altered", lambda it: f"report:{it.report_id}", lambda _: sql("UPDATE report SET note = '垃圾二堆'")),
    "a place": ("row-altered", lambda it: f"report:{it.report_id}", lambda _: sql("UPDATE report SET lon = lon + 0.000001")),
    "a role of a photo": (
        "row-altered",
        lambda it: f"report:{it.report_id}",
        lambda _: sql("UPDATE report_photo SET role = 'close' WHERE place = 0"),
    ),
    "who judged": (
        "row-altered",
        lambda _: "verdict:1",
        lambda _: sql("UPDATE verdict SET by_id = (SELECT courier_id FROM report)"),
    ),
    "an event": (
        "row-altered",
        lambda it: f"case-event:{it.case_no}#1",
        lambda _: sql("UPDATE case_event SET reason = 'x' WHERE place = 1"),
    ),
    "a case's state": ("row-altered", lambda it: f"case:{it.case_no}", lambda _: sql("UPDATE case_file SET state = 'closed'")),
    "an event is gone": ("row-lost", lambda it: f"case-event:{it.case_no}#1", lambda _: sql("DELETE FROM case_event")),
    "an event that nobody noted": (
        "row-unlogged",
        lambda it: f"case-event:{it.case_no}#2",
        lambda _: sql(
            "INSERT INTO case_event (case_no, place, kind, state, by_id, at, reason, facts) "
            "SELECT case_no, 2, kind, state, by_id, at, reason, facts FROM case_event"
        ),
    ),
    "a fact in the log": (
        "log-broken",
        lambda _: "entry 3",
        lambda _: into_the_log("UPDATE audit_entry SET facts = replace(facts, '\"', '''') WHERE seq = 3"),
    ),
    "who acted in the log": (
        "log-broken",
        lambda _: "entry 4",
        lambda _: into_the_log("UPDATE audit_entry SET actor_id = 'somebody else' WHERE seq = 4"),
    ),
    "an entry is gone": (
        "log-broken",
        lambda _: "entry 6",
        lambda _: into_the_log("DELETE FROM audit_entry WHERE seq = 5"),
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_altered_is_named(app: Flask, judged: Judged, what: str) -> None:
    kind, about, tamper = TAMPERED[what]
    with app.app_context():
        assert verify_store().findings == []
        db.session.remove()
        tamper(judged)
        db.session.remove()
        found = {(finding.kind, finding.about) for finding in verify_store().findings}
    assert (kind, about(judged)) in found
    assert {one for one, _ in found} == {kind}, "and nothing else is blamed"


def test_a_report_that_is_gone_is_missed(app: Flask, judged: Judged) -> None:
    with app.app_context():
        for table in ("verdict", "case_event", "case_file", "report_photo", "report"):
            sql(f"DELETE FROM {table}")
        found = {(finding.kind, finding.about) for finding in verify_store().findings}
    assert {("row-lost", f"report:{judged.report_id}"), ("row-lost", f"case:{judged.case_no}")} <= found


def test_a_log_without_its_guards_is_damage(app: Flask, judged: Judged) -> None:
    sqlite = "DROP TRIGGER audit_entry_no_delete"
    postgresql = "ALTER TABLE audit_entry DISABLE TRIGGER ALL"
    with app.app_context():
        sql(sqlite if db.engine.dialect.name == "sqlite" else postgresql)
        assert [finding.kind for finding in verify_store().findings] == ["log-unguarded"]


def test_rows_from_before_the_log_are_counted_and_no_damage(app: Flask, judged: Judged) -> None:
    with app.app_context():
        into_the_log("DELETE FROM audit_entry")
        verified = verify_store()
    assert verified.sound
    assert verified.looked_at["rows from before the log"] == 4


def test_the_demo_may_be_emptied_and_the_log_says_so(app: Flask, judged: Judged) -> None:
    with app.app_context():
        in_transaction(load.empty)
        assert [finding for finding in verify_store().findings if finding.kind.startswith(("row", "log"))] == []


def newest_root(app: Flask, folder: Path) -> Path:
    code, said = typed(app, "audit", "root")
    assert code == 0
    (folder / "root.json").write_text(said)
    return folder / "root.json"


def test_a_root_that_was_kept_shows_that_the_log_was_cut_off_or_replaced(app: Flask, judged: Judged, tmp_path: Path) -> None:
    kept = newest_root(app, tmp_path)
    assert typed(app, "audit", "check-root", str(kept))[0] == 0
    root: dict[str, Any] = json.loads(kept.read_text())
    with app.app_context():
        into_the_log(f"DELETE FROM audit_entry WHERE seq = {root['last']}")
    code, said = typed(app, "audit", "check-root", str(kept))
    assert (code, "gone" in said) == (1, True)


def test_a_root_that_was_altered_is_none(app: Flask, judged: Judged, tmp_path: Path) -> None:
    kept = newest_root(app, tmp_path)
    kept.write_text(kept.read_text().replace('"first": 1', '"first": 2'))
    code, said = typed(app, "audit", "check-root", str(kept))
    assert (code, said) == (1, "root.json\tnot valid: the root has a signature that is not of this server\n")
