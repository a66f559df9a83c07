"""Lists of cases hold exactly what is asked for, in order, without gap or repeat, for every reader."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Actor, Role, Scope
from app.audit.models import AuditEntry
from app.cases import list_ways, lists
from app.cases.list_filter import CaseFilter
from app.cases.list_order import Order
from app.cases.models import Case
from app.cases.states import OPEN_STATES, CaseState
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from tests.cases import many
from tests.conftest import AddPerson, Phone, SignIn
from tests.reports.sending import deliver, photo, sha256
from tests.review.judging import judge

Sees = Callable[[Case], bool]
MOST = 80
SEGMENT = many.SEGMENTS[0] or ""


@pytest.fixture
def cases(app: Flask, add_person: AddPerson) -> list[Case]:
    people = [add_person("li"), add_person("wang")]
    with app.app_context():
        made = in_transaction(lambda: many.add(people, MOST))
        db.session.expunge_all()
    return made


def readers(cases: list[Case]) -> dict[str, tuple[Actor, Sees]]:
    li = cases[0].author_id
    return {
        "a supervisor": (_actor("boss", Role.SUPERVISOR), lambda case: True),
        "a patrol": (_actor(li, Role.PATROL), lambda case: case.author_id == li),
        "a supervisor of a segment": (
            _actor("x", Role.SUPERVISOR, segments=frozenset({SEGMENT})),
            lambda case: case.segment_code in (None, SEGMENT),
        ),
        "a street of two segments": (
            _actor("z", Role.STREET, segments=frozenset(filter(None, many.SEGMENTS))),
            lambda case: True,
        ),
        "a unit": (_actor("y", Role.UNIT, units=frozenset({"clean"})), lambda case: case.unit_code == "clean"),
    }


def _actor(person: str, role: Role, **scope: Any) -> Actor:
    return Actor(person, person, "", frozenset({role}), Scope(**scope))


def _red(case: Case) -> bool:
    at = case.paused_at or many.NOW
    return case.closed_at is None and case.due_at is not None and case.due_at < at


FILTERS: tuple[tuple[dict[str, Any], Sees], ...] = (
    ({}, lambda case: True),
    ({"states": ("closed",)}, lambda case: case.state == "closed"),
    ({"states": ("closed", "filed")}, lambda case: case.state in ("closed", "filed")),
    ({"states": ("claimed", "rework")}, lambda case: case.state in ("claimed", "rework")),
    ({"units": ("clean",)}, lambda case: case.unit_code == "clean"),
    ({"units": ("clean", "green")}, lambda case: case.unit_code in ("clean", "green")),
    ({"segments": (SEGMENT,)}, lambda case: case.segment_code == SEGMENT),
    ({"categories": ("sl1_fire_lane",)}, lambda case: case.category_slug == "sl1_fire_lane"),
    ({"kinds": ("sl1_fire_lane", "sl3_clutter")}, lambda case: case.category_slug in ("sl1_fire_lane", "sl3_clutter")),
    ({"kinds": ()}, lambda case: False),
    ({"campaigns": ("autumn",)}, lambda case: case.campaign == "autumn"),
    ({"origins": ("hotline",)}, lambda case: case.origin == "hotline"),
    ({"origins": ("hotline", "website")}, lambda case: case.origin == "hotline"),
    ({"origins": ("hotline", "patrol")}, lambda case: True),
    ({"urgent": True}, lambda case: case.urgent),
    ({"urgent": False}, lambda case: not case.urgent),
    ({"supervised": True}, lambda case: case.supervised > 0),
    ({"supervised": False}, lambda case: case.supervised == 0),
    ({"colours": ("red",)}, _red),
    (
        {"colours": ("green", "yellow")},
        lambda case: case.closed_at is None and case.due_at is not None and not _red(case),
    ),
    ({"since": many.NOW - timedelta(hours=30)}, lambda case: case.opened_at >= many.NOW - timedelta(hours=30)),
    ({"before": many.NOW - timedelta(hours=50)}, lambda case: case.opened_at < many.NOW - timedelta(hours=50)),
)


def listed(actor: Actor, wanted: CaseFilter, order: Order) -> list[str]:
    numbers, cursor = [], None
    while True:
        page = lists.cases_page(actor, wanted, order, cursor, 9)
        numbers += [case.case_no for case in page.items]
        cursor = page.cursor
        if cursor is None:
            return numbers


def expected(cases: list[Case], order: Order) -> list[str]:
    if order is Order.NEWEST:
        return [case.case_no for case in cases][::-1]
    unfinished = [case for case in cases if case.closed_at is None]
    dated = sorted((case for case in unfinished if case.due_at), key=lambda case: (case.due_at, case.id))
    return [case.case_no for case in (*dated, *(case for case in unfinished if case.due_at is None))]


@pytest.mark.usefixtures("ctx")
@pytest.mark.parametrize("order", Order)
def test_every_reader_gets_what_they_may_see_and_asked_for(
    cases: list[Case], order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(5)
    for name, (actor, sees) in readers(cases).items():
        for one, of_one in FILTERS:
            for limit, value in (("PROBED", (2, 1_000)), ("SEVERAL", (1, 50)), ("SOME", (2, 20_000))):
                monkeypatch.setattr(list_ways, limit, chance.choice(value))  # whichever way is chosen
            other, of_other = chance.choice(FILTERS)
            wanted = CaseFilter(now=many.NOW, **{**other, **one})
            both = [case for case in cases if sees(case) and of_one(case) and (of_other(case) or set(other) <= set(one))]
            assert listed(actor, wanted, order) == expected(both, order), (name, one, other)


@pytest.mark.usefixtures("ctx")
def test_counts_are_exact_as_far_as_they_go(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    boss = _actor("boss", Role.SUPERVISOR)
    whole, states = lists.counts(boss, CaseFilter(now=many.NOW))
    assert (whole.count, whole.more) == (MOST, False)
    for state in CaseState:
        assert states[state].count == len([case for case in cases if case.state == state])
    monkeypatch.setattr(lists, "COUNTED", 10)
    assert lists.count(boss, CaseFilter(now=many.NOW)) == lists.Counted(10, more=True)


@pytest.mark.usefixtures("ctx")
def test_every_open_state_is_listed_by_what_is_due(cases: list[Case]) -> None:
    for state in OPEN_STATES:
        wanted = CaseFilter(states=(state,), now=many.NOW)
        assert set(listed(_actor("boss", Role.SUPERVISOR), wanted, Order.DUE)) == {
            case.case_no for case in cases if case.state == state
        }


def test_a_wrong_filter_is_refused_with_what_is_known(boss: Phone) -> None:
    odd = "state=odd state=filed,odd colour=blue sort=price group=x origin=x urgent=perhaps sort=due&cursor=x"
    for query in odd.split():
        answer = boss.get(f"/api/v1/cases?{query}")
        assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body"), query
    told = boss.get("/api/v1/cases?state=odd").json["errors"][0]["detail"]
    assert "rework" in told


def test_a_list_leaves_as_a_file_without_anybodys_name(cases: list[Case], sign_in: SignIn) -> None:
    boss = sign_in("boss", Role.SUPERVISOR)
    answer = boss.get("/api/v1/cases/export?format=csv&state=closed")
    rows = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    closed = [case.case_no for case in cases if case.state == "closed"][::-1]
    assert [row.split(",")[0] for row in rows[1:]] == closed
    assert answer.headers["X-Rows"] == str(len(closed))
    assert not any(cases[0].author_id in row for row in rows)
    assert boss.get("/api/v1/cases/export").get_data()[:2] == b"PK"
    assert sign_in("zhao").get("/api/v1/cases/export").status_code == 403


def test_chosen_cases_leave_in_the_order_they_were_named_and_nobody_elses(cases: list[Case], sign_in: SignIn) -> None:
    boss = sign_in("boss", Role.SUPERVISOR)
    wanted = [cases[2].case_no, cases[0].case_no, "4101032026112099999", cases[2].case_no]
    answer = boss.post("/api/v1/cases/export", json={"case_nos": wanted, "format": "csv", "language": "en"})
    rows = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert [row.split(",")[0] for row in rows] == ["case", cases[2].case_no, cases[0].case_no]
    assert boss.post("/api/v1/cases/export", json={"case_nos": [cases[0].case_no]}).get_data()[:2] == b"PK"
    assert boss.post("/api/v1/cases/export", json={"case_nos": []}).status_code == 422
    assert sign_in("zhao").post("/api/v1/cases/export", json={"case_nos": wanted}).status_code == 403


def test_exporting_is_noted(app: Flask, sign_in: SignIn) -> None:
    sign_in("boss", Role.SUPERVISOR).get("/api/v1/cases/export?format=csv").get_data()
    with app.app_context():
        noted = db.session.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "list-exported")).all()
    assert noted == ["cases"]


def test_a_list_of_cases_counts_its_tabs(cases: list[Case], boss: Phone) -> None:
    with clock.stopped_at(clock.now()):
        counted = boss.get("/api/v1/cases/counts?unit=clean").json
    of_clean = [case for case in cases if case.unit_code == "clean"]
    assert counted["all"] == {"count": len(of_clean), "more": False}
    assert counted["states"]["closed"]["count"] == len([case for case in of_clean if case.state == "closed"])


def test_a_list_tells_the_picture_that_stands_for_each_case_only_when_asked(areas: None, li: Phone, boss: Phone) -> None:
    report_id = str(deliver(li, photos=(photo(2), photo(3)))["report_id"])
    case_no = judge(boss, report_id, "accept").json["case_no"]
    (plain,) = boss.get("/api/v1/cases").json["items"]
    assert "cover" not in plain
    (told,) = boss.get("/api/v1/cases?pictures=true").json["items"]
    assert (told["case_no"], told["cover"]["count"], told["cover"]["photo"]["sha256"]) == (case_no, 2, sha256(photo(2)))
