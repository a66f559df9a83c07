"""A shop that says it was no breach: three days to say so, two working days to answer, and the clock runs on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.breaches.appeals import appeal
from app.breaches.of_shops import for_the_shop
from app.breaches.rules import IllegalMove, TooLateToAppeal
from app.breaches.watching import watch_breaches
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.telling.models import Message
from tests.breaches.streets import breach, find, listed, second_time
from tests.conftest import Phone, SignIn
from tests.review.judging import case_of, judge


def appeals(app: Flask, breach_id: str, appeal_id: str | None = None, reason: str = "货是路人放的") -> None:
    with app.app_context():
        in_transaction(lambda: appeal(breach_id, appeal_id or str(uuid4()), reason, clock.now()))


def answers(desk: Phone, breach_id: str, granted: bool, text: str = "看过录像"):
    return desk.post(f"/api/v1/breaches/{breach_id}/appeal/answer", json={"granted": granted, "answer": text})


def test_an_appeal_is_said_once_within_three_days(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id, mine = find(li, shop_id), str(uuid4())
    for _ in range(2):
        appeals(app, report_id, mine)
    with pytest.raises(IllegalMove):
        appeals(app, report_id)
    said = breach(boss, report_id)
    assert (said["appeal"]["state"], said["appeal_state"], said["state"]) == ("open", "open", "open")
    assert listed(boss, appeal="open") == [report_id]
    with clock.stopped_at(clock.now() - timedelta(days=3, minutes=1)):
        old = find(li, shop_id, "greening")
    with pytest.raises(TooLateToAppeal):
        appeals(app, old)


def test_what_arrived_late_is_appealed_against_from_then_on(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    week_ago = clock.isoformat(clock.now() - timedelta(days=7))
    report_id = find(li, shop_id, captured_at=week_ago)
    told = breach(boss, report_id)
    assert told["found_at"] == week_ago
    appeals(app, report_id)
    assert breach(boss, report_id)["appeal_state"] == "open"
    with app.app_context():
        (on_the_page,) = for_the_shop(shop_id)
    assert on_the_page["appeal_until"] == told["appeal_until"] > clock.isoformat(clock.now() + timedelta(days=2, hours=23))


def test_granted_it_was_none_and_its_case_is_void(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id, number = second_time(li, boss, shop_id)
    appeals(app, report_id)
    answer = answers(boss, report_id, True)
    assert answer.status_code == 200, answer.text
    assert (answer.json["state"], answer.json["why"], answer.json["appeal_state"]) == ("void", "appeal", "granted")
    assert case_of(boss, number)["state"] == "voided"
    assert answers(boss, report_id, False).status_code == 409
    assert breach(boss, find(li, shop_id))["nth"] == 2


def test_granted_before_the_verdict_acceptance_opens_no_case(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    find(li, shop_id)
    report_id = find(li, shop_id)
    appeals(app, report_id)
    answers(boss, report_id, True)
    assert judge(boss, report_id, "accept").json["case_no"] is None


def test_refused_it_goes_on(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id = find(li, shop_id)
    appeals(app, report_id)
    before = breach(boss, report_id)["deadline"]
    answer = answers(boss, report_id, False).json
    assert (answer["state"], answer["deadline"], answer["appeal"]["answer"]) == ("open", before, "看过录像")


def test_whoever_found_it_does_not_answer(app: Flask, sign_in: SignIn, boss: Phone, shop_id: str) -> None:
    both = sign_in("both", Role.PATROL, Role.SUPERVISOR)
    report_id = find(both, shop_id)
    appeals(app, report_id)
    assert answers(both, report_id, False).status_code == 403
    assert answers(boss, report_id, False).status_code == 200


def test_deadlines_are_watched_and_told_once(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    with clock.stopped_at(clock.now() - timedelta(days=14)):
        late = find(li, shop_id)
    with clock.stopped_at(clock.now() - timedelta(days=2)):
        appealed = find(li, shop_id, "greening", category="something new")
        appeals(app, appealed)
    with app.app_context():
        with clock.stopped_at(clock.now() + timedelta(days=4)):
            watch_breaches()
            watch_breaches()
        query = select(Message.kind).where(Message.person_id == boss.person_id, Message.channel_id.is_(None))
        told = sorted(kind for kind in db.session.scalars(query) if kind in {"breach-overdue", "appeal-due", "breach-appealed"})
    assert told == ["appeal-due", "breach-appealed", "breach-overdue", "breach-overdue"]
    assert [event["kind"] for event in breach(boss, late)["events"]] == ["found", "overdue"]
