"""What a device may ask for: an honest week offline never meets the limit, a runaway client does at once."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core.budgets import PHOTO_BYTES, REQUESTS, REQUESTS_PER_S, Buckets, Budgets, new_budgets
from app.core.errors import TooManyRequests
from tests.conftest import Phone
from tests.reports.sending import manifest, photo, send, send_photo, sha256

REPORTS_A_DAY, DAYS, PHOTOS = 20, 7, 3
ORIGINAL_BYTES = 3_500_000
"""A photo as the camera made it, when the phone could not shrink it."""


def test_the_program_and_its_settings_name_the_same_budget(app: Flask) -> None:
    assert app.extensions["settings"].request_budget == REQUESTS


class Hand:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def budgets_at(hand: Hand) -> Budgets:
    return Budgets(Buckets(REQUESTS, REQUESTS_PER_S, hand), Buckets(PHOTO_BYTES, PHOTO_BYTES / 86_400, hand))


@pytest.mark.parametrize("seed", range(5))
def test_an_honest_week_offline_with_retries_and_originals_never_meets_a_limit(seed: int) -> None:
    """Everything at once, in no time at all, over a net that loses every fifth answer and half a photo with it."""
    chance, budgets = random.Random(seed), budgets_at(Hand())
    budgets.pay_request("phone")  # the offer
    for _ in range(REPORTS_A_DAY * DAYS):
        for upload in ["manifest", *["photo"] * PHOTOS, "manifest"]:
            tries = 1 + (chance.random() < 0.2) + (chance.random() < 0.04)
            for attempt in range(tries):
                budgets.pay_request("phone")
                if upload == "photo":
                    budgets.check_bytes("phone")
                    budgets.pay_bytes("phone", ORIGINAL_BYTES if attempt == tries - 1 else ORIGINAL_BYTES // 2)


def test_a_client_that_asks_without_end_is_told_to_wait_and_for_how_long() -> None:
    hand = Hand()
    budgets = budgets_at(hand)
    for _ in range(REQUESTS):
        budgets.pay_request("phone")
    with pytest.raises(TooManyRequests) as refused:
        budgets.pay_request("phone")
    hand.now += refused.value.retry_after_s or 0
    budgets.pay_request("phone")


def test_a_refused_request_costs_nothing() -> None:
    hand = Hand()
    buckets = Buckets(1, 1.0, hand)
    assert buckets.take("a") == 0.0
    assert [buckets.take("a") for _ in range(3)] == [1.0, 1.0, 1.0]
    hand.now += 1
    assert buckets.take("a") == 0.0


def test_one_device_does_not_pay_for_another() -> None:
    buckets = Buckets(1, 1.0, Hand())
    assert (buckets.take("a"), buckets.take("b")) == (0.0, 0.0)
    assert buckets.take("a") > 0


def test_a_photo_under_way_may_run_into_debt_and_the_next_one_waits() -> None:
    hand = Hand()
    budgets = budgets_at(hand)
    budgets.pay_bytes("phone", PHOTO_BYTES + 1)
    with pytest.raises(TooManyRequests) as refused:
        budgets.check_bytes("phone")
    assert refused.value.retry_after_s
    hand.now += 86_400
    budgets.check_bytes("phone")


def test_full_buckets_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.budgets._REMEMBERED", 100)
    hand = Hand()
    buckets = Buckets(10, 1.0, hand)
    for number in range(100):
        buckets.take(f"phone {number}")
    hand.now += 60
    buckets.take("runaway", 9)
    assert len(buckets) == 1
    assert buckets.take("runaway", 9) > 0


def test_while_none_of_too_many_buckets_is_full_a_request_does_not_look_through_all(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[None] = []
    full = Buckets._full
    monkeypatch.setattr("app.core.budgets._REMEMBERED", 100)
    monkeypatch.setattr(Buckets, "_full", lambda *kept: looked.append(None) or full(*kept))
    buckets = Buckets(10, 1.0, Hand())
    for number in range(10_000):
        buckets.take(f"phone {number}")
    assert len(buckets) == 10_000
    assert len(looked) < 30_000


@pytest.fixture
def small(app: Flask) -> Budgets:
    """An app that lets five requests and a few bytes through."""
    app.extensions["budgets"] = found = new_budgets()
    found.requests = Buckets(5, 0.001, Hand())
    return found


def test_a_phone_over_its_budget_gets_429_with_retry_after_and_another_phone_works(
    small: Budgets, sign_in: Callable[..., Phone]
) -> None:
    li, wang = sign_in("li", Role.PATROL), sign_in("wang", Role.PATROL)
    answers = [li.get("/api/v1/changes") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].json["type"] == "/problems/too-many-requests"
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert send(wang, manifest()).status_code == 202
    assert send(li, manifest()).status_code == 429


def test_signing_in_and_looking_at_pictures_are_not_counted(small: Budgets, sign_in: Callable[..., Phone]) -> None:
    boss = sign_in("boss", Role.SUPERVISOR)
    names = [f"{number:064x}" for number in range(300)]
    assert {boss.get(f"/api/v1/photos/{name}?size=thumb").status_code for name in names} == {404}
    assert {boss.head(f"/api/v1/photos/{name}").status_code for name in names} == {404}
    for _ in range(6):
        sign_in("boss")
    assert boss.get("/api/v1/reports").status_code == 200


def test_the_bytes_of_a_photo_are_paid_when_they_were_read(app: Flask, sign_in: Callable[..., Phone]) -> None:
    li, content = sign_in("li", Role.PATROL), photo(7)
    budgets: Budgets = app.extensions["budgets"]
    budgets.photo_bytes = Buckets(2 * len(content), 1e-9, Hand())
    send(li, manifest(content))
    assert send_photo(li, content).status_code == 201
    wrong = li.put(f"/api/v1/photos/{sha256(b'other')}", data=content)
    assert wrong.status_code == 422
    assert budgets.photo_bytes.take(li.person_id, 1) > 0
    budgets.pay_bytes(li.person_id, -1)
    assert budgets.photo_bytes.take(li.person_id, 1) == 0
