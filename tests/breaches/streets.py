"""A shop on the main road, patrols who find that it did not keep its promise, and reviewers."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import service as accounts
from app.accounts.rules import SHOPS
from app.breaches.handing_in import hand_in
from app.core import clock
from app.core.transaction import in_transaction
from app.photos.service import store_photo
from app.shops import service
from app.shops.rules import ShopFacts
from tests.conftest import Phone
from tests.reports.city import MAIN, ON_MAIN
from tests.reports.sending import deliver, photo, send_photo, sha256
from tests.review.judging import judge

ITEM = "order"
CATEGORY = "sl2_out_of_shop"


def open_shop(app: Flask, name: str = "禾家粮油", **changed: Any) -> str:
    """Enters a shop on the main road; its id."""
    lon, lat = ON_MAIN
    shop_id = changed.pop("shop_id", None)
    facts = {"name": name, "door": "12 号", "street": "东大街", "lon": lon, "lat": lat, "segment_code": MAIN, **changed}
    with app.app_context():
        return in_transaction(lambda: service.add_shop(ShopFacts(**facts), clock.now(), shop_id=shop_id)).id


def find(phone: Phone, shop_id: str, item: str = ITEM, **changed: Any) -> str:
    """A report that the shop did not keep an item, with its photos; its id."""
    said = {"at": ON_MAIN, "category": CATEGORY, "subject": {"shop_id": shop_id, "pledge_item": item}, **changed}
    return str(deliver(phone, **said)["report_id"])


def breach(reader: Phone, breach_id: str) -> dict[str, Any]:
    """The breach as this person sees it."""
    answer = reader.get(f"/api/v1/breaches/{breach_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def listed(reader: Phone, **wanted: Any) -> list[str]:
    """Ids of the breaches in the list, the newest first."""
    answer = reader.get("/api/v1/breaches", query_string=wanted)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json["items"]]


NOW_RIGHT = photo(200)
"""How it looks after the shop has put it right."""


def uploaded(phone: Phone, content: bytes = NOW_RIGHT) -> str:
    """A photo that this person has brought; its SHA-256."""
    assert send_photo(phone, content).status_code in {200, 201}
    return sha256(content)


def brought(app: Flask, shop_id: str, content: bytes = NOW_RIGHT) -> str:
    """A photo that the shop has brought; its SHA-256."""
    with app.app_context():
        in_transaction(lambda: accounts.shops(shop_id, clock.now()))
        store_photo(io.BytesIO(content), sha256(content), len(content), SHOPS, shop_id, False)
    return sha256(content)


def shop_hands_in(app: Flask, breach_id: str, photos: list[str], hand_in_id: str | None = None, note: str = "") -> None:
    """As the page behind the plate does it."""
    with app.app_context():
        in_transaction(lambda: hand_in(breach_id, hand_in_id or str(uuid4()), None, photos, note, clock.now()))


def patrol_hands_in(phone: Phone, breach_id: str, photos: list[str]) -> TestResponse:
    """A patrol has looked."""
    body = {"id": str(uuid4()), "photos": photos, "note": ""}
    return phone.post(f"/api/v1/breaches/{breach_id}/hand-ins", json=body)


def review(desk: Phone, breach_id: str, verdict: str, reason: str = "", **headers: str) -> TestResponse:
    """What a reviewer says of it."""
    return desk.post(f"/api/v1/breaches/{breach_id}/verdict", json={"verdict": verdict, "reason": reason}, headers=headers)


def second_time(li: Phone, boss: Phone, shop_id: str, **changed: Any) -> tuple[str, str]:
    """A breach that is answered with a notice, accepted: its id and the number of its case."""
    find(li, shop_id)
    report_id = find(li, shop_id, **changed)
    return report_id, str(judge(boss, report_id, "accept").json["case_no"])
