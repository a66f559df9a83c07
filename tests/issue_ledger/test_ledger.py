"""A table becomes part of the ledger whole or not at all; issues are tied to cases, written off, counted, exported."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.core import clock
from app.core.tables_out import write_xlsx
from tests.audit.reading import last_noted
from tests.conftest import Phone
from tests.redaction.drawing import a_case, street
from tests.reports.sending import sha256
from tests.review.judging import judge

HEAD = ["序号", "问题描述", "地点", "责任单位", "整改期限", "销号情况", "案件号", "备注"]
NOON = datetime.fromisoformat("2026-11-21T04:00:00+00:00")
LEDGER = "/api/v1/issue-ledger"


def table(*rows: list[Any], title: bool = True) -> bytes:
    return b"".join(write_xlsx([*([["某街道问题台账"]] if title else []), HEAD, *rows]))


def bring(desk: Phone, content: bytes, name: str = "台账.xlsx") -> TestResponse:
    address = f"{LEDGER}/imports?name={name}"
    return desk.post(address, data=content, content_type="application/octet-stream")


def entered(desk: Phone, *rows: list[Any]) -> list[dict[str, Any]]:
    """The issues of a table that was entered, in its order."""
    brought = bring(desk, table(*rows)).json
    answer = desk.post(f"{LEDGER}/imports/{brought['id']}/enter", json={"turn": brought["turn"]})
    assert answer.status_code == 200, answer.text
    return list(reversed(desk.get(LEDGER).json["items"]))


def act(desk: Phone, issue: dict[str, Any], what: str, rev: int | None = None, **body: Any) -> TestResponse:
    method = desk.put if what == "case" else desk.post
    return method(f"{LEDGER}/{issue['id']}/{what}", json=body, headers={"If-Match": f'"{issue["rev"] if rev is None else rev}"'})


ROWS = [
    ["1", "占道经营", "槐荫路 128 号", "环卫所", "2026-11-20", "未销号", "", "电话 13800001111"],
    ["2", "=1+1", "", "市政所", "2026-12-01", "", "", ""],
    ["3", "井盖破损", "", "市政所", "", "已销号", "", ""],
]


def test_a_table_is_shown_before_it_is_entered_and_keeps_the_line_it_came_from(app: Flask, boss: Phone) -> None:
    brought = bring(boss, table(*ROWS))
    assert brought.status_code == 201, brought.text
    told = brought.json
    assert (told["header_line"], told["mapping"]["what"], told["rows"], told["good"], told["bad"]) == (1, 1, 3, 3, [])
    assert boss.get(LEDGER).json["items"] == []
    first, second, third = entered(boss, *ROWS)
    assert [one["state"] for one in (first, second, third)] == ["open", "open", "written-off"]
    whole = boss.get(f"{LEDGER}/{first['id']}").json
    assert (whole["origin_line"], whole["origin"][1]) == (3, ["问题描述", "占道经营"])
    assert ["备注", "电话 138****1111"] in whole["origin"]
    assert (second["what"], whole["events"][0]["kind"]) == ("=1+1", "entered")
    assert last_noted(app)[1] == "issues-entered"


def test_a_bad_line_holds_everything_up_until_it_is_said_to_be_left_out(boss: Phone) -> None:
    bad = [["4", "", "", "", "", "", "", ""], ["1", "又一个", "", "", "尽快", "", "", ""]]
    told = bring(boss, table(*ROWS, *bad)).json
    assert [(one["line"], one["fault"], one["field"]) for one in told["bad"]] == [
        (6, "no-what", "what"),
        (7, "bad-day", "due_on"),
    ]
    address = f"{LEDGER}/imports/{told['id']}/enter"
    refused = boss.post(address, json={"turn": 1})
    assert (refused.status_code, refused.json["bad"], boss.get(LEDGER).json["items"]) == (409, 2, [])
    done = boss.post(address, json={"turn": 1, "leave_out": True}).json
    assert (done["state"], done["entered"], done["left_out"], len(boss.get(LEDGER).json["items"])) == ("entered", 3, 2, 3)
    assert boss.post(address, json={"turn": 2}).status_code == 409, "a table is entered once"


def test_columns_are_corrected_by_a_person_and_only_what_was_seen_is_entered(boss: Phone) -> None:
    brought = bring(boss, "甲,乙\n占道,槐荫路\n".encode("gb18030"), "a.csv").json
    assert (brought["mapping"]["what"], brought["good"]) == (None, 0)
    mapping = {"what": 0, "place": 1}
    mapped = boss.put(f"{LEDGER}/imports/{brought['id']}/mapping", json={"header_line": 0, "mapping": mapping})
    assert (mapped.json["good"], mapped.json["turn"]) == (1, 2)
    stale = boss.post(f"{LEDGER}/imports/{brought['id']}/enter", json={"turn": 1})
    assert (stale.status_code, stale.json["turn"]) == (412, 2)
    wrong = boss.put(f"{LEDGER}/imports/{brought['id']}/mapping", json={"header_line": 0, "mapping": {"place": 1}})
    assert (wrong.status_code, wrong.json["errors"][0]["pointer"]) == (422, "/mapping/what")


def test_what_is_in_the_ledger_already_is_told_and_not_entered_twice(boss: Phone) -> None:
    content = table(*ROWS)
    first = bring(boss, content).json
    assert boss.post(f"{LEDGER}/imports/{first['id']}/enter", json={"turn": 1}).status_code == 200
    again = bring(boss, content).json
    assert [one["fault"] for one in again["bad"]] == ["already-there"] * 3
    assert again["same_file"] is not None


def test_a_table_that_was_given_up_is_gone(boss: Phone) -> None:
    brought = bring(boss, table(*ROWS)).json
    assert boss.post(f"{LEDGER}/imports/{brought['id']}/discard").json["state"] == "discarded"
    assert boss.get(f"{LEDGER}/imports/{brought['id']}").json["lines"] == []
    assert boss.post(f"{LEDGER}/imports/{brought['id']}/enter", json={"turn": 2}).status_code == 409
    assert bring(boss, b"").json["word"] == "empty"


def test_an_issue_is_tied_to_a_case_that_exists_and_written_off_with_what_shows_it(
    app: Flask, areas: None, li: Phone, boss: Phone
) -> None:
    case_no = a_case(li, boss, street())
    linked_row = [*ROWS[0][:6], case_no, ""]
    assert bring(boss, table(["9", "甲", "", "", "", "", "4101042020010100001", ""])).json["bad"][0]["fault"] == "no-such-case"
    first, second = entered(boss, linked_row, ROWS[1])
    assert (first["case_no"], first["case_state"], second["case_no"]) == (case_no, "filed", None)
    linked = act(boss, second, "case", case_no=case_no).json
    assert linked["case_no"] == case_no
    assert act(boss, second, "case", rev=2, case_no="4101042020010100001").status_code == 404
    assert act(boss, first, "write-off").status_code == 422, "an open case alone is no reason"
    off = act(boss, first, "write-off", photos=[sha256(street())])
    assert (off.status_code, off.json["state"]) == (200, "written-off")
    event = off.json["events"][-1]
    assert (event["kind"], event["by"]["id"], event["facts"]["photos"]) == ("written-off", boss.person_id, [sha256(street())])
    assert act(boss, off.json, "write-off", reason="再来").status_code == 409
    assert act(boss, first, "reopen", reason="照片不是这里").status_code == 412
    back = act(boss, off.json, "reopen", reason="照片不是这里").json
    assert (back["state"], back["written_off_at"]) == ("open", None)
    assert last_noted(app) == (boss.person_id, "issue", "issue", first["id"])


def test_a_closed_case_is_reason_enough(areas: None, li: Phone, boss: Phone) -> None:
    case_no = a_case(li, boss, street(), handled_on_spot=True)
    [issue] = entered(boss, [*ROWS[0][:6], case_no, ""])
    assert issue["case_state"] == "closed"
    assert act(boss, issue, "write-off").json["state"] == "written-off"


def test_an_issue_is_taken_down_as_a_report_and_tied_to_the_case_it_leads_to(areas: None, boss: Phone) -> None:
    first, second = entered(boss, *ROWS[:2])
    body = {"category": "sl2_out_of_shop", "origin": "leader"}
    taken = act(boss, first, "report", **body).json
    assert (taken["case_no"], taken["events"][-1]["kind"]) == (None, "reported")
    told = boss.get(f"/api/v1/reports/{taken['report_id']}").json
    assert (told["status"], told["origin"], told["note"]) == ("pending", "leader", "占道经营\n槐荫路 128 号")
    assert act(boss, taken, "report", **body).status_code == 409, "once"
    case_no = judge(boss, taken["report_id"], "accept").json["case_no"]
    linked = boss.get(f"{LEDGER}/{first['id']}").json
    assert (linked["case_no"], [event["kind"] for event in linked["events"]]) == (case_no, ["entered", "reported", "linked"])
    assert boss.get(f"{LEDGER}/{second['id']}").json["case_no"] is None


def test_the_weekly_meeting_sees_what_is_open_overdue_new_and_written_off(boss: Phone) -> None:
    with clock.stopped_at(NOON):
        first, second, _ = entered(boss, *ROWS)
        assert (first["overdue"], second["overdue"]) == (True, False)
        act(boss, second, "write-off", reason="已修")
        told = boss.get(f"{LEDGER}/counts").json
        assert (told["since"], told["until"]) == ("2026-11-15", "2026-11-21")
        assert told["total"] == {"unit": None, "open": 1, "overdue": 1, "added": 3, "written_off": 2}
        assert [(one["unit"], one["open"], one["written_off"]) for one in told["units"]] == [("环卫所", 1, 0), ("市政所", 0, 2)]
        before = boss.get(f"{LEDGER}/counts?since=2026-11-01&until=2026-11-14").json
        assert (before["total"]["added"], before["total"]["open"]) == (0, 1)


def test_the_ledger_is_narrowed_and_exported_without_a_formula_and_without_names(boss: Phone) -> None:
    with clock.stopped_at(NOON):
        first, second, third = entered(boss, *ROWS)
        ask = lambda query: [one["id"] for one in boss.get(f"{LEDGER}?{query}").json["items"]]  # noqa: E731
        assert ask("state=open") == [second["id"], first["id"]]
        assert ask("overdue=true") == [first["id"]]
        assert ask("unit=市政所&words=井盖") == [third["id"]]
        assert ask("linked=true") == []
        page = boss.get(f"{LEDGER}?limit=2").json
        assert len(boss.get(f"{LEDGER}?limit=2&cursor={page['cursor']}").json["items"]) == 1
        text = boss.get(f"{LEDGER}/export?format=csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows] == ["问题", "井盖破损", "'=1+1", "占道经营"]
    assert "boss" not in text


def test_it_is_for_the_desk(li: Phone) -> None:
    assert li.get(LEDGER).status_code == 403
    assert bring(li, table(*ROWS)).status_code == 403
