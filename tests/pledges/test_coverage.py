"""How much of a street has signed: numerator, denominator, and who is in neither."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.shops.models import Shop
from tests.conftest import Phone, SignIn
from tests.pledges.signing import OFFICE, confirm, filed, refusing, shop, sign
from tests.reports.city import BACK, MAIN
from tests.reports.sending import send

NONE = {"valid": 0, "shops": 0, "closed": 0, "refused": 0, "waiting": 0, "expiring": 0, "expired": 0, "share": None}


def ask(desk: Phone, by: str = "segment") -> dict[str, Any]:
    answer = desk.get("/api/v1/pledges/coverage", query_string={"by": by})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


@pytest.fixture
def city(app: Flask, boss: Phone, li: Phone, scheme: None) -> None:
    """On the main road one of each standing and a closed shop, on the back road a closed one only."""
    filed(li, boss, shop(app, "有效"))
    closing = shop(app, "停业")
    filed(li, boss, closing)
    with clock.stopped_at(clock.now() - timedelta(days=345)):
        filed(li, boss, shop(app, "快到期"))
    with clock.stopped_at(clock.now() - timedelta(days=500)):
        filed(li, boss, shop(app, "过期"))
    sign(li, shop(app, "待确认"))
    confirm(boss, sign(li, shop(app, "待备案")))
    send(li, refusing(li, shop(app, "拒签")))
    shop(app, "没签")
    shop(app, "背街停业", closed=True, segment=BACK, office=None)
    with app.app_context():
        in_transaction(lambda: setattr(db.session.get_one(Shop, closing), "status", "closed"))


def test_only_open_shops_with_a_pledge_that_holds_count_as_signed(boss: Phone, city: None) -> None:
    told = ask(boss)
    main = {"valid": 2, "shops": 7, "closed": 1, "refused": 1, "waiting": 2, "expiring": 1, "expired": 1, "share": 0.2857}
    by_code = {one.pop("code"): one for one in told["items"]}
    assert by_code == {MAIN: {"name": "东大街", **main}, BACK: {"name": "背街", **NONE, "closed": 1}}
    assert {name: told[name] for name in main} == {**main, "closed": 2}


def test_shares_are_told_by_office_and_by_road_too(boss: Phone, city: None) -> None:
    units = ask(boss, "unit")["items"]
    assert [(one["code"], one["name"], one["valid"], one["shops"]) for one in units] == [
        *((OFFICE, "望河街道办事处", 2, 7), (None, None, 0, 0)),
    ]
    [road] = ask(boss, "street")["items"]
    assert (road["code"], road["name"], road["valid"], road["shops"], road["closed"]) == ("东大街", "东大街", 2, 7, 2)
    assert boss.get("/api/v1/pledges/coverage?by=person").status_code == 422


def test_without_shops_there_is_no_share(boss: Phone) -> None:
    told = ask(boss)
    assert (told["items"], told["share"]) == ([], None)


def test_everybody_is_told_of_their_own_scope(boss: Phone, city: None, sign_in: SignIn) -> None:
    from app.accounts.rules import Role

    assert [one["code"] for one in ask(sign_in("back", Role.SUPERVISOR, segments=(BACK,)))["items"]] == [BACK]


def test_today_s_figures_are_the_whole_of_the_coverage(app: Flask, boss: Phone, city: None) -> None:
    told, figures = ask(boss), boss.get("/api/v1/pledges/figures").json
    assert {name: figures[name] for name in NONE} == {name: told[name] for name in NONE}
    assert figures["resign"] == 0
    assert boss.get("/api/v1/pledges/figures").status_code == 200


def test_no_score_counts_who_has_signed() -> None:
    import json
    from pathlib import Path

    definitions = Path("app/assessment/definitions.json").read_text()
    assert "pledge" not in json.dumps(json.loads(definitions))
