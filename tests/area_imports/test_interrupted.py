"""Work that is cut off anywhere begins anew, two people at once never half-do anything, and old files go."""

from __future__ import annotations

import os
import resource
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.area_imports import job, service, tasks, upkeep, working
from app.area_imports.folder import ImportFolder
from app.area_imports.rules import MOST_TRIES, Step
from app.areas import queries, storing
from app.core import clock
from app.core.db import db
from tests.area_imports.bringing import BUILT, CHANGED, IMPORTS, act, bring, check, geojson, plan, ready, squares, told, work
from tests.cases.changing import follow, held, open_case, version_in_force
from tests.conftest import PASSWORD, Phone
from tests.reports import city

STEPS = ["_features", "compare", "cases_that_would_move", "write_layer", "place_bytes", "finish"]


class PowerGone(BaseException):
    """What no handler catches."""


def dies_once(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, after: bool = False) -> list[str]:
    """The next call of a function dies, before or after it did its work; the list hears of it."""
    real, deaths = getattr(module, name), list[str]()

    def dying(*arguments: Any, **options: Any) -> Any:
        if deaths:
            return real(*arguments, **options)
        deaths.append(name)
        if after:
            real(*arguments, **options)
        raise PowerGone(name)

    monkeypatch.setattr(module, name, dying)
    return deaths


def killed(app: Flask) -> None:
    """A round of work that the power cut ends."""
    with app.app_context(), pytest.raises(PowerGone):
        working.work_once()
    with app.app_context():
        db.session.remove()


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_step_it_begins_anew_and_ends_the_same(
    app: Flask, admin: Phone, areas: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    quiet = ready(app, admin, geojson(CHANGED))
    import_id = bring(admin, geojson(CHANGED))
    work(app)
    before = told(admin, import_id)
    assert admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(before)).status_code == 200
    deaths = dies_once(monkeypatch, working, step)
    killed(app)
    assert deaths == [step]
    one = told(admin, import_id)
    assert (one["state"], one["findings"], one["progress"] is not None) == ("checking", None, True)
    assert act(admin, import_id, "activate").status_code == 409
    assert work(app) == 1
    wanted = told(admin, quiet)
    same = ("state", "report", "findings", "difference", "mapping", "datum", "progress", "failure")
    assert {name: told(admin, import_id)[name] for name in same} == {name: wanted[name] for name in same}
    assert act(admin, import_id, "activate").status_code == 200


