"""Reminders: before a pledge ends and before a changed shop's days are over, each once, and when a desk asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.transaction import in_transaction
from app.pledges.reminding import remind_daily
from app.shops.models import Shop
from app.telling.models import Message
from tests.conftest import Phone, SignIn
from tests.pledges.signing import filed, shop, sign
from tests.reports.city import MAIN

Said = dict[str, Any]


def told(app: Flask, kind: str) -> list[Message]:
    with app.app_context():
        return list(db.session.scalars(select(Message).where(Message.kind == kind, Message.channel == "app")))


def days_pass(app: Flask, days: int = 1) -> None:
    """The job runs as often as it does on that many days."""
    with app.app_context():
        for day in range(days):
            with clock.stopped_at(clock.now() + timedelta(days=day)):
                while remind_daily():
                    pass


def test_who_had_it_signed_is_told_once_when_a_pledge_ends_soon(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    with clock.stopped_at(clock.now() - timedelta(days=340)):
        pledge = filed(li, boss, shop_id)
    filed(li, boss, shop(app, "新签"))
    days_pass(app, 3)
    [message] = told(app, "pledge-expiring")
    assert message.person_id == li.person_id
    assert (message.facts["number"], message.facts["place"]) == (pledge["number"], "禾味粮油（37 号）")


def test_neither_renewed_nor_expired_ones_nor_closed_shops_are_told_of(app: Flask, boss: Phone, li: Phone, scheme: None) -> None:
    shops = [shop(app, name) for name in ("续签", "过期", "停业")]
    for one, ago in zip(shops, (350, 400, 350), strict=True):
        with clock.stopped_at(clock.now() - timedelta(days=ago)):
            filed(li, boss, one)
    filed(li, boss, shops[0])
    with app.app_context():
        in_transaction(lambda: setattr(db.session.get_one(Shop, shops[2]), "status", "closed"))
    days_pass(app)
    assert told(app, "pledge-expiring") == []


def test_a_changed_shop_is_told_of_once_in_its_last_week(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    filed(li, boss, shop_id)

    def owes() -> None:
        db.session.get_one(Shop, shop_id).resign_by = city_day(clock.now()) + timedelta(days=9)

    with app.app_context():
        in_transaction(owes)
    days_pass(app)
    assert told(app, "pledge-resign") == []
    days_pass(app, 6)
    [message] = told(app, "pledge-resign")
    assert message.person_id == li.person_id


def ask(desk: Phone, *shop_ids: str) -> Said:
    answer = desk.post("/api/v1/pledges/reminders", json={"shop_ids": list(shop_ids)})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def test_a_desk_asks_for_visits_in_one_message_to_each_who_patrols_there(
    app: Flask, boss: Phone, scheme: None, sign_in: SignIn
) -> None:
    chen, wu = (sign_in(name, Role.PATROL, segments=(MAIN,)) for name in ("chen", "wu"))
    shops = [shop(app, f"店{number}") for number in range(7)]
    strange, closed = str(uuid4()), shop(app, "停业", closed=True)
    assert ask(boss, *shops, strange, closed) == {"told": 7, "nobody": sorted([strange, closed])}
    messages = told(app, "pledge-visit")
    assert {one.person_id for one in messages} == {chen.person_id, wu.person_id}
    assert {(one.facts["count"], one.facts["place"].count("、")) for one in messages} == {(7, 4)}
    ask(boss, *shops)
    assert len(told(app, "pledge-visit")) == 2


def test_without_a_patrol_the_office_is_told_and_without_an_office_the_desk_learns_it(
    app: Flask, boss: Phone, scheme: None
) -> None:
    with_office, without = shop(app), shop(app, office=None)
    assert ask(boss, with_office, without) == {"told": 1, "nobody": [without]}
    assert [one.unit_code for one in told(app, "pledge-visit")] == ["wanghe-street"]


def test_reminders_are_for_whoever_files(li: Phone, shop_id: str) -> None:
    sign(li, shop_id)
    assert li.post("/api/v1/pledges/reminders", json={"shop_ids": [shop_id]}).status_code == 403
