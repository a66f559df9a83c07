"""The page behind a plate opens for its token, its shop for a code; whatever is wrong gets one answer and more and more wait."""

from __future__ import annotations

import gc
import hashlib
import json
import tracemalloc
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.merchants import uploads
from app.merchants.models import MerchantCode, MerchantTry
from app.merchants.rules import CODE_LIVES, CODES, KEY_LIVES, LAST4, TOKENS, neighbourhood
from app.pledges.plate_rules import LIVES, new_token
from app.shops.persons import Contact
from tests.conftest import Phone, SignIn
from tests.faults.tally import scaled
from tests.merchants.opening import ELSEWHERE, Door, door_of, opened_door, told_code
from tests.pledges.plating import API, enter_shop, plates_of, print_plates, token_in
from tests.test_bad_input import assert_problem

WRONG_TOKENS, WRONG_CODES = scaled(500, 10_000), scaled(200, 1_000)
PIECE = f"photos/{'0' * 64}?offset=0&bytes=10"
EMPTY: dict[str, Any] = {"data": b"", "content_type": "application/octet-stream"}
"""Asks how much of a photo is held: the smallest thing that needs a key."""


def rows(app: Flask, model: Any) -> int:
    """How many rows a table has."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


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


def slowed(door: Door, tries: Any) -> tuple[Counter[tuple[int, bytes]], timedelta]:
    """Tries one after the other, waiting as told; how often each answer came, and how long it took by the clock."""
    answers: Counter[tuple[int, bytes]] = Counter()
    began = moment = clock.now()
    for attempt in tries:
        with clock.stopped_at(moment):
            answer: TestResponse = attempt(door)
        answers[answer.status_code, answer.data] += 1
        moment += timedelta(seconds=int(answer.headers.get("Retry-After", 0)))
    return answers, moment - began


def unknown(door: Door) -> TestResponse:
    """One more token that nobody was given."""
    return replace(door, token=new_token()).ask("plate")


@pytest.mark.faults
def test_wrong_tokens_get_one_answer_and_find_the_way_ever_longer(app: Flask, boss: Phone) -> None:
    door = door_of(app, boss)
    stranger = replace(door, address=ELSEWHERE)
    answers, took = slowed(stranger, [unknown] * WRONG_TOKENS)
    assert sum(answers.values()) == WRONG_TOKENS
    assert {status for status, _ in answers} == {404, 429}
    assert len(answers) == 2, "every refusal has the same bytes"
    assert took > timedelta(seconds=TOKENS.longest_s) * WRONG_TOKENS / 2 * 0.9
    assert rows(app, MerchantTry) == 1, "a thousand tokens of one address are one row"
    assert stranger.ask("plate").status_code == 200, "a right token is not held up by a neighbour's wrong ones"


def test_wrong_tokens_leave_nothing_in_memory(app: Flask, boss: Phone) -> None:
    stranger = replace(door_of(app, boss), address=ELSEWHERE)
    slowed(stranger, [unknown] * 50)
    tracemalloc.start()
    try:
        slowed(stranger, [unknown] * 50)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        slowed(stranger, [unknown] * 100)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 100 * 500


@pytest.mark.faults
def test_wrong_codes_get_one_answer_and_find_the_way_ever_longer(app: Flask, boss: Phone) -> None:
    door = door_of(app, boss)
    right = told_code(boss, door.shop_id)
    wrong = (f"{number:06d}" for number in range(10**6) if f"{number:06d}" != right)
    tries = [lambda one, code=code: one.ask("unlock", {"code": code}) for code in islice(wrong, WRONG_CODES)]
    answers, took = slowed(door, tries)
    assert {status for status, _ in answers} == {403, 429}
    assert len(answers) == 2, "every refusal has the same bytes"
    assert took > timedelta(seconds=CODES.longest_s) * WRONG_CODES / 2 * 0.9
    assert rows(app, MerchantTry) == 1


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


def test_who_may_not_take_signatures_tells_no_code(app: Flask, boss: Phone, sign_in: SignIn) -> None:
    door = door_of(app, boss)
    unit = sign_in("unit", Role.UNIT)
    assert unit.post(f"{API}/shops/{door.shop_id}/codes").status_code == 403
    assert boss.post(f"{API}/shops/01930a00-0000-7000-8000-000000000009/codes").status_code == 404


def test_strangers_guesses_hold_up_strangers_only(app: Flask, boss: Phone) -> None:
    door = door_of(app, boss)
    stranger = replace(door, address=ELSEWHERE)
    for _ in range(CODES.free):
        assert stranger.ask("unlock", {"code": "000000"}).status_code == 403
    refused = stranger.ask("unlock", {"code": "000000"})
    assert_problem(refused, 429, "too-many-requests", "wait")
    assert int(refused.headers["Retry-After"]) <= CODES.first_s
    assert door.unlock(code=told_code(boss, door.shop_id)).status_code == 200


def test_worn_out_by_wrong_tries_a_code_opens_nothing_and_the_next_one_does(app: Flask, boss: Phone) -> None:
    door = door_of(app, boss)
    code = told_code(boss, door.shop_id)
    wrong = "000001" if code == "000000" else "000000"
    for number in range(20):
        assert replace(door, address=f"119.6.8.{number}").ask("unlock", {"code": wrong}).status_code == 403
    assert door.unlock(code=code).status_code == 403
    assert door.unlock(code=told_code(boss, door.shop_id)).status_code == 200


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


def test_neighbours_in_the_internet_are_told_apart_where_they_can_be() -> None:
    assert neighbourhood("2001:db8:1:2:aaaa::1") == neighbourhood("2001:db8:1:2:bbbb::2") != neighbourhood("2001:db8:1:3::1")
    assert neighbourhood("::ffff:203.0.113.7") == neighbourhood("203.0.113.7") != neighbourhood("203.0.113.8")
    assert neighbourhood("unix:") == "unix:"


def test_what_was_tried_is_forgotten_in_time(app: Flask, boss: Phone) -> None:
    door = door_of(app, boss)
    replace(door, token="A").ask("plate")
    assert rows(app, MerchantTry) == 1
    with app.app_context(), clock.stopped_at(clock.now() + timedelta(days=31)):
        uploads.tend()
    assert rows(app, MerchantTry) == 0


def test_the_wait_doubles_up_to_its_limit() -> None:
    assert [CODES.delay_s(count) for count in (0, 4, 5, 6, 7, 11, 100, 10**6)] == [0, 0, 60, 120, 240, 3600, 3600, 3600]
    at = datetime.fromisoformat("2026-11-20T08:00:00+00:00")
    assert CODES.wait_s(5, at, at + timedelta(seconds=59.9)) == 1
    assert CODES.wait_s(5, at, at + timedelta(seconds=60)) == 0


def with_number(app: Flask, boss: Phone, phone: str, name: str = "禾家粮油", number: str = "12 号") -> Door:
    """A shop that is reached by this number."""
    return door_of(app, boss, name, number, contact=Contact("禾满仓", phone))


def test_the_end_of_the_registered_number_opens_the_shop(app: Flask, boss: Phone) -> None:
    door = with_number(app, boss, "13800005678")
    assert door.ask("unlock", {"last4": "1380"}).status_code == 403
    assert door.ask("unlock", {"last4": "00005678"}).status_code == 403
    assert door.unlock(last4="5678").status_code == 200
    assert door.ask(PIECE, **EMPTY).status_code == 200


def test_a_number_without_an_owner_opens_nothing(app: Flask, boss: Phone) -> None:
    door = door_of(app, boss, contact=Contact("禾满仓", None))
    for guess in ("", "----", "None", "0000"):
        assert door.ask("unlock", {"last4": guess}).status_code == 403


def test_a_passer_by_can_lock_the_digits_but_neither_the_code_nor_who_was_right_before(app: Flask, boss: Phone) -> None:
    door = with_number(app, boss, "13800005678")
    home = replace(door, address="119.6.9.1")
    assert home.unlock(last4="5678").status_code == 200
    for number in range(LAST4.free + 1):
        assert replace(door, address=f"119.6.8.{number}").ask("unlock", {"last4": "0000"}).status_code == 403
    barred = replace(door, address="119.6.8.200")
    assert barred.ask("unlock", {"last4": "5678"}).data == barred.ask("unlock", {"last4": "0000"}).data
    assert home.unlock(last4="5678").status_code == 200
    assert barred.unlock(code=told_code(boss, door.shop_id)).status_code == 200
    with clock.stopped_at(clock.now() + timedelta(seconds=LAST4.first_s * 2)):
        assert replace(door, address="119.6.8.201").unlock(last4="5678").status_code == 200


def test_a_year_of_guesses_finds_few_of_ten_thousand_endings() -> None:
    guesses, waited = LAST4.free, timedelta(0)
    while waited < timedelta(days=365):
        waited += timedelta(seconds=LAST4.delay_s(guesses))
        guesses += 1
    assert guesses < 400
    assert LAST4.forgotten_after > timedelta(seconds=LAST4.longest_s) * 20


def test_a_plate_of_a_shop_that_was_merged_opens_the_one_that_goes_on(app: Flask, boss: Phone) -> None:
    door, into = door_of(app, boss), enter_shop(app, "禾家粮油总店", "12 号")
    assert boss.post(f"{API}/shops/{door.shop_id}/merge", json={"into": into}).status_code == 200
    assert door.unlock(code=told_code(boss, into)).status_code == 200
