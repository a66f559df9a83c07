"""A report that says the same as another joins its case."""

from __future__ import annotations

import pytest

from app.accounts.rules import Role
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver
from tests.review.judging import case_of, judge, kinds, undo

pytestmark = pytest.mark.usefixtures("areas")


@pytest.mark.parametrize("by_number", [True, False])
def test_a_duplicate_joins_an_open_case_and_both_say_so(li: Phone, boss: Phone, by_number: bool) -> None:
    original, copy = deliver(li)["report_id"], deliver(li)["report_id"]
    case_no = judge(boss, original, "accept").json["case_no"]
    answer = judge(boss, copy, "duplicate", duplicate_of=case_no if by_number else original)
    assert (answer.status_code, answer.json["status"], answer.json["case_no"]) == (200, "duplicate", case_no)
    case = case_of(boss, case_no)
    assert case["events"][-1]["kind"] == "duplicate-joined"
    assert case["events"][-1]["facts"] == {"report_id": copy}
    assert undo(boss, copy).json["status"] == "pending"
    assert kinds(case_of(boss, case_no)) == ["filed", "duplicate-joined", "duplicate-left"]


def test_a_duplicate_may_name_a_report_that_still_waits(li: Phone, boss: Phone) -> None:
    original, copy = deliver(li)["report_id"], deliver(li)["report_id"]
    answer = judge(boss, copy, "duplicate", duplicate_of=original.upper())
    assert (answer.status_code, answer.json["verdict"]["duplicate_of"]) == (200, original.upper())
    assert undo(boss, copy).status_code == 200


def test_nothing_is_merged_into_what_is_no_longer_open(li: Phone, boss: Phone) -> None:
    closed = judge(boss, deliver(li, handled_on_spot=True)["report_id"], "accept").json
    rejected = judge(boss, deliver(li)["report_id"], "reject", reason="no").json
    copy = deliver(li)["report_id"]
    for original in (closed["case_no"], closed["id"], rejected["id"]):
        answer = judge(boss, copy, "duplicate", duplicate_of=original)
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/illegal-move")
    assert boss.get(f"/api/v1/reports/{copy}").json["status"] == "pending"


@pytest.mark.parametrize("original", [None, "", "itself"])
def test_a_duplicate_of_nothing_is_refused(li: Phone, boss: Phone, original: str | None) -> None:
    copy = deliver(li)["report_id"]
    answer = judge(boss, copy, "duplicate", duplicate_of=copy if original == "itself" else original)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/duplicate_of")


@pytest.mark.parametrize("original", ["nothing", "01930a52-7c11-7a3e-9d52-0c6b5e2f8a10", "4101042026112099999"])
def test_nothing_is_merged_into_what_is_not_there(li: Phone, boss: Phone, original: str) -> None:
    answer = judge(boss, deliver(li)["report_id"], "duplicate", duplicate_of=original)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/illegal-move")


