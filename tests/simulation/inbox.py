"""Reports on paper beside those on the server: what becomes of each, and which are of the same thing (`domain.md` §17.2)."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from app.core import clock
from tests.reports.sending import manifest, send
from tests.simulation.oracle import Category, Told
from tests.simulation.posts import Person
from tests.simulation.town import PHOTOS, Town

Place = tuple[float, float]
UNDECIDED = {"pending", "verifying", "to-amend"}
DOUBTS = {"duplicate-suspected", "out-of-area", "position-missing", "author-unconfirmed", "clock-skew", "repaired"}
"""With one of these somebody looks before an urgent report goes to a unit."""
VERDICTS = {"accept": "accepted", "reject": "rejected", "duplicate": "duplicate", "verify": "verifying", "amend": "to-amend"}
METRES_PER_DEGREE = 111_195
DAY = 24 * 60


@dataclass
class Sent:
    """A report on paper."""

    id: str
    by: Person
    category: Category
    place: Place
    at: int
    public: bool = False
    on_spot: bool = False
    status: str = "pending"
    case_no: str | None = None
    replaced: bool = False
    judged_by: Person | None = None
    asked: str | None = None
    """Who is to verify it."""


@dataclass
class Inbox(Town):
    """A town whose reports are kept on paper, too."""

    cases: dict[str, Told] = field(default_factory=dict)
    reports: dict[str, Sent] = field(default_factory=dict)
    of_category: dict[str, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    files_apart: bool = False
    """Whether filing is a step of its own at present (分岗)."""

    def report(self, by: Person, category: Category, place: Place, **more: Any) -> Sent:
        """Somebody sends a report with its photos."""
        expected = None if more.get("joins") else self._same_as(category, place, self.now, more.get("supersedes"))
        receipt = self.deliver(by, ("scene", "close"), at=place, category=category.slug, **more)
        sent = Sent(receipt["report_id"], by, category, place, self.now, more.get("origin") == "hotline")
        sent.on_spot = bool(more.get("handled_on_spot"))
        suspected = "duplicate-suspected" in receipt["flags"]
        if expected is not None and expected != suspected:
            self.differ(f"{sent.id} of {category.slug}: same thing already on paper {expected}, server {suspected}")
        self.reports[sent.id] = sent
        self.of_category[category.slug].append(sent)
        green = category.urgent and not sent.on_spot and not DOUBTS & set(receipt["flags"]) and not more.get("joins")
        if green != (receipt["case_no"] is not None) and not more.get("joins"):
            self.differ(f"{sent.id} of {category.slug} with {receipt['flags']} goes at once on paper {green}: {receipt}")
        sent.case_no = receipt["case_no"]
        if more.get("joins"):
            sent.status = "duplicate" if sent.case_no else "pending"
        return sent

    def deliver(self, by: Person, roles: tuple[str, ...], **said: Any) -> dict[str, Any]:
        """A manifest and its photos, as a phone sends them; the receipt of the text."""
        self.sequences[by.id] = self.sequences.get(by.id, 0) + 1
        with clock.stopped_at(self.moment):
            body = manifest(*(PHOTOS[role] for role in roles), device_id=by.id, device_seq=self.sequences[by.id], **said)
        body["photos"] = body["photos"] if roles else []
        for named, role in zip(body["photos"], roles, strict=True):
            named["role"] = role
        answer = self.at(lambda phone: send(phone, body), by)
        assert answer.status_code in {201, 202}, answer.text
        self.bring(by, answer.json["missing"])
        return dict(answer.json)

    def answer(self, sent: Sent, by: Person, verb: str) -> None:
        """Whoever was asked answers: it is so, or what was missing is here. The report waits in the inbox again."""
        reply = {"report_id": sent.id, "verb": verb, "answers": {"verified": True} if verb == "verified" else {}}
        self.deliver(by, ("scene",), at=sent.place, category=sent.category.slug, reply_to=reply)
        sent.status = "pending"

    def verdict(self, sent: Sent, verdict: str, **more: Any) -> TestResponse:
        """A verdict of whoever sits at the desk."""
        sent.judged_by = self.some("receptionist")
        return self.call(sent.judged_by, "POST", f"/reports/{sent.id}/verdict", json={"verdict": verdict, **more})

    def judge(self, sent: Sent, verdict: str, **more: Any) -> str | None:
        """A verdict that has to be taken; the case's number where the report has one then."""
        answer = self.verdict(sent, verdict, **more)
        assert answer.status_code == 200, answer.text
        sent.status, sent.case_no = VERDICTS[verdict], answer.json["case_no"]
        return sent.case_no

    def check_status(self, sent: Sent) -> None:
        """Holds a report as the desk sees it against the paper."""
        there = self.ask(self.people["receptionist"][0], "GET", f"/reports/{sent.id}")
        if (there["status"], there["case_no"]) != (sent.status, sent.case_no):
            self.differ(f"{sent.id}: paper {sent.status} {sent.case_no}, server {there['status']} {there['case_no']}")

    def recurs(self, sent: Sent) -> bool | None:
        """Whether a case of the same thing was closed here lately; None where the distance is too close to call."""
        found: bool | None = False
        for other in self.of_category[sent.category.slug]:
            told = self.cases.get(other.case_no or "")
            if told is None or told.state != "closed" or told.report_id != other.id or told.closed_at is None:
                continue
            if told.closed_at >= sent.at - sent.category.same_days * DAY:
                near = _near(sent.place, other.place, sent.category.radius_m)
                found = found or near if near is not False else found
        return found

    def _same_as(self, category: Category, place: Place, at: int, replaced: str | None) -> bool | None:
        found: bool | None = False
        for other in self.of_category[category.slug]:
            told = self.cases.get(other.case_no or "")
            live = other.status in UNDECIDED or (told is not None and not told.over)
            lately = at - other.at <= category.same_days * DAY
            if live and lately and not other.replaced and other.id != replaced:
                near = _near(place, other.place, category.radius_m)
                if near:
                    return True
                found = None if near is None else found
        return found


def _near(one: Place, other: Place, radius_m: float) -> bool | None:
    """Within so many metres; None where it is nearly so."""
    north = (other[1] - one[1]) * METRES_PER_DEGREE
    east = (other[0] - one[0]) * METRES_PER_DEGREE * math.cos(math.radians(one[1]))
    apart = math.hypot(north, east)
    return None if abs(apart - radius_m) < radius_m / 50 else apart <= radius_m
