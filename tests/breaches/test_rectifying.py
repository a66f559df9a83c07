"""What is put right: handed in by the shop or a patrol, judged by somebody else, and what that does to a case."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.breaches.rules import IllegalMove
from app.core import clock
from app.core.errors import AppError
from app.photos.rules import PhotoNotThere
from tests.breaches.streets import (
    NOW_RIGHT,
    breach,
    brought,
    find,
    listed,
    open_shop,
    patrol_hands_in,
    review,
    second_time,
    shop_hands_in,
    uploaded,
)
from tests.conftest import Phone, SignIn
from tests.handling.loop import move
from tests.reports.sending import manifest, named, photo, send, send_photo
from tests.review.judging import case_of, judge, kinds


def test_the_shop_hands_in_a_reviewer_passes_it_and_the_breach_is_closed_in_time(
    app: Flask, li: Phone, boss: Phone, shop_id: str
) -> None:
    report_id = find(li, shop_id)
    shop_hands_in(app, report_id, [brought(app, shop_id)], note="货已收回店内 13812345678")
    waiting = breach(boss, report_id)
    assert (waiting["state"], listed(boss, state="handed-in")) == ("handed-in", [report_id])
    [one] = waiting["hand_ins"]
    assert (one["by"], one["person"], one["note"], one["photos"][0]["role"]) == (
        "merchant",
        None,
        "货已收回店内 138****5678",
        "after",
    )
    assert [picture["role"] for picture in waiting["before"]] == ["scene", "scene"]
    answer = review(boss, report_id, "pass")
    assert answer.status_code == 200, answer.text
    assert (answer.json["state"], answer.json["why"], answer.json["in_time"]) == ("closed", "rectified", True)
    picture = boss.get(f"/api/v1/breaches/{report_id}/photos/{one['photos'][0]['sha256']}?size=screen")
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")


def test_the_same_hand_in_again_is_the_same_as_once(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id, mine = find(li, shop_id), str(uuid4())
    picture = brought(app, shop_id)
    for _ in range(2):
        shop_hands_in(app, report_id, [picture], mine)
    assert breach(boss, report_id)["handed_in"] == 1
    with pytest.raises(IllegalMove):
        shop_hands_in(app, report_id, [picture])
    with pytest.raises(IllegalMove):
        shop_hands_in(app, find(li, shop_id, "greening"), [picture], mine)


def test_a_shop_names_no_photo_of_another_shop_or_of_a_patrol(app: Flask, li: Phone, shop_id: str) -> None:
    report_id = find(li, shop_id)
    for strange in (brought(app, open_shop(app, "隔壁"), photo(201)), uploaded(li, photo(202))):
        with pytest.raises(PhotoNotThere):
            shop_hands_in(app, report_id, [strange])
    with pytest.raises(AppError) as refused:
        shop_hands_in(app, report_id, [])
    assert refused.value.status == 422


def test_nobody_judges_what_they_handed_in(sign_in: SignIn, li: Phone, boss: Phone, shop_id: str) -> None:
    root = sign_in("root", Role.ADMIN)
    report_id = find(li, shop_id)
    assert patrol_hands_in(root, report_id, [uploaded(root)]).status_code == 200
    assert review(root, report_id, "pass").status_code == 403
    assert "verdict" not in breach(root, report_id)["moves"]
    assert review(li, report_id, "pass").status_code == 403
    assert "verdict" in breach(boss, report_id)["moves"]
    assert review(boss, report_id, "pass").status_code == 200


def test_a_failure_says_why_and_the_shop_tries_again(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id = find(li, shop_id)
    shop_hands_in(app, report_id, [brought(app, shop_id)])
    assert review(boss, report_id, "fail").status_code == 422
    assert review(boss, report_id, "fail", "筐还在", **{"If-Match": '"99"'}).status_code == 412
    failed = review(boss, report_id, "fail", "筐还在").json
    assert (failed["state"], failed["hand_ins"][0]["reason"], failed["rectified_at"]) == ("open", "筐还在", None)
    assert review(boss, report_id, "pass").status_code == 409
    shop_hands_in(app, report_id, [brought(app, shop_id, photo(203))])
    assert review(boss, report_id, "pass").json["state"] == "closed"
    assert [one["verdict"] for one in breach(boss, report_id)["hand_ins"]] == ["failed", "passed"]


def test_a_case_that_no_unit_has_closes_with_the_breach(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id, number = second_time(li, boss, shop_id)
    shop_hands_in(app, report_id, [brought(app, shop_id)])
    assert review(boss, report_id, "pass").status_code == 200
    case = case_of(boss, number)
    assert (case["state"], kinds(case)[-2:]) == ("closed", ["breach-handed-in", "rectified"])
    assert case["clock"]["due_at"] is None
    assert [one["what"] for one in case["evidence"]] == ["opened", "handled"]


def test_a_case_in_work_has_it_as_evidence_and_goes_on(app: Flask, sign_in: SignIn, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id, number = second_time(li, boss, shop_id)
    root = sign_in("root", Role.ADMIN)
    assert root.post("/api/v1/units", json={"code": "u1", "name": "市容队", "kind": "unit"}).status_code == 201
    move(boss, number, "dispatch", unit="u1")
    shop_hands_in(app, report_id, [brought(app, shop_id)])
    review(boss, report_id, "pass")
    case = case_of(boss, number)
    assert (case["state"], kinds(case)[-1]) == ("dispatched", "breach-passed")
    assert breach(boss, report_id)["state"] == "closed"


def test_what_was_put_right_before_its_report_was_judged_leaves_no_open_case(
    app: Flask, li: Phone, boss: Phone, shop_id: str
) -> None:
    find(li, shop_id)
    report_id = find(li, shop_id)
    shop_hands_in(app, report_id, [brought(app, shop_id)])
    review(boss, report_id, "pass")
    number = judge(boss, report_id, "accept").json["case_no"]
    assert case_of(boss, number)["state"] == "closed"
    assert (breach(boss, report_id)["state"], breach(boss, report_id)["case_no"]) == ("closed", number)


def test_a_patrol_says_it_without_signal_and_the_report_counts_as_the_hand_in(
    sign_in: SignIn, li: Phone, boss: Phone, shop_id: str
) -> None:
    report_id, wang = find(li, shop_id), sign_in("wang", Role.PATROL)
    said = {"reply_to": {"report_id": report_id, "verb": "rectified"}, "photos": [named(NOW_RIGHT, "after")], "note": "已收回"}
    reply = manifest(**said)
    assert send(wang, reply).status_code == 202
    assert breach(boss, report_id)["state"] == "open"
    assert send_photo(wang, NOW_RIGHT).status_code == 201
    handed = breach(boss, report_id)
    assert (handed["state"], handed["hand_ins"][0]["by"], handed["hand_ins"][0]["note"]) == ("handed-in", "patrol", "已收回")
    assert send(wang, reply).status_code == 200
    late = manifest(**said)
    assert send(li, late).status_code == 202
    assert send_photo(li, NOW_RIGHT).status_code == 201
    outcome = boss.get(f"/api/v1/reports/{late['report_id']}").json["reply_outcome"]
    assert (outcome["made"], outcome["why"]) == (False, "illegal-move")
    assert breach(boss, report_id)["handed_in"] == 1


def test_a_patrol_of_other_streets_hands_nothing_in(sign_in: SignIn, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id = find(li, shop_id)
    elsewhere = sign_in("zhao", Role.PATROL, segments=("410104-000-R902-S01",))
    assert patrol_hands_in(elsewhere, report_id, [uploaded(elsewhere)]).status_code == 404
    reply = manifest(photo(9), reply_to={"report_id": report_id, "verb": "rectified"})
    assert "reply-unknown-case" in send(elsewhere, reply).json["flags"]
    assert breach(boss, report_id)["state"] == "open"


def test_what_is_not_put_right_in_time_becomes_a_case(li: Phone, boss: Phone, shop_id: str) -> None:
    with clock.stopped_at(clock.now() - timedelta(days=14)):
        late = find(li, shop_id)
    soon = find(li, shop_id, "greening")
    assert listed(boss, overdue="true") == [late]
    assert boss.post(f"/api/v1/breaches/{soon}/escalation").status_code == 409
    assert li.post(f"/api/v1/breaches/{late}/escalation").status_code == 403
    answer = boss.post(f"/api/v1/breaches/{late}/escalation")
    assert answer.status_code == 200, answer.text
    assert (answer.json["state"], answer.json["report_status"]) == ("escalated", "accepted")
    assert case_of(boss, answer.json["case_no"])["state"] == "filed"
    assert boss.post(f"/api/v1/breaches/{late}/escalation").status_code == 409
    assert patrol_hands_in(li, late, [uploaded(li)]).status_code == 200
    assert review(boss, late, "fail", "没有收").json["state"] == "escalated"


def test_the_shops_account_is_nobody_who_could_sign_in_or_be_found(app: Flask, sign_in: SignIn, shop_id: str) -> None:
    brought(app, shop_id)
    people = sign_in("root", Role.ADMIN).get("/api/v1/people").json["items"]
    assert "@shops" not in {one["username"] for one in people}
    assert Phone(app).post("/api/v1/session", json={"username": "@shops", "password": ""}).status_code in {401, 422}
