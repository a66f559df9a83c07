"""The job that lets open cases follow the areas: killed, overtaken, idle, and told how far it is."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.areas import queries as areas
from app.cases import moving, replacing
from app.cases.models import Case, Replacing
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from tests.cases.changing import (
    AS_BUILT,
    SWAPPED,
    THIRD,
    follow,
    held,
    kept,
    lay,
    run_of,
    segments,
    undo,
    version_in_force,
)
from tests.reports import city

pytestmark = pytest.mark.usefixtures("built")


@pytest.mark.parametrize("step", ["move", "mark_choice", "write"])
def test_killed_at_every_step_of_every_batch_it_ends_as_if_nobody_had(
    app: Flask, five: list[str], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(replacing, "AT_ONCE", 2)
    lay(app, SWAPPED)
    rounds = follow(app)
    wanted = held(app), kept(app)
    undo(app)
    follow(app)
    lay(app, SWAPPED)
    name = version_in_force(app)
    done = getattr(moving.Movement, step)
    countdown = [0]

    def dies(*arguments: object) -> None:
        done(*arguments)
        countdown[0] -= 1
        if countdown[0] == 0:
            raise RuntimeError("power gone")

    monkeypatch.setattr(moving.Movement, step, dies)
    deaths, at, more = 0, 1, 1
    with app.app_context():
        while more:
            countdown[0] = at  # each batch dies at its first step, at its second, … until it gets through
            before = held(app)
            try:
                more, at = replacing.replace_open_cases(), 1
            except RuntimeError:
                deaths, at = deaths + 1, at + 1
                assert held(app) == before
    assert (deaths, rounds) == ({"move": 3, "mark_choice": 5, "write": 3}[step], 4)
    assert held(app) == wanted[0]
    last = {row[0]: row[1:] for row in kept(app)[1]}
    assert last == dict.fromkeys((five[0], five[2], five[3]), (name, THIRD, "activated"))
    assert len(kept(app)[0]) == len(wanted[1][0]) + 2 * 3
    run = run_of(app)
    assert (run.total, run.done, run.moved, run.ended_at is not None) == (5, 5, 3, True)


def test_a_newer_version_overtakes_a_run_and_nobody_is_forgotten(
    app: Flask, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "AT_ONCE", 2)
    before = held(app)
    lay(app, SWAPPED)
    with app.app_context():
        assert replacing.replace_open_cases() == 2
        db.session.remove()
    undo(app)
    follow(app)
    assert held(app) == before
    lay(app, SWAPPED)
    with app.app_context():
        assert replacing.replace_open_cases() == 2
        db.session.remove()
    lay(app, {THIRD: city.BACK_LAT})
    follow(app)
    assert set(segments(app).values()) <= {THIRD, None}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Replacing).where(Replacing.ended_at.is_(None))) == 0
        assert set(db.session.scalars(select(Case.area_version))) == {areas.current_version_id()}


def test_an_activation_in_the_middle_of_a_batch_leaves_it_to_the_next_round(
    app: Flask, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(app, SWAPPED)
    with app.app_context():
        old = areas.current_version_id()
        lay(app, AS_BUILT)
        assert in_transaction(lambda: replacing._step(old, clock.now())) == 1
        assert db.session.get(Replacing, old) is None
    follow(app)
    assert segments(app)[five[0]] == city.MAIN


def test_progress_is_told_and_an_idle_job_does_nothing(app: Flask, five: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "AT_ONCE", 3)
    lay(app, SWAPPED)
    with app.app_context():
        replacing.replace_open_cases()
        db.session.remove()
        run = run_of(app)
        assert (run.total, run.done, run.ended_at) == (5, 3, None)
        follow(app)
        run = run_of(app)
        assert (run.total, run.done, run.moved) == (5, 5, 3)
        assert run.ended_at is not None
        assert replacing.replace_open_cases() == 0
