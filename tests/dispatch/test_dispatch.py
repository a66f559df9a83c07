"""Rules are saved in versions, tried against last month, shown on the board; many cases go at once, sure ones by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.cases.queries import case_by_number
from app.core import clock
from app.core.transaction import in_transaction
from app.dispatch import automatic, queries
from app.dispatch.service import suggest
from app.roster import service as roster
from app.roster.rules import InUse
from tests.cases.changing import open_case
from tests.conftest import Phone
from tests.dispatch.conftest import Save, SignIn, rule
from tests.reports import city

pytestmark = pytest.mark.usefixtures("organisation")
URGENT = "sl1_fire_lane"


def put(client: Phone, version: int, *rules: dict[str, Any], **more: Any) -> Any:
    body = {"rules": list(rules), "reason": "分工调整", **more}
    return client.put("/api/v1/dispatch/rules", json=body, headers={"If-Match": f'"{version}"'})


def case_of(client: Phone, case_no: str) -> dict[str, Any]:
    return dict(client.get(f"/api/v1/cases/{case_no}").json)


def test_rules_are_saved_in_versions_that_stay(sign_in: SignIn, dispatcher: Phone) -> None:
    admin = sign_in("chief", Role.ADMIN)
    assert dispatcher.get("/api/v1/dispatch/rules").json["version"] == 0
    assert put(dispatcher, 0, rule("repair")).status_code == 403
    first = put(admin, 0, rule("repair", note="兜底"), fallbacks=[{"unit": "east", "segments": [], "cells": [], "street": None}])
    assert (first.status_code, first.headers["ETag"], first.json["version"]) == (200, '"1"', 1)
    assert put(admin, 0, rule("east")).status_code == 412
    night = {"from": "20:00", "to": "06:00", "days": [6, 7]}
    second = put(admin, 1, rule("east", hours=night), automatic=True).json
    assert (second["version"], second["automatic"], second["fallbacks"][0]["unit"]) == (2, True, "east")
    assert second["rules"][0]["hours"] == night
    assert dispatcher.get("/api/v1/dispatch/rules").json == second
    assert dispatcher.get("/api/v1/dispatch/rules?version=1").json["rules"][0]["note"] == "兜底"
    assert dispatcher.get("/api/v1/dispatch/rules?version=9").status_code == 404
    listed = [dispatcher.get("/api/v1/dispatch/rules/versions?limit=1").json]
    listed.append(dispatcher.get(f"/api/v1/dispatch/rules/versions?cursor={listed[0]['cursor']}").json)
    assert [(one["version"], one["rules"], one["reason"]) for page in listed for one in page["items"]] == [
        (2, 1, "分工调整"), (1, 1, "分工调整"),
    ]  # fmt: skip


def test_a_rule_for_a_unit_that_is_not_at_work_is_refused(sign_in: SignIn) -> None:
    answer = put(sign_in("chief", Role.ADMIN), 0, rule("repair"), rule("nowhere"))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/rules/1/unit")


def test_the_board_shows_where_cases_would_go_and_why(
    li: Phone, boss: Phone, dispatcher: Phone, save_rules: Save, repairer: Phone
) -> None:
    save_rules(
        rule("repair", categories=["sl2_out_of_shop"], segments=[city.MAIN]), rule("east", categories=["sl2_out_of_shop"]),
        rule("roads", groups=["four_disorders"], segments=[city.MAIN]), green_channel=False,
    )  # fmt: skip
    plain, urgent = open_case(li, boss, city.ON_MAIN), open_case(li, boss, city.ON_BACK, category=URGENT)
    board = dispatcher.get("/api/v1/dispatch/board").json
    assert ([one["case"]["case_no"] for one in board["items"]], board["waiting"]) == ([urgent, plain], 2)
    nowhere, found = (one["suggestion"] for one in board["items"])
    assert (nowhere["unit"], nowhere["sure"], [why["word"] for why in nowhere["why"]]) == (None, False, ["no-rule", "nowhere"])
    assert (found["unit"], found["rule"], found["sure"]) == ({"code": "repair", "name": "养护中队"}, 1, True)
    assert [why["word"] for why in found["why"]] == ["category", "segment"]
    assert [one["code"] for one in board["items"][1]["candidates"]] == ["repair", "east", "roads"]
    assert dispatcher.get(f"/api/v1/dispatch/suggestions/{plain}").json == found
    assert repairer.get("/api/v1/dispatch/board").status_code == 403


def test_many_cases_go_at_once_and_each_has_its_answer(
    li: Phone, boss: Phone, dispatcher: Phone, repairer: Phone, app: Flask
) -> None:
    numbers = [open_case(li, boss, city.ON_MAIN) for _ in range(3)]
    items = [
        {"case_no": number, "rev": 1, "unit": unit} for number, unit in zip(numbers, ("repair", "nowhere", "crew1"), strict=True)
    ]
    results = dispatcher.post("/api/v1/dispatch/bulk", json={"items": [*items, items[0], {**items[0], "case_no": "9"}]}).json[
        "results"
    ]
    assert [one["status"] for one in results] == [200, 422, 200, 412, 404]
    assert [one["case"] and one["case"]["state"] for one in results] == ["dispatched", None, "dispatched", None, None]
    assert results[1]["problem"]["errors"][0]["pointer"] == "/unit"
    assert {one["case_no"] for one in repairer.get("/api/v1/cases").json["items"]} == {numbers[0], numbers[2]}
    units = {one["code"]: one["in_hand"] for one in dispatcher.get("/api/v1/dispatch/board").json["units"]}
    assert (units["repair"], units["crew1"], units["east"]) == (1, 1, 0)
    with app.app_context(), pytest.raises(InUse, match="open cases"):
        in_transaction(lambda: roster.retire_unit("crew1", None, None, clock.now()))


def test_an_urgent_case_goes_with_its_verdict_unless_rules_disagree(li: Phone, boss: Phone, save_rules: Save) -> None:
    save_rules(rule("repair", categories=[URGENT], segments=[city.MAIN]), rule("east", categories=[URGENT]))
    gone = case_of(boss, open_case(li, boss, city.ON_MAIN, category=URGENT))
    assert (gone["state"], gone["unit"]["code"]) == ("dispatched", "repair")
    told = next(event for event in gone["events"] if event["kind"] == "dispatch")
    assert (told["kind"], told["by"], told["facts"]["by_itself"], told["facts"]["rule"]) == ("dispatch", None, "green-channel", 1)
    save_rules(rule("repair", categories=[URGENT]), rule("east", categories=[URGENT]))
    assert case_of(boss, open_case(li, boss, city.ON_MAIN, category=URGENT))["state"] == "filed"


def test_sure_cases_go_by_themselves_when_the_verdict_can_no_longer_be_taken_back(
    li: Phone, boss: Phone, save_rules: Save, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automatic, "_BATCH", 1)  # those about which nobody is sure do not keep it waiting
    save_rules(rule("repair", segments=[city.MAIN]), automatic=True, automatic_categories=["sl2_out_of_shop"])
    sure, other, unsure = (
        open_case(li, boss, city.ON_MAIN), open_case(li, boss, city.ON_MAIN, category="sl3_misc_piles"),
        open_case(li, boss, city.ON_BACK),
    )  # fmt: skip
    with app.app_context():
        assert automatic.dispatch_waiting() == 0
    with app.app_context(), clock.stopped_at(clock.now() + timedelta(seconds=31)):
        assert [automatic.dispatch_waiting() for _ in range(2)] == [1, 0]
    assert [case_of(boss, number)["state"] for number in (sure, other, unsure)] == ["dispatched", "filed", "filed"]


def test_rules_are_tried_against_the_cases_of_last_month(
    li: Phone, boss: Phone, dispatcher: Phone, repairer: Phone, sign_in: SignIn
) -> None:
    went, waits, _elsewhere = (
        open_case(li, boss, city.ON_MAIN), open_case(li, boss, city.ON_MAIN, category="sl3_misc_piles"),
        open_case(li, boss, city.ON_BACK, handled_on_spot=True),
    )  # fmt: skip
    dispatcher.post("/api/v1/dispatch/bulk", json={"items": [{"case_no": went, "rev": 1, "unit": "repair"}]})
    other = rule("east", categories=["sl2_out_of_shop", "sl3_misc_piles"], segments=[city.MAIN])
    trial = dispatcher.post("/api/v1/dispatch/rules/try", json={"rules": [other]}).json
    counts = {name: trial[name] for name in ("cases", "sure", "same", "elsewhere", "nowhere", "waiting")}
    assert counts == {"cases": 2, "sure": 2, "same": 0, "elsewhere": 1, "nowhere": 0, "waiting": 1}
    told = {
        one["case_no"]: (one["was"] and one["was"]["code"], one["would"]["code"], one["outcome"]) for one in trial["differences"]
    }
    assert told == {went: ("repair", "east", "elsewhere"), waits: (None, "east", "waiting")}
    same = dispatcher.post("/api/v1/dispatch/rules/try", json={"rules": [rule("repair", categories=["sl2_out_of_shop"])]}).json
    assert (same["same"], same["nowhere"]) == (1, 1)
    assert dispatcher.get("/api/v1/dispatch/rules").json["version"] == 0
    with clock.stopped_at(clock.now() + timedelta(days=32)):
        later = sign_in("dora")
        assert later.post("/api/v1/dispatch/rules/try", json={"rules": []}).json["cases"] == 0


def test_hours_of_a_rule_are_those_of_the_moment(li: Phone, boss: Phone, save_rules: Save, app: Flask) -> None:
    day, night = {"from": "06:00", "to": "22:00", "days": []}, {"from": "22:00", "to": "06:00", "days": []}
    save_rules(rule("repair", hours=day), rule("east", hours=night))
    number = open_case(li, boss, city.ON_MAIN)
    with app.app_context():
        case = case_by_number(number)
        assert case
        noon = clock.parse("2026-11-20T04:00:00Z")
        assert suggest(case, noon).unit == "repair"
        assert suggest(case, noon + timedelta(hours=12)).unit == "east"
        assert queries.loads(noon) == {}
