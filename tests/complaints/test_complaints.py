"""Anybody complains, gets a number and an answer in time; nobody but who answers sees what was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.complaints import door
from app.complaints.models import Complaint
from app.core.clock import stopped_at
from app.core.db import db
from app.jobs import run_jobs
from tests.audit.reading import last_noted
from tests.conftest import Phone, SignIn

API = "/api/v1"
FRIDAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Ten in the morning; five working days later is Friday the 27th."""


@pytest.fixture
def centre(sign_in: SignIn) -> Phone:
    """Who answers complaints."""
    return sign_in("centre", Role.CENTRE)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Somebody without an account."""
    return app.test_client()


def say(who: FlaskClient, text: str = "垃圾没人清", address: str = "203.0.113.7", **more: Any) -> TestResponse:
    environ = {"REMOTE_ADDR": address}
    return who.post(f"{API}/complaints", json={"text": text, **more}, headers={"X-App": "1"}, environ_overrides=environ)


def filed(who: FlaskClient, *args: Any, **more: Any) -> str:
    """Its number."""
    answer = say(who, *args, **more)
    assert answer.status_code == 201, answer.json
    return str(answer.json["number"])


def act(who: Phone, number: str, what: str, **body: Any) -> TestResponse:
    return who.post(f"{API}/complaints/{number}/{what}", json=body, headers={"If-Match": "*"})


def test_a_stranger_complains_and_is_answered_within_five_working_days(stranger: FlaskClient, sign_in: SignIn) -> None:
    with stopped_at(FRIDAY):
        centre = sign_in("centre", Role.CENTRE)
        answer = say(stranger, "夜市油烟大，找 13812345678", place="人民路 12 号", contact="王女士 13812345678")
        assert (answer.json["number"], answer.json["due_at"]) == ("TS20261120-0001", "2026-11-27T02:00:00.000Z")
        assert filed(stranger) == "TS20261120-0002"
        ledger = centre.get(f"{API}/complaints").json
    first = ledger["items"][1]
    assert (first["text"], first["origin"], first["has_contact"]) == ("夜市油烟大，找 138****5678", "public", True)
    assert ledger["counts"] == {"open": 2, "overdue": 0, "answered": 0, "in_time": 0}
    with stopped_at(FRIDAY + timedelta(days=7)):
        centre = sign_in("centre")
        done = act(centre, "TS20261120-0001", "answer", text="已约谈商户").json
    with stopped_at(FRIDAY + timedelta(days=7, seconds=1)):
        late = act(centre, "TS20261120-0002", "answer", text="已清运").json
        counts = centre.get(f"{API}/complaints").json["counts"]
    assert (done["state"], done["in_time"], late["in_time"]) == ("answered", True, False)
    assert done["answers"][0]["by"]["id"] == centre.person_id
    assert counts == {"open": 0, "overdue": 0, "answered": 2, "in_time": 1}


def test_a_strangers_number_and_code_open_the_answer_and_nothing_else_does(stranger: FlaskClient, centre: Phone) -> None:
    receipt = say(stranger, "夜市油烟大", contact="13812345678").json
    other = say(stranger).json

    def look(number: str, code: str) -> TestResponse:
        asked = {"number": number, "code": code}
        address = {"REMOTE_ADDR": "203.0.113.9"}
        return stranger.post(f"{API}/complaint-answers", json=asked, headers={"X-App": "1"}, environ_overrides=address)

    waiting = look(receipt["number"], receipt["code"])
    assert (waiting.json["state"], waiting.json["answers"]) == ("open", [])
    act(centre, receipt["number"], "answer", text="已约谈商户")
    written = f"{receipt['code'][:4].lower()} {receipt['code'][4:]}"
    told = look(f" {receipt['number'].lower()} ", written)
    assert [one["text"] for one in told.json["answers"]] == ["已约谈商户"]
    assert "油烟" not in told.text
    assert "138" not in told.text
    wrong = [look(receipt["number"], other["code"]), look("TS20261120-9999", receipt["code"])]
    assert [one.status_code for one in wrong] == [404, 404]
    assert wrong[0].json["detail"] == wrong[1].json["detail"]


def test_told_twice_by_a_phone_it_is_one_and_nobody_reaches_anothers_by_its_name(
    stranger: FlaskClient, li: Phone, boss: Phone, centre: Phone
) -> None:
    name = str(uuid4())
    first = say(li, "雨衣不够", id=name).json
    assert say(li, "雨衣不够", id=name).json == first
    assert say(boss, "别的", id=name).json["number"] != first["number"]
    assert say(stranger, "别的", id=name).json["number"] != first["number"]
    assert len(centre.get(f"{API}/complaints").json["items"]) == 3


def test_a_further_answer_adds_and_does_not_make_a_late_one_good(stranger: FlaskClient, sign_in: SignIn) -> None:
    with stopped_at(FRIDAY):
        number = filed(stranger)
    with stopped_at(FRIDAY + timedelta(days=8)):
        centre = sign_in("centre", Role.CENTRE)
        act(centre, number, "answer", text="迟到的答复")
        told = act(centre, number, "answer", text="再补充").json
    assert ([one["text"] for one in told["answers"]], told["in_time"]) == (["迟到的答复", "再补充"], False)


def test_an_answer_to_what_has_changed_meanwhile_is_stale(stranger: FlaskClient, centre: Phone) -> None:
    path = f"{API}/complaints/{filed(stranger)}"
    etag = centre.get(path).headers["ETag"]
    first = centre.post(f"{path}/answer", json={"text": "一"}, headers={"If-Match": etag})
    assert first.status_code == 200
    assert centre.post(f"{path}/answer", json={"text": "二"}, headers={"If-Match": etag}).status_code == 412


def test_what_was_dismissed_is_not_answered(stranger: FlaskClient, centre: Phone) -> None:
    number = filed(stranger)
    assert act(centre, number, "dismiss", reason="重复").json["dismissed_because"] == "重复"
    refused = act(centre, number, "answer", text="不会")
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/illegal-move")


def test_nobody_else_sees_the_ledger_a_complaint_or_a_contact(stranger: FlaskClient, li: Phone, boss: Phone) -> None:
    number = filed(stranger, contact="13812345678")
    for who in (li, boss):
        for path in ("complaints", f"complaints/{number}", f"complaints/{number}/contact"):
            assert who.get(f"{API}/{path}").status_code == 403
        assert act(who, number, "answer", text="x").status_code == 403


def test_text_and_contact_lie_sealed_and_every_look_at_a_contact_is_logged(
    stranger: FlaskClient, centre: Phone, app: Flask
) -> None:
    number = filed(stranger, "油烟", contact="王女士 13812345678")
    with app.app_context():
        row = db.session.scalars(select(Complaint)).one()
    assert row.contact is not None
    assert "油烟".encode() not in row.text
    assert b"13812345678" not in row.contact
    assert centre.get(f"{API}/complaints/{number}/contact").json == {"contact": "王女士 13812345678"}
    assert last_noted(app) == (centre.person_id, "contact-read", "complaint", number)


def test_who_is_signed_in_reads_the_own_ones_with_the_answer_and_is_told(li: Phone, boss: Phone, centre: Phone) -> None:
    number = filed(li, "雨衣不够")
    act(centre, number, "answer", text="下周发")
    (own,) = li.get(f"{API}/my-complaints").json["items"]
    assert (own["text"], own["state"], [one["text"] for one in own["answers"]]) == ("雨衣不够", "answered", ["下周发"])
    assert "by" not in own["answers"][0]
    assert boss.get(f"{API}/my-complaints").json["items"] == []
    assert [one["kind"] for one in li.get(f"{API}/messages").json["items"]] == ["complaint-answered"]


def test_who_answers_is_told_when_one_comes_and_once_before_it_is_due(stranger: FlaskClient, centre: Phone, app: Flask) -> None:
    with stopped_at(FRIDAY):
        number = filed(stranger)
    for hours in (0, 6 * 24, 6 * 24 + 1, 8 * 24):
        with stopped_at(FRIDAY + timedelta(hours=hours)):
            run_jobs(app)
    told = centre.get(f"{API}/messages").json["items"]
    assert [(one["kind"], one["facts"]["number"]) for one in told] == [("complaint-due", number), ("complaint-filed", number)]


def test_only_who_answers_enters_what_came_by_telephone(stranger: FlaskClient, li: Phone, centre: Phone) -> None:
    assert say(stranger, origin="hotline").status_code == 403
    assert say(li, origin="hotline").status_code == 403
    filed(centre, origin="hotline", contact="13812345678")
    filed(stranger, origin="staff")
    filed(li)
    origins = [one["origin"] for one in centre.get(f"{API}/complaints").json["items"]]
    assert origins == ["staff", "public", "hotline"]


def test_an_address_that_says_too_much_waits_while_others_and_staff_do_not(stranger: FlaskClient, li: Phone) -> None:
    for _ in range(door.AT_ONCE):
        filed(stranger)
    refused = say(stranger)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    filed(stranger, address="203.0.113.8")
    filed(li)


@pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "x", "kind": "song"}, {"text": "x" * 2001}])
def test_what_is_no_complaint_is_refused(stranger: FlaskClient, body: dict[str, Any]) -> None:
    assert stranger.post(f"{API}/complaints", json=body, headers={"X-App": "1"}).status_code == 422


def test_a_large_body_is_refused_unread_and_a_foreign_page_cannot_complain(stranger: FlaskClient) -> None:
    large = stranger.post(f"{API}/complaints", json={"text": "x" * door.LONGEST_BODY}, headers={"X-App": "1"})
    assert large.status_code == 413
    assert stranger.post(f"{API}/complaints", json={"text": "x"}).status_code == 403


def test_the_ledger_is_read_by_state_and_by_page(stranger: FlaskClient, centre: Phone) -> None:
    numbers = [filed(stranger, str(n)) for n in range(3)]
    act(centre, numbers[1], "answer", text="好")
    still_open = centre.get(f"{API}/complaints?state=open&limit=1").json
    rest = centre.get(f"{API}/complaints?state=open&limit=1&cursor={still_open['cursor']}").json
    assert [one["number"] for one in still_open["items"] + rest["items"]] == [numbers[2], numbers[0]]
    assert not rest["has_more"]
