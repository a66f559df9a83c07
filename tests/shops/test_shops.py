"""Shops: what is kept and what a phone carries of them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core.errors import InvalidBody
from app.core.transaction import in_transaction
from app.shops import queries, service
from app.shops.rules import ShopFacts, ShopStatus, checked

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
TEA = ShopFacts(name=" 禾味茶舍 ", door="37 号", street="听槐路", lon=113.671123456789, lat=34.74, kind="tea", segment_code="S1")


def test_a_shop_is_stored_as_the_pack_ships_it(ctx: Flask) -> None:
    made = in_transaction(lambda: service.add_shop(TEA, AT))
    (shipped,) = queries.pack_shops()
    assert shipped == {
        "id": made.id,
        "name": "禾味茶舍",
        "door": "37 号",
        "street": "听槐路",
        "point": [113.6711235, 34.74],
        "status": "open",
    }
    assert json.loads(json.dumps(shipped)) == shipped


def test_a_closed_shop_is_still_known(ctx: Flask) -> None:
    closed = replace(TEA, status=ShopStatus.CLOSED)
    made = in_transaction(lambda: service.add_shop(closed, AT, shop_id="01930a00-0000-7000-8000-000000000001"))
    found = queries.shop("01930a00-0000-7000-8000-000000000001")
    assert found is made
    assert found.status == "closed"
    assert queries.shop("01930a00-0000-7000-8000-000000000002") is None
    assert queries.shop(None) is None


def test_blank_details_are_absent() -> None:
    plain = checked(replace(TEA, door=" ", kind=""))
    assert (plain.door, plain.kind) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": "  "}, "/name"),
        ({"name": "x" * 81}, "/name"),
        ({"door": "9" * 61}, "/door"),
        ({"lon": math.nan}, "/point"),
        ({"lat": 91.0}, "/point"),
        ({"lon": 34.7, "lat": 113.6}, "/point"),
    ],
)
def test_what_cannot_be_a_shop_is_refused_with_its_place(wrong: dict[str, object], pointer: str) -> None:
    with pytest.raises(InvalidBody) as refusal:
        checked(replace(TEA, **wrong))  # type: ignore[arg-type]
    assert refusal.value.facts["errors"][0]["pointer"] == pointer
