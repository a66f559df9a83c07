"""The n-th step fails, for every n: an answer of success means durable and right, anything else means nothing was claimed.

One report and its photos are sent in this process. Each step of placing and filing fails once in each way, and the
power fails once at each; afterwards the phone's retry must go through as if nothing had been.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.config import Settings
from app.core.db import db
from app.factory import create_app
from tests.conftest import PASSWORD, Phone
from tests.faults.platter import Platter
from tests.faults.steps import Steps, failing
from tests.faults.tally import Stopwatch, Tally, record
from tests.faults.town import ACTS, Act, Town, claims, count_steps, faults_in, goes_through, make_room, on_disk, opened, reset

each_act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)


class PowerCut(BaseException):
    """Everything ends here."""


def io_error(name: str) -> BaseException:
    return OSError(errno.EIO, name) if name.islower() else sqlite3.OperationalError("disk I/O error")


def disk_full(name: str) -> BaseException:
    return OSError(errno.ENOSPC, name) if name.islower() else sqlite3.OperationalError("database or disk is full")


WORDS = {io_error: "I/O error", disk_full: "disk full"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """SQLite in any case: it is its steps that are counted."""
    return Settings.from_env({"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch, settings: Settings, request: pytest.FixtureRequest) -> Town:
    """The steps are watched from before the app makes its first connection."""
    steps = Steps(monkeypatch, settings.data_dir / "photos")
    app: Flask = request.getfixturevalue("app")
    make_room(app)
    sign_in: Callable[..., Phone] = request.getfixturevalue("sign_in")
    return Town(app, steps, sign_in("li", Role.PATROL))


@pytest.mark.faults
@each_act
@pytest.mark.parametrize("error", [io_error, disk_full], ids=["EIO", "disk full"])
@pytest.mark.parametrize("when", ["instead", "after it was done"])
def test_whichever_step_fails_nothing_false_is_claimed_and_a_retry_goes_through(
    town: Town, act: Act, error: Callable[[str], BaseException], when: str
) -> None:
    watch, found = Stopwatch(), []
    total = count_steps(town, act)
    for number in range(total):
        reset(town, act)
        hook = failing(number, error)
        with town.steps.watched(hook if when == "instead" else None, None if when == "instead" else hook):
            answer = act.request(town.phone)
        step = f"{town.steps.names[number]} ({number})"
        files = on_disk(town.settings)
        wrong = claims(answer, act, town.settings, files) + faults_in(town.settings, files) + refusal(answer, error)
        wrong += goes_through(town.phone, town.settings)
        found += [f"{step}: {fault}" for fault in wrong]
    assert total > 3
    record(Tally(f"n-th file call, statement or commit: {WORDS[error]}", total, damaged=len(found), seconds=watch.seconds), found)


@each_act
def test_short_writes_are_finished(town: Town, act: Act) -> None:
    full, short = count_steps(town, act), count_steps(town, act, short=True)
    assert short > full or "write" not in town.steps.names
    assert faults_in(town.settings, on_disk(town.settings)) == []


@pytest.mark.faults
@each_act
def test_whenever_the_power_fails_what_was_acknowledged_is_on_the_disk(town: Town, act: Act, tmp_path: Path) -> None:
    watch, found = Stopwatch(), []
    total = count_steps(town, act)
    for number in range(total + 1):  # the last time after the answer
        reset(town, act)
        platter = Platter(town.settings.data_dir / "photos")
        town.steps.synced = platter.synced
        after = Settings.from_env({"SECRET_KEY": town.settings.secret_key, "DATA_DIR": str(tmp_path / f"after-{number}")})
        answer = run_until_power_cut(town, act, number, partial(save, town, platter, after))
        step = f"{[*town.steps.names, 'answer'][number]} ({number})"
        files = opened(after, platter.files())
        wrong = faults_in(after, files)
        if answer is not None:
            wrong += claims(answer, act, after, files)
        found += [f"{step}: {fault}" for fault in wrong + restarted(after)]
        shutil.rmtree(after.data_dir)
    record(Tally("power cut at the n-th step (model)", total + 1, lost=len(found), seconds=watch.seconds), found)


def refusal(answer: TestResponse, error: Callable[[str], BaseException]) -> list[str]:
    """Who hears that the disk is full also hears when to come again."""
    if error is io_error or answer.status_code < 300:
        return []
    right = answer.status_code == 507 and "Retry-After" in answer.headers
    return [] if right else [f"a full disk was answered {answer.status_code} {answer.text}"]


def run_until_power_cut(town: Town, act: Act, number: int, save: Callable[[], None]) -> TestResponse | None:
    """The answer when it was given before the cut at step `number`."""

    def cut(at: int, _name: str) -> None:
        if at == number:
            save()
            raise PowerCut

    try:
        with town.steps.watched(cut):
            answer = act.request(town.phone)
    except PowerCut:
        return None
    save()
    return answer


def save(town: Town, platter: Platter, after: Settings) -> None:
    """Puts aside what a restart would find: the platter, and the database with its log as SQLite left them."""
    after.data_dir.mkdir(parents=True)
    platter.restore(after.data_dir / "photos")
    if (town.settings.data_dir / "keys").is_dir():  # before the first receipt there are none
        shutil.copytree(town.settings.data_dir / "keys", after.data_dir / "keys")
    for path in town.settings.data_dir.glob("*.db*"):
        if not path.name.endswith("-shm"):
            shutil.copy(path, after.data_dir / path.name)


def restarted(after: Settings) -> list[str]:
    """What is wrong when the server starts on it and the phone tries everything again."""
    app = create_app(after)
    make_room(app)
    phone = Phone(app)
    assert phone.post("/api/v1/session", json={"username": "li", "password": PASSWORD}).status_code == 200
    try:
        return [name for name in goes_through(phone, after) if ".incoming" not in name]  # swept when a day old
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
