"""Whatever must be noted is noted, by whom it was done, without a name, a number or a typed word in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.audit import queries
from app.audit.rules import Entry, rows_named
from app.core.db import db
from app.reports.quarantine_queries import open_row_ids
from tests.area_imports.bringing import BUILT, IMPORTS, bring, geojson
from tests.conftest import PASSWORD, Phone, SignIn
from tests.reports.sending import deliver, manifest, photo, send, send_photo, sha256
from tests.review.judging import judge, undo

Log = Callable[[], list[Entry]]


@pytest.fixture
def log(app: Flask) -> Log:
    """What was noted since it was last asked."""
    read = [0]

    def since() -> list[Entry]:
        with app.app_context():
            db.session.rollback()
            new = queries.entries_after(read[0], 1000)
        read[0] = new[-1].seq if new else read[0]
        return new

    return since


def told(entries: list[Entry]) -> list[tuple[str, str, str]]:
    return [(entry.action, entry.object_kind, entry.object_id) for entry in entries]


def facts(entry: Entry) -> dict[str, Any]:
    return dict(json.loads(entry.facts))


def test_a_person_a_login_a_failed_one_and_a_logout_are_noted(app: Flask, sign_in: SignIn, log: Log) -> None:
    li = sign_in("li", Role.PATROL)
    person = li.person_id
    assert told(log()) == [("person-added", "person", person), ("login", "person", person)]
    for name in ("li", "nobody 13800001111"):
        assert Phone(app).post("/api/v1/session", json={"username": name, "password": "wrong"}).status_code == 401
    failed = log()
    assert told(failed) == [("login-failed", "person", person), ("login-failed", "person", "unknown")]
    assert "13800001111" not in str(failed)
    assert li.delete("/api/v1/session").status_code == 204
    [ended] = log()
    assert (ended.action, ended.actor_id) == ("logout", person)


def test_a_phone_is_noted_with_its_login(app: Flask, add_person: Callable[..., str], log: Log) -> None:
    person, device = add_person("li"), str(uuid4())
    log()
    body = {"username": "li", "password": PASSWORD, "device_id": device}
    assert Phone(app).post("/api/v1/session", json=body).status_code == 200
    [entry] = log()
    assert (entry.actor_id, entry.device_id) == (person, device)


def test_a_report_is_noted_once_with_the_hashes_of_what_it_binds(areas: None, li: Phone, log: Log) -> None:
    log()
    report = manifest(photo(1), photo(2))
    for _ in range(2):
        sha = send(li, report).json["manifest_sha256"]
    for _ in range(2):
        assert send_photo(li, photo(1)).status_code in {200, 201}
    filed, stored = log()
    assert told([filed, stored]) == [
        ("report-filed", "report", report["report_id"]),
        ("photo-stored", "photo", sha256(photo(1))),
    ]
    assert facts(filed)["manifest"] == sha
    assert facts(filed)["photos"] == [sha256(photo(1)), sha256(photo(2))]
    assert filed.actor_id == stored.actor_id == li.person_id


def test_a_verdict_its_case_and_its_undoing_are_noted_with_the_rows_before_and_after(
    areas: None, li: Phone, boss: Phone, log: Log
) -> None:
    report_id = deliver(li)["report_id"]
    [filed] = [entry for entry in log() if entry.action == "report-filed"]
    case_no = judge(boss, report_id, "accept").json["case_no"]
    opened, verdict = log()
    assert told([opened, verdict]) == [("case-event", "case", case_no), ("verdict", "report", report_id)]
    row = f"report:{report_id}"
    assert facts(verdict)["rows"][row][0] == rows_named(facts(filed))[row][1]
    assert undo(boss, report_id).status_code == 200
    voided, undone = log()
    assert told([voided, undone]) == [("case-event", "case", case_no), ("verdict-undone", "report", report_id)]
    assert facts(undone)["rows"][row][0] == rows_named(facts(verdict))[row][1]
    assert facts(voided)["rows"][f"case:{case_no}"][0] == rows_named(facts(opened))[f"case:{case_no}"][1]
    assert {entry.actor_id for entry in (opened, verdict, voided, undone)} == {boss.person_id}


def test_whoever_opens_an_original_is_noted_before_it_leaves(areas: None, li: Phone, boss: Phone, log: Log) -> None:
    deliver(li)
    log()
    name = sha256(photo(1))
    assert boss.get(f"/api/v1/photos/{name}?size=thumb").status_code == 200
    assert log() == []
    assert boss.get(f"/api/v1/photos/{name}").data == photo(1)
    [entry] = log()
    assert told([entry]) == [("original-read", "photo", name)]
    assert entry.actor_id == boss.person_id


def test_quarantine_is_noted_when_it_takes_shows_and_lets_go(app: Flask, areas: None, li: Phone, boss: Phone, log: Log) -> None:
    log()
    assert send(li, b'{"note": "13800001111"}').status_code == 422
    with app.app_context():
        [row] = open_row_ids()
    assert boss.get(f"/api/v1/quarantine/{row}").status_code == 200
    assert boss.post(f"/api/v1/quarantine/{row}/dismiss", json={"reason": "李四 called"}).status_code == 200
    entries = log()
    assert [entry.action for entry in entries] == ["quarantined", "unmasked-read", "quarantine-settled", "unmasked-read"]
    assert {entry.object_id for entry in entries} == {str(row)}
    assert "13800001111" not in str(entries)
    assert "李四" not in str(entries)


def test_looking_up_whom_to_ask_about_a_phone_is_noted(areas: None, li: Phone, boss: Phone, log: Log) -> None:
    report = manifest(photo(1))
    send(li, report)
    log()
    assert boss.get(f"/api/v1/devices/{report['device_id']}/contact").status_code == 200
    assert told(log()) == [("contact-read", "device", report["device_id"])]


def test_what_an_operator_changes_for_everybody_is_noted(app: Flask, log: Log) -> None:
    commands = (("sync", "pause", "王五 repairs"), ("sync", "resume"), ("sync", "resume"), ("keys", "rotate", "export"))
    log()
    for words in commands:
        assert app.test_cli_runner().invoke(args=list(words)).exit_code == 0
    entries = log()
    assert [entry.action for entry in entries] == ["sync-paused", "sync-resumed", "key-rotated"]
    assert "王五" not in str(entries)


def test_a_file_of_areas_that_is_brought_and_given_up_is_noted(areas: None, sign_in: SignIn, log: Log) -> None:
    admin = sign_in("root", Role.ADMIN)
    log()
    import_id = bring(admin, geojson(BUILT))
    assert admin.post(f"{IMPORTS}/{import_id}/discard").status_code == 200
    brought, given_up = log()
    assert told([brought, given_up]) == [(f"areas-{what}", "areas-import", import_id) for what in ("uploaded", "discarded")]
    assert brought.actor_id == given_up.actor_id == admin.person_id


def test_a_changed_category_is_noted_with_what_was_changed(sign_in: SignIn, log: Log) -> None:
    admin = sign_in("root", Role.ADMIN)
    log()
    slug = admin.get("/api/v1/catalog").json["items"][0]["slug"]
    assert admin.patch(f"/api/v1/catalog/{slug}", json={"enabled": False}, headers={"If-Match": "*"}).status_code == 200
    [entry] = log()
    assert told([entry]) == [("catalog-changed", "category", slug)]
    assert facts(entry)["changed"] == ["enabled"]


def test_areas_in_force_are_noted(app: Flask, areas: None, log: Log) -> None:
    first = [entry for entry in log() if entry.object_kind == "areas"]
    assert [facts(entry)["layer"] for entry in first] == ["segments", "cells"]
    assert app.test_cli_runner().invoke(args=["areas", "undo", "--yes"]).exit_code == 0
    [undone] = log()
    assert undone.action == "areas-undone"
    assert undone.actor_id is None
