"""Papers and issues go with their case, signed for like evidence; a seal keeps them; the log knows every byte of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.cases.report_models import Deletion
from app.core import clock
from app.core.db import db
from app.issue_ledger.models import IssueImport
from app.notices.models import Notice, NoticeSheet
from tests.conftest import Phone, SignIn
from tests.issue_ledger.test_ledger import LEDGER, act, entered
from tests.lifecycle.city import HALF_A_YEAR, THREE_YEARS, City
from tests.notices.conftest import case_no, officer, template_id  # noqa: F401 - fixtures
from tests.notices.papers import STROKES, draft, move, moved, read


@pytest.fixture
def answered(city: City, boss: Phone, officer: Phone, case_no: str, template_id: int) -> dict[str, Any]:  # noqa: F811
    """A paper that was served and answered."""
    paper = moved(officer, draft(boss, case_no, template_id), "issue")
    said = {"means": "in-person", "signer": "禾某", "capacity": "经营者", "strokes": STROKES}
    paper = moved(boss, paper, "serve", **said)
    return read(boss, moved(boss, paper, "answer", text="已收回，电话 13800001111"))


@pytest.fixture
def served(city: City, answered: dict[str, Any]) -> dict[str, Any]:
    """The same, its case closed."""
    city.sql("UPDATE case_file SET state = 'closed', closed_at = opened_at")
    return answered


def test_a_paper_goes_with_its_case_and_leaves_its_number_and_a_signed_record(
    city: City, boss: Phone, sign_in: SignIn, served: dict[str, Any]
) -> None:
    line = next(one for one in city.dry_run(THREE_YEARS) if one.startswith("notice"))
    assert f"notice {served['id']}  rule case" in line
    assert city.dry_run(THREE_YEARS)[-1].endswith("1 papers, 0 issues")
    done = city.apply(THREE_YEARS)
    assert (done.reports, done.papers, done.issues) == (1, 1, 0)
    after = read(boss, served)
    assert (after["number"], after["state"], after["served_at"]) == (served["number"], "answered", served["served_at"])
    assert (after["deleted"]["rule"], after["moves"], after["sheet"], after["service"]) == ("case", [], None, None)
    assert (after["receiver"]["name"], after["address"], after["requirement"], after["facts"]["what"]) == ("", "", "", "")
    assert after["events"][-1]["facts"]["text"] == "已收回，电话 138****1111"
    for answer in (boss.get(f"/api/v1/notices/{served['id']}/sheet"), move(boss, after, "review", passed=True, text="好")):
        assert (answer.status_code, answer.json["type"]) == (410, "/problems/destroyed")
    record = json.loads(
        city.ask(lambda: db.session.scalars(select(Deletion.record).where(Deletion.object_kind == "notice")).one())
    )
    assert (record["number"], record["sheet_sha256"]) == (served["number"], served["sheet"]["sha256"])
    kinds = [one["kind"] for one in sign_in("chief", Role.ADMIN).get("/api/v1/deletions").json["items"]]
    assert kinds == ["notice", "report"]
    assert city.damage() == []
    assert city.apply(THREE_YEARS).all == 0


def test_a_seal_on_the_case_keeps_its_papers_and_issues(city: City, boss: Phone, served: dict[str, Any]) -> None:
    (issue,) = entered(boss, ["9", "占道经营", "槐荫路", "环卫所", "", "", served["case_no"], ""])
    act(boss, issue, "write-off", reason="已整改")
    boss.post(f"/api/v1/cases/{served['case_no']}/hold", json={"reason": "行政复议"})
    assert city.apply(THREE_YEARS * 2).all == 0
    boss.post(f"/api/v1/cases/{served['case_no']}/release", json={"reason": "已结"})
    done = city.apply(THREE_YEARS * 2)
    assert (done.papers, done.issues) == (1, 1)
    assert city.damage() == []


def test_a_paper_is_kept_as_long_from_what_became_of_it_last(city: City, boss: Phone, served: dict[str, Any]) -> None:
    city.sql(f"UPDATE case_file SET closed_at = '{clock.isoformat(clock.now() - THREE_YEARS)[:19].replace('T', ' ')}'")
    assert move(boss, served, "review", passed=True, text="合格").status_code == 200
    assert city.apply(HALF_A_YEAR).papers == 0
    assert city.apply(THREE_YEARS).papers == 1


def test_issues_written_off_without_a_case_go_after_180_days_and_the_table_with_the_last(city: City, boss: Phone) -> None:
    first, second = entered(
        boss, ["1", "井盖破损", "槐荫路", "市政所", "", "已销号", "", ""], ["2", "占道", "", "环卫所", "", "", "", ""]
    )
    assert city.apply(HALF_A_YEAR).issues == 1
    gone = boss.get(f"{LEDGER}/{first['id']}").json
    assert (gone["ref"], gone["unit"], gone["state"], gone["what"], gone["origin"]) == ("1", "市政所", "written-off", "", [])
    assert gone["deleted"]["rule"] == "not-filed"
    assert act(boss, gone, "reopen", reason="错了").status_code == 410
    lines = select(IssueImport.lines)
    assert city.ask(lambda: db.session.scalars(lines).one()) != []
    act(boss, second, "write-off", reason="已整改")
    assert city.apply(HALF_A_YEAR).issues == 1
    assert city.ask(lambda: db.session.scalars(lines).one()) == []
    assert city.damage() == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE notice SET requirement = requirement || '。'", "notice:"),
        ("UPDATE notice_event SET facts = '{}' WHERE place = 3", "notice-event:"),
        ("UPDATE notice_sheet SET size = size + 1", "notice-sheet:"),
    ],
)
@pytest.mark.usefixtures("answered")
def test_a_changed_byte_of_a_paper_is_found(city: City, statement: str, named: str) -> None:
    assert city.damage() == []
    city.sql(statement)
    (found,) = city.damage()
    assert found.startswith(f"row-altered: {named}")


def test_a_changed_byte_of_the_issue_ledger_is_found(city: City, boss: Phone) -> None:
    (issue,) = entered(boss, ["1", "井盖破损", "槐荫路", "市政所", "", "", "", ""])
    act(boss, issue, "write-off", reason="已整改")
    assert city.damage() == []
    city.sql("UPDATE issue_event SET reason = '没有整改' WHERE kind = 'written-off'")
    city.sql("UPDATE issue SET unit = '环卫所'")
    assert sorted(one.split("#")[0].split(" ")[1][:12] for one in city.damage()) == ["issue-event:", f"issue:{issue['id']}"[:12]]


def test_what_is_said_to_be_destroyed_and_is_there_is_named(city: City, served: dict[str, Any]) -> None:
    city.apply(THREE_YEARS)
    kept = select(Notice.id).join(NoticeSheet, NoticeSheet.notice_id == Notice.id)
    assert city.ask(lambda: db.session.scalars(kept).one()) == served["id"]
    city.sql("UPDATE notice SET address = '槐荫路'")
    assert sorted(one.split(":")[0] for one in city.damage()) == ["deletion-undone", "row-altered"]
