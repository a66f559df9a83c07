"""A bureau with its posts and two units, over HTTP, at one moment that only the test moves on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import service as accounts
from app.accounts.rules import Role, Scope
from app.core import clock
from app.core.transaction import in_transaction
from app.roster import service as roster
from app.roster.rules import UnitFacts, UnitKind
from tests.conftest import PASSWORD, Phone
from tests.reports import city
from tests.reports.sending import deliver, photo, send_photo, sha256

CITY = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=CITY).astimezone(UTC)
"""A working day of the city, half an hour after its beginning."""
POSTS: dict[str, tuple[Role, str | None]] = {
    "patrol": (Role.STEWARD, None),
    "receptionist": (Role.RECEPTIONIST, None),
    "leader": (Role.SHIFT_LEADER, None),
    "dispatcher": (Role.DISPATCHER, None),
    "dispatcher2": (Role.DISPATCHER, None),
    "centre": (Role.CENTRE, None),
    "oversight": (Role.OVERSIGHT, None),
    "chief": (Role.CHIEF, None),
    "inspector": (Role.INSPECTOR, None),
    "inspector2": (Role.INSPECTOR, None),
    "unit": (Role.UNIT, "repair"),
    "colleague": (Role.UNIT, "repair"),
    "crew": (Role.UNIT, "crew1"),
    "other_unit": (Role.UNIT, "east"),
    "auditor": (Role.AUDITOR, None),
    "third": (Role.THIRD_PARTY, None),
    "admin": (Role.ADMIN, None),
}
UNITS = {
    "roads": UnitFacts("市政局", UnitKind.BUREAU),
    "repair": UnitFacts("养护中队", UnitKind.UNIT, "roads"),
    "crew1": UnitFacts("一班", UnitKind.CREW, "repair"),
    "east": UnitFacts("东街道", UnitKind.STREET),
    "police": UnitFacts("交警大队", UnitKind.OUTSIDE),
}
AFTER, CHECKED = photo(201), photo(202)
AFTER_NAMED = [{"sha256": sha256(AFTER), "role": "after"}]
CHECK_NAMED = [{"sha256": sha256(CHECKED), "role": "check"}]
Request = Callable[[Phone], TestResponse]


@dataclass
class Bureau:
    """People by post; `now` is the only clock."""

    app: Flask
    now: datetime = MONDAY
    phones: dict[str, Phone] = field(default_factory=dict)

    def settle(self) -> Bureau:
        """The units; people come when they are first needed."""

        def put() -> None:
            for code, facts in UNITS.items():
                roster.put_unit(code, facts, None, None, new=True)

        with self.app.app_context(), clock.stopped_at(self.now):
            in_transaction(put)
        return self

    def phone(self, name: str) -> Phone:
        """The client of a post's holder, who has an account from the first time on."""
        return self.phones.get(name) or self.hire(name, *POSTS[name])

    def hire(self, name: str, role: Role, unit: str | None = None) -> Phone:
        """A person with an account, signed in."""
        scope = Scope(units=frozenset({unit} if unit else ()))
        with self.app.app_context(), clock.stopped_at(self.now):
            person = in_transaction(lambda: accounts.add_person(name, name, (role,), PASSWORD, clock.now(), scope=scope))
            self.phones[name] = Phone(self.app)
            self.phones[name].person_id = person.id
        self.sign_in(name)
        return self.phones[name]

    def sign_in(self, name: str) -> None:
        phone = self.phone(name)
        with clock.stopped_at(self.now):
            answer = phone.post("/api/v1/session", json={"username": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    def id_of(self, name: str) -> str:
        return self.phone(name).person_id

    def later(self, **by: float) -> None:
        """So much natural time goes by."""
        self.now += timedelta(**by)

    def at(self, text: str) -> None:
        """It is this moment of the city now."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=CITY).astimezone(UTC)

    def call(self, name: str, request: Request) -> TestResponse:
        """A request now; whose login session has ended signs in again."""
        phone = self.phone(name)
        with clock.stopped_at(self.now):
            answer = request(phone)
            if answer.status_code != 401:
                return answer
        self.sign_in(name)
        with clock.stopped_at(self.now):
            return request(phone)

    def opened(self, category: str = "sl2_out_of_shop", **changed: Any) -> str:
        """A case that was just filed; its number."""
        self.sign_in("patrol")
        with clock.stopped_at(self.now):
            receipt = deliver(self.phones["patrol"], at=city.ON_MAIN, category=category, **changed)
        path = f"/api/v1/reports/{receipt['report_id']}/verdict"
        answer = self.call("receptionist", lambda phone: phone.post(path, json={"verdict": "accept"}))
        assert answer.status_code == 200, answer.text
        return str(answer.json["case_no"])

    def case(self, case_no: str, name: str = "leader") -> dict[str, Any]:
        """The case as somebody sees it now."""
        answer = self.call(name, lambda phone: phone.get(f"/api/v1/cases/{case_no}"))
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def verbs(self, case_no: str, name: str) -> list[str]:
        """The moves that somebody is offered now."""
        return [one["verb"] for one in self.case(case_no, name)["moves"]]

    def try_move(self, case_no: str, name: str, verb: str, *, rev: int | None = None, **said: Any) -> TestResponse:
        """A move, at the newest revision if nothing else is said."""
        rev = self.case(case_no)["rev"] if rev is None else rev
        for one in said.get("photos", []):
            content = AFTER if one["sha256"] == sha256(AFTER) else CHECKED
            brought = self.call(name, lambda phone, content=content: send_photo(phone, content))  # type: ignore[misc]
            assert brought.status_code in {200, 201}, brought.text
        path, headers = f"/api/v1/cases/{case_no}/moves", {"If-Match": f'"{rev}"'}
        return self.call(name, lambda phone: phone.post(path, json={"verb": verb, **said}, headers=headers))

    def move(self, case_no: str, name: str, verb: str, **said: Any) -> dict[str, Any]:
        """A move that has to be made; the case after it, as the shift leader sees it."""
        answer = self.try_move(case_no, name, verb, **said)
        assert answer.status_code == 200, (verb, answer.text)
        return self.case(case_no)

    def decide(self, case_no: str, name: str, verb: str = "approve", **said: Any) -> dict[str, Any]:
        """The open request is approved or refused."""
        asked = self.case(case_no)["requests"][-1]
        return self.move(case_no, name, verb, request=asked["id"], **said)

    def to(self, state: str, category: str = "sl2_out_of_shop") -> str:
        """A fresh case in this state, by the shortest way; its number."""
        case_no = self.opened(category)
        self.along(case_no, state)
        assert self.case(case_no)["state"] == state
        return case_no

    def along(self, case_no: str, state: str) -> None:
        """A case that was just filed goes the shortest way to this state."""
        for verb, name, said in WAYS[state](self):
            if verb == "approve":
                self.decide(case_no, name)
            else:
                self.move(case_no, name, verb, **said)

    def along_from(self, case_no: str) -> None:
        """A claimed case goes to its end."""
        for verb, name, said in (DISPOSE, _send(self), PASS, ("close", "leader", {})):
            self.move(case_no, name, verb, **said)

    def call_delivering(self, **changed: Any) -> str:
        """The patrol sends a report; its id."""
        self.sign_in("patrol")
        with clock.stopped_at(self.now):
            return str(deliver(self.phones["patrol"], **{"at": city.ON_MAIN, **changed})["report_id"])

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The app's context at this moment, for jobs and services."""
        with self.app.app_context(), clock.stopped_at(self.now):
            yield


Step = tuple[str, str, dict[str, Any]]
DISPATCH: Step = ("dispatch", "dispatcher", {"unit": "repair"})
CLAIM: Step = ("claim", "unit", {})
DISPOSE: Step = ("dispose", "unit", {"photos": AFTER_NAMED, "note": "已清理"})
PASS: Step = ("check-pass", "inspector", {"photos": CHECK_NAMED})
FAIL: Step = ("check-fail", "inspector", {"photos": CHECK_NAMED, "reason": "没有恢复"})
SUSPEND: Step = ("ask-suspension", "unit", {"reason": "等管线单位", "resume_on": "2026-12-20"})
IN_HAND = [DISPATCH, CLAIM, DISPOSE]


def _send(bureau: Bureau) -> Step:
    return ("send-check", "receptionist", {"person": bureau.id_of("inspector")})


WAYS: dict[str, Callable[[Bureau], list[Step]]] = {
    "filed": lambda _bureau: [],
    "dispatched": lambda _bureau: IN_HAND[:1],
    "claimed": lambda _bureau: IN_HAND[:2],
    "disposed": lambda _bureau: IN_HAND,
    "checking": lambda bureau: [*IN_HAND, _send(bureau)],
    "checked": lambda bureau: [*IN_HAND, _send(bureau), PASS],
    "rework": lambda bureau: [*IN_HAND, _send(bureau), FAIL],
    "closed": lambda bureau: [*IN_HAND, _send(bureau), PASS, ("close", "leader", {})],
    "suspended": lambda _bureau: [*IN_HAND[:2], SUSPEND, ("approve", "centre", {})],
    "voided": lambda _bureau: [("ask-void", "dispatcher", {"reason": "重复立案"}), ("approve", "leader", {})],
}
"""The shortest way to each state: verb, who, what is said."""
