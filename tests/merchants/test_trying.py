"""Whoever tries what is wrong waits ever longer, in the same words for every reason, and holds up nobody else."""

from __future__ import annotations

import gc
import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.config import Settings
from app.core import clock
from app.core.db import db
from app.factory import create_app
from app.merchants import uploads
from app.merchants.models import MerchantTry
from app.merchants.rules import CODES, LAST4, TOKENS, neighbourhood
from app.pledges.plate_rules import new_token
from app.shops.persons import Contact
from tests.conftest import Phone
from tests.faults.tally import scaled
from tests.merchants.opening import ELSEWHERE, EMPTY, PIECE, Door, door_of, rows, told_code
from tests.test_bad_input import assert_problem

WRONG_TOKENS, WRONG_CODES = scaled(500, 10_000), scaled(200, 1_000)


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


def test_every_process_knows_what_was_tried_in_another(app: Flask, settings: Settings, boss: Phone) -> None:
    door = door_of(app, boss)
    second = create_app(settings)
    try:
        for _ in range(CODES.free):
            assert door.ask("unlock", {"code": "000000"}).status_code == 403
        assert replace(door, app=second).ask("unlock", {"code": "000000"}).status_code == 429
        strangers = [replace(door, app=one, address=ELSEWHERE) for one in (app, second)] * (TOKENS.free // 2)
        assert {unknown(one).status_code for one in strangers} == {404}
        assert {unknown(one).status_code for one in strangers[:2]} == {429}
    finally:
        with second.app_context():
            db.session.remove()
            db.engine.dispose()


def test_whoever_opens_a_plate_without_end_waits_and_others_at_it_do_not(app: Flask, settings: Settings, boss: Phone) -> None:
    door = door_of(app, boss)
    mean = create_app(replace(settings, request_budget=3))
    try:
        tireless, other = replace(door, app=mean), replace(door, app=mean, address=ELSEWHERE)
        assert [tireless.ask("plate").status_code for _ in range(4)] == [200, 200, 200, 429]
        assert other.ask("plate").status_code == 200
    finally:
        with mean.app_context():
            db.session.remove()
            db.engine.dispose()


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


def test_tries_at_once_are_counted_one_after_the_other(app: Flask, boss: Phone) -> None:
    door = door_of(app, boss)
    with ThreadPoolExecutor(3 * CODES.free) as many:
        wrong = list(many.map(lambda _: door.ask("unlock", {"code": "000000"}).status_code, range(3 * CODES.free)))
        strangers = list(many.map(lambda _: unknown(door).status_code, range(2 * TOKENS.free)))
        others = [replace(door, address=f"119.6.8.{number}") for number in range(2 * LAST4.free)]
        list(many.map(lambda one: one.ask("unlock", {"last4": "0000"}), others))
    assert Counter(wrong) == {403: CODES.free, 429: 2 * CODES.free}
    assert Counter(strangers) == {404: TOKENS.free, 429: TOKENS.free}
    with app.app_context():
        assert max(db.session.scalars(select(MerchantTry.count))) == TOKENS.free
        assert LAST4.free in db.session.scalars(select(MerchantTry.count)).all()


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
