"""A report that waited while areas changed: its case goes to whom the areas name that are responsible for when it happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from tests.cases.changing import AS_BUILT, SWAPPED, THIRD, case_of, follow, held, kept, lay, segments, undo, version_in_force
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import manifest, send

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("built")


def waiting(li: Phone, at: tuple[float, float] = city.ON_MAIN, **changed: Any) -> str:
    report = manifest(at=at, photos=[], **changed)
    assert send(li, report).status_code == 201
    return str(report["report_id"])


def accept(boss: Phone, report_id: str, **more: Any) -> str:
    answer = boss.post(f"/api/v1/reports/{report_id}/verdict", json={"verdict": "accept", **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json["case_no"])


def read(phone: Phone, report_id: str) -> dict[str, Any]:
    return dict(phone.get(f"/api/v1/reports/{report_id}").json)


def answers(app: Flask, case_no: str) -> list[tuple[Any, ...]]:
    return [row[1:] for row in kept(app)[1] if row[0] == case_no]


def test_areas_that_were_undone_before_the_verdict_never_counted(app: Flask, li: Phone, boss: Phone) -> None:
    name = lay(app, SWAPPED)
    report_id = waiting(li)
    assert read(boss, report_id)["placement"]["segment"]["code"] == THIRD
    undo(app)
    now = read(boss, report_id)["placement_now"]
    assert (now["segment"]["code"], now["version"]) == (city.MAIN, version_in_force(app))
    case_no = accept(boss, report_id)
    assert segments(app) == {case_no: city.MAIN}
    assert answers(app, case_no) == [(name, THIRD, "opened"), (version_in_force(app), city.MAIN, "undone")]
    case = case_of(boss, case_no)
    assert [event["kind"] for event in case["events"]] == ["filed", "replaced"]
    assert case["segment"]["code"] == case["events"][1]["facts"]["to"]["segment"]["code"] == city.MAIN
    before = held(app)
    assert before[case_no][6] == city.MAIN
    follow(app)
    assert held(app) == before


def test_areas_that_are_activated_for_the_time_before_count_for_what_waits(
    app: Flask, li: Phone, boss: Phone, built: str
) -> None:
    report_id = waiting(li, captured_at=clock.isoformat(clock.now() - HOUR))
    name = lay(app, SWAPPED, valid_from=clock.now() - 2 * HOUR)
    assert read(boss, report_id)["placement_now"]["segment"]["code"] == THIRD
    case_no = accept(boss, report_id)
    assert segments(app) == {case_no: THIRD}
    assert answers(app, case_no) == [(built, city.MAIN, "opened"), (name, THIRD, "activated")]
    undo(app)
    follow(app)
    assert segments(app) == {case_no: city.MAIN}


def test_what_happened_before_new_areas_stays_with_who_was_responsible(app: Flask, li: Phone, boss: Phone) -> None:
    report_id = waiting(li, captured_at=clock.isoformat(clock.now() - HOUR))
    lay(app, SWAPPED)
    case_no = accept(boss, report_id)
    assert segments(app) == {case_no: city.MAIN}
    assert answers(app, case_no) == []


def test_a_case_that_is_closed_at_once_goes_there_too(app: Flask, li: Phone, boss: Phone) -> None:
    lay(app, SWAPPED)
    report_id = waiting(li, handled_on_spot=True)
    undo(app)
    case_no = accept(boss, report_id)
    assert segments(app) == {case_no: city.MAIN}
    assert case_of(boss, case_no)["state"] == "closed"


def test_a_choice_stays_and_is_flagged_when_todays_areas_do_not_have_it(app: Flask, li: Phone, boss: Phone) -> None:
    lay(app, SWAPPED)
    report_id = waiting(li, city.BETWEEN, segment_choice=THIRD)
    assert read(boss, report_id)["placement"]["chosen_by"] == li.person_id
    undo(app)
    case_no = accept(boss, report_id)
    assert segments(app) == {case_no: THIRD}
    assert case_of(boss, case_no)["flags"] == ["choice-ended"]
    lay(app, SWAPPED)
    follow(app)
    assert (segments(app), case_of(boss, case_no)["flags"]) == ({case_no: THIRD}, [])


def test_a_verdict_taken_back_lets_the_report_wait_as_it_came_and_the_next_one_moves_it_again(
    app: Flask, li: Phone, boss: Phone, sign_in: SignIn
) -> None:
    lay(app, SWAPPED)
    report_id = waiting(li)
    desk = sign_in("third", Role.SUPERVISOR, segments=(THIRD,))
    came = {name: read(desk, report_id)[name] for name in ("placement", "status")}
    undo(app)
    accept(boss, report_id)
    assert desk.get(f"/api/v1/reports/{report_id}").status_code == 404
    assert boss.delete(f"/api/v1/reports/{report_id}/verdict").status_code == 200
    assert {name: read(desk, report_id)[name] for name in ("placement", "status")} == came
    again = accept(boss, report_id)
    assert segments(app)[again] == city.MAIN
    assert held(app)[again][1] == case_of(boss, again)["segment"]["name"]


@pytest.mark.parametrize("choice", [city.MAIN, city.BACK])
def test_a_reviewer_may_choose_what_the_report_offers_though_todays_areas_do_not_have_it(
    app: Flask, li: Phone, boss: Phone, choice: str
) -> None:
    report_id = waiting(li, city.BETWEEN)
    offered = read(boss, report_id)["placement"]["candidates"]
    assert {choice} <= {one["code"] for one in offered}
    lay(app, {THIRD: AS_BUILT[city.MAIN]})
    case_no = accept(boss, report_id, segment_choice=choice)
    assert segments(app) == {case_no: choice}
    assert case_of(boss, case_no)["flags"] == ["choice-ended"]
    refused = boss.post(f"/api/v1/reports/{waiting(li)}/verdict", json={"verdict": "accept", "segment_choice": "nowhere"})
    assert refused.status_code == 422
