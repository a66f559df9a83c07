"""What the office and patrols do before a shopkeeper opens the page behind a plate: shops, plates, pledges, breaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, expect

from app.core import clock
from tests.e2e.machines import PATIENCE_MS, ApiSession, Server
from tests.e2e.test_paper_on_the_street import authorise
from tests.pledges.plating import codes_on
from tests.reports.sending import manifest, named, photo, sealed, sha256

PHONE_NUMBER, LAST4 = "13800001234", "1234"
OFFICE, OFFICE_NAME = "street-wangta", "望塔街道办事处"
DOOR, STREET = "晴川路128号", "晴川路"
PLACE = [113.6712, 34.7421]
FRONT = photo(61)
STROKES = [[[100, 200, 0], [300, 320, 90], [520, 260, 170]], [[600, 300, 400], [610, 310, 430]]]


@dataclass
class Shop:
    """A shop with a plate; `address` is what the code on it says."""

    city: Server
    id: str
    name: str
    address: str

    def code(self) -> str:
        """What a patrol tells whoever stands in the shop."""
        return str(told(self.city.api("supervisor01").post(f"/shops/{self.id}/codes"), 201)["code"])

    def breach(self, item: str = "order", seen: bytes | None = None) -> str:
        """A patrol finds that an item was not kept; the id of what was found."""
        seen = seen or new_photo()
        lon, lat = PLACE
        subject = {"shop_id": self.id, "pledge_item": item}
        report = manifest(seen, at=(lon, lat), note="货物摆到了店外，占了盲道。", subject=subject)
        return deliver(self.city.api("patrol01"), report, seen)

    def notice(self, item: str) -> None:
        """A second time of the same is answered with a paper, which somebody else signs than who drafted it."""
        boss, centre = self.city.api("supervisor01"), self.city.api("centre01")
        authorise(centre, OFFICE, "望塔")  # among several of a city's offices, who writes is the shop's own street
        seen = new_photo()
        breach_id, redaction = self.breach(item, seen), f"/photos/{sha256(seen)}/redaction"
        headers = {"If-Match": f'"{told(boss.get(redaction), 200)["rev"]}"'}
        told(boss.put(redaction, json={"state": "none-needed", "boxes": []}, headers=headers), 200)
        told(boss.post(f"/reports/{breach_id}/verdict", json={"verdict": "accept", "reason": "在门前"}), 200)
        drafted = boss.get(f"/notices/{told(boss.get(f'/breaches/{breach_id}'), 200)['notice_id']}")
        issued = centre.post(f"/notices/{drafted.json()['id']}/issue", json={}, headers={"If-Match": drafted.headers["ETag"]})
        told(issued, 200)

    def sign(self) -> str:
        """A patrol has the pledge signed at the door, without a code; its id."""
        patrol = self.city.api("patrol01")
        pledge_id, author = str(uuid4()), told(patrol.get("/session"), 200)["person"]["id"]
        document = self._document(patrol, pledge_id, author)
        reply = {"shop_id": self.id, "verb": "sign-pledge"}
        changed = {"report_id": pledge_id, "author_id": author, "category": None, "photos": [named(FRONT)]}
        return deliver(patrol, manifest(**changed, reply_to=reply, pledge=document), FRONT)

    def _document(self, patrol: ApiSession, pledge_id: str, author: str) -> dict[str, Any]:
        scheme = told(patrol.get("/pledges/kit"), 200)["schemes"][0]
        as_signed = {"code": "code", "name": "name_zh", "do": "do_zh", "dont": "dont_zh"}
        return {
            "form": 1,
            "pledge_id": pledge_id,
            "scheme": {name: scheme[name] for name in ("code", "version", "name")},
            "items": [{name: one[known] for name, known in as_signed.items()} for one in scheme["items"]],
            "shop": {
                "id": self.id,
                "name": self.name,
                "door": DOOR,
                "segment_code": None,
                "segment_name": None,
                "cell_code": None,
            },
            "frontage": {"left": "126号墙线", "right": "130号墙线", "length_m": 8.4, "rule": scheme["frontage_rule"]},
            "office": {"unit_code": OFFICE, "name": OFFICE_NAME},
            "term": {"months": scheme["term_months"]},
            "signer": {"name": "禾满仓", "capacity": "owner", "phone": PHONE_NUMBER},
            "officer": {"id": author, "work_number": "XJ-017"},
            "signed_at": clock.isoformat(clock.now()),
            "position": {"lon": PLACE[0], "lat": PLACE[1], "accuracy_m": 6.0},
            "strokes": STROKES,
            "officer_strokes": STROKES[:1],
            "read_aloud": True,
            "photos": {"front": [sha256(FRONT)], "paper": []},
        }


def new_photo() -> bytes:
    """Brought by nobody before, and nobody has decided yet what must be hidden on it."""
    return photo(62) + uuid4().bytes


def told(answer: Any, status: int) -> dict[str, Any]:
    """The body of an answer that came as it should."""
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def deliver(patrol: ApiSession, report: dict[str, Any], *photos: bytes) -> str:
    """A report and its photos, as a phone sends them; its id."""
    if not report["photos"] or photos:
        report = {**report, "photos": [named(one) for one in photos]}
    answer = patrol.put(f"/reports/{report['report_id']}", data=sealed(report), headers={"Content-Type": "application/json"})
    assert answer.status_code in {201, 202}, answer.text
    for one in photos:
        sent = patrol.put(f"/photos/{sha256(one)}", data=one, headers={"Content-Type": "application/octet-stream"})
        assert sent.status_code in {200, 201}, sent.text
    return str(report["report_id"])


def shop_with_a_plate(city: Server, browser: Browser, name: str = "禾家粮油") -> Shop:
    """Entered by the office, its plate printed and read as a camera reads it."""
    admin = city.api("admin")
    entered = {
        "name": name, "street": STREET, "door": DOOR, "point": PLACE, "street_unit": OFFICE,
        "contact": {"name": "禾满仓", "phone": PHONE_NUMBER},
    }  # fmt: skip
    shop_id = told(admin.post("/shops", json=entered), 201)["id"]
    open_address(admin, browser)
    plate = admin.post("/plates", json={"shop_ids": [shop_id]})
    assert plate.status_code == 200, plate.text
    return Shop(city, shop_id, name, codes_on(plate.content)[0][0])


def open_address(admin: ApiSession, browser: Browser) -> None:
    """Somebody opens the plates' address on a phone, as must be done before anything is printed."""
    page = browser.new_page(locale="zh-CN")
    page.goto(told(admin.post("/plate-address/check"), 200)["page"])
    expect(page.locator("#check + p")).to_contain_text("可以印牌子了", timeout=PATIENCE_MS)
    page.close()
