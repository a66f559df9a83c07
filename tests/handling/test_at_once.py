"""Replies and moves that meet in the same moment, on both databases: each counts once, and in its order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.rules import Role
from tests.cases.changing import open_case
from tests.conftest import Phone, SignIn
from tests.handling.loop import case_of, deliver_reply, move, reply, try_move
from tests.reports import city
from tests.reports.sending import photo, send, send_photo
from tests.roster.conftest import join, units  # noqa: F401 - fixtures
from tests.test_overlapping import together

pytestmark = pytest.mark.usefixtures("units", "areas")
MEETINGS = 4
FIRST, SECOND = photo(60), photo(90)


@pytest.fixture
def an(sign_in: SignIn, join: Callable[[str, str], None]) -> Phone:  # noqa: F811
    """One of the repair unit."""
    phone = sign_in("an", Role.UNIT)
    join("repair", phone.person_id)
    return phone


def claimed(li: Phone, boss: Phone, an: Phone) -> str:
    number = open_case(li, boss, city.ON_MAIN)
    move(boss, number, "dispatch", unit="repair")
    move(an, number, "claim")
    return number


def outcome(reader: Phone, report_id: str) -> bool | None:
    told = reader.get(f"/api/v1/reports/{report_id}").json["reply_outcome"]
    return None if told is None else bool(told["made"])


def kinds(reader: Phone, number: str) -> list[str]:
    return [event["kind"] for event in case_of(reader, number)["events"]]


def test_two_replies_of_one_phone_that_become_whole_at_once_keep_their_order(
    app: Flask, li: Phone, boss: Phone, an: Phone
) -> None:
    for _ in range(MEETINGS):
        number, device = claimed(li, boss, an), str(uuid4())
        contents = (uuid4().bytes + FIRST, uuid4().bytes + SECOND)
        sent = [
            reply(number, verb, content, device_id=device, device_seq=seq)
            for seq, (verb, content) in enumerate(zip(("progress", "dispose"), contents, strict=True), start=7)
        ]
        for one in sent:
            assert send(an, one).status_code == 202
        together(app, *(partial(send_photo, an, content) for content in contents))
        assert kinds(boss, number)[-2:] == ["progress", "dispose"]
        assert [outcome(boss, one["report_id"]) for one in sent] == [True, True]


def test_of_two_phones_that_say_it_is_done_one_has_done_it(app: Flask, li: Phone, boss: Phone, an: Phone) -> None:
    for _ in range(MEETINGS):
        number = claimed(li, boss, an)
        contents = (uuid4().bytes + FIRST, uuid4().bytes + SECOND)
        sent = [reply(number, "dispose", content) for content in contents]
        for one in sent:
            send(an, one)
        together(app, *(partial(send_photo, an, content) for content in contents))
        assert sorted(outcome(boss, one["report_id"]) or False for one in sent) == [False, True]
        assert sorted(kinds(boss, number)[-2:]) == ["dispose", "reply-kept"]


def test_a_reply_that_meets_the_desk_is_made_before_it_or_kept_after_it(app: Flask, li: Phone, boss: Phone, an: Phone) -> None:
    for _ in range(MEETINGS):
        number, content = claimed(li, boss, an), uuid4().bytes + FIRST
        sent, rev = reply(number, "dispose", content), case_of(boss, number)["rev"]
        send(an, sent)
        desk = partial(try_move, boss, number, "redispatch", unit="east", reason="辖区不符", rev=rev)
        together(app, partial(send_photo, an, content), desk)
        made = outcome(boss, sent["report_id"])
        assert case_of(boss, number)["state"] == ("disposed" if made else "dispatched")
        assert kinds(boss, number)[-1] == ("dispose" if made else "reply-kept")


def test_the_same_reply_over_many_connections_moves_once(app: Flask, li: Phone, boss: Phone, an: Phone) -> None:
    number, content = claimed(li, boss, an), uuid4().bytes + FIRST
    sent = reply(number, "progress", content)
    together(app, *(partial(deliver_reply, an, sent, content) for _ in range(3)))
    assert kinds(boss, number).count("progress") == 1
