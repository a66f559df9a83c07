"""The process that works on files: what it tells, its ceilings, its end."""

from __future__ import annotations

import errno
import os
import resource
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from shapely.errors import GEOSException

from app.area_imports import commands, job, layer_file, rules, tasks, working
from app.area_imports.models import AreaImport
from app.area_imports.rules import MOST_TRIES, Step
from app.core import clock
from app.core.db import db
from tests.area_imports.bringing import BUILT, CHANGED, IMPORTS, act, bring, check, geojson, plan, ready, squares, told, work
from tests.cases.changing import open_case
from tests.conftest import Phone
from tests.reports import city


@pytest.mark.parametrize("error", [MemoryError(), GEOSException("std::bad_alloc")])
def test_memory_that_runs_out_is_a_sentence(app: Flask, admin: Phone, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def out_of_memory(task: tasks.Task) -> None:
        raise error

    monkeypatch.setattr(working, "_features", out_of_memory)
    import_id = bring(admin, geojson(BUILT))
    work(app)
    assert told(admin, import_id)["failure"] == rules.told(working.TOO_HEAVY)


def test_progress_goes_forward_through_its_steps_and_tells_how_long(
    app: Flask, admin: Phone, li: Phone, boss: Phone, areas: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case(li, boss, city.ON_MAIN)
    seen: list[tuple[str, int, int]] = []
    real = tasks.Teller.__call__

    def heard(self: tasks.Teller, step: Step, done: int, total: int) -> None:
        real(self, step, done, total)
        seen.append((step.value, done, total))

    monkeypatch.setattr(tasks.Teller, "__call__", heard)
    import_id = ready(app, admin, geojson(CHANGED))
    steps = list(dict.fromkeys(step for step, _, _ in seen))
    assert steps == ["reading", "checking", "comparing", "counting"]
    checking = [done for step, done, _ in seen if step == "checking"]
    assert checking == sorted(checking)
    assert all(done <= max(total, 1) for _, done, total in seen)
    assert told(admin, import_id)["progress"] is None
    assert admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(told(admin, import_id))).status_code == 200
    with app.app_context():
        task = tasks.take()
        assert task is not None
        tasks.Teller(task, os.getppid())(Step.COUNTING, 25, 100)
        db.session.remove()
    with clock.stopped_at(clock.now() + timedelta(seconds=30)):
        told_now = told(admin, import_id)["progress"]
    assert (told_now["step"], told_now["done"], told_now["total"]) == ("counting", 25, 100)
    assert 85 <= told_now["left_s"] <= 95


def test_the_real_process_reads_a_file_within_its_ceiling(app: Flask, admin: Phone, areas: None) -> None:
    import_id = bring(admin, geojson(CHANGED))
    with app.app_context():
        foreman = job.Foreman()
        assert foreman.tend() == 0
        running = foreman._running
        assert running is not None
        assert running.wait(timeout=120) == 0
        db.session.remove()
        assert foreman.tend() == 0
        assert foreman._running is None
    assert len(told(admin, import_id)["fields"]) == 3


def test_the_real_process_killed_in_the_middle_is_followed_by_another(app: Flask, admin: Phone, areas: None) -> None:
    cells = {f"4101040010{n:05d}": (113.6 + n % 60 / 1000, 34.6 + n // 60 / 1000, 0.001) for n in range(3600)}
    import_id = bring(admin, squares(cells), "cells.geojson", "cells")
    work(app)
    assert admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(told(admin, import_id))).status_code == 200
    with job.begin_work(app.extensions["settings"]) as running:
        while running.poll() is None and not begun(app, import_id):
            time.sleep(0.02)
        running.kill()
    if told(admin, import_id)["state"] == "checking":
        assert job.begin_work(app.extensions["settings"]).wait(timeout=120) == 0
    one = told(admin, import_id)
    assert (one["state"], one["difference"]["added"]["count"]) == ("checked", 3600)
    assert act(admin, import_id, "activate").status_code == 200


def begun(app: Flask, import_id: str) -> bool:
    """Whether shapes were looked at. Asked of the table: the API would tell who asks this often to wait."""
    with app.app_context():
        row = db.session.get_one(AreaImport, import_id)
        return row.step is None or row.done > 0


def test_work_that_ends_with_the_server_is_not_held_against_the_file(
    app: Flask, admin: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = bring(admin, geojson(BUILT))
    work(app)
    assert admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(told(admin, import_id))).status_code == 200
    with monkeypatch.context() as patch, app.app_context():
        for number in range(MOST_TRIES + 1):
            patch.setattr(os, "getppid", iter((number, number, number + 1)).__next__)
            assert not working.work_once()
            db.session.remove()
    assert told(admin, import_id)["state"] == "checking"
    work(app)
    assert told(admin, import_id)["state"] == "checked"


def test_the_process_ends_with_the_server_that_began_it(app: Flask, admin: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = [bring(admin, geojson(BUILT)) for _ in range(2)]
    first, begun = working._do, list[str]()

    def server_stops(task: tasks.Task, teller: tasks.Teller) -> None:
        begun.append(task.id)
        first(task, teller)
        monkeypatch.setattr(os, "getppid", lambda: 1)

    monkeypatch.setattr(commands, "give_way", lambda: None)
    monkeypatch.setattr(working, "_do", server_stops)
    monkeypatch.setattr(os, "getppid", lambda: 4711)
    assert app.test_cli_runner().invoke(args=["areas", "work-on-imports"]).exit_code == 0
    assert begun == waiting[:1]
    assert told(admin, waiting[1])["progress"]["step"] == "reading"


def test_a_disk_that_is_full_is_said_and_the_check_can_be_asked_for_again(
    app: Flask, admin: Phone, areas: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = bring(admin, geojson(CHANGED))
    work(app)
    for number, slug in ((errno.ENOSPC, "storage-full"), (errno.EIO, "disk-failed")):
        with monkeypatch.context() as patch:
            patch.setattr(layer_file, "settle", failing(OSError(number, os.strerror(number))))
            one = check(app, admin, import_id)
        assert (one["state"], one["failure"]["slug"], one["progress"]) == ("failed", slug, None)
        assert "again" in one["failure"]["text"]
    assert check(app, admin, import_id)["state"] == "checked"


def test_what_is_no_trouble_of_the_disk_is_not_called_so(app: Flask, admin: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = bring(admin, geojson(BUILT))
    monkeypatch.setattr(working, "_features", failing(PermissionError(errno.EACCES, "not mine")))
    with app.app_context(), pytest.raises(PermissionError):
        working.work_once()
    assert told(admin, import_id)["failure"] is None


def failing(error: OSError) -> Callable[..., None]:
    """Whatever it is asked for, this happens."""

    def fail(*_arguments: object) -> None:
        raise error

    return fail


def test_the_process_lowers_its_own_ceilings(monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[int, tuple[int, int]] = {}
    nice: list[int] = []
    monkeypatch.setattr(resource, "setrlimit", lambda limit, values: said.__setitem__(limit, values))
    monkeypatch.setattr(os, "nice", nice.append)
    job.give_way()
    assert said[resource.RLIMIT_AS][0] <= job.MOST_MEMORY
    assert said[resource.RLIMIT_CPU][0] <= job.MOST_CPU_S
    assert said[resource.RLIMIT_CORE] == (0, 0)
    assert nice == [10]
