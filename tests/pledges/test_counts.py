"""What a desk sees at once of a street: how many shops stand how."""

from __future__ import annotations

from flask import Flask

from tests.conftest import Phone
from tests.pledges.signing import PAPER, confirm, filed, refusing, settle, shop, sign
from tests.reports.sending import send, send_photo


def test_shops_are_counted_by_how_they_stand(app: Flask, areas: None, li: Phone, boss: Phone) -> None:
    settle(app)
    never, refused, signed, confirmed, active = (shop(app, name) for name in ("甲", "乙", "丙", "丁", "戊"))
    assert send(li, refusing(li, refused)).status_code in {201, 202}
    assert send_photo(li, PAPER).status_code in {200, 201}
    sign(li, signed)
    assert confirm(boss, sign(li, confirmed)).status_code == 200
    filed(li, boss, active)
    counted = boss.get("/api/v1/shops/counts").json
    wanted = {"all": 5, "expiring": 0, "none": 1, "refused": 1, "expired": 0, "resign": 0, "signed": 1, "confirmed": 1}
    assert counted == wanted
    listed = boss.get("/api/v1/shops?standing=none").json["items"]
    assert [one["id"] for one in listed] == [never]