def test_killed_while_it_is_read_it_is_read_at_the_next_start(
    app: Flask, admin: Phone, areas: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = bring(admin, geojson(CHANGED))
    dies_once(monkeypatch, working, "datum_distances")
    killed(app)
    assert told(admin, import_id)["fields"] == []
    work(app)
    assert len(told(admin, import_id)["fields"]) == 3


@pytest.mark.parametrize("step", ["take_turns", "_write_endings", "_end"])
def test_an_activation_that_dies_inside_leaves_the_areas_as_they_were(
    app: Flask, admin: Phone, li: Phone, boss: Phone, areas: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    follow(app)
    open_case(li, boss, city.ON_MAIN)
    import_id = ready(app, admin, geojson(CHANGED))
    before = version_in_force(app), held(app)
    dies_once(monkeypatch, storing, step, after=True)
    with pytest.raises(PowerGone):
        act(admin, import_id, "activate")
    follow(app)
    assert (version_in_force(app), held(app)) == before
    one = told(admin, import_id)
    assert (one["state"], one["version"], one["replacing"]) == ("checked", None, None)
    assert act(admin, import_id, "activate").status_code == 200


def test_a_file_that_takes_the_process_along_every_time_is_given_up(
    app: Flask, admin: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = bring(admin, geojson(BUILT))

    def killed_by_the_system(task: tasks.Task) -> None:
        raise PowerGone

    monkeypatch.setattr(working, "_features", killed_by_the_system)
    for _ in range(MOST_TRIES):
        assert told(admin, import_id)["state"] == "uploaded"
        killed(app)
    assert work(app) == 0
    one = told(admin, import_id)
    assert (one["state"], one["failure"], one["progress"]) == ("failed", tasks.GAVE_UP, None)


def test_memory_that_runs_out_is_a_sentence(app: Flask, admin: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_memory(task: tasks.Task) -> None:
        raise MemoryError

    monkeypatch.setattr(working, "_features", out_of_memory)
    import_id = bring(admin, geojson(BUILT))
    work(app)
    assert told(admin, import_id)["failure"] == working.TOO_HEAVY


def test_what_is_discarded_meanwhile_stays_discarded(
    app: Flask, admin: Phone, areas: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    assert admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(told(admin, import_id))).status_code == 200
    real = working.compare

    def interrupted(*arguments: Any) -> Any:
        with app.app_context():
            assert act(admin, import_id, "discard").status_code == 200
        return real(*arguments)

    monkeypatch.setattr(working, "compare", interrupted)
    work(app)
    one = told(admin, import_id)
    assert (one["state"], one["findings"], one["progress"]) == ("discarded", None, None)


def test_what_is_checked_otherwise_while_it_is_activated_does_not_take_effect_unseen(
    app: Flask, admin: Phone, areas: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    before = version_in_force(app)
    real, states = service.read_proposal, list[str]()

    def otherwise() -> None:
        states.append(check(app, admin, import_id, plan(told(admin, import_id), append=True))["state"])

    def checked_again(path: Path) -> Any:
        proposal = real(path)
        monkeypatch.setattr(service, "read_proposal", real)
        somebody_else = threading.Thread(target=otherwise)
        somebody_else.start()
        somebody_else.join()
        return proposal

    monkeypatch.setattr(service, "read_proposal", checked_again)
    refused = act(admin, import_id, "activate")
    assert states == ["checked"]
    assert (refused.status_code, "checked again meanwhile" in refused.json["detail"]) == (409, True)
    assert version_in_force(app) == before
    assert act(admin, import_id, "activate").status_code == 200


def test_two_activations_at_once_put_one_version_in_force(app: Flask, admin: Phone, areas: None) -> None:
    one, other = (ready(app, admin, geojson(lines)) for lines in (CHANGED, BUILT))
    before = len(admin.get("/api/v1/areas/versions").json["items"])
    start = threading.Barrier(4)
    answers: list[int] = []

    def press(import_id: str) -> None:
        client = Phone(app)
        client.post("/api/v1/session", json={"username": "chief", "password": PASSWORD})
        start.wait()
        answers.append(act(client, import_id, "activate").status_code)

    threads = [threading.Thread(target=press, args=(import_id,)) for import_id in (one, one, other, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409]
    assert len(admin.get("/api/v1/areas/versions").json["items"]) == before + 1
    assert sorted(told(admin, import_id)["state"] for import_id in (one, other)) == ["active", "checked"]


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
        tasks.Teller(task)(Step.COUNTING, 25, 100)
        db.session.remove()
    with clock.stopped_at(clock.now() + timedelta(seconds=30)):
        told_now = told(admin, import_id)["progress"]
    assert (told_now["step"], told_now["done"], told_now["total"]) == ("counting", 25, 100)
    assert 85 <= told_now["left_s"] <= 95


def test_the_real_process_reads_a_file_within_its_ceiling(app: Flask, admin: Phone, areas: None) -> None:
    import_id = bring(admin, geojson(CHANGED))
    with app.app_context():
        settings = app.extensions["settings"]
        if not settings.database_url.startswith("sqlite"):
            pytest.skip("the process opens its own connection to the database of the settings")
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
    if not app.extensions["settings"].database_url.startswith("sqlite"):
        pytest.skip("the process opens its own connection to the database of the settings")
    cells = {f"4101040010{n:05d}": (113.6 + n % 60 / 1000, 34.6 + n // 60 / 1000, 0.001) for n in range(3600)}
    import_id = bring(admin, squares(cells), "cells.geojson", "cells")
    work(app)
    assert admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(told(admin, import_id))).status_code == 200
    running = job.begin_work(app.extensions["settings"])
    while running.poll() is None and (told(admin, import_id)["progress"] or {"done": 1})["done"] == 0:
        continue  # it begins with nothing done, and then shapes are looked at
    running.kill()
    running.wait()
    if told(admin, import_id)["state"] == "checking":
        assert job.begin_work(app.extensions["settings"]).wait(timeout=120) == 0
    one = told(admin, import_id)
    assert (one["state"], one["difference"]["added"]["count"]) == ("checked", 3600)
    assert act(admin, import_id, "activate").status_code == 200


def test_work_that_ends_with_the_server_is_not_held_against_the_file(
    app: Flask, admin: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = bring(admin, geojson(BUILT))
    work(app)
    assert admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(told(admin, import_id))).status_code == 200
    with monkeypatch.context() as patch, app.app_context():
        for number in range(2 * (MOST_TRIES + 1)):
            patch.setattr(os, "getppid", iter((number, number + 1)).__next__)
            assert working.work_once()
            db.session.remove()
    assert told(admin, import_id)["state"] == "checking"
    work(app)
    assert told(admin, import_id)["state"] == "checked"


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
        assert (one["state"], one["failure"], one["progress"]) == ("failed", working.GONE, None)
    assert work(app) == 0


def test_an_idle_job_sweeps_now_and_then_and_begins_nothing(app: Flask, admin: Phone, areas: None) -> None:
    with app.app_context():
        foreman = job.Foreman()
        assert foreman.tend() == 0
        assert foreman._running is None
        assert queries.current_version_id() > 0
        db.session.remove()
