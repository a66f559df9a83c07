"""Work that is cut off anywhere begins anew, and two people at once never half-do anything."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.area_imports import rules, service, tasks, working
from app.area_imports.rules import MOST_TRIES
from app.areas import service as areas_service
from app.areas import storing
from app.areas.datum import Datum
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions
from app.core import clock
from app.core.db import db
from tests.area_imports.bringing import (
    BUILT,
    CHANGED,
    COLUMNS,
    IMPORTS,
    Line,
    act,
    bring,
    check,
    geojson,
    plan,
    ready,
    told,
    work,
)
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
    assert (one["state"], one["failure"], one["progress"]) == ("failed", rules.told(tasks.GAVE_UP), None)


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


def test_nothing_takes_effect_that_this_person_has_not_seen(app: Flask, admin: Phone, areas: None) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    seen, before = told(admin, import_id)["revision"], version_in_force(app)
    again = check(app, admin, import_id, plan(told(admin, import_id), append=True))
    refused = act(admin, import_id, "activate", revision=seen)
    assert (refused.status_code, refused.json["why"]) == (409, "checked-again")
    assert version_in_force(app) == before
    assert again["revision"] > seen
    assert act(admin, import_id, "activate", revision=again["revision"]).status_code == 200


def test_an_undo_never_takes_back_what_was_activated_while_it_waited(
    app: Flask, admin: Phone, areas: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    assert act(admin, import_id, "activate").status_code == 200
    mine, real, others = version_in_force(app), storing.take_turns, list[str]()

    def somebody_else_first() -> None:
        real()
        if not others:
            others.append("beginning")
            others.append(laid(BUILT))

    monkeypatch.setattr(storing, "take_turns", somebody_else_first)
    refused = act(admin, import_id, "undo")
    assert len(others) == 2
    assert (refused.status_code, refused.json["why"]) == (409, "not-newest")
    monkeypatch.undo()
    assert version_in_force(app) == mine


def laid(lines: dict[str, Line]) -> str:
    """Within a transaction: puts these segments in force; the version's name."""
    file = features_of(json.loads(geojson(lines)), "roads")
    return areas_service.import_segments(file, Datum.WGS84, clock.now(), RoadOptions("410104", code_field=COLUMNS[0])).version


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
