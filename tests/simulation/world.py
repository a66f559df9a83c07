"""A district whose people do everything over HTTP, at a time that the simulation says.

Every move is made twice: on the server and on paper (`oracle.py`). Where the two differ is written down with all that led
to it. It knows the API and nothing of the program behind it but how time is told to it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import service as accounts
from app.accounts.rules import Role, Scope
from app.core import clock
from app.core.transaction import in_transaction
from app.handling.job import watch_cases
from scripts.bench import city
from tests.conftest import PASSWORD, Phone
from tests.reports.sending import manifest, photo, send, send_photo, sha256
from tests.simulation.oracle import Person, Told
from tests.simulation.working_minutes import OFFICE, STREET, Allowed, Hours, minute_of, moment_of

PHOTOS = {"scene": photo(10), "close": photo(60), "after": photo(110), "check": photo(160), "before": photo(210)}
REFUSED = frozenset({403, 404, 409, 422})


@dataclass(frozen=True)
class Category:
    """What the city's catalogue and calendar say of a category, as the API tells it."""

    slug: str
    group: str
    urgent: bool
    limit: Allowed
    hours: Hours


@dataclass
class World:
    """The people, the clock and what went otherwise than it should have."""

    app: Flask
    chance: random.Random
    now: int
    phones: dict[str, Phone] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    cases: dict[str, Told] = field(default_factory=dict)
    revisions: dict[str, str] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)
    refusals: int = 0
    on_the_spot: int = 0
    reports: dict[str, str] = field(default_factory=dict)
    """What became of each report: pending, accepted, rejected or duplicate."""
    reported_at: dict[str, int] = field(default_factory=dict)

    # ---- people

    def hire(self, post: str, name: str, role: Role, unit: str | None = None) -> Person:
        """A person with an account."""
        with self.app.app_context(), clock.stopped_at(self.moment):
            scope = Scope(units=frozenset({unit} if unit else ()))
            row = in_transaction(lambda: accounts.add_person(name, name, (role,), PASSWORD, clock.now(), scope=scope))
            person = Person(name, row.id, post, unit)
        self.people.setdefault(post, []).append(person)
        self.phones[person.id] = Phone(self.app)
        self._sign_in(person)
        return person

    def some(self, post: str, fits: Callable[[Person], bool] = lambda _: True) -> Person:
        """Anybody with the post."""
        return self.chance.choice([person for person in self.people[post] if fits(person)])

    def of_unit(self, unit: str) -> Person:
        """Anybody of the unit."""
        return self.some("unit", lambda person: person.unit == unit)

    # ---- requests

    def call(self, by: Person, method: str, path: str, **options: Any) -> TestResponse:
        """A request at the present moment; who has been idle too long signs in again."""
        return self.at(lambda phone: phone.open("/api/v1" + path, method=method, **options), by)

    def at(self, request: Callable[[Phone], TestResponse], by: Person) -> TestResponse:
        """As `call`, for requests that others make."""
        with clock.stopped_at(self.moment):
            answer = request(self.phones[by.id])
            if answer.status_code == 401:
                self._sign_in(by)
                answer = request(self.phones[by.id])
        assert answer.status_code < 500, (by, answer.status_code, answer.text)
        return answer

    def run(self, job: Callable[[], Any]) -> None:
        """A background job, until it finds nothing more to do."""
        with self.app.app_context(), clock.stopped_at(self.moment):
            while job():
                pass

    def look_at_the_clocks(self) -> None:
        """The program looks at what is late, and so does who keeps the papers."""
        self.run(watch_cases)
        for told in self.cases.values():
            told.look_at_the_clock(self.now)

    @property
    def moment(self) -> datetime:
        """The present."""
        return moment_of(self.now)

    def _sign_in(self, person: Person) -> None:
        with clock.stopped_at(self.moment):
            answer = self.phones[person.id].post("/api/v1/session", json={"username": person.name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    # ---- reports

    def report(self, by: Person, category: Category, at: tuple[float, float], **more: Any) -> str:
        """A patrol sends a report with its photos; its id."""
        report_id = self._send(by, ("scene", "close"), at=at, category=category.slug, **more)
        self.reports[report_id], self.reported_at[report_id] = "pending", self.now
        return report_id

    def _send(self, by: Person, roles: tuple[str, ...], **said: Any) -> str:
        self.sequences[by.id] = self.sequences.get(by.id, 0) + 1
        with clock.stopped_at(self.moment):
            body = manifest(*(PHOTOS[role] for role in roles), device_id=by.id, device_seq=self.sequences[by.id], **said)
        for named_photo, role in zip(body["photos"], roles, strict=True):
            named_photo["role"] = role
        answer = self.at(lambda phone: send(phone, body), by)
        assert answer.status_code in {201, 202}, answer.text
        self.bring(by, answer.json["missing"])
        return str(body["report_id"])

    def bring(self, by: Person, missing: list[str]) -> None:
        """Uploads what the server has not seen of this person."""
        for content in PHOTOS.values():
            if sha256(content) in missing:
                answer = self.at(lambda phone, content=content: send_photo(phone, content), by)
                assert answer.status_code in {200, 201}, answer.text

    def show_photos(self, by: Person) -> None:
        """So that a person may name the photos in a move."""
        self.bring(by, [sha256(content) for content in PHOTOS.values()])

    def judge(self, report_id: str, verdict: str, **more: Any) -> str | None:
        """A verdict of whoever sits at the desk; the case's number."""
        answer = self.call(self.some("receptionist"), "POST", f"/reports/{report_id}/verdict", json={"verdict": verdict, **more})
        assert answer.status_code == 200, answer.text
        self.reports[report_id] = {"accept": "accepted", "reject": "rejected", "duplicate": "duplicate"}[verdict]
        number: str | None = answer.json["case_no"]
        return number

    def open_case(self, case_no: str, category: Category, report_id: str) -> Told:
        """Begins a paper for a case."""
        told = Told(case_no, category.limit, category.hours, category.urgent)
        told.filed(self.reported_at[report_id], self.now)
        self.cases[case_no] = told
        self.revisions[case_no] = "1"
        self.compare(told, self.read(case_no))
        return told

    def read(self, case_no: str) -> dict[str, Any]:
        """A case as the desk sees it."""
        answer = self.call(self.people["shift-leader"][0], "GET", f"/cases/{case_no}")
        assert answer.status_code == 200, answer.text
        self.revisions[case_no] = answer.headers["ETag"]
        return dict(answer.json)

    # ---- moves

    def move(self, told: Told, by: Person, verb: str, said: dict[str, Any] | None = None, **facts: Any) -> bool:
        """Makes a move on the server and on paper; whether both allowed it."""
        allowed = told.may(verb, by, self.now)
        before = told.state
        answer = self._post(told, by, {"verb": verb, **(said or {})})
        made = answer.status_code == 200
        if made != allowed or (not made and answer.status_code not in REFUSED):
            on_paper = "may" if allowed else "may not"
            self.differ(told, f"{by.post} {on_paper} {verb} from {before}, server {answer.status_code} {answer.text[:300]}")
            return False
        if not made:
            self.refusals += 1
            self._keeps_quiet(told, before)
            return False
        told.take(verb, by, self.now, **facts)
        self.revisions[told.case_no] = answer.headers["ETag"]
        self.compare(told, answer.json)
        return True

    def reply(self, told: Told, by: Person, verb: str, role: str, note: str) -> bool:
        """The same from a phone that had no signal: a report that answers the case, through the outbox."""
        allowed, before = told.may(verb, by, self.now), told.state
        category = self.read(told.case_no)["category"]["slug"]
        answered = {"case_no": told.case_no, "verb": verb, "answers": {}, "rev": None}
        report_id = self._send(by, (role,), category=category, note=note, reply_to=answered)
        outcome = self.call(by, "GET", f"/reports/{report_id}").json["reply_outcome"]
        if outcome is None or outcome["made"] != allowed:
            on_paper = "may" if allowed else "may not"
            self.differ(told, f"{by.post} {on_paper} {verb} from {before} by a reply, server {outcome}")
            return False
        if allowed:
            told.take(verb, by, self.now)
        self.compare(told, self.read(told.case_no))
        return allowed

    def differ(self, told: Told, what: str) -> None:
        """Remembers where paper and server differ."""
        self.differences.append(f"{moment_of(self.now):%m-%d %H:%M} {told.case_no} {what}")

    def compare(self, told: Told, body: dict[str, Any]) -> None:
        """Holds a case as the server tells it against the paper."""
        unit, counts, on_clock = body["unit"], body["counts"], body["clock"] or {}
        pairs = {
            "state": (told.state, body["state"]),
            "unit": (told.unit, unit and unit["code"]),
            "reworks": (told.reworks, counts["rework"]),
            "returns": (told.returns, counts["return"]),
            "extensions": (told.extensions, counts["extension"]),
            "dispatches": (told.dispatches, counts["dispatch"]),
            "on time": (told.on_time, body["on_time"]),
        }
        for name, (paper, server) in pairs.items():
            if paper != server:
                self.differ(told, f"{name}: paper {paper}, server {server}")
        if told.state in {"dispatched", "claimed", "rework", "disposed", "checking"}:
            self._same_time(told, "due", told.due(self.now), on_clock.get("due_at"))
        if told.state == "rework":
            self._same_time(told, "rework due", told.rework_due(self.now), on_clock.get("rework_due_at"))

    def _same_time(self, told: Told, what: str, paper: int | None, server: str | None) -> None:
        """The same moment, or two between which nobody works."""
        there = None if server is None else minute_of(clock.parse(server))
        if paper == there:
            return
        quiet = told.limit.unit != "hours" and paper is not None and there is not None
        if quiet and told.hours.between(min(paper, there), max(paper, there)) == 0:  # type: ignore[type-var]
            return
        self.differ(told, f"{what}: paper {paper and moment_of(paper)}, server {there and moment_of(there)}")

    def _post(self, told: Told, by: Person, body: dict[str, Any]) -> TestResponse:
        headers = {"If-Match": self.revisions[told.case_no]}
        answer = self.call(by, "POST", f"/cases/{told.case_no}/moves", json=body, headers=headers)
        if answer.status_code == 412:  # the program itself did something meanwhile: read again, as a person would
            self.read(told.case_no)
            headers = {"If-Match": self.revisions[told.case_no]}
            answer = self.call(by, "POST", f"/cases/{told.case_no}/moves", json=body, headers=headers)
        return answer

    def _keeps_quiet(self, told: Told, before: str) -> None:
        """A refused move changed nothing."""
        if self.read(told.case_no)["state"] != before:
            self.differ(told, f"a refused move changed the state {before}")


def places_of(size: city.City, count: int) -> list[tuple[float, float]]:
    """Where things happen."""
    return [(lon, lat) for lon, lat, _accuracy in city.places(size, count)]


HOURS = {"office": OFFICE, "street_order": STREET}
