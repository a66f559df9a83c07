"""A paper from draft to archive: who may do what, what it needs, what stands on it, what is kept."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.cases.loop_models import SupervisionOrder
from app.cases.queries import case_by_number
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.transaction import in_transaction
from app.notices import queries, service
from app.notices.models import Notice
from app.notices.sheets import draw
from app.notices.words import DISCLAIMER
from app.proof.roots import signing_keys
from tests.audit.reading import last_noted
from tests.conftest import Phone, SignIn
from tests.notices.papers import CATEGORY, STROKES, draft, move, moved, read, said, save_basis, save_template, text_of
from tests.redaction.drawing import PLATE, decide, street
from tests.reports.sending import sha256
from tests.review.judging import case_of, kinds

PHOTO = street()


@pytest.fixture
def issued(boss: Phone, officer: Phone, case_no: str, template_id: int) -> dict[str, object]:
    return moved(officer, draft(boss, case_no, template_id), "issue")


def test_the_whole_way_of_a_paper_is_told_and_logged(app: Flask, boss: Phone, officer: Phone, issued: dict[str, object]) -> None:
    year = city_day(clock.now()).year
    assert issued["number"] == f"望河改〔{year}〕1号"
    served = moved(boss, issued, "serve", means="in-person", signer="王小禾", capacity="经营者", strokes=STROKES)
    assert (served["state"], served["service"]["signer"], served["service"]["strokes"]) == ("served", "王**", True)
    answered = moved(boss, served, "answer", text="已收回店内")
    failed = moved(boss, answered, "review", passed=False, text="盲道上还有一筐")
    assert move(boss, failed, "archive", archive_no="2026-1").json["why"] == "not-passed"
    again = moved(boss, moved(boss, failed, "answer", text="都收了"), "review", passed=True)
    done = moved(boss, again, "archive", archive_no="2026-1")
    assert [event["kind"] for event in done["events"]] == [
        *("draft", "issue", "serve", "answer", "review", "answer", "review", "archive"),
    ]
    assert (done["state"], done["archive_no"], done["moves"], done["passed"]) == ("archived", "2026-1", [], True)
    assert last_noted(app) == (boss.person_id, "notice", "notice", done["id"])
    case = case_of(boss, str(done["case_no"]))
    assert kinds(case)[-2:] == ["notice-issued", "notice-served"]


def test_the_sheet_says_all_of_it_and_that_it_is_no_penalty(boss: Phone, officer: Phone, case_no: str, template_id: int) -> None:
    basis = save_basis(officer).json["id"]
    decide(boss, PHOTO, "done", PLATE)
    paper = draft(boss, case_no, template_id, basis=[basis], photos=[sha256(PHOTO)])
    issued = moved(officer, paper, "issue")
    answer = boss.get(f"/api/v1/notices/{issued['id']}/sheet")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    text = text_of(answer.data)
    assert text.count("".join(DISCLAIMER.split())) == 2
    for stands in (
        "整改通知单", issued["number"], "禾家粮油", "槐荫路128号", "果筐和桌凳摆到店外，占了盲道。",
        "《市容管理办法》第十条（第1版）", "货物收回店内，盲道让出来。", "望河街道办", case_no, "送达回证", "东大街",
    ):  # fmt: skip
        assert "".join(str(stands).split()) in text, stands
    assert text.isascii() is False


def test_the_kept_sheet_has_its_hash_and_a_signature_and_comes_back_byte_for_byte(
    app: Flask, boss: Phone, issued: dict[str, object]
) -> None:
    first, second = (boss.get(f"/api/v1/notices/{issued['id']}/sheet").data for _ in range(2))
    sheet = read(boss, issued)["sheet"]
    assert first == second
    assert sheet["sha256"] == hashlib.sha256(first).hexdigest()
    with app.app_context():
        key = load_pem_public_key(signing_keys().public_pem(sheet["kid"]))
        assert isinstance(key, EllipticCurvePublicKey)
        key.verify(base64.b64decode(sheet["signature"]), first, ECDSA(SHA256()))
        notice = db.session.scalar(select(Notice))
        assert notice is not None
        assert draw(notice) == first, "the same content gives the same bytes"
    assert last_noted(app)[1:] == ("notice-read", "notice", issued["id"])


def test_a_photo_that_waits_for_redaction_holds_issuing_up_and_not_the_draft(
    boss: Phone, officer: Phone, case_no: str, template_id: int
) -> None:
    paper = draft(boss, case_no, template_id, photos=[sha256(PHOTO)])
    assert paper["photos"] == [{"sha256": sha256(PHOTO), "pending": True}]
    refused = move(officer, paper, "issue")
    assert (refused.status_code, refused.json["why"], refused.json["photos"]) == (409, "not-redacted", [sha256(PHOTO)])
    decide(boss, PHOTO, "none-needed")
    assert moved(officer, paper, "issue")["photos"][0]["pending"] is False


def test_whoever_drafted_does_not_sign_unless_the_category_was_authorised_beforehand(
    sign_in: SignIn, boss: Phone, officer: Phone, case_no: str, template_id: int
) -> None:
    admin = sign_in("root", Role.ADMIN)
    own = draft(admin, case_no, template_id)
    assert "issue" not in own["moves"]
    assert move(admin, own, "issue").status_code == 403
    assert move(boss, draft(boss, case_no, template_id), "issue").status_code == 403
    newer = save_template(officer, rev=1, authorised=[CATEGORY]).json
    paper = moved(boss, draft(boss, case_no, newer["id"]), "issue")
    assert (paper["authorised"], paper["officer"]["id"]) == (True, officer.person_id)


def test_a_draft_notices_that_template_or_basis_have_changed_since(
    boss: Phone, officer: Phone, case_no: str, template_id: int
) -> None:
    basis = save_basis(officer).json["id"]
    paper = draft(boss, case_no, template_id, basis=[basis])
    newer = save_basis(officer, rev=1, active=False)
    assert newer.status_code == 201
    refused = move(officer, paper, "issue")
    assert (refused.json["why"], refused.json["basis"]) == ("basis-changed", ["B1"])
    assert read(boss, paper)["outdated_basis"] == ["B1"]
    save_template(officer, rev=1, issuer="望河街道办事处")
    assert move(officer, paper, "issue").json["why"] == "template-changed"


def test_an_issued_paper_keeps_quoting_the_version_it_was_issued_with(
    boss: Phone, officer: Phone, case_no: str, template_id: int
) -> None:
    paper = moved(officer, draft(boss, case_no, template_id, basis=[save_basis(officer).json["id"]]), "issue")
    save_basis(officer, rev=1, text="另一条")
    assert [(one["version"], one["text"]) for one in read(boss, paper)["basis"]] == [(1, "不得占用道路堆放物品。")]
    versions = boss.get("/api/v1/notice-basis?code=B1").json["items"]
    assert [one["version"] for one in versions] == [2, 1]


INCOMPLETE = (
    ({"means": "in-person", "signer": "王", "capacity": "经营者"}, "/strokes"),
    ({"means": "in-person", "strokes": STROKES, "capacity": "经营者"}, "/signer"),
    ({"means": "left", "reason": "拒收", "photo": sha256(PHOTO)}, "/witness"),
    ({"means": "left", "reason": "拒收", "witness": "李"}, "/photo"),
    ({"means": "left", "reason": "拒收", "witness": "李", "photo": "0" * 64}, "/photo"),
    ({"means": "electronic"}, "/means"),
    ({"means": "viewed"}, "/means"),
)


def test_a_service_that_is_not_complete_is_none(boss: Phone, issued: dict[str, object]) -> None:
    for body, pointer in INCOMPLETE:
        refused = move(boss, issued, "serve", **body)
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)
    assert read(boss, issued)["state"] == "issued"


def test_left_with_a_witness_and_a_photo_of_the_paper_is_served_and_names_are_opened_only_with_a_note(
    app: Flask, boss: Phone, issued: dict[str, object]
) -> None:
    left = moved(boss, issued, "serve", means="left", witness="社区李主任", reason="店主不在", photo=sha256(PHOTO))
    assert left["service"]["witness"] == "社****"
    whole = boss.get(f"/api/v1/notices/{issued['id']}/service")
    assert whole.json["witness"] == "社区李主任"
    assert last_noted(app)[1:] == ("unmasked-read", "notice", issued["id"])


def test_looking_at_it_is_no_service_but_confirming_after_a_second_factor_is(
    app: Flask, boss: Phone, issued: dict[str, object]
) -> None:
    with app.app_context():
        now = clock.now()

        def work(electronic: bool) -> None:
            notice, case = queries.notice_by_id(str(issued["id"])), case_by_number(str(issued["case_no"]))
            assert notice is not None
            assert case is not None
            if electronic:
                service.confirm_receipt(notice, case, now, "sms", now)
            else:
                service.note_viewed(notice, now)

        in_transaction(lambda: work(False))
        assert read(boss, issued)["state"] == "issued"
        in_transaction(lambda: work(True))
    told = read(boss, issued)
    assert (told["state"], told["means"]) == ("served", "electronic")
    assert [event["kind"] for event in told["events"]] == ["draft", "issue", "viewed", "serve"]


def test_a_supervision_order_has_level_and_time_to_reply_and_a_series_of_its_own(
    boss: Phone, officer: Phone, case_no: str, template_id: int
) -> None:
    moved(officer, draft(boss, case_no, template_id), "issue")
    order = save_template(officer, "supervision").json["id"]
    reply_by = clock.isoformat(clock.now() + timedelta(hours=5))
    body = said(case_no, order, receiver={"kind": "unit", "code": "hw-2", "name": "环卫二队"})
    refused = boss.post("/api/v1/notices", json={"id": str(uuid4()), **body})
    assert refused.json["errors"][0]["pointer"] == "/level"
    paper = draft(boss, case_no, order, level="key", reply_by=reply_by, cc=["区督查室"])
    issued = moved(officer, paper, "issue")
    assert str(issued["number"]).endswith("〕1号")
    assert str(issued["number"]).startswith("望河督〔")
    text = text_of(boss.get(f"/api/v1/notices/{issued['id']}/sheet").data)
    for stands in ("督办单", "级别：重点", "答复期限", "抄送：区督查室"):
        assert stands in text


def test_a_void_paper_keeps_its_number_and_only_an_officer_voids_it(
    boss: Phone, officer: Phone, issued: dict[str, object], template_id: int
) -> None:
    assert move(boss, issued, "void", reason="写错地址").status_code == 403
    gone = moved(officer, issued, "void", reason="写错地址")
    assert (gone["state"], gone["number"]) == ("voided", issued["number"])
    [row] = boss.get("/api/v1/notice-numbers").json["items"]
    assert (row["number"], row["state"], row["why"]) == (issued["number"], "void", "voided")
    following = moved(officer, draft(boss, str(issued["case_no"]), template_id), "issue")
    assert str(following["number"]).endswith("〕2号")


def test_a_person_is_masked_in_lists_and_sealed_in_the_table(app: Flask, boss: Phone, case_no: str, template_id: int) -> None:
    paper = draft(boss, case_no, template_id, receiver={"kind": "party", "code": None, "name": "欧阳小禾"})
    assert paper["receiver"]["name"] == "欧阳小禾"
    [line] = boss.get("/api/v1/notices").json["items"]
    assert line["receiver"]["name"] == "欧***"
    with app.app_context():
        row = db.session.scalar(select(Notice))
        assert row is not None
        assert (row.receiver_name, "欧阳小禾".encode() in row.receiver) == (None, False)


def test_the_same_draft_sent_twice_is_one_and_an_old_revision_changes_nothing(
    boss: Phone, officer: Phone, case_no: str, template_id: int
) -> None:
    body = {"id": str(uuid4()), **said(case_no, template_id)}
    statuses = [boss.post("/api/v1/notices", json=body).status_code for _ in range(2)]
    assert statuses == [201, 200]
    assert len(boss.get("/api/v1/notices").json["items"]) == 1
    changed = {**said(case_no, template_id), "requirement": "今天收完"}
    answers = [boss.put(f"/api/v1/notices/{body['id']}", json=changed, headers={"If-Match": '"1"'}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 412]


def test_a_character_that_cannot_be_printed_is_named_before_it_is_missing_on_paper(
    boss: Phone, case_no: str, template_id: int
) -> None:
    refused = boss.post("/api/v1/notices", json={"id": str(uuid4()), **said(case_no, template_id, requirement="收回𠮷店")})
    assert refused.status_code == 422
    assert "𠮷" in refused.json["detail"]
    assert refused.json["errors"][0]["pointer"] == "/requirement"


def test_papers_are_not_for_patrols(li: Phone, issued: dict[str, object]) -> None:
    assert li.get("/api/v1/notices").status_code == 403
    assert li.get(f"/api/v1/notices/{issued['id']}").status_code == 403
    assert li.get(f"/api/v1/notices/{issued['id']}/sheet").status_code == 403


def test_a_proposal_knows_what_the_case_knows(boss: Phone, case_no: str) -> None:
    told = boss.get(f"/api/v1/notices/proposal?case_no={case_no}").json
    assert told["segment"]["name"] == "东大街"
    assert told["photos"] == [{"sha256": sha256(PHOTO), "role": "scene", "pending": True}]
    assert "店外" in told["facts"]["what"]


def test_an_order_of_the_case_is_offered_to_be_put_on_paper_until_it_has_ended(app: Flask, boss: Phone, case_no: str) -> None:
    now = clock.now()

    def given(ended: bool) -> None:
        row = SupervisionOrder(
            case_no=case_no, cause="by-hand", level="key", at=now, reply_by=now, ended_at=now if ended else None
        )
        db.session.add(row)

    with app.app_context():
        in_transaction(lambda: given(True))
        in_transaction(lambda: given(False))
    [order] = boss.get(f"/api/v1/notices/proposal?case_no={case_no}").json["orders"]
    assert (order["id"], order["level"], order["reply_by"]) == ("2", "key", clock.isoformat(now))
