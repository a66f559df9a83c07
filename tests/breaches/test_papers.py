"""The 整改通知单 that a second time is answered with: drafted for the shop, signed by somebody else, and never in the way."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.rules import Role
from tests.breaches.streets import breach, second_time
from tests.conftest import Phone, SignIn
from tests.notices.papers import save_template
from tests.review.judging import case_of, undo


@pytest.fixture
def officer(sign_in: SignIn) -> Phone:
    return sign_in("head", Role.CENTRE)


def test_a_notice_is_drafted_to_the_shop_and_signed_by_an_officer(li: Phone, boss: Phone, officer: Phone, shop_id: str) -> None:
    assert save_template(officer).status_code == 201
    report_id, number = second_time(li, boss, shop_id)
    drafted = breach(boss, report_id)
    notice = boss.get(f"/api/v1/notices/{drafted['notice_id']}").json
    assert (notice["state"], notice["case_no"], notice["receiver"]["code"]) == ("draft", number, shop_id)
    assert (notice["deadline"], notice["drafted_by"]["id"]) == (drafted["deadline"], boss.person_id)
    assert "秩序" in notice["requirement"]
    assert notice["address"] == "东大街12 号"


def test_without_a_template_the_case_is_opened_all_the_same(li: Phone, boss: Phone, shop_id: str) -> None:
    report_id, number = second_time(li, boss, shop_id)
    assert case_of(boss, number)["state"] == "filed"
    last = breach(boss, report_id)["events"][-1]
    assert (last["kind"], last["facts"]) == ("notice-not-drafted", {"why": "no-template"})


def test_a_verdict_taken_back_takes_the_draft_along(li: Phone, boss: Phone, officer: Phone, shop_id: str) -> None:
    save_template(officer)
    report_id, _number = second_time(li, boss, shop_id)
    notice = breach(boss, report_id)["notice_id"]
    assert undo(boss, report_id).status_code == 200
    assert boss.get(f"/api/v1/notices/{notice}").json["state"] == "voided"
    assert breach(boss, report_id)["notice_id"] is None


def test_what_is_put_right_on_the_spot_needs_no_paper(app: Flask, li: Phone, boss: Phone, officer: Phone, shop_id: str) -> None:
    save_template(officer)
    report_id, _number = second_time(li, boss, shop_id, handled_on_spot=True)
    assert breach(boss, report_id)["notice_id"] is None
