"""The log vouches for breaches and all that belongs to them; with a report what was written of its breach goes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from app.breaches.appeals import appeal
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.transaction import in_transaction
from app.lifecycle import service as lifecycle
from app.lifecycle.queries import all_due, rules_in_force
from app.proof.rows import faults
from tests.breaches.streets import breach, brought, find, review, second_time, shop_hands_in
from tests.conftest import Phone
from tests.review.judging import judge


def found(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [(fault.kind, fault.about) for fault in faults(Counter())]


@pytest.fixture
def story(app: Flask, li: Phone, boss: Phone, shop_id: str) -> str:
    """A breach with everything: handed in, failed, appealed against, answered, handed in, passed."""
    report_id, _number = second_time(li, boss, shop_id)
    shop_hands_in(app, report_id, [brought(app, shop_id)], note="收了")
    review(boss, report_id, "fail", "筐还在")
    with app.app_context():
        in_transaction(lambda: appeal(report_id, str(uuid4()), "不是我放的", clock.now()))
    answered = boss.post(f"/api/v1/breaches/{report_id}/appeal/answer", json={"granted": False, "answer": "看过"})
    assert answered.status_code == 200
    shop_hands_in(app, report_id, [brought(app, shop_id)])
    assert review(boss, report_id, "pass").status_code == 200
    return report_id


def test_everything_that_happened_is_vouched_for(app: Flask, story: str) -> None:
    assert found(app) == []


@pytest.mark.parametrize(
    ("statement", "about"),
    [
        ("UPDATE breach SET nth = 1 WHERE id = :id", "breach:{id}"),
        ("UPDATE breach SET deadline = :later WHERE id = :id", "breach:{id}"),
        ("UPDATE breach_hand_in SET verdict = 'passed' WHERE breach_id = :id AND place = 1", "breach-hand-in:"),
        ("UPDATE breach_appeal SET answer = 'x' WHERE breach_id = :id", "breach-appeal:{id}"),
        ("UPDATE breach_event SET reason = 'x' WHERE breach_id = :id AND place = 1", "breach-event:{id}#1"),
    ],
)
def test_what_was_changed_past_the_program_is_found(app: Flask, story: str, statement: str, about: str) -> None:
    with app.app_context():
        said = {"id": story, "later": "2030-01-01 00:00:00"}
        in_transaction(
            lambda: db.session.execute(text(statement), {name: said[name] for name in said if f":{name}" in statement})
        )
    [(kind, row)] = found(app)
    assert kind == "row-altered"
    assert row.startswith(about.format(id=story))


def test_what_was_written_goes_with_its_report_and_the_counts_stay(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id = find(li, shop_id)
    shop_hands_in(app, report_id, [brought(app, shop_id)], note="收了")
    review(boss, report_id, "fail", "筐还在")
    judge(boss, report_id, "accept")
    shop_hands_in(app, report_id, [brought(app, shop_id)])
    review(boss, report_id, "pass")
    with app.app_context(), clock.stopped_at(clock.now() + timedelta(days=400)):
        today = city_day(clock.now())
        for due in list(all_due(rules_in_force(), today)):
            lifecycle.destroy(due, None, today)
    left = breach(boss, report_id)
    assert (left["nth"], left["step"], left["before"][0]["stored"]) == (1, "remind", False)
    told = [(one["note"], one["reason"], one["verdict"], one["photos"][0]["stored"]) for one in left["hand_ins"]]
    assert told == [("", None, "failed", False), ("", None, "passed", False)]
    assert found(app) == []
