"""What a campaign of requests has to know of plates and of the page behind one: a shop with a plate, a pledge, a breach, a paper.

Everything a merchant does is the same the second time, so one shop is enough; plates that are ended are another's.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from schemathesis import GenerationMode

from app.pledges.default_schemes import DEFAULTS
from scripts.real_input.client import Client
from tests.conftest import PASSWORD
from tests.notices.campaigning import template
from tests.pledges.plating import codes_on
from tests.pledges.signing import STROKES, document
from tests.reports.sending import photo

ANY = {"If-Match": "*"}
OFFICE = "campaign-street"
_ALMOST_A_YEAR = timedelta(days=350)
_FRONT, _AFTER = photo(40), photo(240)


class Plates:
    """An admin with two shops on one street, the first of which has something in every part of its page."""

    def __init__(self, who: Client) -> None:
        self._who, self._patrol = who, Client(who.url, "patrol", PASSWORD)
        self._street()
        self.shop_id, self.other_id = self._shop("禾家粮油"), self._shop("小满面馆")
        self.tell("POST", "/plate-address/seen", {"nonce": self.nonce()})
        self.token = self._printed(self.shop_id)
        self.pledge_id = self._signed(datetime.now(UTC) - _ALMOST_A_YEAR, self.shop_id)
        self.tell("POST", f"/pledges/{self.pledge_id}/confirmation", {"how": "paper"})
        refused = self.tell("POST", "/pledges/filing", {"ids": [self.pledge_id]})["refused"]
        assert refused == [], refused
        self.breach_id = self._breach()
        self.notice_id = self._paper()
        self.key = str(self.tell("POST", "/merchant/unlock", {"token": self.token, "code": self.code()})["key"])
        self.picture = hashlib.sha256(_FRONT).hexdigest()
        self.after = hashlib.sha256(_AFTER).hexdigest()
        self._own("POST", f"/merchant/photos/{self.after}?offset=0&bytes={len(_AFTER)}", data=_AFTER)
        self.said = self._said()
        for step in ("handin", "appeal"):
            self._own("POST", f"/merchant/breaches/{self.breach_id}/{step}", json=self.said[step])

    def code(self) -> str:
        """A code for the first shop."""
        return str(self.tell("POST", f"/shops/{self.shop_id}/codes")["code"])

    def nonce(self) -> str:
        """One of a check that has just begun."""
        page = str(self.tell("POST", "/plate-address/check")["page"])
        return urlsplit(page).fragment.removeprefix("check=")

    def fresh_plate(self) -> str:
        """A plate of the other shop that nobody has ended."""
        self._printed(self.other_id)
        return str(self.tell("GET", f"/shops/{self.other_id}/plates")["items"][0]["id"])

    def fresh_pledge(self) -> str:
        """One that was signed just now, at a shop of its own, and waits to be confirmed."""
        return self._signed(datetime.now(UTC), self.fresh_shop())

    def fresh_shop(self) -> str:
        """A shop that nothing is known of."""
        return self._shop("东篱茶舍")

    def tell(self, method: str, path: str, body: dict[str, Any] | None = None, who: Client | None = None) -> dict[str, Any]:
        """What is answered to the admin, or to somebody else."""
        answer = (who or self._who).ask(method, path, json=body, headers=ANY)
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        return dict(answer.json())

    def _own(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        answer = self._who.ask(method, path, headers={"X-Merchant": self.key}, **options)
        assert answer.status_code < 300, answer.text
        return dict(answer.json())

    def _street(self) -> None:
        unit = {"code": OFFICE, "name": "望河街道办事处", "kind": "street", "parent_code": None, "word": "望河"}
        self.tell("POST", "/units", unit)
        scheme = {**DEFAULTS[0], "active": True}
        items = [{**item, "category_slugs": []} for item in scheme["items"]]
        made = self.tell("POST", "/pledge-schemes", {**scheme, "items": items})
        self._scheme = {name: made[name] for name in ("code", "version", "name")}

    def _shop(self, name: str) -> str:
        body = {"name": name, "door": "12 号", "street": "东大街", "point": [113.673, 34.7419], "street_unit": OFFICE}
        return str(self.tell("POST", "/shops", body)["id"])

    def _printed(self, shop_id: str) -> str:
        answer = self._who.ask("POST", "/plates", json={"shop_ids": [shop_id]})
        assert answer.status_code == 200, answer.text
        return urlsplit(codes_on(answer.content)[0][0]).fragment

    def _reported(self, **said: Any) -> str:
        """A report of the patrol with its photo; its id."""
        report_id = str(said.pop("report_id", uuid.uuid4()))
        named = [{"sha256": hashlib.sha256(_FRONT).hexdigest(), "bytes": len(_FRONT), "mime": "image/jpeg", "role": "scene"}]
        body = {"schema": 1, "report_id": report_id, "photos": named, "clock": {"offset_ms": 0}, **said}
        self.tell("PUT", f"/reports/{report_id}", body, self._patrol)
        assert self._patrol.put_photo(named[0]["sha256"], _FRONT).status_code in {200, 201}
        return report_id

    def _signed(self, at: datetime, shop_id: str) -> str:
        pledge_id = str(uuid.uuid4())
        signed = document(shop_id, pledge_id, self._patrol)  # type: ignore[arg-type]
        office = {"unit_code": OFFICE, "name": "望河街道办事处"}
        signed |= {"scheme": self._scheme, "office": office, "signed_at": at.isoformat()}
        reply = {"shop_id": shop_id, "verb": "sign-pledge"}
        return self._reported(report_id=pledge_id, captured_at=at.isoformat(), reply_to=reply, pledge=signed)

    def _breach(self) -> str:
        subject = {"shop_id": self.shop_id, "pledge_item": "order"}
        said = {"category": "sl2_out_of_shop", "subject": subject, "captured_at": datetime.now(UTC).isoformat()}
        self._reported(**said)
        breach_id = self._reported(**said)
        self.tell("POST", f"/reports/{breach_id}/verdict", {"verdict": "accept"})
        decided = {"state": "none-needed", "boxes": []}
        picture = f"/photos/{hashlib.sha256(_FRONT).hexdigest()}/redaction"
        answer = self._who.ask("PUT", picture, json=decided, headers={"If-Match": '"0"'})
        assert answer.status_code == 200, answer.text
        return breach_id

    def _paper(self) -> str:
        case = self.tell("GET", f"/reports/{self.breach_id}")["case_no"]
        category = self.tell("GET", f"/cases/{case}")["category"]["slug"]
        made = {**template(), "authorised": [category]}
        template_id = self.tell("POST", "/notice-templates", made)["id"]
        paper = {
            "id": str(uuid.uuid4()), "case_no": case, "template_id": template_id, "address": "", "basis": [], "photos": [],
            "receiver": {"kind": "shop", "code": self.shop_id, "name": "禾家粮油"}, "requirement": "收回",
            "deadline": "2100-01-01T00:00:00Z", "facts": {"at": "2026-11-20T01:00:00Z", "where": "东大街", "what": "占道"},
        }  # fmt: skip
        notice_id = self.tell("POST", "/notices", paper)["id"]
        self.tell("POST", f"/notices/{notice_id}/issue", {"offline": None})
        return str(notice_id)

    def _said(self) -> dict[str, dict[str, Any]]:
        """By step what the merchant says; whatever else becomes of the case meanwhile, said again it is the same."""
        return {
            "handin": {"id": str(uuid.uuid4()), "photos": [self.after], "note": ""},
            "appeal": {"id": str(uuid.uuid4()), "text": "不是我的"},
            "renewal": {"document": self._renewal()},
        }

    def _renewal(self) -> dict[str, Any]:
        offered = self._own("POST", "/merchant/shop", json={})["renewal"]["document"]
        signer = {"name": "王小禾", "capacity": "owner", "phone": "13800001234"}
        return {
            **offered, "pledge_id": str(uuid.uuid4()), "signer": signer, "strokes": STROKES,
            "signed_at": datetime.now(UTC).isoformat(),
        }  # fmt: skip


def plate_truths(plates: Plates) -> Callable[[Any], Callable[[Any, Any, Any], None]]:
    """A hook that makes valid data about plates and for the page behind one true."""

    def hook(_who: Client) -> Callable[[Any, Any, Any], None]:
        return lambda _context, case, _options: _make_true(plates, case)

    return hook


def _make_true(plates: Plates, case: Any) -> None:
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    label, path = case.operation.label.replace("/api/v1", ""), case.path_parameters or {}
    if "/merchant/" in label:
        _for_the_merchant(plates, case, label, path)
    elif label == "POST /plates":
        case.body = {"shop_ids": [plates.other_id]}
    elif label in {"GET /shops/{shop_id}/plates", "POST /shops/{shop_id}/codes"}:
        path["shop_id"] = plates.shop_id
    elif label == "POST /plates/{plate_id}/revocation":
        path["plate_id"] = plates.fresh_plate()
    elif label == "POST /pledges/{pledge_id}/confirmation":
        path["pledge_id"] = plates.fresh_pledge()
    elif label == "POST /shops/{shop_id}/merge":
        path["shop_id"], case.body = plates.fresh_shop(), {"into": plates.other_id}
        case.headers = {**(case.headers or {}), **ANY}
    elif label == "POST /plate-address/seen":
        case.body = {"nonce": plates.nonce()}


def _for_the_merchant(plates: Plates, case: Any, label: str, path: dict[str, Any]) -> None:
    step = label.rsplit("/", 1)[-1]
    known = {
        "breach_id": plates.breach_id,
        "notice_id": plates.notice_id,
        "pledge_id": plates.pledge_id,
        "sha256": plates.picture,
    }
    path.update({name: known[name] for name in path})
    if label == "POST /merchant/photos/{sha256}":
        path["sha256"] = plates.after
        case.query, case.body = {"offset": 0, "bytes": len(_AFTER)}, b""
        return
    case.body = {"token": plates.token, **plates.said.get(step, {})}
    if step == "unlock":
        case.body["code"] = plates.code()
