"""Processes that carry messages are killed: nothing is lost, nothing has its effect twice, and nothing is left waiting."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.telling import delivery, leases, rules
from app.telling.job import carry_round
from app.telling.models import Message
from app.telling.rules import State
from app.telling.service import tell
from tests.faults.tally import Stopwatch, Tally, record, scaled, seed
from tests.photos.workers import dying, ended, forked
from tests.telling.other_side import OtherSide, Request, Said, add_channel, add_webhook
from tests.telling.staff import member

MESSAGES, KILLS, WORKERS = scaled(25, 1000), scaled(5, 120), 3
DIGESTED = 8
LINGERS_S = 0.05
"""How long the other side thinks: so long is the moment in which a kill hurts most."""
PATIENCE_S = 600
SOON = timedelta(seconds=1)


def waiting() -> int:
    """How many messages nobody has carried yet."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Message).where(Message.state == State.WAITING)) or 0


def work() -> None:
    """Carries until nothing waits, also nothing that somebody else holds."""
    deadline = time.monotonic() + PATIENCE_S
    while waiting() and time.monotonic() < deadline:
        if not carry_round():
            time.sleep(0.05)


def unreliable(dice: random.Random) -> Callable[[Request], Said]:
    """Takes its time, takes most, and refuses some for now after it has already read them."""

    def answer(request: Request) -> Said:
        time.sleep(LINGERS_S)
        return Said(503 if dice.random() < 0.2 else 200, {"id": request.headers["idempotency-key"]})

    return answer


def said_of(request: Request) -> list[str]:
    """The cases that a request tells of."""
    told = request.json
    if "params" not in told:
        return [told["case_no"]]
    return [word for word in told["params"]["text"].split() if word.startswith("A")]


@pytest.mark.faults
def test_killed_couriers_lose_no_message_and_tell_nothing_twice(
    side: OtherSide, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, dice = Stopwatch(), random.Random(seed())
    monkeypatch.setattr(leases, "LEASE", SOON)
    monkeypatch.setattr(rules, "FIRST_PAUSE", SOON / 20)
    side.answer = unreliable(random.Random(seed() + 1))
    hook = add_webhook(side, kinds=["case-closed"]).id
    config = {"url": f"{side.url}/send", "template": "T1"}
    add_channel("sms", config, {"token": "t"}, carries="digest", kinds=["case-voided"])
    li = member("li", number="+8613812345678")
    now = clock.now()
    for number in range(MESSAGES):
        in_transaction(lambda number=number: tell(now, "case-closed", case_no=f"A{number}", facts={}))
    for number in range(DIGESTED):
        in_transaction(lambda number=number: tell(now, "case-voided", person_ids=[li], case_no=f"A{MESSAGES + number}", facts={}))
    in_transaction(lambda: db.session.execute(db.update(Message).where(Message.in_digest).values(next_try_at=now)))
    workers = [forked(settings, work) for _ in range(WORKERS)]
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.02, 0.2))  # when chance strikes, not a wait for anything
        hit = dice.randrange(WORKERS)
        os.kill(workers[hit], signal.SIGKILL)
        assert ended(workers[hit]) in {0, -signal.SIGKILL}
        workers[hit] = forked(settings, work)
    codes = [ended(worker) for worker in workers]
    keys: dict[str, set[str]] = defaultdict(set)
    for request in side.requests:
        for case_no in said_of(request):
            keys[case_no].add(request.headers["idempotency-key"])
    wanted = {f"A{number}" for number in range(MESSAGES + DIGESTED)}
    db.session.rollback()
    done = db.session.scalars(select(Message.state).where(Message.channel_id == hook)).all()
    record(
        Tally(
            "telling, couriers killed",
            f"{KILLS} kills, {MESSAGES + DIGESTED} messages, {WORKERS} couriers",
            lost=len(wanted - keys.keys()),
            duplicated=sum(len(used) > 1 for used in keys.values()),
            damaged=sum(state != State.DELIVERED for state in done),
            stuck=waiting(),
            seconds=watch.seconds,
        ),
        [f"a courier ended with {code}" for code in codes if code != 0],
    )


@pytest.mark.parametrize("after", [False, True], ids=["before it was carried", "after the other side took it"])
def test_a_courier_killed_around_the_very_request_leaves_it_to_the_next_under_the_same_key(
    side: OtherSide, settings: Settings, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    add_webhook(side)
    in_transaction(lambda: tell(clock.now(), "case-closed", case_no="A1", facts={}))
    carry: Any = delivery.carry_now
    monkeypatch.setattr(delivery, "carry_now", dying(carry, after))
    assert ended(forked(settings, carry_round)) == -signal.SIGKILL
    monkeypatch.setattr(delivery, "carry_now", carry)
    assert ended(forked(settings, carry_round)) == 0
    assert len(side.requests) == (1 if after else 0)
    assert ended(forked(settings, carry_round, later=leases.LEASE)) == 0
    assert waiting() == 0
    assert len({request.headers["idempotency-key"] for request in side.requests}) == 1
