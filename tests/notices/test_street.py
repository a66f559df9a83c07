"""Papers given out without signal: one number is one paper, however often it is told, and none of it is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.notices import numbering, street
from app.notices.models import HandedOut, Notice
from app.notices.rules import BLOCK_LIVES
from tests.conftest import Phone
from tests.notices.papers import CATEGORY, STROKES, moved, save_template, text_of
from tests.reports.sending import manifest, named, photo, send, send_photo, sha256
from tests.review.judging import case_of, judge, kinds, undo

SIGNED = {"means": "in-person", "signer": "王小禾", "capacity": "经营者", "strokes": STROKES}
LEFT = {"means": "left", "witness": "社区李某", "reason": "拒绝签收"}
PAPER_PHOTO = photo(9)


@pytest.fixture
def authorised(areas: None, officer: Phone, template_id: int) -> int:
    """A template whose papers about `CATEGORY` may be given out in the street."""
    return int(save_template(officer, rev=1, authorised=[CATEGORY]).json["id"])


def kit(phone: Phone, device_id: str, **wanted: Any) -> dict[str, Any]:
    answer = phone.post("/api/v1/notice-kit", json={"device_id": device_id, **wanted})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def paper(template: dict[str, Any], which: int, **changed: Any) -> dict[str, Any]:
    """What a phone writes of a paper it gave out."""
    now = clock.now()
    block = template["block"]
    return {
        "id": str(uuid4()),
        "template_id": template["id"],
        "block_id": block["id"],
        "running": which,
        "number": str(block["form"]).replace("{n}", str(which)),
        "at": clock.isoformat(now),
        "receiver": {"kind": "party", "code": None, "name": "禾家粮油"},
        "address": "槐荫路 128 号",
        "basis": [],
        "requirement": "货物收回店内，盲道让出来。",
        "deadline": clock.isoformat(now + timedelta(days=1)),
        "service": {**SIGNED, "at": clock.isoformat(now)},
        **changed,
    }


class Street:
    """A patrol with a phone that has taken its numbers along."""

    def __init__(self, li: Phone, authorised: int) -> None:
        self.li, self.device = li, str(uuid4())
        [self.template] = kit(li, self.device)["templates"]
        assert self.template["id"] == authorised

    def gives_out(self, which: int | None = None, *, into: str | None = None, **changed: Any) -> dict[str, Any]:
        """The report with the paper, as it was sent."""
        number = which or self.template["block"]["left"][0]
        photos = [named(PAPER_PHOTO, "paper")]
        joins = {"joins": into} if into else {}
        said = {"device_id": self.device, "photos": photos, "paper": paper(self.template, number, **changed), **joins}
        report = manifest(**said)
        assert send(self.li, report).status_code in {201, 202}
        assert send_photo(self.li, PAPER_PHOTO).status_code in {200, 201}
        return report


@pytest.fixture
def out(li: Phone, authorised: int) -> Street:
    return Street(li, authorised)


def filed(desk: Phone, report: dict[str, Any]) -> dict[str, Any]:
    """The paper once its report was accepted."""
    assert judge(desk, report["report_id"], "accept").status_code == 200
    answer = desk.get(f"/api/v1/notices/{report['paper']['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def waiting(desk: Phone) -> list[dict[str, Any]]:
    return list(desk.get("/api/v1/handed-out").json["items"])


def test_a_paper_given_out_and_signed_is_in_the_ledger_with_its_sheet_once_there_is_a_case(boss: Phone, out: Street) -> None:
    report = out.gives_out()
    [one] = waiting(boss)
    assert (one["state"], one["number"], one["report_status"]) == ("waiting", report["paper"]["number"], "pending")
    notice = filed(boss, report)
    assert (notice["state"], notice["number"], notice["means"]) == ("served", report["paper"]["number"], "in-person")
    assert (notice["authorised"], notice["service"]["signer"], notice["service"]["strokes"]) == (True, "王**", True)
    assert kinds(case_of(boss, notice["case_no"]))[-2:] == ["notice-issued", "notice-served"]
    assert boss.get("/api/v1/notices").json["items"][0]["number"] == notice["number"]
    assert waiting(boss) == []
    sheet = boss.get(f"/api/v1/notices/{notice['id']}/sheet")
    text = text_of(sheet.data)
    for stands in ("禾家粮油", report["paper"]["number"], "送达方式：当面签收", "签收人：王小禾", "货物收回店内"):
        assert "".join(stands.split()) in text, stands
    assert boss.get(f"/api/v1/notices/{notice['id']}/sheet").data == sheet.data


def test_a_refused_signature_is_served_by_a_witness_and_a_photo_and_less_is_no_service(boss: Phone, out: Street) -> None:
    notice = filed(boss, out.gives_out(1, service=LEFT))
    assert (notice["state"], notice["means"], notice["service"]["photo"]) == ("served", "left", sha256(PAPER_PHOTO))
    for which, service in enumerate([{"means": "left", "reason": "拒签"}, {"means": "in-person", "signer": "王"}, {}], start=2):
        notice = filed(boss, out.gives_out(which, service=service))
        assert (notice["state"], notice["events"][-1]["facts"]["why"]) == ("issued", "service-incomplete")
    assert moved(boss, notice, "serve", **SIGNED)["state"] == "served"


def test_a_server_that_ends_while_it_files_a_paper_leaves_neither_case_nor_paper(
    app: Flask, boss: Phone, out: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = out.gives_out()
    with monkeypatch.context() as patch:
        patch.setattr(street, "record_service", _ends)
        assert judge(boss, report["report_id"], "accept").status_code == 500
    assert [one["state"] for one in waiting(boss)] == ["waiting"]
    assert boss.get("/api/v1/cases").json["items"] == []
    assert filed(boss, report)["state"] == "served"


def _ends(*_: object) -> None:
    raise RuntimeError("the server ended here")


def test_telling_it_again_in_any_order_makes_one_paper(app: Flask, boss: Phone, out: Street) -> None:
    report = out.gives_out()
    for _ in range(2):
        assert send(out.li, report).status_code == 200
    filed(boss, report)
    assert send(out.li, report).status_code == 200
    with app.app_context():
        assert len(db.session.scalars(select(Notice)).all()) == 1
        assert len(db.session.scalars(select(HandedOut)).all()) == 1


def test_a_correction_brings_the_same_paper_with_the_same_number(app: Flask, boss: Phone, out: Street) -> None:
    first = out.gives_out()
    corrected = manifest(
        device_id=out.device, supersedes=first["report_id"], photos=first["photos"], paper=first["paper"], note="更正"
    )
    assert send(out.li, corrected).status_code in {200, 201}
    notice = filed(boss, corrected)
    assert (notice["number"], notice["state"]) == (first["paper"]["number"], "served")
    with app.app_context():
        assert [row.report_id for row in db.session.scalars(select(HandedOut))] == [corrected["report_id"]]


def test_of_two_papers_with_one_number_the_second_becomes_a_draft_that_says_so_and_gets_another(
    boss: Phone, officer: Phone, out: Street
) -> None:
    first, second = out.gives_out(1), out.gives_out(1)
    assert filed(boss, first)["number"].endswith("〕1号")
    clash = filed(boss, second)
    assert (clash["state"], clash["number"], clash["requirement"]) == ("draft", None, second["paper"]["requirement"])
    assert clash["events"][-1]["facts"]["why"] == "number-taken"
    assert clash["events"][-1]["facts"]["number"] == first["paper"]["number"]
    assert [one["why"] for one in waiting(boss)] == ["number-taken"]
    assert moved(officer, clash, "issue")["number"].endswith("〕11号")


ODD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"running": 99}, "number-taken"),
    ({"block_id": str(uuid4())}, "number-taken"),
    ({"block_id": None}, "no-number"),
    ({"receiver": None}, "not-complete"),
    ({"requirement": "\U0001f600"}, "not-printable"),
)


def test_what_is_not_in_order_is_a_draft_with_its_reason_and_the_report_goes_on(boss: Phone, out: Street) -> None:
    for which, (changed, why) in enumerate(ODD, start=1):
        notice = filed(boss, out.gives_out(which, **changed))
        assert (notice["state"], notice["events"][-1]["facts"]["why"]) == ("draft", why)


def test_a_draft_that_only_lacked_a_signature_keeps_the_number_that_is_out(boss: Phone, officer: Phone, out: Street) -> None:
    save_template(officer, rev=2, authorised=[])
    [template] = [{**out.template, "id": boss.get("/api/v1/notice-templates").json["items"][0]["id"]}]
    out.template = template
    report = out.gives_out(2)
    notice = filed(boss, report)
    assert notice["events"][-1]["facts"]["why"] == "not-authorised"
    assert moved(officer, notice, "issue")["number"] == report["paper"]["number"]


def test_another_phones_numbers_do_not_count(boss: Phone, li: Phone, authorised: int, out: Street) -> None:
    other = Street(li, authorised)
    other.device = out.device
    assert filed(boss, other.gives_out())["events"][-1]["facts"]["why"] == "other-phone"


def test_a_report_that_joins_a_case_brings_its_paper_at_once_and_a_duplicate_when_it_is_one(boss: Phone, out: Street) -> None:
    first, twin = out.gives_out(1), out.gives_out(2)
    case_no = filed(boss, first)["case_no"]
    joined = out.gives_out(3, into=case_no)
    assert judge(boss, twin["report_id"], "duplicate", duplicate_of=case_no).status_code == 200
    for report in (joined, twin):
        notice = boss.get(f"/api/v1/notices/{report['paper']['id']}").json
        assert (notice["case_no"], notice["state"]) == (case_no, "served")


def test_a_verdict_taken_back_and_given_again_takes_the_paper_along(boss: Phone, out: Street) -> None:
    report = out.gives_out()
    before = filed(boss, report)["case_no"]
    assert undo(boss, report["report_id"]).status_code == 200
    notice = filed(boss, report)
    assert notice["case_no"] != before
    assert notice["state"] == "served"


def test_numbers_of_an_expired_block_are_good_for_what_is_out_already(app: Flask, boss: Phone, out: Street) -> None:
    with app.app_context(), clock.stopped_at(clock.now() + BLOCK_LIVES + timedelta(seconds=1)):
        assert numbering.expire_blocks() == 1
    report = out.gives_out(3)
    assert filed(boss, report)["number"] == report["paper"]["number"]


def test_a_phone_keeps_its_numbers_and_after_it_lost_its_data_none_of_them_is_given_again(
    li: Phone, boss: Phone, out: Street
) -> None:
    block = out.template["block"]
    out.gives_out(1)
    [again] = kit(li, out.device, blocks=[block["id"]])["templates"]
    assert (again["block"]["id"], again["block"]["left"]) == (block["id"], list(range(2, 11)))
    assert kit(li, out.device, numbers=False)["templates"][0]["block"] is None
    assert kit(li, out.device)["templates"][0]["block"]["left"] == list(range(11, 21))
    late = out.gives_out(2)
    assert filed(boss, late)["number"] == late["paper"]["number"]


def test_names_and_strokes_lie_sealed_and_an_unusable_paper_is_listed_with_its_report(
    app: Flask, boss: Phone, out: Street
) -> None:
    report = out.gives_out()
    with app.app_context():
        row = db.session.execute(db.text("select manifest from report where id = :id"), {"id": report["report_id"]}).one()
    assert "王小禾".encode() not in row.manifest

    odd = {"basis": "x", "receiver": 3, "service": {"strokes": [[["a"]]]}}
    for which, said in enumerate((odd, paper(out.template, 4, template_id=4711))):
        sent = manifest(device_id=out.device, device_seq=which, paper=said)
        assert send(out.li, sent).status_code == 202
        assert judge(boss, sent["report_id"], "accept").status_code == 200
    assert sorted((one["state"], one["why"]) for one in waiting(boss)) == [
        ("unusable", "no-number"), ("unusable", "no-number"), ("waiting", None),
    ]  # fmt: skip
