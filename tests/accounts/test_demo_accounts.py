"""Demo accounts open from this machine only, and only while the demo is on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from app.accounts import service
from app.accounts.rules import Role
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.facts import new_epoch
from app.core.transaction import in_transaction
from app.factory import create_app
from tests.conftest import Phone

LOGIN = {"username": "patrol01", "password": "demo"}


@contextmanager
def city(tmp_path: Path, **env: str) -> Iterator[Flask]:
    app = create_app(Settings.from_env({"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(tmp_path), **env}))
    with app.app_context():
        db.create_all()
        in_transaction(new_epoch)
        in_transaction(lambda: service.add_person("patrol01", "李", [Role.PATROL], "demo", clock.now(), demo=True))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Phone]:
    with city(tmp_path, DEMO="1", TRUSTED_PROXIES="127.0.0.1") as app:
        yield Phone(app)


def test_from_this_machine_they_work(demo: Phone) -> None:
    assert demo.post("/api/v1/session", json=LOGIN, base_url="http://127.0.0.1:8000").status_code == 200
    assert demo.post("/api/v1/session", json=LOGIN, base_url="http://localhost:8000").status_code == 200


@pytest.mark.parametrize(
    "how",
    [
        {"base_url": "http://city.example"},
        {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"X-Forwarded-Host": "localhost"}},
    ],
)
def test_through_a_proxy_or_from_afar_they_are_refused(demo: Phone, how: dict[str, object]) -> None:
    answer = demo.post("/api/v1/session", json=LOGIN, **{"base_url": "http://127.0.0.1:8000", **how})
    assert answer.status_code == 403
    assert answer.json["type"] == "/problems/not-allowed"


def test_a_session_begun_here_does_not_work_from_afar(demo: Phone) -> None:
    demo.post("/api/v1/session", json=LOGIN, base_url="http://127.0.0.1:8000")
    assert demo.get("/api/v1/session", base_url="http://127.0.0.1:8000").status_code == 200
    away = demo.get("/api/v1/session", base_url="http://127.0.0.1:8000", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert away.status_code == 403


def test_without_the_demo_switched_on_they_are_refused(tmp_path: Path) -> None:
    with city(tmp_path) as app:
        answer = Phone(app).post("/api/v1/session", json=LOGIN, base_url="http://127.0.0.1:8000")
    assert answer.status_code == 403


def test_a_wrong_password_says_nothing_about_the_demo(demo: Phone) -> None:
    answer = demo.post("/api/v1/session", json={**LOGIN, "password": "x"}, base_url="http://city.example")
    assert answer.status_code == 401
