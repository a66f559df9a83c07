"""What ends with a shop that closes, what it has to do when it opens again, and which plate goes on when two are one shop."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.pledges import plate_service
from app.pledges.plate_queries import plate_by_digest
from app.pledges.plate_rules import token_digest
from app.safekeeping.verify import verify_store
from app.shops.models import Shop
from tests.conftest import Phone
from tests.pledges.plating import check_address, plates_of, print_plates, token_in
from tests.pledges.signing import confirm, filed, read, shop, sign
from tests.shops.tables import activate, bring


def change(desk: Phone, shop_id: str, **said: Any) -> dict[str, Any]:
    answer = desk.patch(f"/api/v1/shops/{shop_id}", json=said, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def scan(app: Flask, address: str) -> None:
    """Somebody opens the page of a plate."""

    def work() -> None:
        plate = plate_by_digest(token_digest(token_in(address)))
        assert plate is not None
        plate_service.opened(plate, clock.now())

    with app.app_context():
        in_transaction(work)


def words(desk: Phone, shop_id: str) -> list[str]:
    return sorted(str(one["why"]) for one in plates_of(desk, shop_id))


@pytest.fixture
def hung(app: Flask, boss: Phone, shop_id: str) -> str:
    """The shop's plate; what its code says."""
    check_address(app, boss)
    (address,) = print_plates(boss, shop_id)
    return address


def test_with_a_shop_its_pledge_and_its_plates_end_and_its_history_says_so(
    app: Flask, boss: Phone, li: Phone, shop_id: str, hung: str
) -> None:
    pledge = filed(li, boss, shop_id)
    waiting = sign(li, shop_id)
    page = change(boss, shop_id, status="closed", name="搬走了")
    assert (page["status"], page["resign_by"], words(boss, shop_id)) == ("closed", None, ["closed"])
    for one in (pledge["id"], waiting):
        ended = read(boss, one)
        assert (ended["standing"], ended["terminated"]["reason"]) == ("terminated", "shop-closed")
        assert ended["terminated"]["by"]["id"] == boss.person_id
    last = page["history"][-1]
    assert (last["kind"], last["facts"]) == ("closed", {"pledges": 2, "plates": 1})
    with app.app_context():
        assert [one for one in verify_store(full=True).findings if one.damage] == []


def test_a_shop_that_opens_again_has_to_sign_anew(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    filed(li, boss, shop_id)
    change(boss, shop_id, status="closed")
    page = change(boss, shop_id, status="open")
    assert (page["pledge"]["standing"], page["history"][-1]["kind"]) == ("terminated", "reopened")
    assert boss.get("/api/v1/pledges/coverage").json["valid"] == 0
    assert filed(li, boss, shop_id)["standing"] == "active"


def test_what_was_signed_while_a_shop_was_closed_does_not_hold_when_it_opens(boss: Phone, li: Phone, shop_id: str) -> None:
    change(boss, shop_id, status="closed")
    late = sign(li, shop_id)
    confirm(boss, late)
    change(boss, shop_id, status="open")
    assert read(boss, late)["standing"] == "terminated"


def test_a_table_that_closes_a_shop_ends_the_same(app: Flask, boss: Phone, li: Phone, shop_id: str, hung: str) -> None:
    pledge = filed(li, boss, shop_id)
    table = f"店铺编号,店名,经度,纬度,状态\n{shop_id},,,,停业\n".encode()
    found = bring(boss, table, name="停业.csv").json
    assert activate(boss, found).json["state"] == "entered"
    assert (read(boss, pledge["id"])["standing"], words(boss, shop_id)) == ("terminated", ["closed"])
    with app.app_context():
        assert db.session.get_one(Shop, shop_id).closed_at is not None


def test_a_shop_is_closed_since_the_first_time_it_was_said(app: Flask, boss: Phone, shop_id: str) -> None:
    def since() -> Any:
        with app.app_context():
            return db.session.get_one(Shop, shop_id).closed_at

    change(boss, shop_id, status="closed")
    first = since()
    change(boss, shop_id, kind="grocer")
    assert (first is not None, since()) == (True, first)
    change(boss, shop_id, status="open")
    assert since() is None


def test_of_two_plates_in_use_the_one_printed_last_goes_on_with_the_merged_shop(
    app: Flask, boss: Phone, shop_id: str, hung: str
) -> None:
    double = shop(app, "禾味粮油（店）")
    (newer,), (unopened,) = print_plates(boss, double), print_plates(boss, double)
    for address in (hung, newer):
        scan(app, address)
    assert words(boss, shop_id) == ["None"]
    assert boss.post(f"/api/v1/shops/{double}/merge", json={"into": shop_id}).status_code == 200
    assert words(boss, shop_id) == ["None", "None", "replaced"]
    scan(app, unopened)
    assert words(boss, shop_id) == ["None", "replaced", "replaced"]


def test_a_pledge_merged_into_a_closed_shop_ends_with_it(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    double = shop(app, "禾味粮油（店）")
    pledge = filed(li, boss, double)
    change(boss, shop_id, status="closed")
    assert boss.post(f"/api/v1/shops/{double}/merge", json={"into": shop_id}).status_code == 200
    assert read(boss, pledge["id"])["standing"] == "terminated"
