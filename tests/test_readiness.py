"""Whoever watches the server is told which part of it does not answer."""

from __future__ import annotations

import shutil

import pytest
from flask import Flask

from app import readiness
from app.config import Settings
from tests.conftest import Phone
from tests.reports.sending import photo, send_photo


@pytest.fixture(autouse=True)
def asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "FRESH_S", 0)


def test_a_server_whose_photos_are_not_mounted_says_so(app: Flask, settings: Settings, li: Phone) -> None:
    stranger = app.test_client()
    assert stranger.get("/readyz").json == {"ready": True}
    assert send_photo(li, photo(1)).status_code == 201
    assert stranger.get("/readyz").status_code == 200
    shutil.move(settings.data_dir / "photos", settings.data_dir / "unmounted")
    answer = stranger.get("/readyz")
    assert (answer.status_code, answer.json["type"], answer.json["parts"]) == (503, "/problems/unavailable", ["photos"])
    assert int(answer.headers["Retry-After"]) > 0
    shutil.move(settings.data_dir / "unmounted", settings.data_dir / "photos")
    assert stranger.get("/readyz").status_code == 200
