"""The page behind a plate opens for its token, its shop for a code; whatever is wrong gets one answer and more and more wait."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.merchants.models import MerchantCode
from app.merchants.rules import CODE_LIVES, KEY_LIVES
from app.pledges.plate_rules import LIVES, new_token
from tests.conftest import Phone, SignIn
from tests.merchants.opening import EMPTY, PIECE, Door, door_of, opened_door, rows, told_code
from tests.pledges.plating import API, enter_shop, plates_of, print_plates, token_in
from tests.test_bad_input import assert_problem


def test_a_plate_shows_the_address_and_nothing_of_the_shop(app: Flask, boss: Phone) -> None:
    door = door_of(app, boss)
    shown = door.ask("plate")
    assert shown.status_code == 200
    assert (shown.json["street"], shown.json["door"]) == ("东大街", "12 号")
    assert "禾家粮油" not in shown.text
    assert door.shop_id not in shown.text


def test_every_answer_of_the_page_is_kept_by_nobody_and_found_by_nobody(app: Flask, boss: Phone) -> None:
    door = opened_door(app, boss)
    wrong = replace(door, token="A" * 24, key="")
    answers = [
        door.ask("plate"),
        wrong.ask("plate"),
        wrong.ask("unlock", {"code": "1"}),
        replace(door, key="x").ask(PIECE, **EMPTY),
    ]
    answers += [door.ask("plate", data=b"{", content_type="application/json")]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Set-Cookie" not in answer.headers


def malformed() -> list[Any]:
    return ["", " ", "A", "A" * 24, "无", "A" * 5_000, "../../p", "'; DROP TABLE plate; --", "\x00", "\ud800", "null", "🀄" * 30]


@pytest.mark.parametrize("token", malformed(), ids=lambda token: json.dumps(token)[:20])
def test_a_malformed_token_gets_the_answer_of_an_unknown_one(app: Flask, token: str) -> None:
    door = Door(app, "", token)
    assert door.ask("plate").data == Door(app, "", new_token()).ask("plate").data
    assert door.ask("plate").status_code == 404
    assert door.ask("unlock", {"code": "123456"}).data == door.ask("plate").data


def test_a_plate_that_is_over_or_ended_gets_the_answer_of_an_unknown_one(app: Flask, boss: Phone) -> None:
    unknown = Door(app, "", new_token()).ask("plate")
    ended = door_of(app, boss)
    boss.post(f"{API}/plates/{plates_of(boss, ended.shop_id)[0]['id']}/revocation", json={"reason": "misused"})
    assert ended.ask("plate").data == unknown.data
    assert ended.unlock(code=told_code(boss, ended.shop_id)).data == unknown.data
    old = door_of(app, boss, "小满面馆", "14 号")
    with clock.stopped_at(clock.now() + LIVES):
        assert old.ask("plate").data == unknown.data
    assert old.ask("plate").status_code == 200


def test_no_factor_tells_why_it_was_wrong(app: Flask, boss: Phone) -> None:
    never_told, over = door_of(app, boss), door_of(app, boss, "小满面馆", "14 号")
    used = opened_door(app, boss, "老灶台", "16 号")
    code = told_code(boss, over.shop_id)
    answers = [
        never_told.ask("unlock", {"code": "123456"}),
        never_told.ask("unlock", {"last4": "1234"}),
        never_told.ask("unlock", {"last4": "----"}),
        never_told.ask("unlock", {"code": ""}),
        used.ask("unlock", {"code": code}),
    ]
    with clock.stopped_at(clock.now() + CODE_LIVES):
        answers.append(over.ask("unlock", {"code": code}))
    assert {(one.status_code, one.data) for one in answers} == {(403, answers[0].data)}
    assert_problem(answers[0], 403, "wrong-code", "ask the patrol")


def test_a_code_opens_its_own_shop_once_within_ten_minutes(app: Flask, boss: Phone, li: Phone) -> None:
    door, other = door_of(app, boss), door_of(app, boss, "小满面馆", "14 号")
    code = told_code(li, door.shop_id)
    assert other.unlock(code=code).status_code == 403
    assert door.unlock(code=code).status_code == 200
    assert door.unlock(code=code).status_code == 403
    first = told_code(li, door.shop_id)
    second = told_code(li, door.shop_id)
    if first != second:
        assert door.unlock(code=first).status_code == 403
    assert door.unlock(code=second).status_code == 200
    assert rows(app, MerchantCode) == 0


def test_a_code_is_kept_as_a_hash_and_logged_without_itself(app: Flask, boss: Phone, li: Phone) -> None:
    door = door_of(app, boss)
    code = told_code(li, door.shop_id)
    with app.app_context():
        kept = db.session.scalars(select(MerchantCode)).one()
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "code-told")).one()
    assert kept.code_hmac not in {code, hashlib.sha256(code.encode()).hexdigest()}
    assert (told.actor_id, told.object_id) == (li.person_id, door.shop_id)
    assert code not in told.facts
    assert kept.expires_at - kept.told_at == timedelta(minutes=10)


def test_a_code_says_for_how_long_so_that_no_clock_of_a_phone_is_asked(app: Flask, boss: Phone, li: Phone) -> None:
    told = li.post(f"{API}/shops/{door_of(app, boss).shop_id}/codes").json
    assert told["valid_s"] == CODE_LIVES.total_seconds() == 600


def test_who_may_not_take_signatures_tells_no_code(app: Flask, boss: Phone, sign_in: SignIn) -> None:
    door = door_of(app, boss)
    unit = sign_in("unit", Role.UNIT)
    assert unit.post(f"{API}/shops/{door.shop_id}/codes").status_code == 403
    assert boss.post(f"{API}/shops/01930a00-0000-7000-8000-000000000009/codes").status_code == 404


def test_a_key_ends_with_its_hour(app: Flask, boss: Phone) -> None:
    door = opened_door(app, boss)
    assert door.ask(PIECE, **EMPTY).status_code == 200
    with clock.stopped_at(clock.now() + KEY_LIVES):
        assert_problem(door.ask(PIECE, **EMPTY), 401, "not-signed-in", "code")


def test_a_key_ends_with_its_plate(app: Flask, boss: Phone) -> None:
    door = opened_door(app, boss)
    (new,) = print_plates(boss, door.shop_id)
    assert door.ask(PIECE, **EMPTY).status_code == 200
    replace(door, token=token_in(new), key="").ask("plate")
    assert door.ask(PIECE, **EMPTY).status_code == 401


def broken_keys(key: str) -> list[str]:
    kid, plate_id, expires, signature = key.split(".")
    later = str(int(expires) + 3600)
    turned = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    return [
        "", ".", "...", "x" * 10_000, f"{kid}.{plate_id}.{later}.{signature}", f"9.{plate_id}.{expires}.{signature}",
        f"{kid}.{plate_id}.{expires}.{turned}", f"{kid}.{plate_id}.{expires}", f"{key}.1", f"{kid}.{plate_id}.-1.{signature}",
        f"{kid}.{'0' * 36}.{expires}.{signature}", f"²{key[1:]}",
    ]  # fmt: skip


def test_a_key_that_was_touched_opens_nothing_and_says_nothing(app: Flask, boss: Phone) -> None:
    door = opened_door(app, boss)
    answers = set()
    for broken in broken_keys(door.key):
        headers = {"X-Merchant": broken.encode("utf-8").decode("latin-1")}
        answer = Phone(app).post(f"{API}/merchant/{PIECE}", headers=headers)
        answers.add((answer.status_code, answer.data))
    assert {status for status, _ in answers} == {401}
    assert len(answers) <= 2, "no key at all has an id of its own"


def test_a_token_of_another_shop_beside_a_key_locks(app: Flask, boss: Phone) -> None:
    door, other = opened_door(app, boss), door_of(app, boss, "小满面馆", "14 号")
    body = {"data": json.dumps({"token": other.token}), "content_type": "application/json"}
    assert door.ask(PIECE, **body).status_code == 401


def test_a_plate_of_a_shop_that_was_merged_opens_the_one_that_goes_on(app: Flask, boss: Phone) -> None:
    door, into = door_of(app, boss), enter_shop(app, "禾家粮油总店", "12 号")
    assert boss.post(f"{API}/shops/{door.shop_id}/merge", json={"into": into}).status_code == 200
    assert door.unlock(code=told_code(boss, into)).status_code == 200
