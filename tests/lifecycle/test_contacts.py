"""Whom a closed shop was reached by goes when its time is over, signed for like evidence; what it signed stays."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.cases.report_models import Deletion
from app.core.db import db
from app.core.errors import InvalidBody
from app.lifecycle.rules import read_rules
from app.shops.models import Shop
from tests.conftest import Phone, SignIn
from tests.lifecycle.city import HALF_A_YEAR, THREE_YEARS, City
from tests.reports.city import ON_MAIN

TWO_YEARS = timedelta(days=2 * 365 + 2)
PHONE = "13800138000"


def change(desk: Phone, shop_id: str, **said: Any) -> dict[str, Any]:
    answer = desk.patch(f"/api/v1/shops/{shop_id}", json=said, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def found(desk: Phone) -> list[str]:
    return [one["id"] for one in desk.get("/api/v1/shops", query_string={"words": PHONE}).json["items"]]


@pytest.fixture
def shop_id(city: City, boss: Phone) -> str:
    """A shop that is reached by somebody."""
    said = {"name": "禾味茶舍", "point": list(ON_MAIN), "contact": {"name": "周晓月", "phone": PHONE}}
    answer = boss.post("/api/v1/shops", json=said)
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


@pytest.fixture
def closed(boss: Phone, shop_id: str) -> str:
    """The same, closed today."""
    change(boss, shop_id, status="closed")
    return shop_id


def test_a_contact_goes_two_years_after_its_shop_closed_and_leaves_a_signed_record(
    city: City, boss: Phone, sign_in: SignIn, closed: str
) -> None:
    assert city.apply(HALF_A_YEAR).all == 0
    assert f"shop-contact {closed}  rule closed-shop" in city.dry_run(TWO_YEARS)[0]
    assert city.dry_run(TWO_YEARS)[-1].endswith("1 contacts of closed shops")
    assert city.apply(TWO_YEARS).contacts == 1
    page = boss.get(f"/api/v1/shops/{closed}").json
    assert (page["contact_hint"], page["name"], found(boss)) == (None, "禾味茶舍", [])
    last = page["history"][-1]
    assert (last["kind"], last["by"], last["facts"]) == ("contact-destroyed", None, {"rule": "closed-shop"})
    assert boss.get(f"/api/v1/shops/{closed}/contact").json == {"name": None, "phone": None}
    record = json.loads(city.ask(lambda: db.session.scalars(select(Deletion.record)).one()))
    assert (record["kind"], record["shop_id"]) == ("shop-contact", closed)
    assert PHONE not in json.dumps(record)
    assert [one["kind"] for one in sign_in("chief", Role.ADMIN).get("/api/v1/deletions").json["items"]] == ["shop-contact"]
    assert city.damage() == []
    assert city.apply(TWO_YEARS).all == 0


def test_an_open_shop_keeps_its_contact_also_one_that_opened_again(city: City, boss: Phone, closed: str) -> None:
    change(boss, closed, status="open")
    assert city.apply(THREE_YEARS).all == 0
    assert found(boss) == [closed]


def test_a_shop_that_closes_twice_has_a_record_of_each_time(city: City, boss: Phone, closed: str) -> None:
    assert city.apply(TWO_YEARS).contacts == 1
    change(boss, closed, status="open", contact={"name": "吴用", "phone": PHONE})
    change(boss, closed, status="closed")
    assert city.damage() == []
    assert city.apply(TWO_YEARS).contacts == 1
    assert city.rows(Deletion) == [2]


def test_a_contact_that_lies_there_again_without_anybody_having_entered_it_is_found(city: City, closed: str) -> None:
    sealed = city.ask(lambda: db.session.get_one(Shop, closed).contact)
    assert city.apply(TWO_YEARS).contacts == 1
    assert sealed is not None
    city.sql(f"UPDATE shop SET contact = X'{sealed.hex()}'")
    assert [one.split(":")[0] for one in city.damage()] == ["deletion-undone"]


def test_a_rule_for_closed_shops_has_no_categories() -> None:
    with pytest.raises(InvalidBody):
        read_rules([{"rule": "shops", "for": "closed-shop", "keep": {"years": 1}, "categories": ["sl2_out_of_shop"]}])
