"""A short form of the story, so that loading it takes seconds: the full one is loaded by the browser tests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from app.cases.rules import Verb
from app.config import Settings
from app.core.db import db
from app.core.facts import new_epoch
from app.core.transaction import in_transaction
from app.demo import history, load
from app.demo.album import Order, albums
from app.demo.casting import courses
from app.demo.courses import Course
from app.demo.story import story
from app.demo.told import Told
from app.factory import create_app

NOON = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)


def short_story(now: datetime) -> tuple[Told, ...]:
    """A part of the story in which every duplicate's original is told as well."""
    told = story(now)
    originals = [report.verdict.same_as for report in told if report.verdict and report.verdict.same_as is not None]
    junctions = [report.index for report in told if report.chooses_road]
    in_the_middle = {course[-1].verb: index for index, course in courses(told, now).items() if course}
    kept = {*originals[:2], *junctions[:4], *range(28, 36), *range(len(told) - 6, len(told))}
    kept |= {in_the_middle[verb] for verb in (Verb.ARRIVE, Verb.CHECK_FAIL, Verb.APPROVE)}
    kept |= {report.index for report in told if report.verdict and report.verdict.same_as in originals[:2]}
    kept |= {report.index for report in told if report.spot.key == "spot-closed"}
    return tuple(
        report
        for report in told
        if report.index in kept and (report.verdict is None or report.verdict.same_as is None or report.verdict.same_as in kept)
    )


def short_courses(told: Sequence[Told], now: datetime) -> Mapping[int, Course]:
    """What the whole story says of the cases of a part of it."""
    whole = courses(story(now), now)
    return {one.index: whole[one.index] for one in told if one.index in whole}


def empty_city(folder: Path, demo: str = "1") -> Flask:
    """An app with empty tables, started as a demo or not."""
    app = create_app(Settings.from_env({"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(folder), "DEMO": demo}))
    with app.app_context():
        db.create_all()
        in_transaction(new_epoch)
    return app


def remembering_albums() -> Callable[[Sequence[Order]], Iterator[list[bytes]]]:
    """Photos as `albums` makes them, each order's once: the same order always gives the same bytes, and takes longest."""
    made: dict[Order, list[bytes]] = {}

    def remembering(orders: Sequence[Order]) -> Iterator[list[bytes]]:
        new = albums([order for order in orders if order not in made])
        for order in orders:
            if order not in made:
                made[order] = next(new)
            yield made[order]

    return remembering


REMEMBERED = remembering_albums()


@contextmanager
def short_told() -> Iterator[None]:
    """The loader tells the short story meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "story", short_story)
        patch.setattr(load, "earlier", lambda now: ())
        patch.setattr(load, "promised", lambda now: ())
        patch.setattr(load, "put_right", lambda told, now: {})
        patch.setattr(load, "told_promises", lambda told, courses, now: [])
        patch.setattr(load, "courses", short_courses)
        patch.setattr(history, "albums", REMEMBERED)
        yield


@pytest.fixture(scope="module")
def short() -> Iterator[tuple[Told, ...]]:
    """Makes the loader tell the short story; what it tells at NOON."""
    with short_told():
        yield short_story(NOON)


@pytest.fixture(scope="session")
def short_city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, load.Loaded]:
    """A demo city loaded at NOON, once for all files of tests, and what the loader said."""
    app = empty_city(tmp_path_factory.mktemp("city"))
    with short_told(), app.app_context():
        return app, load.load_demo(NOON)


@pytest.fixture(scope="module")
def loaded(short: tuple[Told, ...], short_city: tuple[Flask, load.Loaded]) -> Iterator[tuple[Flask, load.Loaded]]:
    """The short city with its context pushed. Tests only read it."""
    with short_city[0].app_context():
        yield short_city
        db.session.remove()
        db.engine.dispose()
