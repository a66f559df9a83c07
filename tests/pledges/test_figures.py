"""What became of pledges in a period, and how many shops stand under which version of what is promised."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.days import city_day
from app.core.transaction import in_transaction
from app.pledges import schemes
from app.pledges.default_schemes import DEFAULTS
from tests.conftest import Phone, SignIn
from tests.pledges.signing import confirm, filed, refusing, shop, sign
from tests.reports.city import BACK
from tests.reports.sending import send

CODE = DEFAULTS[0]["code"]


def ask(desk: Phone, period: str | None = None) -> dict[str, Any]:
    answer = desk.get("/api/v1/pledges/figures", query_string={"period": period} if period else {})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def days_ago(first: int, last: int) -> str:
    """Both counted back from today."""
    today = city_day(clock.now())
    return f"{today - timedelta(days=first)}..{today - timedelta(days=last)}"


def numbers(part: dict[str, Any]) -> tuple[int, int]:
    return part["numerator"], part["denominator"]


def sign_ago(li: Phone, boss: Phone, shop_id: str, days: int) -> None:
    with clock.stopped_at(clock.now() - timedelta(days=days)):
        filed(li, boss, shop_id)


def test_without_a_period_only_today_is_told(boss: Phone, li: Phone, shop_id: str) -> None:
    filed(li, boss, shop_id)
    told = ask(boss)
    assert (told["period"], told["valid"], told["shops"]) == (None, 1, 1)


def test_of_pledges_signed_in_a_period_it_is_told_how_many_were_filed(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    sign_ago(li, boss, shop_id, 10)
    with clock.stopped_at(clock.now() - timedelta(days=9)):
        sign(li, shop(app, "没有备案"))
    filed(li, boss, shop(app, "今天"))
    assert numbers(ask(boss, days_ago(12, 5))["period"]["filed"]) == (1, 2)
    assert numbers(ask(boss, days_ago(4, 0))["period"]["filed"]) == (1, 1)
    nothing = ask(boss, days_ago(40, 30))["period"]["filed"]
    assert (numbers(nothing), nothing["share"]) == ((0, 0), None)


def test_of_the_pledges_that_ran_out_it_is_told_how_many_shops_had_signed_the_next_one(
    app: Flask, boss: Phone, li: Phone, shop_id: str
) -> None:
    in_time, late, never, moved = shop_id, shop(app, "晚了"), shop(app, "没有再签"), shop(app, "换人")
    for one in (in_time, late, never, moved):
        sign_ago(li, boss, one, 372)
    sign_ago(li, boss, moved, 200)
    sign_ago(li, boss, in_time, 12)
    filed(li, boss, late)
    assert numbers(ask(boss, days_ago(15, 0))["period"]["renewed"]) == (1, 3)
    assert numbers(ask(boss, days_ago(400, 300))["period"]["renewed"]) == (0, 0)


def test_of_shops_that_refused_it_is_told_how_many_have_signed_since(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    other = shop(app, "还是不签")
    for one in (shop_id, other):
        send(li, refusing(li, one))
        send(li, refusing(li, one))
    assert numbers(ask(boss, days_ago(3, 0))["period"]["after_refusal"]) == (0, 2)
    confirm(boss, sign(li, shop_id))
    assert numbers(ask(boss, days_ago(3, 0))["period"]["after_refusal"]) == (1, 2)


def test_a_new_version_shows_who_still_stands_under_the_one_before(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    filed(li, boss, shop_id)
    with app.app_context():
        in_transaction(lambda: schemes.save({**DEFAULTS[0], "active": True}, '"1"', None, clock.now()))
    renewed = shop(app, "新版")
    scheme = {"code": CODE, "version": 2, "name": DEFAULTS[0]["name"]}
    filed(li, boss, renewed, scheme=scheme)
    told = ask(boss)
    assert [(one["version"], one["newest"], one["valid"]) for one in told["versions"]] == [(2, True, 1), (1, False, 1)]
    assert sum(one["valid"] for one in told["versions"]) == told["valid"]
    for version, expected in ((1, shop_id), (2, renewed)):
        found = boss.get("/api/v1/shops", query_string={"scheme": f"{CODE}@{version}"}).json["items"]
        assert [one["id"] for one in found] == [expected]
    assert boss.get("/api/v1/shops?scheme=everything").status_code == 422


@pytest.mark.parametrize("period", ["2026-13", "2026-11-09..2026-11-01", "always"])
def test_a_period_that_is_none_is_refused(boss: Phone, period: str) -> None:
    assert boss.get("/api/v1/pledges/figures", query_string={"period": period}).status_code == 422


def test_others_scopes_are_in_no_number(sign_in: SignIn, boss: Phone, li: Phone, shop_id: str) -> None:
    from app.accounts.rules import Role

    filed(li, boss, shop_id)
    told = ask(sign_in("back", Role.SUPERVISOR, segments=(BACK,)), days_ago(3, 0))
    assert (numbers(told["period"]["filed"]), sum(one["valid"] for one in told["versions"])) == ((0, 0), 0)
