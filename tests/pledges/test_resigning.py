"""A scheme that says something else than before: whoever signed the old words signs anew, where the city asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from app.core.days import city_day
from app.pledges import resigning
from app.pledges.default_schemes import DEFAULTS
from tests.conftest import Phone, SignIn
from tests.pledges.signing import confirm, file, filed, read, shop, sign

CODE, NAME = DEFAULTS[0]["code"], DEFAULTS[0]["name"]


@pytest.fixture
def admin(sign_in: SignIn) -> Phone:
    """Who sets schemes."""
    return sign_in("root", Role.ADMIN)


def save(admin: Phone, follows: int, **said: Any) -> None:
    """The next version of the scheme."""
    body = {**DEFAULTS[0], "active": True, "renewal_days_on_change": 30, **said}
    answer = admin.post("/api/v1/pledge-schemes", json=body, headers={"If-Match": f'"{follows}"'})
    assert answer.status_code == 201, answer.text


def asked(app: Flask, boss: Phone, days: int = 0) -> dict[str, str | None]:
    """Until when each shop signs anew, after the job has run to its end some days from now."""
    with app.app_context(), clock.stopped_at(clock.now() + timedelta(days=days)):
        while resigning.ask_waiting():
            pass
    return {one["name"]: one["resign_by"] for one in boss.get("/api/v1/shops").json["items"]}


def in_days(days: int) -> str:
    return (city_day(clock.now()) + timedelta(days=days)).isoformat()


def version(number: int) -> dict[str, Any]:
    return {"scheme": {"code": CODE, "version": number, "name": NAME}}


def test_whoever_signed_the_old_words_signs_anew_and_nobody_else(
    app: Flask, boss: Phone, li: Phone, admin: Phone, scheme: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resigning, "_AT_ONCE", 1)
    for name in ("甲", "乙"):
        filed(li, boss, shop(app, name))
    shop(app, "没签")
    save(admin, 1, resign=True)
    new = shop(app, "新签")
    filed(li, boss, new, **version(2))
    until = in_days(30)
    assert asked(app, boss) == {"甲": until, "乙": until, "没签": None, "新签": None}
    history = boss.get("/api/v1/shops", query_string={"standing": "resign"}).json["items"]
    assert sorted(one["name"] for one in history) == ["乙", "甲"]


def test_a_version_that_asks_for_nothing_changes_nothing(app: Flask, boss: Phone, li: Phone, admin: Phone, shop_id: str) -> None:
    filed(li, boss, shop_id)
    save(admin, 1)
    assert set(asked(app, boss).values()) == {None}


def test_the_days_count_from_when_the_new_words_are_in_force(
    app: Flask, boss: Phone, li: Phone, admin: Phone, shop_id: str
) -> None:
    filed(li, boss, shop_id)
    save(admin, 1, resign=True, in_force_from=clock.isoformat(clock.now() + timedelta(days=10)))
    assert set(asked(app, boss, days=9).values()) == {None}
    assert set(asked(app, boss, days=11).values()) == {in_days(41)}


def test_who_signs_the_new_words_owes_nothing_more(app: Flask, boss: Phone, li: Phone, admin: Phone, shop_id: str) -> None:
    filed(li, boss, shop_id)
    save(admin, 1, resign=True)
    assert set(asked(app, boss).values()) == {in_days(30)}
    filed(li, boss, shop_id, **version(2))
    assert set(asked(app, boss, days=1).values()) == {None}


def test_old_words_that_a_phone_without_signal_had_signed_are_asked_for_the_next_day(
    app: Flask, boss: Phone, li: Phone, admin: Phone, shop_id: str
) -> None:
    waiting = sign(li, shop_id)
    save(admin, 1, resign=True)
    assert set(asked(app, boss).values()) == {None}
    confirm(boss, waiting)
    assert file(boss, waiting)["refused"] == []
    assert set(asked(app, boss).values()) == {None}, "looked today already"
    assert set(asked(app, boss, days=1).values()) == {in_days(31)}
    assert read(boss, waiting)["standing"] == "active"


def test_a_shop_that_owes_already_keeps_its_day(app: Flask, boss: Phone, li: Phone, admin: Phone, shop_id: str) -> None:
    filed(li, boss, shop_id)
    boss.patch(f"/api/v1/shops/{shop_id}", json={"name": "改名"}, headers={"If-Match": "*"})
    save(admin, 1, resign=True, renewal_days_on_change=60)
    assert set(asked(app, boss, days=2).values()) == {in_days(30)}
