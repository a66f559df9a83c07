"""The praise list: who agreed and holds to a pledge, who wrote that down and when, and how it leaves as a file."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.core import clock
from tests.conftest import Phone
from tests.pledges.signing import filed, shop


def listed(desk: Phone, **wanted: Any) -> dict[str, Any]:
    answer = desk.get("/api/v1/pledges/praise", query_string=wanted)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def agree(desk: Phone, shop_id: str, agreed: bool) -> None:
    answer = desk.patch(f"/api/v1/shops/{shop_id}", json={"praise_consent": agreed}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


@pytest.fixture
def shops(app: Flask, boss: Phone, li: Phone, scheme: None) -> dict[str, str]:
    """Three that hold to a pledge, one that never signed; by their names."""
    made = {name: shop(app, name) for name in ("甲", "乙", "=丙()", "没签")}
    for name in ("甲", "乙", "=丙()"):
        filed(li, boss, made[name])
    return made


def test_a_shop_is_listed_while_it_agrees_and_it_is_told_who_wrote_that_down(boss: Phone, shops: dict[str, str]) -> None:
    assert listed(boss)["items"] == []
    with clock.stopped_at(clock.now()):
        for name in ("甲", "没签"):
            agree(boss, shops[name], True)
        at = clock.isoformat(clock.now())
    [one] = listed(boss)["items"]
    assert (one["name"], one["segment"]["name"]) == ("甲", "东大街")
    assert (one["consent"]["by"]["id"], one["consent"]["at"]) == (boss.person_id, at)
    agree(boss, shops["甲"], False)
    assert listed(boss)["items"] == []
    last = boss.get(f"/api/v1/shops/{shops['甲']}").json["history"][-1]
    assert (last["facts"]["changed"]["praise_consent"], last["by"]["id"]) == ([True, False], boss.person_id)


def test_a_later_change_of_something_else_leaves_the_day_of_the_consent(boss: Phone, shops: dict[str, str]) -> None:
    agree(boss, shops["甲"], True)
    before = listed(boss)["items"][0]["consent"]
    boss.patch(f"/api/v1/shops/{shops['甲']}", json={"kind": "grocer"}, headers={"If-Match": "*"})
    assert listed(boss)["items"][0]["consent"] == before


def test_the_list_goes_page_by_page_in_the_order_of_doors(boss: Phone, shops: dict[str, str]) -> None:
    for name in ("甲", "乙"):
        agree(boss, shops[name], True)
    first = listed(boss, limit=1)
    second = listed(boss, limit=1, cursor=first["cursor"])
    assert (first["has_more"], second["has_more"]) == (True, False)
    assert {one["name"] for one in first["items"] + second["items"]} == {"甲", "乙"}


def test_the_file_names_shops_and_days_no_person_and_no_formula(boss: Phone, li: Phone, shops: dict[str, str]) -> None:
    for name in ("甲", "=丙()"):
        agree(boss, shops[name], True)
    answer = boss.get("/api/v1/pledges/praise/export?format=csv")
    assert answer.status_code == 200, answer.text
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "店名,路名,门牌,路段,街道办,同意日期"
    assert sorted(line.split(",")[0] for line in lines[1:]) == ["'=丙()", "甲"]
    assert boss.get("/api/v1/session").json["person"]["name"] not in answer.data.decode()
    assert boss.get("/api/v1/pledges/praise/export").data.startswith(b"PK")
    assert li.get("/api/v1/pledges/praise/export").status_code == 403
