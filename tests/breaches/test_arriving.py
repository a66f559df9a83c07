"""A report that names an item of a shop's pledge: a breach, its step on the ladder, its deadline, and the verdict on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from tests.breaches.streets import breach, find, listed, open_shop
from tests.conftest import Phone, SignIn
from tests.reports.sending import deliver
from tests.review.judging import case_of, judge, undo

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""10:00 in the city, a working day."""


def test_the_first_time_reminds_the_second_notices_the_third_is_a_case(li: Phone, boss: Phone, shop_id: str) -> None:
    found = [find(li, shop_id) for _ in range(4)]
    doubts = [breach(boss, report_id)["doubts"] for report_id in found]
    assert doubts == [["no-pledge"], *[["no-pledge", "earlier-open"]] * 3]
    steps = [(one["nth"], one["step"], one["state"]) for one in (breach(boss, report_id) for report_id in found)]
    assert steps == [(1, "remind", "open"), (2, "notice", "open"), (3, "case", "open"), (4, "case", "open")]
    assert listed(boss) == found[::-1]


def test_another_item_another_shop_and_what_is_long_ago_do_not_count(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    other = open_shop(app, "隔壁小店")
    with clock.stopped_at(MONDAY - timedelta(days=91)):
        find(li, shop_id)
    with clock.stopped_at(MONDAY):
        found = (find(li, shop_id), find(li, shop_id, "greening"), find(li, other))
    assert [breach(boss, report_id)["nth"] for report_id in found] == [1, 1, 1]


def test_the_deadline_is_a_working_day_later_or_sooner_where_the_category_says_so(li: Phone, boss: Phone, shop_id: str) -> None:
    with clock.stopped_at(MONDAY):
        found = find(li, shop_id, category="sl2_out_of_shop"), find(li, shop_id, "greening", category="something new")
    ordinary, unknown = (breach(boss, report_id) for report_id in found)
    assert unknown["deadline"] == clock.isoformat(MONDAY + timedelta(days=1))
    assert ordinary["deadline"] == clock.isoformat(MONDAY + timedelta(hours=2))


def test_the_reviewer_sees_with_the_report_what_was_promised(li: Phone, boss: Phone, shop_id: str) -> None:
    report = boss.get(f"/api/v1/reports/{find(li, shop_id)}").json
    assert report["subject"]["pledge_item"] == "order"
    said = report["breach"]
    assert (said["item_name"], said["nth"], said["step"]) == ({"zh": "秩序", "en": "Order"}, 1, "remind")


@pytest.mark.parametrize("item", ["Order!", 7, ["order"], "x" * 41])
def test_an_odd_item_is_a_flag_and_never_a_refusal(li: Phone, boss: Phone, shop_id: str, item: Any) -> None:
    receipt = deliver(li, subject={"shop_id": shop_id, "pledge_item": item})
    assert "unreadable-field" in receipt["flags"]
    assert listed(boss) == []


def test_without_a_known_shop_there_is_no_breach(li: Phone, boss: Phone, shop_id: str) -> None:
    for subject in ({"pledge_item": "order"}, {"shop_id": "nobody's", "pledge_item": "order"}, {"shop_id": shop_id}):
        report_id = deliver(li, subject=subject)["report_id"]
        assert boss.get(f"/api/v1/reports/{report_id}").json["breach"] is None
    assert listed(boss) == []


def test_a_shop_whose_id_has_digits_like_a_telephone_is_found(app: Flask, areas: None, li: Phone, boss: Phone) -> None:
    shop_id = open_shop(app, shop_id="01a20276-1634-70d5-8d31-2b0284248801")
    report_id = find(li, shop_id)
    assert boss.get(f"/api/v1/reports/{report_id}").json["subject"]["shop_id"] == shop_id
    assert listed(boss) == [report_id]


def test_a_reminder_that_is_accepted_opens_no_case(li: Phone, boss: Phone, shop_id: str) -> None:
    report_id = find(li, shop_id)
    answer = judge(boss, report_id, "accept")
    assert (answer.status_code, answer.json["status"], answer.json["case_no"]) == (200, "accepted", None)
    assert breach(boss, report_id)["state"] == "open"
    assert boss.get("/api/v1/filing").json["items"] == []
    assert boss.post(f"/api/v1/reports/{report_id}/filing").status_code == 409


def test_a_notice_that_is_accepted_opens_its_case(li: Phone, boss: Phone, shop_id: str) -> None:
    find(li, shop_id)
    report_id = find(li, shop_id)
    number = judge(boss, report_id, "accept").json["case_no"]
    assert breach(boss, report_id)["case_no"] == number
    assert case_of(boss, number)["state"] == "filed"


def test_what_is_rejected_was_no_breach_and_does_not_count(li: Phone, boss: Phone, shop_id: str) -> None:
    first = find(li, shop_id)
    assert judge(boss, first, "reject", reason="在店内").status_code == 200
    assert (breach(boss, first)["state"], breach(boss, first)["why"]) == ("void", "rejected")
    assert breach(boss, find(li, shop_id))["nth"] == 1
    assert undo(boss, first).status_code == 200
    assert breach(boss, first)["state"] == "open"


def test_a_verdict_taken_back_takes_the_case_back_and_leaves_the_breach(li: Phone, boss: Phone, shop_id: str) -> None:
    find(li, shop_id)
    report_id = find(li, shop_id)
    number = judge(boss, report_id, "accept").json["case_no"]
    assert undo(boss, report_id).status_code == 200
    assert case_of(boss, number)["state"] == "voided"
    assert (breach(boss, report_id)["state"], breach(boss, report_id)["case_no"]) == ("open", None)
    again = judge(boss, report_id, "accept").json["case_no"]
    assert again != number
    assert breach(boss, report_id)["case_no"] == again


def test_what_was_put_right_on_the_spot_ends_with_its_acceptance(li: Phone, boss: Phone, shop_id: str) -> None:
    report_id = find(li, shop_id, handled_on_spot=True)
    assert breach(boss, report_id)["state"] == "open"
    judge(boss, report_id, "accept")
    ended = breach(boss, report_id)
    assert (ended["state"], ended["why"], ended["in_time"]) == ("closed", "on-spot", True)
    undo(boss, report_id)
    assert breach(boss, report_id)["state"] == "open"


def test_a_correction_takes_the_place_of_what_it_corrects(li: Phone, boss: Phone, shop_id: str) -> None:
    first = find(li, shop_id)
    second = find(li, shop_id, supersedes=first)
    assert (breach(boss, first)["state"], breach(boss, first)["why"]) == ("void", "corrected")
    assert breach(boss, second)["nth"] == 1


def test_a_case_that_closes_at_once_leaves_no_open_breach(li: Phone, boss: Phone, shop_id: str) -> None:
    find(li, shop_id)
    report_id = find(li, shop_id, handled_on_spot=True)
    number = judge(boss, report_id, "accept").json["case_no"]
    assert case_of(boss, number)["state"] == "closed"
    assert (breach(boss, report_id)["state"], breach(boss, report_id)["why"]) == ("closed", "on-spot")


def test_breaches_are_seen_where_shops_are_and_nobody_is_named(sign_in: SignIn, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id = find(li, shop_id)
    assert listed(li) == listed(boss) == listed(sign_in("wang", Role.PATROL)) == [report_id]
    elsewhere = sign_in("zhao", Role.PATROL, segments=("410104-000-R902-S01",))
    assert listed(elsewhere) == []
    assert elsewhere.get(f"/api/v1/breaches/{report_id}").status_code == 404
    assert listed(sign_in("crew", Role.UNIT)) == []
    seen = breach(sign_in("wang", Role.PATROL), report_id)
    assert li.person_id not in str(seen)
    picture = seen["before"][0]["sha256"]
    assert sign_in("wang").get(f"/api/v1/breaches/{report_id}/photos/{picture}").status_code == 200
    assert elsewhere.get(f"/api/v1/breaches/{report_id}/photos/{picture}").status_code == 404


def test_the_city_sets_its_own_ladder_and_can_look_back(sign_in: SignIn, li: Phone, boss: Phone, shop_id: str) -> None:
    admin = sign_in("root", Role.ADMIN)
    read = admin.get("/api/v1/breach-settings")
    assert (read.json["steps"], read.json["window_days"], read.json["rev"]) == (["remind", "notice", "case"], 90, 0)
    two_hours = {"value": 2, "unit": "hours"}
    wanted = {"steps": ["notice"], "window_days": 30, "deadlines": dict.fromkeys(("remind", "notice", "case"), two_hours)}
    set_now = admin.put("/api/v1/breach-settings", json=wanted, headers={"If-Match": read.headers["ETag"]})
    assert set_now.status_code == 200, set_now.text
    late = admin.put("/api/v1/breach-settings", json=wanted, headers={"If-Match": read.headers["ETag"]})
    assert late.status_code == 412
    with clock.stopped_at(MONDAY):
        report_id = find(li, shop_id, category="something new")
    found = breach(boss, report_id)
    assert (found["step"], found["deadline"]) == ("notice", clock.isoformat(MONDAY + timedelta(hours=2)))
    assert [one["settings"]["steps"] for one in admin.get("/api/v1/breach-settings/history").json["items"]] == [["notice"]]
    milder = admin.put("/api/v1/breach-settings", json={**wanted, "steps": ["case", "remind"]})
    assert (milder.status_code, milder.json["errors"][0]["pointer"]) == (422, "/steps")
    assert boss.put("/api/v1/breach-settings", json=wanted).status_code == 403
