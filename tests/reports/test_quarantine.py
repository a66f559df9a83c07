"""Looking at what was refused, filing it, dismissing it: once, by one person, with the bytes kept for ever."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from app.accounts.rules import BUNDLES, Permission, Role
from app.cases.models import Report
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.reports import quarantine
from app.reports.models import Device, Quarantine
from tests.conftest import Phone, SignIn
from tests.reports.sending import deliver, manifest, photo, sealed, send, send_photo, sha256
from tests.reports.test_sync import offered


def listed(reader: Phone, **query: Any) -> list[dict[str, Any]]:
    answer = reader.get("/api/v1/quarantine", query_string=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json["items"])


def only(reader: Phone) -> dict[str, Any]:
    """The one row in quarantine, whole."""
    [row] = listed(reader)
    return dict(reader.get(f"/api/v1/quarantine/{row['id']}").json)


def file(reader: Phone, row: int, text: str | None = None, reason: str = "字段写错") -> Any:
    return reader.post(f"/api/v1/quarantine/{row}/file", json={"text": text, "reason": reason})


def dismiss(reader: Phone, row: int, reason: str = "空白") -> Any:
    return reader.post(f"/api/v1/quarantine/{row}/dismiss", json={"reason": reason})


def kept_bytes(app: Flask, row_id: int) -> bytes:
    with app.app_context():
        return quarantine.content_of(db.session.get_one(Quarantine, row_id))


def filed_report(app: Flask, report_id: str) -> Report:
    """The report with its manifest."""
    with app.app_context():
        return db.session.get_one(Report, report_id, options=[undefer(Report.manifest)])


def photo_names(app: Flask) -> set[str]:
    with app.app_context():
        return quarantine.quarantined_photo_names()


def broken(report: dict[str, Any]) -> bytes:
    """The report with a comma missing in its second line."""
    return sealed(report).replace(b", ", b",\n", 1).replace(b', "author_id"', b' "author_id"')


def conflict(li: Phone) -> tuple[dict[str, Any], dict[str, Any]]:
    """A filed report, and another content that was refused under its id."""
    first = manifest(photo(1), note="first")
    second = {**first, "note": "second 13812345678"}
    send(li, first)
    assert send(li, second).status_code == 409
    return first, second


def test_the_list_says_who_which_phone_when_why_and_how_much(li: Phone, boss: Phone) -> None:
    report = manifest()
    body = sealed({**report, "photos": "none"})
    send(li, body, report["report_id"])
    [row] = listed(boss)
    assert row["report_id"] == report["report_id"]
    assert (row["reason"], row["size"], row["settled"]) == ("invalid-body", len(body), None)
    assert row["sender"]["id"] == li.person_id
    assert (row["device_id"], row["device_seq"]) == (report["device_id"], 1)
    assert "text" not in row


def test_the_list_is_paged_newest_first_and_told_apart_by_state(li: Phone, boss: Phone) -> None:
    for number in range(3):
        send(li, f"{{{number}".encode())
    first = boss.get("/api/v1/quarantine?limit=2").json
    assert [row["id"] for row in first["items"]] == [3, 2]
    rest = boss.get("/api/v1/quarantine", query_string={"limit": 2, "cursor": first["cursor"]}).json
    assert ([row["id"] for row in rest["items"]], rest["cursor"], rest["has_more"]) == ([1], None, False)
    assert dismiss(boss, 2).status_code == 200
    assert [row["id"] for row in listed(boss, state="open")] == [3, 1]
    assert [row["id"] for row in listed(boss, state="settled")] == [2]


def test_a_parse_problem_is_named_by_line_and_column(li: Phone, boss: Phone) -> None:
    report = manifest()
    body = broken(report)
    send(li, body, report["report_id"])
    row = only(boss)
    assert row["text"] == body.decode()
    assert (row["fault"]["word"], row["fault"]["line"]) == ("not-json", 2)
    line = body.decode().split("\n")[1]
    assert line[row["fault"]["column"] - 1 :].startswith('"author_id"')


def test_bytes_that_are_no_text_are_shown_as_far_as_they_go(li: Phone, boss: Phone) -> None:
    send(li, '{"note":\n "街'.encode() + b"\xff" + b'"}')
    row = only(boss)
    assert (row["fault"]["word"], row["fault"]["line"], row["fault"]["column"]) == ("not-utf8", 2, 4)
    assert row["text"].endswith('街�"}')


def test_what_an_envelope_lacks_is_named_by_pointer(li: Phone, boss: Phone) -> None:
    report_id = str(uuid4())
    send(li, b'{"schema": 1, "photos": [{"sha256": "x", "bytes": 1}], "report_id": "' + report_id.encode() + b'"}', report_id)
    fault = only(boss)["fault"]
    assert fault["word"] == "no-envelope"
    assert [error["pointer"] for error in fault["errors"]] == ["/photos/0/sha256"]


def test_beside_a_conflict_stands_the_filed_version_and_what_differs(li: Phone, boss: Phone) -> None:
    first, _second = conflict(li)
    row = only(boss)
    assert row["fault"] is None
    assert row["filed"]["text"] == sealed(first).decode()
    assert row["filed"]["differences"] == [{"pointer": "/note", "filed": '"first"', "sent": '"second 13812345678"'}]


def test_opening_is_logged(li: Phone, boss: Phone, caplog: pytest.LogCaptureFixture) -> None:
    send(li, b"{")
    with caplog.at_level(logging.INFO, "app.reports.quarantine_routes"):
        only(boss)
    assert [record.getMessage() for record in caplog.records] == [
        f"person {boss.person_id} opened what lies in quarantine under 1"
    ]


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


def test_a_patrol_reaches_nothing_of_it(li: Phone) -> None:
    send(li, b"{")
    for answer in (li.get("/api/v1/quarantine"), li.get("/api/v1/quarantine/1"), file(li, 1), dismiss(li, 1)):
        assert answer.status_code == 403


@pytest.mark.parametrize("row", ["0", "2", "-1", "x", "9" * 30, "１"])
def test_what_is_not_there_is_404(li: Phone, boss: Phone, row: str) -> None:
    send(li, b"{")
    assert boss.get(f"/api/v1/quarantine/{row}").status_code == 404
    assert boss.post(f"/api/v1/quarantine/{row}/dismiss", json={"reason": "x"}).status_code == 404


def test_a_supervisor_sees_what_people_of_the_same_places_sent(sign_in: SignIn) -> None:
    here = sign_in("here", Role.PATROL, segments=("S1",))
    there = sign_in("there", Role.PATROL, segments=("S2",))
    everywhere = sign_in("everywhere", Role.PATROL)
    for place, phone in enumerate((here, there, everywhere)):
        send(phone, f"[{place}".encode())
    local, chief = sign_in("local", Role.SUPERVISOR, segments=("S1", "S3")), sign_in("chief", Role.SUPERVISOR)
    send(local, b"[4")
    assert [row["sender"]["name"] for row in listed(local)] == ["local", "everywhere", "here"]
    assert len(listed(chief)) == 4
    for answer in (local.get("/api/v1/quarantine/2"), file(local, 2), dismiss(local, 2)):
        assert answer.status_code == 404


def test_numbers_are_masked_for_whoever_may_not_open_originals(li: Phone, boss: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = conflict(li)
    second = {**second, "subject": {"phone_numbers": ["13900001111", "0371-6655443"]}}
    send(li, second)
    assert '"0371-6655443"' in only_of(boss, 2)["text"]
    monkeypatch.setitem(BUNDLES, Role.SUPERVISOR, BUNDLES[Role.SUPERVISOR] - {Permission.OPEN_ORIGINALS})
    row = only_of(boss, 2)
    assert row["masked"] is True
    said = row["text"] + str(row["filed"])
    assert "138****5678" in said
    for number in ("13812345678", "13900001111", "6655443"):
        assert number not in said
    assert file(boss, 2, "{}").status_code == 403
    assert file(boss, 2).status_code == 200


def only_of(reader: Phone, row: int) -> dict[str, Any]:
    answer = reader.get(f"/api/v1/quarantine/{row}")
    assert answer.status_code == 200
    return dict(answer.json)


def test_a_phone_hears_what_became_of_it_and_which_photos_are_wanted(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    first, second = conflict(li)
    second = {**second, "photos": manifest(photo(7))["photos"]}
    send(li, second)
    send(li, b"{", str(uuid4()))
    held = (first["report_id"], sha256(sealed(second)))
    [line] = offered(li, held)
    assert (line["status"], line["settled"]) == ("quarantined", None)
    new_id = file(boss, 2, reason="两条都留").json["settled"]["report_id"]
    [line] = offered(li, held)
    assert line["receipt"] is None
    assert line["settled"] == {
        "outcome": "filed",
        "report_id": new_id,
        "missing": [sha256(photo(7))],
        "reason": "两条都留",
    }
    assert send_photo(li, photo(7)).status_code == 201
    assert offered(li, held)[0]["settled"]["missing"] == []
    assert offered(sign_in("wang", Role.PATROL), held)[0]["status"] == "unknown"


def test_a_phone_hears_of_a_repair_under_its_own_id_and_of_a_dismissal(li: Phone, boss: Phone) -> None:
    report, other = manifest(photo(1)), str(uuid4())
    body = broken(report)
    send(li, body, report["report_id"])
    send(li, b"{", other)
    file(boss, 1, sealed(report).decode())
    dismiss(boss, 2, "误触")
    repaired, dismissed = offered(li, (report["report_id"], sha256(body)), (other, sha256(b"{")))
    assert (repaired["status"], repaired["settled"]["report_id"]) == ("quarantined", report["report_id"])
    assert dismissed["settled"] == {"outcome": "dismissed", "report_id": None, "missing": [], "reason": "误触"}


def test_photos_named_in_open_rows_are_known_as_long_as_nobody_settled_them(li: Phone, boss: Phone, app: Flask) -> None:
    report = manifest(photo(1), photo(2))
    send(li, broken(report), report["report_id"])
    send(li, b'{"sha256": "' + b"AB" * 32 + b'", "no name": "' + b"cd" * 33)
    names = {sha256(photo(1)), sha256(photo(2)), "ab" * 32}
    assert photo_names(app) == names
    dismiss(boss, 1)
    assert photo_names(app) == {"ab" * 32}


def test_a_row_that_was_altered_is_noticed(li: Phone, app: Flask) -> None:
    send(li, b"{")
    with app.app_context():
        in_transaction(lambda: setattr(db.session.get_one(Quarantine, 1), "sha256", "0" * 64))
    with pytest.raises(InvalidTag):
        photo_names(app)


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["quarantine", *words])
    return result.exit_code, result.output


def test_an_operator_lists_shows_and_files(app: Flask, li: Phone) -> None:
    _first, second = conflict(li)
    code, said = run(app, "list")
    assert code == 0
    assert said.startswith("1\t")
    assert "1 in quarantine that nobody has settled." in said
    code, said = run(app, "show", "1")
    assert "second 138****5678" in said
    assert "13812345678" not in said
    code, said = run(app, "file", "1")
    assert (code, said.startswith("Filed as report ")) == (0, True)
    assert run(app, "list")[1] == "0 in quarantine that nobody has settled.\n"
    assert "\tfiled\t" in run(app, "list", "--all")[1]
    code, said = run(app, "file", "7")
    assert (code, said.startswith("Error: ")) == (1, True)
    assert second["report_id"] in run(app, "show", "1")[1]


def test_refiling_files_what_can_be_read_by_now_and_leaves_the_rest_to_people(
    app: Flask, li: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    conflict(li)
    send(li, b"{")
    report = manifest(photo(5))
    with monkeypatch.context() as older:
        older.setattr("app.reports.service.MAX_MANIFEST_BYTES", 10)
        send(li, report)
    code, said = run(app, "refile")
    assert code == 0
    assert "3\tfiled" in said
    assert "1 filed, 2 stay in quarantine." in said
    assert send(li, report).status_code == 202
    assert run(app, "refile")[1].endswith("0 filed, 2 stay in quarantine.\n")


def test_delivered_reports_never_come_near_quarantine(li: Phone, boss: Phone) -> None:
    deliver(li)
    assert listed(boss) == []
