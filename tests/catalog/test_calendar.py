"""The city's working time over HTTP and by command: what comes with the program, later years, own plans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.catalog import calendar_queries
from app.catalog.calendar_rules import DEFAULT_PLANS, DEFAULT_YEARS, calendar_from
from app.catalog.limits import Length, ends
from app.catalog.rules import Unit
from app.catalog.time_plan import WorkingTime
from app.core import clock
from tests.catalog.city_time import CALENDAR, OFFICE_PLAN, STREET_PLAN, at, told
from tests.conftest import Phone, SignIn

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NEXT = {"year": 2027, "days_off": ["2027-01-01", "2027-01-04"], "made_up": ["2027-01-09"], "source": "a notice"}
MORNINGS = [{"from": None, "days": [[["08:00", "12:00"]]] * 5 + [[], []]}]


@pytest.fixture(autouse=True)
def in_2026() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


def test_what_comes_with_the_program_is_the_citys_calendar_of_2026() -> None:
    assert calendar_from(DEFAULT_YEARS.values()) == CALENDAR
    assert {used.plan for used in DEFAULT_PLANS.values()} == {OFFICE_PLAN, STREET_PLAN}


def test_everybody_reads_it_and_a_phone_can_count_with_it(li: Phone) -> None:
    told_ = li.get("/api/v1/calendar").json
    assert [year["year"] for year in told_["years"]] == [2026]
    assert told_["missing"] == 2027
    assert sorted(CALENDAR.days_off) == told_["calendar"]["days_off"]
    assert told_["plans"][0]["weeks"][0]["days"][0] == [{"start": 510, "end": 720}, {"start": 870, "end": 1080}]
    plans = {plan["code"]: plan for plan in li.get("/api/v1/time-plans").json["items"]}
    assert plans["street_order"]["groups"] == ["four_disorders"]
    assert plans["street_order"]["weeks"][0] == {"from": None, "days": [[["07:00", "22:00"]]] * 7}
    assert li.put("/api/v1/calendar", json={"years": [NEXT]}).status_code == 403
    assert li.put("/api/v1/time-plans/mornings", json={}).status_code == 403


def test_the_next_year_is_loaded_without_a_release(ctx: Flask, sign_in: SignIn) -> None:
    admin = sign_in("root", Role.ADMIN)
    start, length = at("2026-12-31T17:00"), Length.of(2, Unit.WORKING_HOURS)
    assert told(ends(start, length, calendar_queries.working_time("office"))) == "2027-01-01T09:30"
    answer = admin.put("/api/v1/calendar", json={"years": [NEXT]})
    assert answer.status_code == 200, answer.json
    assert answer.json["missing"] is None
    assert answer.json["years"][-1] == {**NEXT, "rev": 1}
    assert told(ends(start, length, calendar_queries.working_time("office"))) == "2027-01-05T09:30"
    again = admin.put("/api/v1/calendar", json={"years": [{**NEXT, "days_off": ["2027-01-01"]}]})
    assert (again.json["years"][-1]["rev"], again.json["years"][0]["rev"]) == (2, 0)
    assert told(ends(start, length, calendar_queries.working_time("office"))) == "2027-01-04T09:30"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"days_off": ["2026-01-01"]}, "/years/0/days_off/0"),
        ({"days_off": ["soon"]}, "/years/0/days_off/0"),
        ({"made_up": ["2027-01-05"]}, "/years/0/made_up"),
        ({"made_up": ["2027-01-02"], "days_off": ["2027-01-02"]}, "/years/0/made_up"),
        ({"year": 1999}, "/years/0/year"),
    ],
)
def test_a_year_that_cannot_be_is_refused_where_it_is_wrong(sign_in: SignIn, change: dict[str, Any], pointer: str) -> None:
    answer = sign_in("root", Role.ADMIN).put("/api/v1/calendar", json={"years": [{**NEXT, **change}]})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_a_group_gets_a_plan_of_its_own(ctx: Flask, sign_in: SignIn) -> None:
    admin = sign_in("root", Role.ADMIN)
    assert calendar_queries.plan_of_group("flyposting") == "office"
    plan = {"weeks": MORNINGS, "keeps_holidays": True, "groups": ["flyposting"]}
    answer = admin.put("/api/v1/time-plans/mornings", json=plan)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')
    assert calendar_queries.plan_of_group("flyposting") == "mornings"
    way = calendar_queries.working_time("mornings")
    assert isinstance(way, WorkingTime)
    assert told(ends(at("2026-11-20T11:00"), Length.of(2, Unit.WORKING_HOURS), way)) == "2026-11-23T09:00"
    assert admin.put("/api/v1/time-plans/mornings", json=plan, headers={"If-Match": '"0"'}).status_code == 412
    taken = admin.put("/api/v1/time-plans/other", json=plan)
    assert (taken.status_code, taken.json["errors"][0]["pointer"]) == (422, "/groups")


@pytest.mark.parametrize(
    ("weeks", "pointer"),
    [
        ([], "/weeks"),
        ([{"from": None, "days": [[]] * 7}], "/weeks"),
        ([{"from": None, "days": [[]] * 6}], "/weeks/0/days"),
        ([{"from": "x", "days": MORNINGS[0]["days"]}], "/weeks/0/from"),
        ([{"days": [[["12:00", "08:00"]]] * 7}], "/weeks/0/days/0"),
        ([{"days": [[["08:00", "12:00"], ["11:00", "13:00"]]] * 7}], "/weeks/0/days/0"),
        ([{"days": [[["08:00", "24:30"]]] * 7}], "/weeks/0/days/0"),
        (MORNINGS * 2, "/weeks"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_where_it_is_wrong(sign_in: SignIn, weeks: list[Any], pointer: str) -> None:
    answer = sign_in("root", Role.ADMIN).put(
        "/api/v1/time-plans/odd", json={"weeks": weeks, "keeps_holidays": True, "groups": []}
    )
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_the_command_loads_a_file_and_says_what_is_missing(app: Flask, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    assert "2027 is not loaded" in run(args=["calendar", "show"]).output
    file = tmp_path / "years.json"
    file.write_text(json.dumps({"years": [NEXT]}))
    assert run(args=["calendar", "import", str(file)]).output == "2027: 2 days off, 1 made-up days\n"
    shown = run(args=["calendar", "show"]).output
    assert "2027 (a notice): off 01-01 01-04, worked 01-09" in shown
    assert "is not loaded" not in shown
    file.write_text("2028-01-01,休\n")
    assert run(args=["calendar", "import", str(file)]).output == "2028: 1 days off, 0 made-up days\n"
    file.write_text("nothing")
    refused = run(args=["calendar", "import", str(file)])
    assert (refused.exit_code, "no day in this file" in refused.output) == (1, True)


LINES = "日期,类型,依据\n2027-01-01,休,a notice\n2027/1/4,off\n\n2027-01-09,班\n"


def test_a_file_is_read_without_being_loaded_whether_json_or_a_table_of_days(sign_in: SignIn, li: Phone) -> None:
    admin = sign_in("root", Role.ADMIN)
    for text in (json.dumps({"years": [NEXT]}), json.dumps(NEXT), LINES, "\ufeff" + json.dumps([NEXT])):
        told_ = admin.post("/api/v1/calendar/reading", json={"text": text})
        assert (told_.status_code, told_.json) == (200, {"years": [{**NEXT, "rev": 0}]}), text
    assert [year["year"] for year in admin.get("/api/v1/calendar").json["years"]] == [2026]
    assert li.post("/api/v1/calendar/reading", json={"text": "2027-01-01,off"}).status_code == 403


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (" ", "/text"),
        ("{", "/text"),
        ("[]", "/years"),
        ("day,kind", "/lines"),
        ("2027-01-01,off\nsoon,off", "/lines/2"),
        ("2027-01-01,perhaps", "/lines/1"),
        ("2027-01-01", "/lines/1"),
        ("2027-01-32,off", "/years/0/days_off/0"),
        (json.dumps([NEXT, NEXT]), "/years"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_where_it_is_wrong(sign_in: SignIn, text: str, pointer: str) -> None:
    answer = sign_in("root", Role.ADMIN).post("/api/v1/calendar/reading", json={"text": text})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_a_year_that_somebody_else_has_loaded_meanwhile_is_not_overwritten(sign_in: SignIn) -> None:
    admin = sign_in("root", Role.ADMIN)
    assert admin.put("/api/v1/calendar", json={"years": [{**NEXT, "rev": 0}]}).status_code == 200
    late = admin.put("/api/v1/calendar", json={"years": [{**NEXT, "days_off": [], "rev": 0}]})
    assert (late.status_code, late.json["revision"]) == (412, 1)
    assert admin.put("/api/v1/calendar", json={"years": [{**NEXT, "rev": 1}]}).status_code == 200
