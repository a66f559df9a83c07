"""What a supervisor sees of a report that could not be filed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.rules import BUNDLES, Permission, Role
from tests.audit.reading import last_noted
from tests.conftest import Phone, SignIn
from tests.reports.sending import manifest, sealed, send
from tests.reports.settling import broken, conflict, dismiss, file, listed, only


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


def test_opening_is_logged(app: Flask, li: Phone, boss: Phone) -> None:
    send(li, b"{")
    only(boss)
    assert last_noted(app) == (boss.person_id, "unmasked-read", "quarantine", "1")


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
