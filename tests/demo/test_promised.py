"""The demo's shops: one broken promise at every step of the ladder, and no case for what was only a reminder."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from app.breaches.models import Breach
from app.breaches.queries import appeals_of, hand_ins_of
from app.cases.queries import case_by_number
from app.cases.report_models import Report
from app.core.db import db
from app.demo import load
from app.demo.promised import AGAIN, APPEALED, ESCALATED, FRESH, GRANTED, LATE, LOOKED, PASSED, PLANS, WAITING, index_of
from app.demo.sealing import report_id
from app.notices.queries import notice_by_id
from app.proof.rows import faults
from tests.demo.conftest import NOON, empty_city

STATES = {
    FRESH: "open", WAITING: "handed-in", PASSED: "closed", LATE: "open", AGAIN: "open",
    ESCALATED: "escalated", APPEALED: "open", GRANTED: "void", LOOKED: "closed",
}  # fmt: skip


def test_there_is_one_at_every_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "story", lambda now: ())
    monkeypatch.setattr(load, "earlier", lambda now: ())
    monkeypatch.setattr(load, "courses", lambda told, now: {})
    with empty_city(tmp_path).app_context():
        assert load.load_demo(NOON).reports == len(PLANS)
        found = {one.id: one for one in db.session.scalars(select(Breach))}
        of = {number: found[report_id(index_of(number))] for number in PLANS}
        assert {number: one.state for number, one in of.items()} == STATES
        assert [of[number].nth for number in (PASSED, AGAIN)] == [1, 2]
        assert of[LATE].overdue_at is not None
        case, notice = case_by_number(of[AGAIN].case_no or ""), notice_by_id(of[AGAIN].notice_id or "")
        assert case is not None
        assert notice is not None
        assert (notice.state, notice.case_no) == ("draft", case.case_no)
        assert [number for number, one in of.items() if one.case_no] == [AGAIN, ESCALATED]
        assert {one.state for one in appeals_of(list(found)).values()} == {"open", "granted"}
        handed = hand_ins_of(list(found))
        assert {number: handed[one.id][0].by for number, one in of.items() if handed[one.id]} == {
            WAITING: "merchant", PASSED: "merchant", ESCALATED: "merchant", LOOKED: "patrol",
        }  # fmt: skip
        flags = {flag for report in db.session.scalars(select(Report)) for flag in report.flags}
        assert not flags & {"unreadable-field", "reply-unknown-case", "photos-too-few", "author-unconfirmed", "shop-closed"}
        assert list(faults(Counter())) == []
        db.session.remove()
        db.engine.dispose()
