"""What lists of shops tell of pledges, and what follows for pledges when a shop changes."""

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
from tests.conftest import Phone
from tests.pledges.signing import confirm, file, filed, read, refusing, shop, sign
from tests.reports.sending import send

Said = dict[str, Any]


def lines(desk: Phone, **wanted: Any) -> dict[str, Said]:
    answer = desk.get("/api/v1/shops", query_string=wanted)
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json["items"]}


def change(desk: Phone, shop_id: str, **changed: Any) -> None:
    answer = desk.patch(f"/api/v1/shops/{shop_id}", json=changed, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


@pytest.fixture
def city(app: Flask, boss: Phone, li: Phone, shop_id: str) -> dict[str, str]:
    """A shop in every standing, by its word."""
    shops = {word: shop(app, word) for word in ("none", "refused", "signed", "confirmed", "terminated")} | {"active": shop_id}
    filed(li, boss, shop_id)
    sign(li, shops["signed"])
    confirm(boss, sign(li, shops["confirmed"]))
    boss.post(f"/api/v1/pledges/{sign(li, shops['terminated'])}/termination", json={"reason": "搬走"})
    send(li, refusing(li, shops["refused"]))
    return shops


def test_a_list_of_shops_tells_how_each_stands_and_can_be_narrowed_to_it(boss: Phone, city: dict[str, str]) -> None:
    told = lines(boss)
    words = {word: (told[one]["pledge"] or {}).get("standing") for word, one in city.items()}
    assert words == {word: None if word in {"none", "refused"} else word for word in city}
    assert told[city["refused"]]["refused"] is True
    for word in ("signed", "confirmed", "terminated", "active", "refused"):
        assert set(lines(boss, standing=word)) == {city[word]}, word
    assert set(lines(boss, standing="none")) == {city["none"], city["terminated"]}
    for word in ("none", "refused"):
        change(boss, city[word], status="closed")
        assert city[word] not in lines(boss, standing=word)
    for word in ("expiring", "expired", "superseded", "resign"):
        assert lines(boss, standing=word) == {}, word


def test_a_page_of_a_shop_has_its_pledges_and_refusals(boss: Phone, li: Phone, shop_id: str) -> None:
    send(li, refusing(li, shop_id))
    pledge = filed(li, boss, shop_id)
    page = boss.get(f"/api/v1/shops/{shop_id}").json
    assert [(one["id"], one["number"]) for one in page["pledges"]] == [(pledge["id"], pledge["number"])]
    assert [one["officers"] for one in page["refusals"]] == [["XJ-017", "XJ-021"]]
    assert (page["pledge"]["standing"], page["refused"]) == ("active", False)


def test_a_shop_that_changes_hands_signs_anew_within_thirty_days(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    filed(li, boss, shop_id)
    change(boss, shop_id, kind="grocer")
    assert lines(boss)[shop_id]["resign_by"] is None
    change(boss, shop_id, name="禾味粮油新店")
    until = (city_day(clock.now()) + timedelta(days=30)).isoformat()
    assert lines(boss, standing="resign")[shop_id]["resign_by"] == until
    assert boss.get(f"/api/v1/shops/{shop_id}").json["history"][-1]["kind"] == "resign"
    filed(li, boss, shop_id)
    assert lines(boss)[shop_id]["resign_by"] is None


def test_whoever_signs_anew_under_a_scheme_with_other_days_owes_nothing_more(
    app: Flask, boss: Phone, li: Phone, shop_id: str
) -> None:
    filed(li, boss, shop_id)
    change(boss, shop_id, name="禾味粮油新店")
    with app.app_context():
        version = {**DEFAULTS[0], "active": True, "renewal_days_on_change": 10}
        in_transaction(lambda: schemes.save(version, '"1"', None, clock.now()))
    filed(li, boss, shop_id, scheme={"code": version["code"], "version": 2, "name": version["name"]})
    assert lines(boss)[shop_id]["resign_by"] is None


def test_what_was_signed_before_the_change_leaves_the_shop_owing(boss: Phone, li: Phone, shop_id: str) -> None:
    filed(li, boss, shop_id)
    before = clock.isoformat(clock.now() - timedelta(days=2))
    renewal = sign(li, shop_id, manifest_changed={"captured_at": before}, signed_at=before)
    change(boss, shop_id, name="禾味粮油新店")
    confirm(boss, renewal)
    assert file(boss, renewal)["refused"] == []
    assert lines(boss)[shop_id]["resign_by"] is not None


def test_a_shop_without_a_pledge_that_holds_owes_none_when_it_changes(boss: Phone, li: Phone, shop_id: str) -> None:
    sign(li, shop_id)
    change(boss, shop_id, name="别的名字")
    assert lines(boss)[shop_id]["resign_by"] is None


def test_what_a_double_signed_belongs_to_the_shop_that_goes_on(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    double = shop(app, "禾味粮油（店）")
    first, second = filed(li, boss, shop_id), filed(li, boss, double)
    send(li, refusing(li, double))
    assert boss.post(f"/api/v1/shops/{double}/merge", json={"into": shop_id}).status_code == 200
    assert (read(boss, first["id"])["standing"], read(boss, second["id"])["standing"]) == ("superseded", "active")
    page = boss.get(f"/api/v1/shops/{shop_id}").json
    assert {one["id"] for one in page["pledges"]} == {first["id"], second["id"]}
    assert (page["pledge"]["id"], page["refused"], len(page["refusals"])) == (second["id"], True, 1)
    late = sign(li, double)
    assert read(boss, late)["shop"]["id"] == shop_id


@pytest.mark.parametrize(
    ("ago", "word", "left"), [(300, "active", 64), (340, "expiring", 24), (363, "expiring", 1), (367, "expired", 0)]
)
def test_a_pledge_tells_how_long_it_holds(boss: Phone, li: Phone, shop_id: str, ago: int, word: str, left: int) -> None:
    with clock.stopped_at(clock.now() - timedelta(days=ago)):
        pledge = filed(li, boss, shop_id)
    now = read(boss, pledge["id"])
    assert (now["standing"], now["number"]) == (word, pledge["number"])
    assert abs(now["days_left"] - left) <= 1  # a leap year has a day more
    assert set(lines(boss, standing=word)) == {shop_id}
    assert [one["standing"] for one in li.get("/api/v1/pledges/kit").json["shops"]] == [word]
