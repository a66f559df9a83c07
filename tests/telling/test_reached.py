"""An urgent case through the API: its unit is told at the dispatch, the chain climbs, and the claim ends it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.telling.job import carry_round
from app.telling.models import Message
from tests.handling.bureau import Bureau
from tests.handling.conftest import bureau

__all__ = ["bureau"]
URGENT = "manhole_missing"


def reached(bureau: Bureau, case_no: str) -> dict[str, Any] | None:
    """What the desk sees."""
    answer = bureau.call("leader", lambda who: who.get(f"/api/v1/cases/{case_no}/reached"))
    assert answer.status_code == 200, answer.json
    return answer.json["reached"]


def rounds(app: Flask, bureau: Bureau) -> None:
    """What the job does now."""
    with app.app_context(), clock.stopped_at(bureau.now):
        carry_round()


def kinds_of(app: Flask, bureau: Bureau, name: str) -> list[str]:
    """The kinds of messages that somebody was told, in order."""
    with app.app_context():
        told = select(Message.kind).where(Message.person_id == bureau.id_of(name), Message.channel == "app")
        return list(db.session.scalars(told.order_by(Message.id)))


def dispatched(bureau: Bureau) -> str:
    """An urgent case that the repair unit has; its number."""
    for name in ("unit", "dispatcher"):
        bureau.id_of(name)  # they are there to be told
    case_no = bureau.opened(URGENT)
    assert bureau.case(case_no)["urgent"] is True
    if bureau.case(case_no)["state"] == "filed":
        bureau.move(case_no, "dispatcher", "dispatch", unit="repair")
    return case_no


def test_an_urgent_case_climbs_until_it_is_claimed(app: Flask, bureau: Bureau) -> None:
    case_no = dispatched(bureau)
    assert (reached(bureau, case_no) or {})["step"] == "told"
    assert kinds_of(app, bureau, "unit") == ["case-dispatched"]
    for step in ("texted", "duty-phone"):
        bureau.later(minutes=10)
        rounds(app, bureau)
        assert (reached(bureau, case_no) or {})["step"] == step
    assert kinds_of(app, bureau, "unit") == ["case-dispatched", "case-unclaimed"]
    assert "call-duty-phone" in kinds_of(app, bureau, "dispatcher")
    bureau.move(case_no, "unit", "claim")
    facts = reached(bureau, case_no)
    assert facts is not None
    assert facts["ended_at"] is not None
    assert {one["person"]["name"] for one in facts["told"]} >= {"unit", "dispatcher"}


def test_only_the_desk_asks_and_what_is_not_urgent_has_no_chain(bureau: Bureau) -> None:
    case_no = bureau.opened()
    assert reached(bureau, case_no) is None
    refused = bureau.call("patrol", lambda who: who.get(f"/api/v1/cases/{case_no}/reached"))
    assert refused.status_code == 403
    missing = bureau.call("leader", lambda who: who.get("/api/v1/cases/nothing/reached"))
    assert missing.status_code == 404
