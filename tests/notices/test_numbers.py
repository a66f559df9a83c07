"""Numbers run without gap or twin, also when many are given at once; blocks of phones end in used and void ones only."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.queries import actor_of, person_by_id
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.notices import numbering, queries
from app.notices.models import NoticeNumber
from app.notices.rules import BLOCK_LIVES
from tests.audit.reading import last_noted
from tests.conftest import Phone
from tests.notices.papers import CATEGORY, draft, move, moved, read, save_template

AT_ONCE = 6
EACH = 5


@pytest.fixture
def authorised(officer: Phone, template_id: int) -> int:
    """A template whose papers about `CATEGORY` may be issued away from the desk."""
    return int(save_template(officer, rev=1, authorised=[CATEGORY]).json["id"])


def a_block(desk: Phone, template_id: int, device_id: str, size: int = 3) -> dict[str, object]:
    answer = desk.post("/api/v1/number-blocks", json={"device_id": device_id, "template_id": template_id, "size": size})
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def offline(block: dict[str, object], running: int) -> dict[str, object]:
    return {"offline": {"block_id": block["id"], "running": running, "at": clock.isoformat(clock.now())}}


def test_numbers_taken_at_once_are_all_different_and_leave_no_gap(app: Flask, officer: Phone, template_id: int) -> None:
    def take(who: int) -> None:
        with app.app_context():
            person = person_by_id(officer.person_id)
            template = queries.template(template_id)
            assert person is not None
            assert template is not None
            for _ in range(EACH):
                device = str(uuid4())
                in_transaction(lambda: numbering.give_block(template, device, 1 + who % 2, actor_of(person), clock.now()))  # noqa: B023
            db.session.remove()

    threads = [threading.Thread(target=take, args=(who,)) for who in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        running = sorted(db.session.scalars(select(NoticeNumber.running)))
    assert running == list(range(1, AT_ONCE * EACH * 3 // 2 + 1))


def test_a_phone_uses_its_block_and_the_desk_goes_on_after_it(boss: Phone, officer: Phone, case_no: str, authorised: int) -> None:
    block = a_block(boss, authorised, str(uuid4()))
    assert (block["first"], block["last"], block["left"]) == (1, 3, [1, 2, 3])
    at_desk = moved(officer, draft(boss, case_no, authorised), "issue")
    assert str(at_desk["number"]).endswith("〕4号")
    in_the_street = moved(boss, draft(boss, case_no, authorised), "issue", **offline(block, 2))
    assert str(in_the_street["number"]).endswith("〕2号")


def test_a_number_counts_once_and_telling_it_again_changes_nothing(boss: Phone, case_no: str, authorised: int) -> None:
    block = a_block(boss, authorised, str(uuid4()))
    first, other = draft(boss, case_no, authorised), draft(boss, case_no, authorised)
    told = moved(boss, first, "issue", **offline(block, 1))
    assert move(boss, first, "issue", **offline(block, 1)).json["rev"] == told["rev"]
    for running in (1, 4):
        assert move(boss, other, "issue", **offline(block, running)).status_code == 409
    assert read(boss, other)["state"] == "draft"


def test_asking_again_gives_the_same_block_until_it_is_used_up(boss: Phone, case_no: str, authorised: int) -> None:
    device = str(uuid4())
    block = a_block(boss, authorised, device, size=1)
    assert a_block(boss, authorised, device, size=1)["id"] == block["id"]
    moved(boss, draft(boss, case_no, authorised), "issue", **offline(block, 1))
    assert a_block(boss, authorised, device, size=1)["id"] != block["id"]


def test_what_is_given_back_is_void_for_ever_and_in_the_register(app: Flask, boss: Phone, case_no: str, authorised: int) -> None:
    block = a_block(boss, authorised, str(uuid4()))
    moved(boss, draft(boss, case_no, authorised), "issue", **offline(block, 1))
    for _ in range(2):
        back = boss.post(f"/api/v1/number-blocks/{block['id']}/return").json
        assert (back["used"], back["void"], back["left"], back["closed_why"]) == ([1], [2, 3], [], "returned")
    assert last_noted(app) == (boss.person_id, "number-block", "number-block", block["id"])
    assert move(boss, draft(boss, case_no, authorised), "issue", **offline(block, 2)).status_code == 409
    rows = boss.get("/api/v1/notice-numbers?state=void").json["items"]
    assert [(row["running"], row["why"]) for row in rows] == [(3, "returned"), (2, "returned")]


def test_a_block_that_expired_is_void_but_a_paper_that_is_out_already_keeps_its_number(
    app: Flask, boss: Phone, case_no: str, authorised: int
) -> None:
    block = a_block(boss, authorised, str(uuid4()))
    with app.app_context(), clock.stopped_at(clock.now() + BLOCK_LIVES + timedelta(seconds=1)):
        assert numbering.expire_blocks() == 1
        assert numbering.expire_blocks() == 0
    [told] = boss.get("/api/v1/number-blocks").json["items"]
    assert (told["void"], told["closed_why"]) == ([1, 2, 3], "expired")
    assert moved(boss, draft(boss, case_no, authorised), "issue", **offline(block, 2))["number"].endswith("〕2号")


def test_only_what_was_authorised_beforehand_is_issued_away_from_the_desk(
    boss: Phone, officer: Phone, case_no: str, template_id: int
) -> None:
    block = a_block(boss, template_id, str(uuid4()))
    paper = draft(boss, case_no, template_id)
    refused = move(officer, paper, "issue", **offline(block, 1))
    assert (refused.status_code, refused.json["why"]) == (409, "not-authorised")


def test_an_unfinished_template_gives_no_numbers(boss: Phone, officer: Phone, case_no: str) -> None:
    unfinished = save_template(officer, mark="").json["id"]
    answer = boss.post("/api/v1/number-blocks", json={"device_id": str(uuid4()), "template_id": unfinished})
    assert (answer.status_code, answer.json["why"]) == (409, "template-unfinished")
    assert move(officer, draft(boss, case_no, unfinished), "issue").json["why"] == "template-unfinished"
