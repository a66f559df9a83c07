"""Has pledges signed as the phones of patrols do."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.pledges import schemes
from app.pledges.default_schemes import DEFAULTS
from app.roster import service as roster
from app.roster.rules import UnitFacts, UnitKind
from app.shops import service as shops
from app.shops.models import Shop
from app.shops.rules import ShopFacts, ShopStatus
from tests.conftest import Phone
from tests.reports.city import MAIN, ON_MAIN
from tests.reports.sending import manifest, named, photo, send, send_photo, sha256

OFFICE, MARK = "wanghe-street", "望河"
FRONT, PAPER = photo(31), photo(32)
SHOP = {"name": "禾味粮油", "door": "37 号", "segment_code": MAIN, "segment_name": "东大街", "cell_code": None}
STROKES = [[[100, 200, 0], [300, 420, 90], [520, 260, 170]], [[600, 500, 400], [610, 510, 430]]]


def settle(app: Flask) -> None:
    """A scheme in force and a street's office."""
    with app.app_context():
        in_transaction(lambda: schemes.save({**DEFAULTS[0], "active": True}, None, None, clock.now()))
        facts = UnitFacts("望河街道办事处", UnitKind.STREET, None, duty_phone="0371-5550031", word=MARK)
        in_transaction(lambda: roster.put_unit(OFFICE, facts, None, None, new=True))


def shop(app: Flask, name: str = "禾味粮油", *, closed: bool = False, office: str | None = OFFICE, segment: str = MAIN) -> str:
    """A shop of that office; its id."""
    status = ShopStatus.CLOSED if closed else ShopStatus.OPEN
    facts = ShopFacts(name, "37 号", "东大街", *ON_MAIN, segment_code=segment, status=status)

    def add() -> str:
        made = shops.add_shop(facts, clock.now())
        made.street_unit = office
        return made.id

    with app.app_context():
        made = in_transaction(add)
        assert db.session.get(Shop, made) is not None
    return made


def document(shop_id: str, pledge_id: str, author: Phone, /, **changed: Any) -> dict[str, Any]:
    """What is signed: the first default scheme, word for word."""
    scheme = DEFAULTS[0]
    items = [{"code": i["code"], "name": i["name_zh"], "do": i["do_zh"], "dont": i["dont_zh"]} for i in scheme["items"]]
    return {
        "form": 1,
        "pledge_id": pledge_id,
        "scheme": {"code": scheme["code"], "version": 1, "name": scheme["name"]},
        "items": items,
        "shop": {"id": shop_id, **SHOP},
        "frontage": {"left": "与小满家相接", "right": "与春水面馆相接", "length_m": 8.5, "rule": scheme["frontage_rule"]},
        "office": {"unit_code": OFFICE, "name": "望河街道办事处"},
        "term": {"months": 12},
        "signer": {"name": "王小禾", "capacity": "owner", "phone": "13800001234"},
        "officer": {"id": author.person_id, "work_number": "XJ-017"},
        "signed_at": clock.isoformat(clock.now()),
        "position": {"lon": ON_MAIN[0], "lat": ON_MAIN[1], "accuracy_m": 6.0},
        "strokes": STROKES,
        "officer_strokes": STROKES[:1],
        "read_aloud": True,
        "photos": {"front": [sha256(FRONT)], "paper": []},
        **changed,
    }


def signing(phone: Phone, shop_id: str, *, manifest_changed: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    """The report with a document; what is changed of the document is given by name."""
    report_id = str(uuid4())
    return manifest(
        **{
            "report_id": report_id,
            "author_id": phone.person_id,
            "category": None,
            "photos": [named(FRONT)],
            "reply_to": {"shop_id": shop_id, "verb": "sign-pledge"},
            "pledge": document(shop_id, report_id, phone, **changed),
            **(manifest_changed or {}),
        }
    )


def refusing(phone: Phone, shop_id: str, **changed: Any) -> dict[str, Any]:
    """The report of a refusal."""
    said = {"reason": "说要问过房东", "officers": ["XJ-017", "XJ-021"]}
    return manifest(
        **{
            "author_id": phone.person_id,
            "category": None,
            "photos": [named(PAPER, "paper")],
            "reply_to": {"shop_id": shop_id, "verb": "refuse-pledge"},
            "refusal": said,
            **changed,
        }
    )


def sign(phone: Phone, shop_id: str, **changed: Any) -> str:
    """A signed pledge, all of it at the server; its id."""
    report = signing(phone, shop_id, **changed)
    assert send(phone, report).status_code in {201, 202}
    assert send_photo(phone, FRONT).status_code in {200, 201}
    return str(report["report_id"])


def confirm(desk: Phone, pledge_id: str, how: str = "paper") -> TestResponse:
    return desk.post(f"/api/v1/pledges/{pledge_id}/confirmation", json={"how": how})


def file(desk: Phone, *ids: str) -> dict[str, Any]:
    answer = desk.post("/api/v1/pledges/filing", json={"ids": list(ids)})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def read(desk: Phone, pledge_id: str) -> dict[str, Any]:
    answer = desk.get(f"/api/v1/pledges/{pledge_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def filed(li: Phone, desk: Phone, shop_id: str, **changed: Any) -> dict[str, Any]:
    """A pledge that holds."""
    pledge_id = sign(li, shop_id, **changed)
    assert confirm(desk, pledge_id).status_code == 200
    assert [one["id"] for one in file(desk, pledge_id)["filed"]] == [pledge_id]
    return read(desk, pledge_id)
