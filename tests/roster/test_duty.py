"""Who is on duty at a moment, and what the table of duty refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from app.roster import queries
from tests.conftest import Phone

pytestmark = pytest.mark.usefixtures("units", "areas")
SignIn = Callable[..., Phone]
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SEGMENT = "410104-000-R901-S01"


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def admin(sign_in: SignIn) -> Phone:
    return sign_in("chief", Role.ADMIN)


@pytest.fixture
def crew(sign_in: SignIn, join: Callable[[str, str], None]) -> dict[str, str]:
    """Three people of the unit by name."""
    people = {name: sign_in(name, Role.UNIT).person_id for name in ("an", "bo", "cai")}
    for person in people.values():
        join("repair", person)
    return people


def duty(person: str, start: int, end: int, unit: str = "repair", stand_in_for: str | None = None) -> dict[str, Any]:
    """A duty from so many hours after NOW to so many."""
    moments = {name: clock.isoformat(NOW + timedelta(hours=hours)) for name, hours in (("starts_at", start), ("ends_at", end))}
    return {"unit": unit, "person": person, "stand_in_for": stand_in_for, **moments}


def enter(admin: Phone, body: dict[str, Any], duty_id: str | None = None, rev: str | None = None) -> Any:
    headers = {"If-Match": rev} if rev else {}
    return admin.put(f"/api/v1/duty/{duty_id or uuid4()}", json=body, headers=headers)


def who(hours: float, unit: str = "repair") -> str | None:
    row = queries.on_duty(unit, NOW + timedelta(hours=hours))
    return row.person_id if row else None


def test_at_a_moment_one_person_is_on_duty_and_a_stand_in_before_them(ctx: Flask, admin: Phone, crew: dict[str, str]) -> None:
    assert enter(admin, duty(crew["an"], 0, 8)).status_code == 200
    assert enter(admin, duty(crew["bo"], 2, 4, stand_in_for=crew["an"])).status_code == 200
    assert enter(admin, duty(crew["bo"], 8, 16)).status_code == 200
    assert [who(hours) for hours in (-1, 0, 2, 3.99, 4, 8, 16)] == [
        None, crew["an"], crew["bo"], crew["bo"], crew["an"], crew["bo"], None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "start", "end", "extra", "pointer"),
    [
        ("bo", 4, 12, {}, "/starts_at"),
        ("an", 4, 12, {"unit": "roads"}, "/person"),
        ("bo", 9, 9, {}, "/ends_at"),
        ("bo", 9, 9 + 24 * 40, {}, "/ends_at"),
        ("bo", -2, 9, {}, "/starts_at"),
        ("bo", 9, 12, {"unit": "power"}, "/unit"),
        ("bo", 9, 12, {"unit": "east"}, "/person"),
    ],
)
def test_a_duty_that_cannot_be_says_why(
    admin: Phone, crew: dict[str, str], who: str, start: int, end: int, extra: dict[str, str], pointer: str
) -> None:
    enter(admin, duty(crew["an"], 0, 8))
    answer = enter(admin, duty(crew[who], start, end) | extra)
    assert answer.status_code == 422, answer.json
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert answer.json["detail"].endswith(".")


def test_nobody_stands_in_for_themselves(admin: Phone, crew: dict[str, str]) -> None:
    answer = enter(admin, duty(crew["an"], 1, 2, stand_in_for=crew["an"]))
    assert answer.json["errors"][0]["pointer"] == "/stand_in_for"


def test_what_has_been_is_not_rewritten(admin: Phone, crew: dict[str, str]) -> None:
    row, later = str(uuid4()), str(uuid4())
    enter(admin, duty(crew["an"], 1, 8), row)
    enter(admin, duty(crew["bo"], 8, 16), later)
    with clock.stopped_at(NOW + timedelta(hours=4)):
        assert enter(admin, duty(crew["cai"], 1, 8), row, "*").status_code == 409
        assert enter(admin, duty(crew["an"], 2, 8), row, "*").status_code == 409
        assert enter(admin, duty(crew["an"], 1, 3), row, "*").status_code == 409
        assert admin.delete(f"/api/v1/duty/{row}", headers={"If-Match": "*"}).status_code == 409
        assert enter(admin, duty(crew["an"], 1, 5), row, '"1"').json["rev"] == 2
        assert admin.delete(f"/api/v1/duty/{later}", headers={"If-Match": '"1"'}).status_code == 204
    with clock.stopped_at(NOW + timedelta(hours=6)):
        assert enter(admin, duty(crew["an"], 1, 8), row, "*").status_code == 409


def test_the_same_entry_twice_is_one_and_another_one_under_its_id_is_stale(admin: Phone, crew: dict[str, str]) -> None:
    row = str(uuid4())
    assert [enter(admin, duty(crew["an"], 0, 8), row).json["rev"] for _ in range(2)] == [1, 1]
    assert enter(admin, duty(crew["an"], 0, 9), row).status_code == 412
    assert enter(admin, duty(crew["an"], 0, 9), row, '"7"').status_code == 412


def test_a_unit_reads_its_own_duty_and_the_desk_everybodys(admin: Phone, crew: dict[str, str], sign_in: SignIn) -> None:
    enter(admin, duty(crew["an"], 0, 8))
    span = {"from": "2026-11-20", "to": "2026-11-27"}
    unit, boss = sign_in("an", Role.UNIT), sign_in("boss", Role.DISPATCHER)
    assert [one["person"]["name"] for one in unit.get("/api/v1/duty", query_string=span).json["items"]] == ["an"]
    assert len(boss.get("/api/v1/duty", query_string=span).json["items"]) == 1
    assert boss.get("/api/v1/duty", query_string={**span, "unit": "east"}).json["items"] == []
    assert unit.get("/api/v1/duty", query_string={**span, "unit": "east"}).status_code == 403
    assert boss.get("/api/v1/duty", query_string={"from": "2026-11-21", "to": "2026-11-27"}).json["items"] == []
    too_long = {**span, "to": "2027-03-01"}
    assert boss.get("/api/v1/duty", query_string=too_long).status_code == 422


def chief(level: int, start: int, end: int | None, **changes: Any) -> dict[str, Any]:
    today = date(2026, 11, 20)
    days = {"from": (today + timedelta(days=start)).isoformat(), "to": (today + timedelta(days=end)).isoformat() if end else None}
    return {"segment": SEGMENT, "level": level, "name": "高平", "duty": "副区长", **days, **changes}


def chiefs_on(day: date) -> list[str]:
    return [row.name for row in queries.chiefs_page([SEGMENT], day, None, 10).items]


def test_a_segment_has_one_chief_of_a_level_on_a_day(ctx: Flask, admin: Phone) -> None:
    first = str(uuid4())
    assert admin.put(f"/api/v1/chiefs/{first}", json=chief(1, 0, 30)).status_code == 200
    again = admin.put(f"/api/v1/chiefs/{uuid4()}", json=chief(1, 30, None, name="吴夏"))
    assert (again.status_code, again.json["errors"][0]["pointer"]) == (422, "/from")
    assert admin.put(f"/api/v1/chiefs/{uuid4()}", json=chief(1, 31, None, name="吴夏")).status_code == 200
    assert admin.put(f"/api/v1/chiefs/{uuid4()}", json=chief(2, 0, None, name="郑冬")).status_code == 200
    assert chiefs_on(date(2026, 11, 20)) == ["高平", "郑冬"]
    pages = [admin.get("/api/v1/chiefs?limit=2").json]
    pages.append(admin.get(f"/api/v1/chiefs?limit=2&cursor={pages[0]['cursor']}").json)
    names = [one["name"] for page in pages for one in page["items"]]
    assert (sorted(names[:2]), names[2:]) == (["吴夏", "高平"], ["郑冬"])
    with clock.stopped_at(NOW + timedelta(days=3)):
        assert admin.delete(f"/api/v1/chiefs/{first}", headers={"If-Match": "*"}).status_code == 204
        assert chiefs_on(date(2026, 11, 23)) == ["郑冬"]
        assert chiefs_on(date(2026, 11, 22)) == ["高平", "郑冬"]


def test_a_number_is_shown_with_consent_only(admin: Phone, sign_in: SignIn) -> None:
    silent = chief(3, 0, None, number="0371-5550101")
    assert admin.put(f"/api/v1/chiefs/{uuid4()}", json=silent).json["number"] == "0371-5550101"
    assert (
        admin.put(f"/api/v1/chiefs/{uuid4()}", json=chief(2, 0, None, number="0371-5550102", number_shown=True)).status_code
        == 200
    )
    told = sign_in("li", Role.PATROL).get("/api/v1/chiefs", query_string={"segment": SEGMENT, "on": "2026-11-20"}).json["items"]
    assert [one["number"] for one in told] == ["0371-5550102", None]
    assert admin.put(f"/api/v1/chiefs/{uuid4()}", json=chief(1, 0, None, number_shown=True)).status_code == 422


def test_a_chief_needs_a_segment_that_is_there_and_a_day_to_come(admin: Phone) -> None:
    wrong = admin.put(f"/api/v1/chiefs/{uuid4()}", json=chief(1, 0, None, segment="410104-000-R999-S01"))
    assert wrong.json["errors"][0]["pointer"] == "/segment"
    assert admin.put(f"/api/v1/chiefs/{uuid4()}", json=chief(1, -1, None)).json["errors"][0]["pointer"] == "/from"
    assert admin.get("/api/v1/chiefs?cursor=nonsense").status_code == 422
