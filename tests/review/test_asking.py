"""A report that is to be verified or amended leaves the inbox, and comes back with the answer."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.rules import Role
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver, manifest, photo, send, send_photo
from tests.review.judging import case_of, judge, undo

pytestmark = pytest.mark.usefixtures("areas")


@pytest.fixture
def wang(sign_in: SignIn) -> Phone:
    """An inspector of the main road."""
    return sign_in("wang", Role.INSPECTOR, segments=(city.MAIN,))


def report_of(reader: Phone, report_id: str) -> dict[str, Any]:
    answer = reader.get(f"/api/v1/reports/{report_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def answer(phone: Phone, report_id: str, verb: str, *photos: bytes, **answers: bool) -> str:
    """Sends an answer to a report with its photos; the id of the answer."""
    reply = {"report_id": report_id, "verb": verb, "answers": answers, "rev": None}
    sent = manifest(*(photos or (photo(9),)), reply_to=reply, note="看过了", category=None)
    assert send(phone, sent).status_code in {201, 202}
    for one in photos or (photo(9),):
        send_photo(phone, one)
    return str(sent["report_id"])


def test_an_inspector_of_the_place_verifies_and_the_report_waits_again(li: Phone, boss: Phone, wang: Phone) -> None:
    report_id = deliver(li)["report_id"]
    assert wang.get(f"/api/v1/reports/{report_id}").status_code == 404
    asked = judge(boss, report_id, "verify").json
    assert (asked["status"], asked["verifier"]["id"]) == ("verifying", wang.person_id)
    seen = report_of(wang, report_id)
    assert (seen["author"], seen["verifier"]) == (None, None)
    reply_id = answer(wang, report_id, "verified", verified=True)
    back = report_of(boss, report_id)
    assert (back["status"], back["verdict"], back["verifier"]) == ("pending", None, None)
    assert [(one["report_id"], one["verified"], one["by"]["id"]) for one in back["answers"]] == [(reply_id, True, wang.person_id)]
    assert report_of(boss, reply_id)["reply_outcome"]["made"] is True
    assert wang.get(f"/api/v1/reports/{report_id}").status_code == 404


def test_what_was_verified_is_evidence_of_the_case_that_comes_of_it(li: Phone, boss: Phone, wang: Phone) -> None:
    report_id = deliver(li)["report_id"]
    judge(boss, report_id, "verify")
    reply_id = answer(wang, report_id, "verified", verified=True)
    case = case_of(boss, judge(boss, report_id, "accept").json["case_no"])
    assert [(one["report_id"], one["what"]) for one in case["evidence"]] == [(report_id, "opened"), (reply_id, "verified")]


def test_an_answer_counts_when_its_photos_are_there_and_only_once(li: Phone, boss: Phone, wang: Phone) -> None:
    report_id = deliver(li)["report_id"]
    judge(boss, report_id, "verify")
    reply = manifest(photo(9), reply_to={"report_id": report_id, "verb": "verified", "answers": {"verified": False}})
    assert send(wang, reply).status_code == 202
    assert report_of(boss, report_id)["status"] == "verifying"
    send_photo(wang, photo(9))
    judge(boss, report_id, "reject", reason="不属实")
    send(wang, reply)
    send_photo(wang, photo(9))
    assert report_of(boss, report_id)["status"] == "rejected"


def test_nobody_verifies_their_own_report_and_without_an_inspector_one_is_named(li: Phone, boss: Phone) -> None:
    report_id = deliver(li)["report_id"]
    nobody = judge(boss, report_id, "verify")
    assert (nobody.status_code, nobody.json["errors"][0]["pointer"]) == (422, "/person")
    assert judge(boss, report_id, "verify", person=li.person_id).status_code == 422


def test_only_who_was_asked_may_answer(li: Phone, boss: Phone, wang: Phone, sign_in: SignIn) -> None:
    report_id = deliver(li)["report_id"]
    judge(boss, report_id, "verify")
    reply = manifest(photo(9), reply_to={"report_id": report_id, "verb": "verified", "answers": {"verified": True}})
    receipt = send(sign_in("zhao", Role.INSPECTOR), reply).json
    assert "reply-unknown-case" in receipt["flags"]
    assert report_of(boss, report_id)["status"] == "verifying"


def test_what_is_missing_goes_back_to_the_author_who_adds_it(li: Phone, boss: Phone) -> None:
    report_id = deliver(li)["report_id"]
    assert judge(boss, report_id, "amend").json["errors"][0]["pointer"] == "/reason"
    asked = judge(boss, report_id, "amend", reason="缺近景").json
    assert (asked["status"], asked["verdict"]["reason"]) == ("to-amend", "缺近景")
    assert report_id not in [one["id"] for one in boss.get("/api/v1/reports?status=pending").json["items"]]
    reply_id = answer(li, report_id, "supplement", photo(7))
    back = report_of(boss, report_id)
    assert (back["status"], [one["report_id"] for one in back["answers"]]) == ("pending", [reply_id])
    assert reply_id not in [one["id"] for one in boss.get("/api/v1/reports").json["items"]]


def test_a_correction_brings_it_back_as_well(li: Phone, boss: Phone) -> None:
    report_id = deliver(li)["report_id"]
    judge(boss, report_id, "amend", reason="类别错了")
    corrected = deliver(li, supersedes=report_id)["report_id"]
    assert [one["id"] for one in boss.get("/api/v1/reports?status=pending").json["items"]] == [corrected]


def test_asking_can_be_taken_back(li: Phone, boss: Phone, wang: Phone) -> None:
    report_id = deliver(li)["report_id"]
    judge(boss, report_id, "verify")
    assert undo(boss, report_id).json["status"] == "pending"
    assert wang.get(f"/api/v1/reports/{report_id}").status_code == 404


def test_a_verifier_hears_of_it_in_the_feed_and_of_its_end(li: Phone, boss: Phone, wang: Phone) -> None:
    report_id = deliver(li)["report_id"]
    cursor = wang.get("/api/v1/changes").json["cursor"]
    judge(boss, report_id, "verify")
    told = wang.get(f"/api/v1/changes?cursor={cursor}").json
    assert [(one["id"], one["op"]) for one in told["changes"] if one["type"] == "report"] == [(report_id, "put")]
    undo(boss, report_id)
    told = wang.get(f"/api/v1/changes?cursor={told['cursor']}").json
    assert {(one["id"], one["op"]) for one in told["changes"] if one["type"] == "report"} == {(report_id, "scope_out")}


def test_an_urgent_report_that_went_without_a_review_is_asked_about_as_well_and_keeps_its_case(li: Phone, boss: Phone) -> None:
    receipt = deliver(li, category="sl1_fire_lane")
    assert receipt["case_no"]
    report_id = receipt["report_id"]
    asked = judge(boss, report_id, "amend", reason="缺近景").json
    assert (asked["status"], asked["case_no"]) == ("to-amend", receipt["case_no"])
    back = undo(boss, report_id).json
    assert (back["status"], back["case_no"]) == ("pending", receipt["case_no"])
    assert judge(boss, report_id, "accept").json["status"] == "accepted"
    assert undo(boss, report_id).json["status"] == "pending"
    assert case_of(boss, receipt["case_no"])["state"] != "voided"


def test_who_may_be_asked_is_told_with_their_units_and_never_the_author(
    li: Phone, boss: Phone, wang: Phone, sign_in: SignIn
) -> None:
    sign_in("far", Role.INSPECTOR, segments=("410103-999-000-S01",))
    report_id = deliver(li)["report_id"]
    told = boss.get(f"/api/v1/reports/{report_id}/verifiers").json["items"]
    assert told[0] == {"id": wang.person_id, "name": "wang", "inspector": True, "units": []}
    assert li.person_id not in [one["id"] for one in told]
    assert "far" not in [one["name"] for one in told]
    assert judge(boss, report_id, "verify", person=told[-1]["id"]).json["verifier"]["id"] == told[-1]["id"]
    assert li.get(f"/api/v1/reports/{report_id}/verifiers").status_code == 403
