"""Shops with everything that their pages can show: a pledge in force, a breach with its case and pictures, a paper, a hand-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from app.shops.persons import Contact
from tests.breaches.streets import find
from tests.conftest import Phone
from tests.merchants.opening import Door, told_code
from tests.notices.papers import draft, moved, save_template
from tests.pledges.plating import check_address, enter_shop, print_plates, token_in
from tests.pledges.signing import OFFICE, filed
from tests.redaction.drawing import decide
from tests.reports.sending import photo, sha256
from tests.review.judging import judge

OFFICER_NAME = "李巡查"
"""What must not be read anywhere on a merchant's page."""


@dataclass
class Page:
    """A shop's open page, and the ids of what belongs to it."""

    door: Door
    name: str
    signer: str
    pledge_id: str
    breach_id: str
    notice_id: str
    pictures: list[str] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """All that the page shows."""
        answer = self.door.ask("shop")
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def send_photo(self, content: bytes) -> str:
        """A photo goes in, in one piece; its SHA-256."""
        path = f"photos/{sha256(content)}?offset=0&bytes={len(content)}"
        answer = self.door.ask(path, data=content, content_type="application/octet-stream")
        assert answer.json == {"held": len(content), "stored": True}, answer.text
        return sha256(content)

    def hand_in(self, *pictures: str, breach_id: str | None = None, **said: Any) -> TestResponse:
        """Says that the breach is put right."""
        body = {"id": str(uuid4()), "photos": list(pictures), "note": "货已收回店内", **said}
        return self.door.ask(f"breaches/{breach_id or self.breach_id}/handin", body)


def whole_page(app: Flask, li: Phone, boss: Phone, officer: Phone, name: str, signer: str, number: str, shade: int) -> Page:
    """A shop whose page has something in every part; its scheme and office are there already."""
    shop_id = enter_shop(app, name, number, contact=Contact(signer, f"138000{shade:05d}"), street_unit=OFFICE)
    check_address(app, boss)
    (code,) = print_plates(boss, shop_id)
    door = Door(app, shop_id, token_in(code))
    assert door.unlock(code=told_code(boss, shop_id)).status_code == 200
    pledge = filed(li, boss, shop_id, signer={"name": signer, "capacity": "owner", "phone": f"138000{shade:05d}"})
    seen = photo(shade)
    find(li, shop_id)
    breach_id = find(li, shop_id, note=f"{name}的果筐摆到店外", photos=[seen, photo(shade + 50)])
    case_no = str(judge(boss, breach_id, "accept").json["case_no"])
    assert decide(boss, seen, "none-needed").status_code == 200
    notice = paper(officer, boss, case_no, shop_id, name)
    return Page(door, name, signer, pledge["id"], breach_id, notice, [sha256(seen)])


def paper(officer: Phone, boss: Phone, case_no: str, shop_id: str, name: str) -> str:
    """A 整改通知单 for the shop that is out; its id."""
    made = save_template(officer)
    known = officer.get("/api/v1/notice-templates").json["items"]
    template_id = made.json["id"] if made.status_code == 201 else known[0]["id"]
    receiver = {"kind": "shop", "code": shop_id, "name": name}
    return str(moved(officer, draft(boss, case_no, template_id, receiver=receiver), "issue")["id"])
