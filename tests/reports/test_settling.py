"""A supervisor files or turns down what lies in quarantine: once, for its sender, with a reason."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from app.accounts.rules import Role
from app.cases.report_models import Report
from app.core import clock
from app.core.db import db
from app.reports import quarantine
from app.reports.models import Device, Quarantine
from tests.conftest import Phone, SignIn
from tests.reports.sending import manifest, photo, sealed, send
from tests.reports.settling import broken, conflict, dismiss, file, listed, only


def kept_bytes(app: Flask, row_id: int) -> bytes:
    with app.app_context():
        return quarantine.content_of(db.session.get_one(Quarantine, row_id))


def filed_report(app: Flask, report_id: str) -> Report:
    """The report with its manifest."""
    with app.app_context():
        return db.session.get_one(Report, report_id, options=[undefer(Report.manifest)])


def test_a_repaired_text_is_filed_for_its_sender_and_the_bytes_stay(li: Phone, boss: Phone, app: Flask) -> None:
    report = manifest(photo(1))
    body = broken(report)
    send(li, body, report["report_id"])
    text = sealed(report).decode()
    answer = file(boss, 1, text)
    assert answer.status_code == 200, answer.text
    settled = answer.json["settled"]
    assert (settled["outcome"], settled["report_id"], settled["reason"]) == ("filed", report["report_id"], "字段写错")
    assert settled["by"]["id"] == boss.person_id
    filed = filed_report(app, report["report_id"])
    assert (filed.author_id, filed.courier_id, filed.author_confirmed) == (li.person_id, li.person_id, True)
    assert "repaired" in filed.flags
    assert filed.manifest == text.encode()
    assert kept_bytes(app, 1) == body


def test_filing_teaches_nothing_about_a_phone(li: Phone, boss: Phone, app: Flask) -> None:
    report = manifest(photo(1))
    send(li, broken(report), report["report_id"])
    file(boss, 1, sealed(report).decode())
    with app.app_context():
        assert db.session.get(Device, report["device_id"]) is None


def test_what_the_server_can_read_by_now_is_filed_as_it_came(
    li: Phone, boss: Phone, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = manifest(photo(1))
    with monkeypatch.context() as older:
        older.setattr("app.reports.service.MAX_MANIFEST_BYTES", 10)
        assert send(li, report).status_code == 413
    assert file(boss, 1).status_code == 200
    filed = filed_report(app, report["report_id"])
    assert "repaired" not in filed.flags
    assert listed(boss)[0]["received_at"] == clock.isoformat(filed.received_at)
    again = send(li, report)
    assert (again.status_code, again.json["report_id"]) == (202, report["report_id"])


def test_a_conflict_is_filed_under_one_new_id_that_follows_from_it(li: Phone, boss: Phone, app: Flask) -> None:
    first, second = conflict(li)
    told = only(boss)["new_id"]
    answer = file(boss, 1)
    new_id = answer.json["settled"]["report_id"]
    assert new_id == told != first["report_id"]
    filed = filed_report(app, new_id)
    assert filed.note == "second 138****5678"
    assert {"repaired", "duplicate-suspected"} <= set(filed.flags)
    assert filed.author_id == li.person_id
    assert filed_report(app, first["report_id"]).note == "first"
    assert kept_bytes(app, 1) == sealed(second)


def test_filing_twice_is_filing_once(li: Phone, boss: Phone, app: Flask) -> None:
    conflict(li)
    first, second = file(boss, 1), file(boss, 1, reason="again")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json == second.json
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Report)) == 2


def test_whoever_comes_second_is_told_that_it_is_settled(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    other = sign_in("chief", Role.SUPERVISOR)
    conflict(li)
    send(li, b"{")
    assert file(boss, 1).status_code == 200
    assert dismiss(boss, 2).status_code == 200
    for answer in (file(other, 1), dismiss(other, 1), file(other, 2, "{}"), dismiss(other, 2), dismiss(boss, 1), file(boss, 2)):
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/stale")


def test_dismissing_twice_keeps_the_first_reason_and_the_bytes(li: Phone, boss: Phone, app: Flask) -> None:
    send(li, b"{")
    first, second = dismiss(boss, 1, "测试数据"), dismiss(boss, 1, "other")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json["settled"] == second.json["settled"]
    assert second.json["settled"]["reason"] == "测试数据"
    assert kept_bytes(app, 1) == b"{"


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": 1}', "", "x" * 70_000])
def test_a_repair_that_is_no_report_changes_nothing(li: Phone, boss: Phone, text: str) -> None:
    send(li, b"{")
    answer = file(boss, 1, text)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body")
    assert only(boss)["settled"] is None


def test_half_a_character_is_no_repair(li: Phone, boss: Phone) -> None:
    send(li, b"{")
    body = rb'{"text": "\ud800", "reason": "x"}'
    answer = boss.post("/api/v1/quarantine/1/file", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body")


def test_a_repair_needs_no_id_and_says_where_it_is_still_wrong(li: Phone, boss: Phone) -> None:
    report_id = str(uuid4())
    send(li, b"{", report_id)
    refused = file(boss, 1, '{"schema": 1,\n"photos": }')
    assert (refused.json["fault"]["line"], refused.json["fault"]["column"]) == (2, 11)
    filed = file(boss, 1, '{"schema": 1, "photos": []}')
    assert filed.json["settled"]["report_id"] == report_id


@pytest.mark.parametrize("reason", ["", "  ", None, "x" * 501])
def test_settling_needs_a_reason(li: Phone, boss: Phone, reason: Any) -> None:
    send(li, b"{")
    assert dismiss(boss, 1, reason).status_code == 422
    assert file(boss, 1, None, reason).status_code == 422


def test_a_repair_never_gives_a_report_to_somebody_else(li: Phone, boss: Phone, app: Flask) -> None:
    report = manifest(photo(1), author_id=li.person_id)
    send(li, {**report, "photos": "none"})
    send(li, broken(report), str(uuid4()))
    for row in (1, 2):
        for changed in ({"author_id": boss.person_id}, {"device_id": str(uuid4())}):
            answer = file(boss, row, sealed({**report, **changed}).decode())
            assert answer.status_code == 422
            assert [error["pointer"] for error in answer.json["errors"]] == [f"/{next(iter(changed))}"]
    assert file(boss, 1, sealed({**report, "author_id": None}).decode()).status_code == 422
    assert file(boss, 1, sealed(report).decode()).status_code == 200
    assert filed_report(app, report["report_id"]).author_id == li.person_id


def test_of_a_huge_body_the_first_mib_is_looked_at_and_only_a_repair_is_filed(li: Phone, boss: Phone) -> None:
    report_id = str(uuid4())
    assert send(li, b'{"note": "' + b"x" * (1024 * 1024 + 5), report_id).status_code == 413
    row = only(boss)
    assert (row["cut_off"], row["fault"]["word"], len(row["text"])) == (True, "too-large", 1024 * 1024)
    refused = file(boss, 1)
    assert refused.status_code == 422
    assert "repaired text" in refused.json["detail"]
    assert file(boss, 1, '{"schema": 1, "photos": []}').status_code == 200
