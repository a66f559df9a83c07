"""`flask sync pause|resume` and `flask keys rotate export`, as phones read them from /meta."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.factory import create_app
from tests.conftest import Phone
from tests.reports.sending import deliver


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


@pytest.fixture
def other_process(app: Flask, settings: Settings) -> Iterator[Flask]:
    """A second app on the same database and folder, as another worker of gunicorn would be."""
    other = create_app(settings)
    yield other
    with other.app_context():
        db.engine.dispose()


def meta(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/v1/meta")
    assert answer.status_code == 200
    return dict(answer.json)


def test_without_a_pause_phones_send(app: Flask) -> None:
    assert meta(app)["pause"] is None
    assert run(app, "sync", "resume") == (0, "There was no pause.\n")


def test_a_pause_reaches_every_process_at_once_and_ends(app: Flask, other_process: Flask) -> None:
    assert meta(other_process)["pause"] is None
    with clock.stopped_at(clock.parse("2026-11-21T01:00:00Z")):
        code, _said = run(app, "sync", "pause", "服务器维护，\n今晚八点恢复")
    assert code == 0
    expected = {"reason": "服务器维护， 今晚八点恢复", "since": "2026-11-21T01:00:00.000Z"}
    assert meta(other_process)["pause"] == expected
    with clock.stopped_at(clock.parse("2026-11-21T02:00:00Z")):
        run(app, "sync", "pause", "九点")
    assert meta(other_process)["pause"] == {**expected, "reason": "九点"}
    assert run(app, "sync", "resume") == (0, "Phones send again.\n")
    assert meta(other_process)["pause"] is None


@pytest.mark.parametrize("reason", ["", "  ", "满" * 171])
def test_a_reason_that_no_phone_could_show_is_refused(app: Flask, reason: str) -> None:
    code, said = run(app, "sync", "pause", reason)
    assert code == 1
    assert said.startswith("Error: ")
    assert meta(app)["pause"] is None


def test_the_longest_reason_fits(app: Flask) -> None:
    assert run(app, "sync", "pause", "满" * 170)[0] == 0
    assert meta(app)["pause"]["reason"] == "满" * 170


def test_a_pause_refuses_nothing_that_was_on_its_way(app: Flask, sign_in: Callable[..., Phone]) -> None:
    run(app, "sync", "pause", "later")
    assert deliver(sign_in("li", Role.PATROL))["level"] == "photos"


def test_a_rotated_export_key_is_published_at_once(app: Flask, other_process: Flask) -> None:
    first = meta(other_process)["export_key"]
    assert run(app, "keys", "rotate", "export")[0] == 0
    second = meta(other_process)["export_key"]
    assert (first["kid"], second["kid"]) == ("1", "2")
    assert first["jwk"]["n"] != second["jwk"]["n"]
