"""Who sees a case on its way: its unit while it has it, its checker, the desk; nobody is named to whom it is not to know."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from tests.handling.bureau import AFTER, AFTER_NAMED, Bureau
from tests.reports import city
from tests.reports.sending import deliver, photo, send_photo, sha256


def sees(bureau: Bureau, name: str, case_no: str) -> bool:
    status = bureau.call(name, lambda phone: phone.get(f"/api/v1/cases/{case_no}")).status_code
    assert status in {200, 404}
    return status == 200


def told(bureau: Bureau, name: str, cursor: str | None = None) -> dict[str, Any]:
    """What the feed tells this person."""
    answer = bureau.call(name, lambda phone: phone.get("/api/v1/changes", query_string={"cursor": cursor} if cursor else {}))
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def cases_told(feed: dict[str, Any]) -> dict[str, str]:
    """The last word about each case."""
    return {one["id"]: one["op"] for one in feed["changes"] if one["type"] == "case"}


def texts(value: Any) -> set[str]:
    """Every text somewhere in a body."""
    if isinstance(value, dict):
        return {text for one in value.values() for text in texts(one)}
    if isinstance(value, list):
        return {text for one in value for text in texts(one)}
    return {value} if isinstance(value, str) else set()


def test_a_unit_sees_a_case_with_its_reports_and_photos_while_it_has_it(bureau: Bureau) -> None:
    case_no = bureau.opened(photos=(photo(120), photo(20)))
    report_id = bureau.case(case_no)["report_id"]
    paths = (f"/api/v1/reports/{report_id}", f"/api/v1/photos/{sha256(photo(120))}?size=thumb")
    for name, has in (("unit", False), ("other_unit", False)):
        assert sees(bureau, name, case_no) is has
    bureau.move(case_no, "dispatcher", "dispatch", unit="repair")
    assert [sees(bureau, name, case_no) for name in ("unit", "crew", "other_unit", "inspector")] == [True, False, False, False]
    for path in paths:
        assert bureau.call("unit", lambda phone, path=path: phone.get(path)).status_code == 200  # type: ignore[misc]
        assert bureau.call("other_unit", lambda phone, path=path: phone.get(path)).status_code == 404  # type: ignore[misc]
    bureau.move(case_no, "dispatcher", "redispatch", unit="east", reason="辖区不符")
    assert [sees(bureau, name, case_no) for name in ("unit", "other_unit")] == [False, True]
    for path in paths:
        assert bureau.call("unit", lambda phone, path=path: phone.get(path)).status_code == 404  # type: ignore[misc]


def test_the_units_phones_hear_that_a_case_comes_and_that_it_goes(bureau: Bureau) -> None:
    case_no = bureau.opened()
    before = {name: told(bureau, name)["cursor"] for name in ("unit", "other_unit", "crew")}
    bureau.move(case_no, "dispatcher", "dispatch", unit="repair", co_units=["crew1"])
    came = {name: told(bureau, name, before[name]) for name in before}
    assert [cases_told(came[name]) for name in ("unit", "crew", "other_unit")] == [{case_no: "put"}, {case_no: "put"}, {}]
    bureau.move(case_no, "dispatcher", "redispatch", unit="east", reason="辖区不符")
    went = {name: cases_told(told(bureau, name, came[name]["cursor"])) for name in before}
    assert went == {"unit": {case_no: "scope_out"}, "crew": {case_no: "scope_out"}, "other_unit": {case_no: "put"}}


def test_a_checker_sees_what_was_given_to_them_and_no_longer_when_another_has_it(bureau: Bureau) -> None:
    case_no = bureau.to("checking")
    cursor = told(bureau, "inspector")["cursor"]
    assert [sees(bureau, name, case_no) for name in ("inspector", "inspector2")] == [True, False]
    bureau.move(case_no, "inspector", "check-fail", reason="没有恢复", photos=[{"sha256": sha256(photo(202)), "role": "check"}])
    bureau.move(case_no, "unit", "dispose", photos=AFTER_NAMED)
    bureau.move(case_no, "receptionist", "send-check", person=bureau.id_of("inspector2"))
    assert [sees(bureau, name, case_no) for name in ("inspector", "inspector2")] == [False, True]
    assert cases_told(told(bureau, "inspector", cursor)) == {case_no: "scope_out"}


def test_a_unit_is_not_told_who_reported_and_a_patrol_not_who_handled(bureau: Bureau) -> None:
    case_no = bureau.to("checking")
    names = {name: bureau.phones[name].person_id for name in ("patrol", "unit", "inspector", "receptionist", "dispatcher")}

    def named_to(reader: str) -> set[str]:
        seen = texts(bureau.case(case_no, reader))
        report = bureau.call(reader, lambda phone: phone.get(f"/api/v1/reports/{bureau.case(case_no)['report_id']}"))
        assert report.status_code == 200
        seen |= texts(report.json)
        return {name for name, person_id in names.items() if person_id in seen}

    assert named_to("unit") == {"unit"}
    assert named_to("patrol") <= {"patrol", "receptionist"}  # whoever judged stands in the verdict about their own report
    assert named_to("inspector") == {"inspector"}
    assert named_to("leader") == set(names)


def test_photos_named_in_a_move_become_evidence_and_a_refused_move_leaves_none(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    assert bureau.try_move(case_no, "unit", "check-pass", photos=AFTER_NAMED).status_code == 409
    assert [one["what"] for one in bureau.case(case_no)["evidence"]] == ["opened"]
    bureau.move(case_no, "unit", "dispose", photos=AFTER_NAMED, note="已清理 13812345678")
    handled = bureau.case(case_no)["evidence"][-1]
    assert (handled["what"], handled["note"], handled["outcome"]["made"]) == ("handled", "已清理 138****5678", True)
    assert [(one["sha256"], one["role"], one["stored"]) for one in handled["photos"]] == [(sha256(AFTER), "after", True)]
    report = bureau.call("leader", lambda phone: phone.get(f"/api/v1/reports/{handled['report_id']}")).json
    assert (report["flags"], report["reply_to"]["verb"], report["case_no"]) == (["desk-upload"], "dispose", case_no)
    assert bureau.case(case_no)["events"][-1]["facts"]["report_id"] == handled["report_id"]


def test_a_photo_of_somebody_else_is_no_evidence_of_a_move(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    foreign = photo(77)
    bureau.call("patrol", lambda phone: send_photo(phone, foreign))
    rev = bureau.case(case_no)["rev"]
    body = {"verb": "dispose", "photos": [{"sha256": sha256(foreign), "role": "after"}]}
    answer = bureau.call(
        "unit", lambda phone: phone.post(f"/api/v1/cases/{case_no}/moves", json=body, headers={"If-Match": str(rev)})
    )
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/photos/0/sha256")
    assert bureau.case(case_no)["rev"] == rev


def tasks(bureau: Bureau, name: str) -> list[str]:
    """The numbers of the cases that wait for somebody."""
    answer = bureau.call(name, lambda phone: phone.get("/api/v1/tasks"))
    assert answer.status_code == 200, answer.text
    return [one["case_no"] for one in answer.json["items"]]


def test_everybody_is_asked_what_is_theirs_urgent_first_then_by_due(bureau: Bureau) -> None:
    late = bureau.opened()
    bureau.move(late, "dispatcher", "dispatch", unit="repair")
    bureau.later(minutes=5)
    later = bureau.to("claimed")
    urgent = bureau.opened("sl1_fire_lane")
    if bureau.case(urgent)["state"] == "filed":
        bureau.move(urgent, "dispatcher", "dispatch", unit="repair")
    assert tasks(bureau, "unit") == [urgent, late, later]
    assert [tasks(bureau, name) for name in ("crew", "other_unit", "inspector", "patrol")] == [[], [], [], []]
    bureau.move(later, "unit", "dispose", photos=AFTER_NAMED)
    bureau.move(later, "receptionist", "send-check", person=bureau.id_of("inspector"))
    assert (tasks(bureau, "unit"), tasks(bureau, "inspector")) == ([urgent, late], [later])
    bureau.move(late, "unit", "claim")
    item = bureau.call("unit", lambda phone: phone.get("/api/v1/tasks")).json["items"][-1]
    assert (item["case_no"], item["evidence"][0]["what"]) == (late, "opened")
    assert "dispose" in [move["verb"] for move in item["moves"]]


@pytest.mark.parametrize(
    ("said", "name"), [({"verdict": "verify"}, "inspector"), ({"verdict": "amend", "reason": "缺近景"}, "patrol")]
)
def test_a_report_to_verify_or_to_amend_is_a_task_as_well(bureau: Bureau, said: dict[str, str], name: str) -> None:
    with clock.stopped_at(bureau.now):
        report_id = deliver(bureau.phone("patrol"), at=city.ON_MAIN)["report_id"]
    person = {"person": bureau.id_of("inspector")} if said["verdict"] == "verify" else {}
    path = f"/api/v1/reports/{report_id}/verdict"
    assert bureau.call("receptionist", lambda phone: phone.post(path, json={**said, **person})).status_code == 200
    mine = bureau.call(name, lambda phone: phone.get("/api/v1/tasks")).json["reports"]
    assert [one["id"] for one in mine] == [report_id]
