"""Things that arrive in the same moment, on both databases: whichever comes first, nothing falls between the two.

Each meeting is repeated, because PostgreSQL lets transactions overlap in more ways than one.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.queries import actor_of, person_by_username
from app.accounts.rules import Actor, Role
from app.cases.report_models import Report
from app.core.changes import Change
from app.core.db import db
from app.reports import service
from app.reports.models import Quarantine
from app.reports.photo_arrivals import take_photo
from app.reports.repair import file_row
from tests.reports.sending import manifest, photo, sealed, sha256

MEETINGS = 12


@pytest.fixture
def li(app: Flask, add_person: Callable[..., str]) -> Actor:
    """A patrol."""
    add_person("li", Role.PATROL)
    with app.app_context():
        person = person_by_username("li")
        assert person
        return actor_of(person)


def together(app: Flask, *works: Callable[[], Any]) -> None:
    """All of them at once; whatever one raises is raised here."""
    start, raised = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                work()
            except BaseException as error:
                raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def bring(li: Actor, content: bytes) -> Callable[[], Any]:
    return lambda: take_photo(io.BytesIO(content), sha256(content), len(content), li)


def file(li: Actor, report: dict[str, Any]) -> Callable[[], Any]:
    return lambda: service.receive(sealed(report), UUID(report["report_id"]), li)


def test_two_photos_that_come_at_once_make_their_report_whole(app: Flask, li: Actor) -> None:
    for meeting in range(MEETINGS):
        photos = [photo(2 * meeting), photo(2 * meeting + 1)]
        report = manifest(*photos)
        with app.app_context():
            file(li, report)()
        together(app, *(bring(li, one) for one in photos))
        with app.app_context():
            assert db.session.get_one(Report, report["report_id"]).whole_seq is not None
            told = select(func.count()).where(Change.object_id == report["report_id"])
            assert db.session.scalar(told) == 2  # that it came, and that it is whole


def test_a_photo_that_comes_while_its_report_is_filed_counts_for_it(app: Flask, li: Actor) -> None:
    for meeting in range(MEETINGS):
        content = photo(100 + meeting)
        report = manifest(content)
        together(app, file(li, report), bring(li, content))
        with app.app_context():
            assert db.session.get_one(Report, report["report_id"]).whole_seq is not None


def test_a_photo_that_comes_while_its_report_leaves_quarantine_counts_for_it(app: Flask, li: Actor) -> None:
    for meeting in range(MEETINGS):
        content = photo(200 + meeting)
        report = manifest(content)
        with app.app_context():
            with pytest.raises(service.InvalidBody):
                service.receive(sealed(report)[:-1], UUID(report["report_id"]), li)
            row = db.session.scalars(select(Quarantine.id).where(Quarantine.report_id == report["report_id"])).one()
            db.session.rollback()
        mended = sealed(report).decode()
        together(app, lambda row=row, text=mended: file_row(row, text, "mended", None), bring(li, content))
        with app.app_context():
            assert db.session.get_one(Report, report["report_id"]).whole_seq is not None


def test_a_correction_filed_together_with_what_it_replaces_replaces_it(app: Flask, li: Actor) -> None:
    for _ in range(MEETINGS):
        first = manifest()
        second = manifest(supersedes=first["report_id"])
        together(app, file(li, first), file(li, second))
        with app.app_context():
            assert db.session.get_one(Report, first["report_id"]).superseded_by == second["report_id"]


def test_bytes_refused_twice_at_once_are_kept_once(app: Flask, li: Actor) -> None:
    for _ in range(MEETINGS):
        report = manifest()
        broken = json.dumps({**report, "photos": "none"}).encode()

        def refuse(body: bytes = broken, name: str = report["report_id"]) -> None:
            with pytest.raises(service.InvalidBody):
                service.receive(body, UUID(name), li)

        together(app, refuse, refuse)
        with app.app_context():
            assert db.session.scalar(select(func.count()).where(Quarantine.report_id == report["report_id"])) == 1
