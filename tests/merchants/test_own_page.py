"""What a merchant sees of the own shop and does there: hand in, appeal, receive, confirm, sign anew."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image

from app.core import clock
from app.core.transaction import in_transaction
from app.pledges import schemes
from app.pledges.default_schemes import DEFAULTS
from tests.breaches.streets import breach, review
from tests.conftest import Phone, SignIn
from tests.merchants.opening import opened_door
from tests.merchants.shopping import OFFICER_NAME, Page
from tests.notices.papers import text_of
from tests.pledges import signing
from tests.pledges.signing import STROKES, file
from tests.pledges.signing import read as read_pledge
from tests.redaction.drawing import decide
from tests.reports.sending import photo, sha256
from tests.test_bad_input import assert_problem

AFTER = photo(220)


def test_the_page_shows_what_was_signed_found_and_told(page: Page) -> None:
    shown = page.shown()
    assert (shown["shop"]["name"], shown["shop"]["door"]) == ("禾家粮油", "12 号")
    assert shown["office"] == {"name": "望河街道办事处", "phone": "0371-5550031"}
    pledge = shown["pledge"]
    assert (pledge["id"], pledge["standing"], pledge["sheet"]) == (page.pledge_id, "active", True)
    assert pledge["signer"] == {"name": "禾满仓", "capacity": "owner"}
    assert pledge["strokes"] == STROKES
    assert [item["code"] for item in pledge["items"]][0] == "cleanliness"
    assert shown["frontage"]["left"] == "与小满家相接"
    first = shown["breaches"][0]
    assert (first["id"], first["step"], first["problem"]) == (page.breach_id, "notice", "禾家粮油的果筐摆到店外")
    assert first["how_to_close"].startswith("货物放在店里")
    assert [one["shown"] for one in first["before"]] == [True, False]
    assert {check["result"] for check in shown["checks"]} == {"breach"}
    notice = shown["notices"][0]
    assert (notice["id"], notice["issuer"], notice["received_at"]) == (page.notice_id, "望河街道办", None)
    assert shown["renewal"] is None


def test_nobody_who_works_for_the_city_is_named_anywhere(page: Page, patrol: Phone, boss: Phone, officer: Phone) -> None:
    page.send_photo(AFTER)
    page.hand_in(sha256(AFTER))
    review(boss, page.breach_id, "fail", "盲道上还有一筐")
    answers = [page.door.ask("shop"), page.door.ask("plate"), page.door.ask(f"notices/{page.notice_id}/receipt")]
    for answer in answers:
        assert answer.status_code == 200
        for secret in (OFFICER_NAME, "xuncha007", "XJ-017", patrol.person_id, boss.person_id, officer.person_id, "officer"):
            assert secret not in answer.text


def test_the_paper_is_the_shops_own_copy(page: Page, boss: Phone) -> None:
    sheet = page.door.ask("sheet")
    assert (sheet.status_code, sheet.mimetype, sheet.headers["Cache-Control"]) == (200, "application/pdf", "no-store")
    said = text_of(sheet.data)
    pledge = page.shown()["pledge"]
    for wanted in ("禾满仓", "街道办已备案", pledge["number"], pledge["document_sha256"]):
        assert wanted.replace(" ", "") in said
    assert "XJ-017" not in said
    assert "XJ-017" in text_of(boss.get(f"/api/v1/pledges/{page.pledge_id}/sheet").data)


def test_a_shop_that_signed_nothing_has_no_paper(app: Flask, boss: Phone) -> None:
    door = opened_door(app, boss)
    assert door.ask("sheet").status_code == 404
    shown = door.ask("shop").json
    assert (shown["pledge"], shown["frontage"], shown["breaches"], shown["renewal"]) == (None, None, [], None)


def test_only_pictures_that_somebody_has_decided_about_are_shown(page: Page, boss: Phone) -> None:
    decided, waiting = (one["sha256"] for one in page.shown()["breaches"][0]["before"])
    picture = page.door.ask(f"photos/{decided}/picture")
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert picture.headers["Cache-Control"] == "no-store"
    with Image.open(io.BytesIO(picture.data)) as opened:
        assert not opened.getexif()
    assert page.door.ask(f"photos/{waiting}/picture").status_code == 404
    assert page.door.ask(f"photos/{'0' * 64}/picture").status_code == 404
    assert decide(boss, photo(150), "none-needed").status_code == 200
    assert page.door.ask(f"photos/{waiting}/picture").status_code == 200


def test_what_is_put_right_is_handed_in_once_judged_and_closed(page: Page, boss: Phone) -> None:
    sha, name = page.send_photo(AFTER), str(uuid4())
    first, again = page.hand_in(sha, id=name), page.hand_in(sha, id=name)
    assert (first.status_code, again.status_code) == (200, 200)
    shown = again.json["breaches"][0]
    assert (shown["state"], len(shown["handins"]), shown["handins"][0]["id"]) == ("handed-in", 1, name)
    assert shown["handins"][0]["photos"] == [{"sha256": sha, "shown": False}]
    assert breach(boss, page.breach_id)["hand_ins"][0]["by"] == "merchant"
    assert review(boss, page.breach_id, "pass").status_code == 200
    closed = page.shown()
    assert closed["breaches"][0]["state"] == "closed"
    assert closed["checks"][0]["result"] == "good"


def test_a_hand_in_that_failed_says_why_and_goes_again(page: Page, boss: Phone) -> None:
    sha = page.send_photo(AFTER)
    page.hand_in(sha)
    review(boss, page.breach_id, "fail", "盲道上还有一筐")
    handed = page.shown()["breaches"][0]
    assert (handed["state"], handed["handins"][0]["verdict"], handed["handins"][0]["reason"]) == (
        "open",
        "failed",
        "盲道上还有一筐",
    )
    assert page.hand_in(sha).status_code == 200


def test_a_photo_is_sent_before_it_is_named(page: Page) -> None:
    assert 400 <= page.hand_in(sha256(photo(221))).status_code < 500
    assert page.hand_in().status_code == 422
    assert page.hand_in("no-hash").status_code == 422


def test_an_appeal_is_told_with_its_answer_and_told_twice_is_one(page: Page) -> None:
    body = {"id": str(uuid4()), "text": "那是隔壁的筐"}
    first = page.door.ask(f"breaches/{page.breach_id}/appeal", body)
    again = page.door.ask(f"breaches/{page.breach_id}/appeal", body)
    assert (first.status_code, again.status_code) == (200, 200)
    told = again.json["breaches"][0]["appeal"]
    assert (told["text"], told["state"], told["answer"]) == ("那是隔壁的筐", "open", "")
    other = page.door.ask(f"breaches/{page.breach_id}/appeal", body | {"id": str(uuid4())})
    assert_problem(other, 409, "illegal-move")


def test_a_paper_is_received_after_the_second_factor_and_only_then(page: Page, officer: Phone) -> None:
    page.shown()
    seen = officer.get(f"/api/v1/notices/{page.notice_id}").json
    assert seen["state"] == "issued", "viewed is not served"
    first = page.door.ask(f"notices/{page.notice_id}/receipt")
    again = page.door.ask(f"notices/{page.notice_id}/receipt")
    assert first.json["notices"][0]["received_at"] == again.json["notices"][0]["received_at"] is not None
    served = officer.get(f"/api/v1/notices/{page.notice_id}").json
    assert (served["state"], served["service"]["means"]) == ("served", "electronic")
    assert [event["kind"] for event in served["events"]].count("serve") == 1


def test_what_was_signed_offline_is_confirmed_by_who_signed(app: Flask, areas: None, patrol: Phone, boss: Phone) -> None:
    signing.settle(app)
    door = opened_door(app, boss)
    pledge_id = signing.sign(patrol, door.shop_id)
    shown = door.ask("shop").json["pledge"]
    assert (shown["standing"], shown["to_confirm"]) == ("signed", True)
    confirmed = door.ask(f"pledges/{pledge_id}/confirmation")
    assert confirmed.json["pledge"]["standing"] == "confirmed"
    assert door.ask(f"pledges/{pledge_id}/confirmation").status_code == 200
    assert read_pledge(boss, pledge_id)["confirmed"]["how"] == "code"


def renewed(page: Page, **changed: object) -> dict[str, object]:
    """The offered document, signed."""
    offered = page.shown()["renewal"]["document"]
    signer = {"name": "禾满仓", "capacity": "owner", "phone": "13800000100"}
    return {
        **offered,
        "pledge_id": str(uuid4()),
        "signer": signer,
        "signed_at": clock.isoformat(clock.now()),
        "strokes": STROKES,
        **changed,
    }


def test_a_pledge_that_ends_soon_is_signed_anew_by_the_merchant(app: Flask, page: Page, sign_in: SignIn) -> None:
    with clock.stopped_at(clock.now() + timedelta(days=350)):
        boss = sign_in("boss")
        page.door.unlock(last4="0100")
        assert page.shown()["renewal"]["why"] == "expiring"
        document = renewed(page)
        first, again = page.door.ask("renewal", {"document": document}), page.door.ask("renewal", {"document": document})
        assert (first.status_code, again.status_code) == (200, 200), first.text
        assert first.json["renewal"] is None, "one renewal waits to be filed"
        kept = read_pledge(boss, str(document["pledge_id"]))
        assert (kept["state"], kept["doubts"], kept["confirmed"]["how"]) == ("confirmed", [], "code")
        assert file(boss, kept["id"])["refused"] == []
        shown = page.shown()["pledge"]
        assert (shown["id"], shown["standing"]) == (kept["id"], "active")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"strokes": []}, "/document/strokes"),
        ({"strokes": [[["a", 1, 2]]]}, "/document/strokes"),
        ({"signer": {"name": "", "capacity": "owner"}}, "/document/signer"),
        ({"signer": {"name": "禾满仓", "capacity": "king"}}, "/document/signer"),
        ({"pledge_id": "1"}, "/document/pledge_id"),
        ({"signed_at": "2020-01-01T00:00:00Z"}, "/document/signed_at"),
    ],
)
def test_a_renewal_that_nobody_could_stand_by_is_refused(page: Page, changed: dict[str, object], pointer: str) -> None:
    with clock.stopped_at(clock.now() + timedelta(days=350)):
        page.door.unlock(last4="0100")
        refused = page.door.ask("renewal", {"document": renewed(page, **changed)})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == pointer


def test_nothing_is_signed_that_the_page_does_not_offer(page: Page) -> None:
    key_of_today = page.door.key
    with clock.stopped_at(clock.now() + timedelta(days=350)):
        page.door.unlock(last4="0100")
        document = renewed(page)
    page.door.key = key_of_today
    too_early = {**document, "signed_at": clock.isoformat(clock.now())}
    assert_problem(page.door.ask("renewal", {"document": too_early}), 412, "stale")
    with clock.stopped_at(clock.now() + timedelta(days=350)):
        page.door.unlock(last4="0100")
        assert page.door.ask("renewal", {"document": document}).status_code == 200
        second = {**document, "pledge_id": str(uuid4())}
        assert_problem(page.door.ask("renewal", {"document": second}), 412, "stale")


def test_a_renewal_of_other_words_than_were_offered_is_stale(app: Flask, page: Page) -> None:
    with clock.stopped_at(clock.now() + timedelta(days=350)):
        page.door.unlock(last4="0100")
        document = renewed(page)
        for changed in ({"items": []}, {"term": {"months": 120}}, {"shop": {}}):
            assert_problem(page.door.ask("renewal", {"document": document | changed}), 412, "stale")
        with app.app_context():
            version = {**DEFAULTS[0], "active": True, "term_months": 6}
            in_transaction(lambda: schemes.save(version, '"1"', None, clock.now()))
        assert_problem(page.door.ask("renewal", {"document": document}), 412, "stale")
