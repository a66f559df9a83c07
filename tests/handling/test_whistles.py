"""Whistles: who is called sees the case and is told, who comes is noted, who is late is reminded once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import Actor, Role
from app.cases.models import Case, CaseUnit
from app.cases.queries import case_by_number, case_in_sight
from app.core import clock
from app.core.db import db
from app.core.errors import InvalidBody
from app.core.transaction import in_transaction
from app.handling import whistle_queries, whistles
from app.handling.whistle_queries import Standing
from app.telling.models import Message
from tests.cases.changing import open_case
from tests.conftest import Phone
from tests.reports import city
from tests.roster.conftest import join, units  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("units", "areas")
SignIn = Callable[..., Phone]
Names = dict[str, Actor]


@pytest.fixture
def case_no(li: Phone, boss: Phone) -> str:
    return open_case(li, boss, city.ON_MAIN)


@pytest.fixture
def people(app: Flask, sign_in: SignIn, join: Callable[[str, str], None]) -> Names:  # noqa: F811
    """A road chief, one of the unit, one of its first crew, and one of the street."""
    found = {}
    roles = {"chief": (Role.CHIEF, None), "an": (Role.UNIT, "repair"), "bo": (Role.UNIT, "crew1"), "cai": (Role.UNIT, "east")}
    for name, (role, unit) in roles.items():
        person_id = sign_in(name, role).person_id
        if unit:
            join(unit, person_id)
        with app.app_context():
            person = person_by_id(person_id)
            assert person
            found[name] = actor_of(person)
    return found


def the_case(case_no: str) -> Case:
    case = case_by_number(case_no)
    assert case
    return case


def blow(case_no: str, by: Actor, *called: str, hours: float = 2) -> int:
    now = clock.now()

    def work() -> int:
        facts = whistles.blow(the_case(case_no), by, now, units=called, reason="塌陷", reply_by=now + timedelta(hours=hours))
        return int(facts["whistle"])

    return in_transaction(work)


def told(person: Actor) -> list[str]:
    return list(db.session.scalars(select(Message.kind).where(Message.person_id == person.id).order_by(Message.created_at)))


def arrived(case_no: str) -> dict[str, bool]:
    """By unit whether it has come, over all whistles of the case."""
    bodies = whistle_queries.bodies_of([case_no])[case_no]
    return {unit["code"]: unit["arrived_at"] is not None for body in bodies for unit in body["units"]}


def test_who_is_called_sees_the_case_until_the_whistle_ends(case_no: str, people: Names, ctx: Flask) -> None:
    assert case_in_sight(people["an"], case_no) is None
    first = blow(case_no, people["chief"], "repair", "east")
    second = blow(case_no, people["chief"], "repair")
    assert case_in_sight(people["an"], case_no) is not None
    assert the_case(case_no).whistled == 2
    in_transaction(lambda: whistles.end(the_case(case_no), people["chief"], clock.now(), whistle_id=first))
    assert case_in_sight(people["an"], case_no) is not None, "the second whistle still calls them"
    assert case_in_sight(people["cai"], case_no) is None
    in_transaction(lambda: whistles.end(the_case(case_no), people["chief"], clock.now(), whistle_id=second))
    assert case_in_sight(people["an"], case_no) is None
    assert the_case(case_no).whistled == 0
    assert told(people["an"]) == ["whistle", "whistle", "whistle-ended", "whistle-ended"]
    assert all(row.until is not None for row in db.session.scalars(select(CaseUnit)))


def test_a_unit_comes_for_itself_and_its_people_above_for_those_below(case_no: str, people: Names, ctx: Flask) -> None:
    blow(case_no, people["chief"], "repair", "crew1", "crew2", "east")
    facts = in_transaction(lambda: whistles.arrive(the_case(case_no), people["an"], clock.now(), note="到了"))
    assert (facts["units"], facts["late"]) == ([{"code": "repair", "name": "养护中队"}], False)
    in_transaction(lambda: whistles.arrive(the_case(case_no), people["an"], clock.now()))
    assert arrived(case_no) == {"repair": True, "crew1": True, "crew2": True, "east": False}
    with pytest.raises(InvalidBody):
        in_transaction(lambda: whistles.arrive(the_case(case_no), people["bo"], clock.now()))
    assert not whistles.called(case_no, people["an"])
    assert whistles.called(case_no, people["cai"])
    assert told(people["chief"]) == ["whistle-arrived", "whistle-arrived"]


def test_only_who_blew_ends_it(case_no: str, people: Names, ctx: Flask) -> None:
    number = blow(case_no, people["chief"], "repair")
    assert whistles.blew(case_no, people["chief"])
    with pytest.raises(InvalidBody):
        in_transaction(lambda: whistles.end(the_case(case_no), people["an"], clock.now(), whistle_id=number))
    facts = in_transaction(lambda: whistles.end(the_case(case_no), people["chief"], clock.now(), note="处理完"))
    assert (facts["came"], facts["called"], facts["absent"]) == (0, 1, [{"code": "repair", "name": "养护中队"}])


def test_who_is_late_is_reminded_once_and_stands_in_the_list(case_no: str, people: Names, ctx: Flask) -> None:
    blow(case_no, people["chief"], "repair", "east", hours=1)
    in_transaction(lambda: whistles.arrive(the_case(case_no), people["cai"], clock.now()))
    assert whistles.tell_late() == 0
    later = clock.now() + timedelta(hours=1, seconds=1)
    with clock.stopped_at(later):
        assert [whistles.tell_late() for _ in range(2)] == [1, 0]
        page = whistle_queries.page(people["chief"], Standing.OVERDUE, None, 10, later)
        assert [(unit["code"], unit["late"]) for unit in page.items[0]["units"]] == [("east", False), ("repair", True)]
        facts = in_transaction(lambda: whistles.arrive(the_case(case_no), people["an"], later))
        assert facts["late"]
        assert whistle_queries.page(people["chief"], Standing.OVERDUE, None, 10, later).items == []
    assert told(people["an"]) == ["whistle", "whistle-late"]
    assert told(people["chief"]) == ["whistle-arrived", "whistle-late", "whistle-arrived"]


@pytest.mark.parametrize(
    ("named", "hours", "pointer"),
    [(["power"], 1, "/co_units"), (["nowhere"], 1, "/co_units"), ([], 1, "/co_units"), (["repair"], -1, "/reply_by"),
     (["repair"], 24 * 8, "/reply_by")],
)  # fmt: skip
def test_a_whistle_that_cannot_be_says_why(
    case_no: str, people: Names, ctx: Flask, named: list[str], hours: float, pointer: str
) -> None:  # fmt: skip
    with pytest.raises(InvalidBody) as refused:
        blow(case_no, people["chief"], *named, hours=hours)
    assert refused.value.facts["errors"][0]["pointer"] == pointer


def test_whistles_are_listed_for_who_sees_their_case(case_no: str, app: Flask, people: Names, sign_in: SignIn) -> None:
    with app.app_context():
        numbers = [blow(case_no, people["chief"], "repair") for _ in range(3)]
        in_transaction(lambda: whistles.end_all(the_case(case_no), clock.now()))
        again = blow(case_no, people["chief"], "repair")
    chief = sign_in("chief")
    first = chief.get("/api/v1/whistles?limit=2").json
    rest = chief.get(f"/api/v1/whistles?cursor={first['cursor']}").json
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [again, *reversed(numbers)]
    assert [one["id"] for one in chief.get("/api/v1/whistles?state=open").json["items"]] == [again]
    assert len(chief.get("/api/v1/whistles?state=ended").json["items"]) == 3
    assert sign_in("stranger", Role.UNIT).get("/api/v1/whistles").json["items"] == []
    assert datetime.fromisoformat(first["items"][0]["arrive_by"]) > clock.now()


def test_a_whistle_goes_through_the_moves_of_its_case(case_no: str, people: Names, sign_in: SignIn) -> None:
    chief, an, cai = sign_in("chief"), sign_in("an"), sign_in("cai")

    def move(client: Phone, **order: object) -> Any:
        rev = client.get(f"/api/v1/cases/{case_no}").json["rev"]
        return client.post(f"/api/v1/cases/{case_no}/moves", json=order, headers={"If-Match": f'"{rev}"'})

    until = clock.isoformat(clock.now() + timedelta(hours=2))
    blown = move(chief, verb="blow-whistle", co_units=["repair", "east"], reason="路面塌陷", reply_by=until)
    assert blown.status_code == 200, blown.text
    whistle = blown.json["whistles"][0]
    assert [unit["code"] for unit in whistle["units"]] == ["east", "repair"]
    assert "end-whistle" not in {one["verb"] for one in an.get(f"/api/v1/cases/{case_no}").json["moves"]}
    assert move(an, verb="end-whistle", whistle=whistle["id"]).status_code == 403
    come = move(an, verb="arrive", whistle=whistle["id"], note="两人到场")
    assert {unit["code"]: unit["arrived_at"] is not None for unit in come.json["whistles"][0]["units"]} == {
        "east": False,
        "repair": True,
    }
    assert move(an, verb="arrive", whistle=whistle["id"]).status_code == 403
    assert "arrive" in {one["verb"] for one in cai.get(f"/api/v1/cases/{case_no}").json["moves"]}
    ended = move(chief, verb="end-whistle", whistle=whistle["id"], note="已围挡")
    assert ended.json["whistles"][0]["ended_at"] is not None
    assert [event["kind"] for event in ended.json["events"]][-3:] == ["blow-whistle", "arrive", "end-whistle"]
    assert cai.get(f"/api/v1/cases/{case_no}").status_code == 404
