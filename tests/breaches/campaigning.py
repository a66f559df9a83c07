"""What a campaign of requests has to know of breaches: each is at the step that the request asks for, and found by a patrol."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from schemathesis import GenerationMode

from scripts.real_input.client import Client
from tests.conftest import PASSWORD
from tests.reports.sending import photo

_DEADLINE = {"value": 1, "unit": "working_days"}
_SETTINGS = {
    "steps": ["remind", "notice", "case"],
    "window_days": 90,
    "deadlines": dict.fromkeys(("remind", "notice", "case"), _DEADLINE),
}
_BODIES: dict[str, dict[str, Any]] = {
    "verdict": {"verdict": "pass", "reason": ""},
    "appeal": {"reason": "货是路人放的"},
    "answer": {"granted": False, "answer": "看过"},
}


class _Street:
    """A shop that a patrol finds something at, and who hands in what was put right; the admin judges."""

    def __init__(self, who: Client) -> None:
        self._who, self._patrol = who, Client(who.url, "patrol", PASSWORD)
        self._shop = self._made(who.ask("POST", "/shops", json={"name": "禾家粮油", "point": [113.673, 34.7419]}))["id"]
        picture = photo(90)
        self._photo = hashlib.sha256(picture).hexdigest()
        for one in (who, self._patrol):
            assert one.put_photo(self._photo, picture).status_code in {200, 201}

    def found(self, *, late: bool = False) -> str:
        """A breach that is open, its time over if it is `late`."""
        report_id = str(uuid.uuid4())
        at = (datetime.now(UTC) - timedelta(days=20 if late else 0)).isoformat()
        subject = {"shop_id": self._shop, "pledge_item": "order"}
        named = [{"sha256": self._photo, "bytes": 1, "role": "scene"}]
        body = {"schema": 1, "report_id": report_id, "photos": named, "captured_at": at, "subject": subject}
        self._made(self._patrol.ask("PUT", f"/reports/{report_id}", json={**body, "clock": {"offset_ms": 0}}))
        return report_id

    def ready(self, label: str) -> str:
        """A breach for which this can be done."""
        breach_id = self.found(late=label.endswith("/escalation"))
        if label.endswith("/verdict"):
            self._made(self._patrol.ask("POST", f"/breaches/{breach_id}/hand-ins", json=self.hand_in()))
        if label.endswith("/appeal/answer"):
            said = {"id": str(uuid.uuid4()), **_BODIES["appeal"]}
            self._made(self._who.ask("POST", f"/breaches/{breach_id}/appeal", json=said))
        return breach_id

    def hand_in(self) -> dict[str, Any]:
        return {"id": str(uuid.uuid4()), "photos": [self._photo], "note": "收了"}

    @property
    def picture(self) -> str:
        return self._photo

    def _made(self, answer: Any) -> Any:
        assert answer.status_code < 300, answer.text
        return answer.json()


def breach_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that gives every request about a breach one that is at that step."""
    street = _Street(who)

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        label = case.operation.label
        if label == "PUT /api/v1/breach-settings":
            case.body = dict(_SETTINGS)
        elif label == "GET /api/v1/breaches/figures":
            case.query = {"period": "2026-11"}
        elif label == "GET /api/v1/breaches" and case.query:
            case.query.pop("state", None)
        elif "/breaches/{breach_id}" in label:
            _about_one(case, label, street)
        if "breach" in label and case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = "*"

    return before_call


def _about_one(case: Any, label: str, street: _Street) -> None:
    case.path_parameters["breach_id"] = street.ready(label)
    if "sha256" in case.path_parameters:
        case.path_parameters["sha256"] = street.picture
    word = label.rsplit("/", 1)[-1]
    if word == "hand-ins":
        case.body = street.hand_in()
    elif word in _BODIES:
        case.body = {**_BODIES[word], **({"id": str(uuid.uuid4())} if word == "appeal" else {})}
