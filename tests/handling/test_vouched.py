"""The store, the feed and the log vouch for what the loop adds: replies, merged reports, answers, verdicts that only ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.cases.report_models import Report
from app.core.db import db
from app.lifecycle.queries import ending_of
from app.safekeeping.verify import verify_store
from tests.conftest import Phone, SignIn
from tests.handling.loop import case_of, deliver_reply, move, reply
from tests.reports import city
from tests.reports.sending import deliver, manifest, photo, send, send_photo
from tests.review.judging import judge, undo
from tests.roster.conftest import join, units  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("units", "areas")


@pytest.fixture
def an(sign_in: SignIn, join: Callable[[str, str], None]) -> Phone:  # noqa: F811
    """One of the repair unit."""
    phone = sign_in("an", Role.UNIT)
    join("repair", phone.person_id)
    return phone


def answered(li: Phone, boss: Phone) -> str:
    """A report that missed something and has it now."""
    report_id = str(deliver(li, at=city.ON_MAIN)["report_id"])
    judge(boss, report_id, "amend", reason="缺近景")
    said = manifest(photo(9), reply_to={"report_id": report_id, "verb": "supplement"})
    send(li, said)
    send_photo(li, photo(9))
    return report_id


def test_everything_that_a_case_went_through_is_vouched_for(app: Flask, li: Phone, an: Phone, boss: Phone) -> None:
    case_no = judge(boss, answered(li, boss), "accept").json["case_no"]
    deliver(li, joins=case_no)
    copy = deliver(li)["report_id"]
    judge(boss, copy, "duplicate", duplicate_of=case_no)
    undo(boss, copy)
    judge(boss, copy, "duplicate", duplicate_of=case_no)
    move(boss, case_no, "dispatch", unit="repair")
    move(an, case_no, "claim")
    deliver_reply(an, reply(case_no, "dispose"))
    deliver_reply(an, reply(case_no, "progress", photo(90)), photo(90))
    evidence = case_of(boss, case_no)["evidence"]
    assert [one["what"] for one in evidence] == ["opened", "joined", "joined", "joined", "handled", "progress"]
    with app.app_context():
        assert [str(finding) for finding in verify_store(full=True).findings] == []


def test_taking_back_what_opened_a_case_leaves_nothing_that_the_log_does_not_know(app: Flask, li: Phone, boss: Phone) -> None:
    report_id = answered(li, boss)
    judge(boss, deliver(li)["report_id"], "duplicate", duplicate_of=report_id)
    judge(boss, report_id, "accept")
    undo(boss, report_id)
    with app.app_context():
        assert [str(finding) for finding in verify_store(full=True).findings] == []


def test_an_answer_is_kept_as_long_as_what_it_answers(app: Flask, li: Phone, boss: Phone) -> None:
    report_id = answered(li, boss)
    with app.app_context():
        said = db.session.query(Report).where(Report.reply_to == report_id).one()
        assert ending_of(said) is None
    judge(boss, report_id, "reject", reason="不属实")
    with app.app_context():
        said = db.session.query(Report).where(Report.reply_to == report_id).one()
        asked = db.session.get_one(Report, report_id)
        assert ending_of(said) == ending_of(asked) is not None
