"""Files of imports go when nobody needs them, and imports that lost theirs say so."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask

from app.area_imports import job, rules, upkeep, working
from app.area_imports.folder import ImportFolder
from app.areas import queries
from app.core import clock
from app.core.db import db
from tests.area_imports.bringing import BUILT, CHANGED, act, bring, geojson, ready, told, work
from tests.conftest import Phone


def folders(app: Flask) -> set[str]:
    return {path.name for path in (app.extensions["settings"].data_dir / "imports").iterdir() if path.is_dir()}


def sweep(app: Flask) -> int:
    with app.app_context():
        done = upkeep.sweep()
        db.session.remove()
        return done


def test_files_go_when_they_are_discarded_old_or_nobodys(app: Flask, admin: Phone, areas: None) -> None:
    active, waiting, given_up = (ready(app, admin, geojson(CHANGED)) for _ in range(3))
    act(admin, active, "activate")
    data_dir: Path = app.extensions["settings"].data_dir
    act(admin, given_up, "discard")
    assert folders(app) == {active, waiting}
    assert [told(admin, one)["has_files"] for one in (active, waiting, given_up)] == [True, True, False]
    stray = ImportFolder(data_dir, "00000000-0000-7000-8000-000000000000").path
    stray.mkdir()
    assert sweep(app) == 0
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(stray, (two_days_ago, two_days_ago))
    assert sweep(app) == 1
    assert folders(app) == {active, waiting}
    with clock.stopped_at(clock.now() + timedelta(days=89)):
        assert sweep(app) == 0
    with clock.stopped_at(clock.now() + timedelta(days=91)):
        assert sweep(app) == 3
    assert folders(app) == set()
    assert told(admin, active)["has_files"] is False
    assert (told(admin, active)["state"], told(admin, waiting)["state"]) == ("active", "discarded")
    assert told(admin, active)["report"]["imported"] == 3
    assert act(admin, active, "undo").status_code == 200


def test_after_a_restore_imports_whose_files_are_gone_say_so(app: Flask, admin: Phone, areas: None) -> None:
    checked, uploaded = ready(app, admin, geojson(CHANGED)), bring(admin, geojson(BUILT))
    data_dir: Path = app.extensions["settings"].data_dir
    for import_id in (checked, uploaded):
        ImportFolder(data_dir, import_id).remove()
    assert sweep(app) == 2
    for import_id in (checked, uploaded):
        one = told(admin, import_id)
        assert (one["state"], one["failure"], one["progress"]) == ("failed", rules.told(working.GONE), None)
    assert work(app) == 0


def test_an_idle_job_sweeps_now_and_then_and_begins_nothing(app: Flask, admin: Phone, areas: None) -> None:
    with app.app_context():
        foreman = job.Foreman()
        assert foreman.tend() == 0
        assert foreman._running is None
        assert queries.current_version_id() > 0
        db.session.remove()
