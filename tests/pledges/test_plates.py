"""Plates: printed only when their address leads here, read by a camera, known to phones by a hash, and ended for good."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from app.accounts.rules import Role
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.pledges import plate_queries, plate_service
from app.pledges.plate_models import Plate
from app.shops.rules import ShopStatus
from tests.conftest import Phone, SignIn
from tests.pledges.plating import (
    API,
    MOBILE,
    PUBLIC,
    begin_check,
    check_address,
    codes_on,
    enter_shop,
    lead_elsewhere,
    look,
    plates_of,
    print_plates,
    token_in,
)
from tests.pledges.signing import settle
from tests.reports import city
from tests.test_bad_input import assert_problem


def opened(app: Flask, token: str) -> None:
    """The page of this token is opened."""
    with app.app_context():
        digest = hashlib.sha256(token.encode()).hexdigest()
        in_transaction(lambda: plate_service.opened(plate_queries.plate_by_digest(digest), clock.now()))  # type: ignore[arg-type]


def test_a_camera_reads_every_code_on_the_printed_sheets(app: Flask, boss: Phone) -> None:
    lead_elsewhere(app)
    assert look(app, begin_check(boss), MOBILE).json == {"passed": True}
    shops = [enter_shop(app, f"小店{number}", f"东大街 {number:02d} 号") for number in range(9)]
    answer = boss.post(f"{API}/plates", json={"shop_ids": shops})
    pages = codes_on(answer.data)
    assert [len(page) for page in pages] == [8, 1]
    codes = [text for page in pages for text in page]
    assert all(code.startswith(f"{PUBLIC}/p#") for code in codes)
    tokens = [token_in(code) for code in codes]
    assert len(set(tokens)) == 9
    assert min(map(len, tokens)) >= 22
    with app.app_context():
        kept = {row.token_sha256: row.shop_id for row in db.session.scalars(select(Plate))}
    assert [kept[hashlib.sha256(token.encode()).hexdigest()] for token in tokens] == shops


def test_one_large_plate_fills_a_page(app: Flask, boss: Phone) -> None:
    check_address(app, boss)
    shops = [enter_shop(app, f"小店{number}", f"{number} 号") for number in range(2)]
    answer = boss.post(f"{API}/plates", json={"shop_ids": shops, "large": True})
    assert [len(page) for page in codes_on(answer.data)] == [1, 1]


def test_a_segment_is_printed_without_its_closed_shops(app: Flask, boss: Phone) -> None:
    check_address(app, boss)
    here = enter_shop(app, "在", "1 号")
    gone = enter_shop(app, "不在", "3 号", status=ShopStatus.CLOSED)
    enter_shop(app, "别的路", "5 号", segment=city.BACK)
    answer = boss.post(f"{API}/plates", json={"segment": city.MAIN})
    assert [len(page) for page in codes_on(answer.data)] == [1]
    assert (len(plates_of(boss, here)), plates_of(boss, gone)) == (1, [])
    assert_problem(boss.post(f"{API}/plates", json={"shop_ids": [gone]}), 404, "not-found", "no open shop")


def test_either_shops_or_a_segment_are_named(app: Flask, boss: Phone) -> None:
    shop_id = enter_shop(app, "禾家粮油", "12 号")
    for said in ({}, {"shop_ids": []}, {"shop_ids": [shop_id], "segment": city.MAIN}):
        assert_problem(boss.post(f"{API}/plates", json=said), 422, "invalid-body", "either")


def test_the_paper_names_the_door_and_not_the_shop(app: Flask, boss: Phone) -> None:
    settle(app)
    check_address(app, boss)
    shop_id = enter_shop(app, "禾家粮油", "东大街 12 号")
    answer = boss.post(f"{API}/plates", json={"shop_ids": [shop_id]})
    text = PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    for item in ("门前五包", "净化", "绿化", "亮化", "美化", "秩序"):
        assert item in text
    assert "东大街" in text
    assert "12 号" in text
    assert text.count("东大街") == 1
    assert "禾家粮油" not in text
    assert str(plates_of(boss, shop_id)[0]["mark"]) in text


def test_what_cannot_be_printed_is_seen_to_be_missing(app: Flask, boss: Phone) -> None:
    check_address(app, boss)
    shop_id = enter_shop(app, "禾家粮油", "㐂 12 号")
    answer = boss.post(f"{API}/plates", json={"shop_ids": [shop_id]})
    assert "？ 12 号" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()


def test_a_token_is_kept_nowhere_but_on_the_paper(app: Flask, boss: Phone) -> None:
    check_address(app, boss)
    shop_id = enter_shop(app, "禾家粮油", "12 号")
    (code,) = print_plates(boss, shop_id)
    token = token_in(code)
    with app.app_context():
        values = [str(value) for row in db.session.execute(select(Plate.__table__)) for value in row]
        facts = [row.facts for row in db.session.scalars(select(AuditEntry))]
    assert not any(token in text for text in (*values, *facts))
    assert token not in boss.get(f"{API}/shops/{shop_id}/plates").text
    assert token not in boss.get(f"{API}/areas/pack").text


def test_the_pack_names_a_plate_by_its_hash_until_it_ends(app: Flask, boss: Phone, areas: None) -> None:
    check_address(app, boss)
    shop_id, bare = enter_shop(app, "禾家粮油", "12 号"), enter_shop(app, "没有牌", "14 号")
    (code,) = print_plates(boss, shop_id)
    shops = {one["id"]: one for one in boss.get(f"{API}/areas/pack").json["shops"]}
    assert shops[shop_id]["plates"] == [hashlib.sha256(token_in(code).encode()).hexdigest()]
    assert "plates" not in shops[bare]
    plate_id = plates_of(boss, shop_id)[0]["id"]
    boss.post(f"{API}/plates/{plate_id}/revocation", json={"reason": "misused"})
    assert "plates" not in {one["id"]: one for one in boss.get(f"{API}/areas/pack").json["shops"]}[shop_id]


def test_plates_of_a_double_belong_to_the_shop_that_goes_on(app: Flask, boss: Phone, areas: None) -> None:
    check_address(app, boss)
    double, shop_id = enter_shop(app, "禾家粮油", "12 号"), enter_shop(app, "禾家粮油店", "12 号")
    (old,) = print_plates(boss, double)
    assert boss.post(f"{API}/shops/{double}/merge", json={"into": shop_id}).status_code == 200
    carried = {one["id"]: one.get("plates") for one in boss.get(f"{API}/areas/pack").json["shops"]}
    assert carried[shop_id] == [hashlib.sha256(token_in(old).encode()).hexdigest()]
    (new,) = print_plates(boss, shop_id)
    opened(app, token_in(new))
    assert sorted(str(one["why"]) for one in plates_of(boss, shop_id)) == ["None", "replaced"]


def test_the_old_plate_goes_on_until_the_new_one_is_opened(app: Flask, boss: Phone) -> None:
    check_address(app, boss)
    shop_id = enter_shop(app, "禾家粮油", "12 号")
    (old,) = print_plates(boss, shop_id)
    opened(app, token_in(old))
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        (new,) = print_plates(boss, shop_id)
        opened(app, token_in(old))
        assert [one["revoked_at"] for one in plates_of(boss, shop_id)] == [None, None]
        opened(app, token_in(new))
        told = plates_of(boss, shop_id)
    assert [(one["why"], one["uses"]) for one in told] == [(None, 1), ("replaced", 2)]


def test_a_plate_that_was_lost_ends_at_once(app: Flask, boss: Phone) -> None:
    check_address(app, boss)
    shop_id = enter_shop(app, "禾家粮油", "12 号")
    print_plates(boss, shop_id)
    print_plates(boss, shop_id, lost=True)
    assert sorted(str(one["why"]) for one in plates_of(boss, shop_id)) == ["None", "lost"]


def test_an_ended_plate_stays_in_the_list_with_the_first_reason(app: Flask, boss: Phone) -> None:
    check_address(app, boss)
    shop_id = enter_shop(app, "禾家粮油", "12 号")
    print_plates(boss, shop_id)
    plate_id = plates_of(boss, shop_id)[0]["id"]
    first = boss.post(f"{API}/plates/{plate_id}/revocation", json={"reason": "damaged"}).json
    again = boss.post(f"{API}/plates/{plate_id}/revocation", json={"reason": "misused"}).json
    assert first["why"] == "damaged"
    assert again == first
    assert_problem(boss.post(f"{API}/plates/{plate_id}/revocation", json={"reason": "replaced"}), 422, "invalid-body")


def test_whoever_keeps_no_shops_prints_nothing_and_foreign_shops_are_not_there(
    app: Flask, li: Phone, boss: Phone, sign_in: SignIn
) -> None:
    shop_id = enter_shop(app, "禾家粮油", "12 号")
    check_address(app, boss)
    print_plates(boss, shop_id)
    plate_id = plates_of(boss, shop_id)[0]["id"]
    assert li.post(f"{API}/plates", json={"shop_ids": [shop_id]}).status_code == 403
    other = sign_in("zhao", Role.SUPERVISOR, segments=(city.BACK,))
    assert other.post(f"{API}/plates", json={"shop_ids": [shop_id]}).status_code == 404
    assert other.get(f"{API}/shops/{shop_id}/plates").status_code == 404
    assert other.post(f"{API}/plates/{plate_id}/revocation", json={"reason": "lost"}).status_code == 404


def test_the_page_of_a_shop_tells_its_plates(app: Flask, boss: Phone) -> None:
    check_address(app, boss)
    shop_id = enter_shop(app, "禾家粮油", "12 号")
    print_plates(boss, shop_id)
    assert boss.get(f"{API}/shops/{shop_id}").json["plates"] == plates_of(boss, shop_id)