def test_a_duplicate_cannot_name_what_the_supervisor_may_not_see(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    hidden = deliver(li, at=city.ON_BACK)["report_id"]
    case_no = judge(boss, hidden, "accept").json["case_no"]
    copy = deliver(li, at=city.ON_MAIN)["report_id"]
    desk = sign_in("desk", Role.SUPERVISOR, segments=(city.MAIN,))
    for original in (hidden, case_no):
        assert judge(desk, copy, "duplicate", duplicate_of=original).status_code == 409


def test_what_repeats_a_waiting_report_joins_the_case_that_this_becomes(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    wang = sign_in("wang", Role.PATROL)
    original, copy = deliver(li)["report_id"], deliver(wang)["report_id"]
    judge(boss, copy, "duplicate", duplicate_of=original)
    case_no = judge(boss, original, "accept").json["case_no"]
    case = case_of(boss, case_no)
    assert [(one["report_id"], one["what"]) for one in case["evidence"]] == [(original, "opened"), (copy, "joined")]
    undo(boss, original)
    assert boss.get(f"/api/v1/reports/{copy}").json["case_no"] is None


def test_both_who_saw_the_same_are_told(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    wang = sign_in("wang", Role.PATROL)
    case_no = judge(boss, deliver(li)["report_id"], "accept").json["case_no"]
    judge(boss, deliver(wang)["report_id"], "duplicate", duplicate_of=case_no)
    for patrol, kind in ((li, "report-joined"), (wang, "report-merged")):
        assert [one["kind"] for one in patrol.get("/api/v1/messages").json["items"]] == [kind]


def test_a_patrol_adds_to_an_open_case_at_once(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    wang = sign_in("wang", Role.PATROL)
    case_no = judge(boss, deliver(li)["report_id"], "accept").json["case_no"]
    receipt = deliver(wang, joins=case_no)
    assert receipt["case_no"] == case_no
    assert "duplicate-suspected" not in receipt["flags"]
    assert boss.get(f"/api/v1/reports/{receipt['report_id']}").json["status"] == "duplicate"
    case = case_of(boss, case_no)
    assert [one["what"] for one in case["evidence"]] == ["opened", "joined"]
    assert kinds(case) == ["filed", "duplicate-joined"]


@pytest.mark.parametrize("number", ["4101042026112099999", "closed"])
def test_what_would_add_to_a_case_that_is_over_is_a_report_of_its_own(li: Phone, boss: Phone, number: str) -> None:
    closed = judge(boss, deliver(li, handled_on_spot=True)["report_id"], "accept").json["case_no"]
    receipt = deliver(li, joins=closed if number == "closed" else number)
    assert (receipt["case_no"], "join-not-open" in receipt["flags"]) == (None, True)
    assert boss.get(f"/api/v1/reports/{receipt['report_id']}").json["status"] == "pending"


def test_the_same_thing_at_a_closed_case_is_no_duplicate_and_its_case_says_what_it_repeats(li: Phone, boss: Phone) -> None:
    closed = judge(boss, deliver(li, handled_on_spot=True)["report_id"], "accept").json["case_no"]
    again = deliver(li)
    assert "duplicate-suspected" not in again["flags"]
    assert case_of(boss, judge(boss, again["report_id"], "accept").json["case_no"])["recurs_of"] == closed
    elsewhere = deliver(li, category="sl1_fire_lane")
    assert case_of(boss, judge(boss, elsewhere["report_id"], "accept").json["case_no"])["recurs_of"] is None


def test_the_inbox_lists_what_is_near_as_the_catalogue_says(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    lon, lat = city.ON_MAIN
    case_no = judge(boss, deliver(li, at=(lon + 0.0002, lat))["report_id"], "accept").json["case_no"]
    over = judge(boss, deliver(li, at=(lon, lat), handled_on_spot=True)["report_id"], "accept").json["case_no"]
    waiting = deliver(li, at=(lon + 0.0001, lat))["report_id"]
    deliver(li, at=(lon + 0.0008, lat))
    here = deliver(li, at=(lon, lat))["report_id"]
    near = boss.get(f"/api/v1/reports/{here}/nearby").json
    assert [one["case_no"] or one["report_id"] for one in near["items"]] == [waiting, case_no, over]
    assert [one["over"] for one in near["items"]] == [False, False, True]
    admin = sign_in("root", Role.ADMIN)
    change = admin.patch("/api/v1/catalog/sl2_out_of_shop", json={"duplicate_radius_m": 100}, headers={"If-Match": "*"})
    assert change.status_code == 200, change.text
    assert len(boss.get(f"/api/v1/reports/{here}/nearby").json["items"]) == 4
    assert "duplicate-suspected" in deliver(li, at=(lon - 0.0008, lat))["flags"]


def test_phones_carry_the_open_cases_of_their_area_without_persons(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    case_no = judge(boss, deliver(li, at=city.ON_MAIN)["report_id"], "accept").json["case_no"]
    judge(boss, deliver(li, at=city.ON_MAIN, handled_on_spot=True)["report_id"], "accept")
    judge(boss, deliver(li, at=city.ON_BACK)["report_id"], "accept")
    wang = sign_in("wang", Role.PATROL, segments=(city.MAIN,))
    first = wang.get("/api/v1/cases/around")
    (known,) = first.json["items"]
    assert (known["case_no"], known["state"], first.json["complete"]) == (case_no, "filed", True)
    assert set(known) == {"case_no", "category", "lon", "lat", "since", "state"}
    again = wang.get("/api/v1/cases/around", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    judge(boss, deliver(li, at=city.ON_MAIN, category="sl1_fire_lane")["report_id"], "accept")
    changed = wang.get("/api/v1/cases/around", headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, len(changed.json["items"])) == (200, 2)
