"""Previews are shown side by side and do not stay in memory."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from flask import Flask

from app.area_imports import preview
from app.area_imports.preview import IDLE_S, Previews
from tests.area_imports.bringing import CHANGED, IMPORTS, act, geojson, ready
from tests.conftest import Phone

BOX = {"bbox": "113.6,34.7,113.7,34.8", "zoom": 14}


class Drawn:
    """What is built instead of a city."""

    def __init__(self, path: Path) -> None:
        self.path = path


def test_one_that_is_being_built_keeps_nobody_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end, built = threading.Event(), threading.Event(), list[str]()

    class Slow(Drawn):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            if path.name == "city":
                begun.set()
                assert may_end.wait(60)
            built.append(path.name)

    monkeypatch.setattr(preview, "Preview", Slow)
    previews = Previews()
    first = threading.Thread(target=previews.get, args=("a", Path("city")))
    first.start()
    assert begun.wait(60)
    somebody = threading.Thread(target=previews.get, args=("b", Path("village")))
    somebody.start()
    somebody.join(60)
    seen = list(built)
    may_end.set()
    first.join()
    assert seen == ["village"]
    assert previews.get("a", Path("city")) is previews.get("a", Path("city"))
    assert built == ["village", "city"]


def test_what_nobody_looks_at_any_more_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    now, timers = [1000.0], list[tuple[float, object]]()

    class Alarm:
        daemon = False

        def __init__(self, after_s: float, then: object) -> None:
            timers.append((after_s, then))

        def start(self) -> None:
            """The test is the clock."""

    monkeypatch.setattr(preview, "Preview", Drawn)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(threading, "Timer", Alarm)
    previews = Previews()
    old = previews.get("old", Path("old"))
    now[0] += IDLE_S / 2
    seen = previews.get("seen", Path("seen"))
    assert timers == [(IDLE_S, previews.drop_idle)]
    now[0] += IDLE_S / 2
    previews.drop_idle()
    assert timers == [(IDLE_S, previews.drop_idle)] * 2
    assert previews.get("seen", Path("seen")) is seen
    assert previews.get("old", Path("old")) is not old


def test_one_whose_file_is_gone_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    previews = Previews()
    with pytest.raises(FileNotFoundError):
        previews.get("a", tmp_path / "gone")
    monkeypatch.setattr(preview, "Preview", Drawn)
    assert isinstance(previews.get("a", tmp_path / "there"), Drawn)


@pytest.mark.parametrize("what", ["discard", "activate"])
def test_what_was_decided_is_not_kept_in_memory(app: Flask, admin: Phone, areas: None, what: str) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    assert admin.get(f"{IMPORTS}/{import_id}/shapes", query_string=BOX).status_code == 200
    previews: Previews = app.extensions["area_previews"]
    assert len(previews._slots) == 1
    assert act(admin, import_id, what).status_code == 200
    assert len(previews._slots) == 0
