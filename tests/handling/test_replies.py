"""What is done about a case out on the street arrives as a report does, and is a move when its photos are there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.rules import Role
from app.cases.models import CaseEvent
from app.cases.report_models import Report
from app.core import clock
from app.core.db import db
from app.handling import replies
from tests.cases import changing
from tests.cases.changing import open_case
from tests.conftest import Phone, SignIn
from tests.handling.loop import case_of, deliver_reply, move, reply
from tests.reports import city
from tests.reports.sending import photo, send, send_photo
from tests.roster.conftest import join, units  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("units", "areas")


@pytest.fixture
def an(sign_in: SignIn, join: Callable[[str, str], None]) -> Phone:  # noqa: F811
    """One of the repair unit."""
    phone = sign_in("an", Role.UNIT)
    join("repair", phone.person_id)
    return phone


@pytest.fixture
def case_no(li: Phone, boss: Phone, an: Phone) -> str:
    """A case that the unit has claimed."""
    number = open_case(li, boss, city.ON_MAIN)
    move(boss, number, "dispatch", unit="repair")
    move(an, number, "claim")
    return number


def test_a_reply_is_no_report_and_becomes_a_move_when_its_photos_are_there(an: Phone, boss: Phone, case_no: str) -> None:
    sent = reply(case_no, "dispose")
    receipt = send(an, sent).json
    assert (receipt["case_no"], receipt["flags"]) == (case_no, [])
    assert case_of(boss, case_no)["state"] == "claimed"
    told = deliver_reply(an, sent)
    assert (told["status"], told["reply_to"]["verb"], told["reply_outcome"]["made"]) == ("accepted", "dispose", True)
    case = case_of(boss, case_no)
    assert (case["state"], case["events"][-1]["kind"]) == ("disposed", "dispose")
    assert case["events"][-1]["facts"]["report_id"] == sent["report_id"]
    assert (case["evidence"][-1]["what"], len(case["evidence"][-1]["photos"])) == ("handled", 1)
    assert sent["report_id"] not in [one["id"] for one in boss.get("/api/v1/reports").json["items"]]


def test_a_reply_that_arrives_again_moves_nothing_again(app: Flask, an: Phone, case_no: str) -> None:
    sent = reply(case_no, "progress")
    deliver_reply(an, sent)
    before = {**case_of(an, case_no), "clock": None}
    for _ in range(2):
        assert send(an, sent).status_code == 200
        send_photo(an, photo(50))
    assert {**case_of(an, case_no), "clock": None} == before
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == "progress")) == 1


def test_what_was_done_first_is_shown_first_whichever_arrives_first(an: Phone, boss: Phone, case_no: str) -> None:
    now = clock.now()
    earlier = reply(case_no, "progress", captured_at=clock.isoformat(now - timedelta(minutes=2)))
    later = reply(case_no, "progress", photo(51), captured_at=clock.isoformat(now - timedelta(minutes=1)))
    deliver_reply(an, later, photo(51))
    deliver_reply(an, earlier)
    shown = [one["report_id"] for one in case_of(boss, case_no)["evidence"][1:]]
    assert shown == [earlier["report_id"], later["report_id"]]


def test_what_is_no_longer_possible_is_kept_as_evidence_and_says_why(an: Phone, boss: Phone, case_no: str) -> None:
    cursor = an.get("/api/v1/changes").json["cursor"]
    deliver_reply(an, reply(case_no, "dispose"))
    late = deliver_reply(an, reply(case_no, "progress", photo(51)), photo(51))
    assert (late["reply_outcome"]["made"], late["reply_outcome"]["why"]) == (False, "illegal-move")
    case = case_of(boss, case_no)
    assert (case["state"], case["events"][-1]["kind"]) == ("disposed", "reply-kept")
    assert case["events"][-1]["facts"] == {"report_id": late["id"], "verb": "progress", "why": "illegal-move"}
    assert case["evidence"][-1]["outcome"]["why"] == "illegal-move"
    changes = an.get(f"/api/v1/changes?cursor={cursor}").json["changes"]
    last = [one["body"] for one in changes if one["id"] == late["id"]][-1]
    assert last["reply_outcome"]["why"] == "illegal-move"


def test_somebody_elses_move_is_kept_as_evidence_too(li: Phone, boss: Phone, case_no: str) -> None:
    told = deliver_reply(li, reply(case_no, "dispose"))
    assert told["reply_outcome"]["why"] == "not-allowed"
    assert case_of(boss, case_no)["state"] == "claimed"


def test_what_a_unit_did_before_its_case_went_elsewhere_stays_evidence_of_it(an: Phone, boss: Phone, case_no: str) -> None:
    move(boss, case_no, "redispatch", unit="east", reason="辖区不符")
    assert an.get(f"/api/v1/cases/{case_no}").status_code == 404
    told = deliver_reply(an, reply(case_no, "dispose"))
    assert (told["status"], told["reply_outcome"]["why"]) == ("accepted", "illegal-move")
    assert case_of(boss, case_no)["evidence"][-1]["report_id"] == told["id"]


def test_a_reply_without_photos_is_a_move_as_it_arrives(an: Phone, boss: Phone, case_no: str) -> None:
    receipt = send(an, {**reply(case_no, "progress"), "photos": []})
    assert (receipt.status_code, receipt.json["level"]) == (201, "photos")
    case = case_of(boss, case_no)
    assert (case["events"][-1]["kind"], case["evidence"][-1]["note"]) == ("progress", "已清理")


def test_who_was_called_comes_without_signal_and_the_blower_sees_who_came(an: Phone, sign_in: SignIn, case_no: str) -> None:
    chief = sign_in("chief", Role.CHIEF)
    until = clock.isoformat(clock.now() + timedelta(hours=2))
    move(chief, case_no, "blow-whistle", co_units=["repair", "east"], reason="路面塌陷", reply_by=until)
    sent = {**reply(case_no, "arrive"), "note": "两人到场", "photos": []}
    for _ in range(2):
        assert send(an, sent).status_code in {200, 201}
    [whistle] = case_of(chief, case_no)["whistles"]
    came = {unit["code"]: (unit["arrived_at"] is not None, unit["note"]) for unit in whistle["units"]}
    assert came == {"repair": (True, "两人到场"), "east": (False, None)}
    assert [one["kind"] for one in chief.get("/api/v1/messages").json["items"]] == ["whistle-arrived"]


@pytest.mark.parametrize("number", ["4101042026112099999", "hidden", None, 7])
def test_a_reply_to_what_its_author_may_not_see_waits_for_a_person(
    boss: Phone, sign_in: SignIn, case_no: str, number: object
) -> None:
    wang = sign_in("wang", Role.PATROL)
    sent = reply(case_no if number == "hidden" else number, "progress")  # type: ignore[arg-type]
    receipt = send(wang, sent).json
    assert ("reply-unknown-case" in receipt["flags"], receipt["case_no"]) == (True, None)
    assert sent["report_id"] in [one["id"] for one in boss.get("/api/v1/reports?status=pending").json["items"]]


def test_odd_words_about_a_reply_are_flagged_and_never_refused(an: Phone, case_no: str) -> None:
    sent = reply(case_no, "sing", answers={"clean": "yes"})
    receipt = send(an, sent)
    assert (receipt.status_code, receipt.json["flags"]) == (202, ["unreadable-field"])
    told = deliver_reply(an, sent)
    assert (told["reply_to"]["verb"], told["reply_outcome"]["why"]) == (None, "unknown-verb")


def test_two_replies_of_one_phone_count_in_the_order_they_were_given(an: Phone, boss: Phone, case_no: str) -> None:
    device = str(uuid4())
    first = reply(case_no, "progress", photo(60), device_id=device, device_seq=7)
    second = reply(case_no, "dispose", photo(90), device_id=device, device_seq=8)
    send(an, first)
    waits = deliver_reply(an, second, photo(90))
    assert waits["reply_outcome"] is None
    assert case_of(boss, case_no)["state"] == "claimed"
    send_photo(an, photo(60))
    kinds = [event["kind"] for event in case_of(boss, case_no)["events"]]
    assert kinds[-2:] == ["progress", "dispose"]
    assert an.get(f"/api/v1/reports/{second['report_id']}").json["reply_outcome"]["made"] is True


def test_what_was_replaced_holds_nothing_up(an: Phone, boss: Phone, case_no: str) -> None:
    device = str(uuid4())
    lost = reply(case_no, "progress", photo(60), device_id=device, device_seq=7)
    send(an, lost)
    again = reply(case_no, "dispose", photo(90), device_id=device, device_seq=8, supersedes=lost["report_id"])
    assert deliver_reply(an, again, photo(90))["reply_outcome"]["made"] is True
    assert an.get(f"/api/v1/reports/{lost['report_id']}").json["reply_outcome"]["why"] == "replaced"


def test_a_predecessor_whose_photos_never_come_holds_nothing_up_for_ever(
    app: Flask, an: Phone, boss: Phone, case_no: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = str(uuid4())
    send(an, reply(case_no, "progress", photo(60), device_id=device, device_seq=7))
    deliver_reply(an, reply(case_no, "dispose", photo(90), device_id=device, device_seq=8), photo(90))
    with app.app_context():
        assert replies.settle_waiting() == 0
        later = clock.now() + replies.PATIENCE + timedelta(minutes=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert replies.settle_waiting() == 1
        assert replies.settle_waiting() == 0
    monkeypatch.undo()
    assert case_of(boss, case_no)["state"] == "disposed"


def test_a_server_that_dies_between_photo_and_move_leaves_neither(
    app: Flask, an: Phone, boss: Phone, case_no: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = reply(case_no, "dispose")
    send(an, sent)

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(replies, "make_move", die)
        with pytest.raises(KeyboardInterrupt):
            send_photo(an, photo(50))
    with app.app_context():
        assert db.session.get_one(Report, sent["report_id"]).whole_seq is None
    assert case_of(boss, case_no)["state"] == "claimed"
    assert deliver_reply(an, sent)["reply_outcome"]["made"] is True
    assert case_of(boss, case_no)["state"] == "disposed"


def test_nobody_moves_a_case_in_the_name_of_somebody_who_was_not_there(an: Phone, li: Phone, boss: Phone, case_no: str) -> None:
    sent = reply(case_no, "dispose", author_id=an.person_id)
    receipt = send(li, sent).json
    assert {"author-unconfirmed", "reply-unknown-case"} <= set(receipt["flags"])
    send_photo(li, photo(50))
    assert case_of(boss, case_no)["state"] == "claimed"


def test_what_was_done_follows_its_case_to_other_areas(app: Flask, an: Phone, case_no: str, sign_in: SignIn) -> None:
    told = deliver_reply(an, reply(case_no, "progress"))
    changing.lay(app, changing.SWAPPED)
    changing.follow(app)
    desk = sign_in("desk", Role.SUPERVISOR, segments=(changing.THIRD,))
    assert desk.get(f"/api/v1/cases/{case_no}").status_code == 200
    assert desk.get(f"/api/v1/reports/{told['id']}").status_code == 200
