"""People with accounts who do everything over HTTP, at a time that the simulation says, and the program's own looks.

It knows the API and nothing of the program behind it but how time is told to it and which jobs run in the background.
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
from app.dispatch.automatic import dispatch_waiting
from app.handling.job import watch_cases
from app.handling.replies import settle_waiting
from app.handling.whistles import tell_late
from tests.conftest import PASSWORD, Phone
from tests.reports.sending import photo, send_photo, sha256
from tests.simulation.posts import Person
from tests.simulation.working_minutes import moment_of

PHOTOS = {"scene": photo(10), "close": photo(60), "after": photo(110), "check": photo(160), "warning": photo(210)}


@dataclass
class Town:
    """The people, the clock and what went otherwise than it should have."""

    app: Flask
    chance: random.Random
    now: int
    phones: dict[str, Phone] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    calls: int = 0
    refusals: int = 0
    sequences: dict[str, int] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)
    """Who has uploaded the photos that moves name."""
    duties: list[tuple[str, str, str | None, int, int]] = field(default_factory=list)
    """Of a unit, who is on duty, for whom they stand in, from and until which minute."""

    @property
    def moment(self) -> datetime:
        """The present."""
        return moment_of(self.now)

    # ---- people

    def hire(self, post: str, name: str, role: Role, unit: str | None = None, below: frozenset[str] = frozenset()) -> Person:
        """A person with an account; who works for a unit works for those below it as well."""
        with self.app.app_context(), clock.stopped_at(self.moment):
            own = frozenset({unit} if unit else ())
            scope = Scope(units=own)
            row = in_transaction(lambda: accounts.add_person(name, name, (role,), PASSWORD, clock.now(), scope=scope))
            person = Person(name, row.id, post, unit, own | below)
        self.people.setdefault(post, []).append(person)
        self.phones[person.id] = Phone(self.app)
        self._sign_in(person)
        return person

    def some(self, post: str, fits: Callable[[Person], bool] = lambda _: True) -> Person:
        """Anybody with the post."""
        return self.chance.choice([person for person in self.people[post] if fits(person)])

    def of_unit(self, unit: str | None) -> Person:
        """Anybody who works for this very unit."""
        return self.some("unit", lambda person: person.unit == unit)

    def on_duty(self, unit: str, at: int) -> set[str]:
        """Who is told what the unit is told: who is on duty, a stand-in before whom they stand in for; else everybody."""
        there = [duty for duty in self.duties if duty[0] == unit and duty[3] <= at < duty[4]]
        stand_ins = {duty[1] for duty in there if duty[2] is not None}
        everybody = {person.id for person in self.people["unit"] if person.unit == unit}
        return stand_ins or {duty[1] for duty in there} or everybody

    # ---- requests

    def call(self, by: Person, method: str, path: str, **options: Any) -> TestResponse:
        """A request at the present moment; who has been idle too long signs in again."""
        return self.at(lambda phone: phone.open("/api/v1" + path, method=method, **options), by)

    def ask(self, by: Person, method: str, path: str, **options: Any) -> Any:
        """The JSON of a request that has to succeed."""
        answer = self.call(by, method, path, **options)
        assert answer.status_code in {200, 201, 204}, (method, path, answer.status_code, answer.text)
        return answer.json

    def at(self, request: Callable[[Phone], TestResponse], by: Person) -> TestResponse:
        """As `call`, for requests that others make."""
        self.calls += 1
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

    def run_the_jobs(self) -> None:
        """What a running server does by itself every few seconds."""
        for job in (watch_cases, dispatch_waiting, tell_late, settle_waiting):
            self.run(job)

    def _sign_in(self, person: Person) -> None:
        with clock.stopped_at(self.moment):
            answer = self.phones[person.id].post("/api/v1/session", json={"username": person.name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    # ---- photos

    def bring(self, by: Person, missing: list[str]) -> None:
        """Uploads what the server has not seen of this person."""
        for content in PHOTOS.values():
            if sha256(content) in missing:
                answer = self.at(lambda phone, content=content: send_photo(phone, content), by)
                assert answer.status_code in {200, 201}, answer.text

    def show_photos(self, by: Person) -> None:
        """So that a person may name the photos in a move; once is enough."""
        if by.id not in self.brought:
            self.brought.add(by.id)
            self.bring(by, [sha256(content) for content in PHOTOS.values()])

    # ---- what went wrong

    def differ(self, what: str) -> None:
        """Remembers where paper and server differ."""
        self.differences.append(f"{self.moment:%m-%d %H:%M} {what}")
        print(self.differences[-1], flush=True)
