"""A city's app on a migrated database, somebody who patrols it, and a folder for backups."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.accounts import service
from app.accounts.rules import Role
from app.config import Settings
from app.core import clock
from app.core.transaction import in_transaction
from tests.conftest import PASSWORD, Phone
from tests.safekeeping.city import Street, opened, settings_in


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def settings(tmp_path: Path, dest: Path) -> Settings:
    return settings_in(tmp_path / "data", BACKUP_DIR=str(dest))


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a migrated city where li patrols; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("settled")
    with opened(settings_in(folder)):
        in_transaction(lambda: service.add_person("li", "", (Role.PATROL,), PASSWORD, clock.now()))
    return folder


@pytest.fixture
def app(settings: Settings, settled: Path) -> Iterator[Flask]:
    """With its context pushed: services and queries can be asked directly."""
    shutil.copytree(settled, settings.data_dir)
    with opened(settings) as app:
        yield app


@pytest.fixture
def li(app: Flask) -> Phone:
    return signed_in(app)


def signed_in(app: Flask, username: str = "li") -> Phone:
    phone = Phone(app)
    answer = phone.post("/api/v1/session", json={"username": username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return phone


@pytest.fixture
def street() -> Street:
    return Street()
