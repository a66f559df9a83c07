"""A report belongs to who was responsible when it happened, whenever it arrives; who is now is told beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.areas import queries as areas
from app.areas import service
from app.areas.datum import Datum, from_wgs84
from app.cases.report_models import Report
from app.core import clock
from app.core import statements as direct
from app.core.db import db
from app.core.transaction import in_transaction
from tests.conftest import Phone
from tests.reports import city
from tests.reports.sending import manifest, send

HOUR = timedelta(hours=1)
MOVED = 0.0004
"""Degrees: 44 m."""


@pytest.fixture
def today() -> datetime:
    return clock.now()


@pytest.fixture
def names(app: Flask, today: datetime) -> list[str]:
    """The city as it was until an hour ago, and as it is since: the back street has the place of the main road."""
    with clock.stopped_at(today - 5 * HOUR):
        city.build(app)
    with clock.stopped_at(today - HOUR):
        city.build(app, main_moved_by=MOVED * 3)
    with app.app_context():
        return [version.name for version in areas.versions()]


def seen(at: datetime, place: tuple[float, float] = city.ON_MAIN, **changed: Any) -> dict[str, Any]:
    return manifest(at=place, captured_at=clock.isoformat(at), photos=[], **changed)


def read(phone: Phone, report: dict[str, Any]) -> dict[str, Any]:
    assert send(phone, report).status_code in {200, 201}
    answer = phone.get(f"/api/v1/reports/{report['report_id']}")
    assert answer.status_code == 200
    return dict(answer.json)


def code(placement: dict[str, Any]) -> str | None:
    return placement["segment"] and placement["segment"]["code"]


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """What SQLAlchemy is asked to run meanwhile."""
    run: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        run.append(sql)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield run
    event.remove(engine, "before_cursor_execute", note)


def test_a_late_report_goes_to_who_was_responsible_then_and_tells_who_is_now(
    li: Phone, names: list[str], today: datetime
) -> None:
    report = read(li, seen(today - 2 * HOUR))
    assert (code(report["placement"]), report["placement"]["version"]) == (city.MAIN, names[1])
    assert code(report["placement_now"]) != city.MAIN
    assert report["placement_now"]["version"] == names[-1]
    assert report["placement_now"]["cell"] == report["placement"]["cell"]
    assert report["receipt"]["placement"] == report["placement"]


def test_a_report_of_today_is_placed_by_the_areas_of_today_alone(li: Phone, names: list[str], today: datetime) -> None:
    report = read(li, seen(today))
    assert (report["placement"]["version"], report["placement_now"]) == (names[-1], None)


def test_where_nothing_moved_a_late_report_needs_no_second_answer(li: Phone, names: list[str], today: datetime) -> None:
    report = read(li, seen(today - 2 * HOUR, city.ON_BACK))
    assert (code(report["placement"]), report["placement"]["version"]) == (city.BACK, names[1])
    assert report["placement_now"] is None


def test_the_moment_is_the_servers_not_that_of_a_wrong_clock(li: Phone, names: list[str], today: datetime) -> None:
    clock_behind = {"offset_ms": 2 * 3_600_000, "age_s": 10}
    report = read(li, seen(today - 2 * HOUR, clock=clock_behind))
    assert report["placement"]["version"] == names[-1]


def test_a_report_without_position_has_no_second_answer(li: Phone, names: list[str], today: datetime) -> None:
    report = read(li, {**seen(today - 2 * HOUR), "position": None})
    assert (report["placement"]["status"], report["placement_now"]) == ("outside", None)


def test_the_answer_of_now_follows_a_new_version_and_its_undoing(app: Flask, li: Phone, today: datetime) -> None:
    with clock.stopped_at(today - 5 * HOUR):
        city.build(app)
    sent = seen(today - 2 * HOUR)
    assert read(li, sent)["placement_now"] is None
    with app.app_context():
        city.build(app, main_moved_by=MOVED * 3)
        moved = read(li, sent)
        assert code(moved["placement"]) == city.MAIN
        assert code(moved["placement_now"]) != city.MAIN
        for _ in range(2):  # the grid, then the roads
            in_transaction(lambda: service.undo(clock.now()))
        assert read(li, sent)["placement_now"] is None


def test_a_choice_made_on_the_spot_stays_while_the_segment_exists(app: Flask, li: Phone, today: datetime) -> None:
    with clock.stopped_at(today - 5 * HOUR):
        city.build(app)
    offered = send(li, manifest(at=city.BETWEEN, photos=[])).json["placement"]
    other = city.MAIN if code(offered) == city.BACK else city.BACK
    sent = seen(today - 2 * HOUR, city.BETWEEN, segment_choice=other)
    assert code(read(li, sent)["placement"]) == other
    city.build(app, main_moved_by=-0.0001 if other == city.BACK else 0.0001)
    with app.app_context():
        assert code(areas.current_index().place(*city.BETWEEN, 8.0).as_dict()) != other
    report = read(li, sent)
    assert code(report["placement_now"] or report["placement"]) == other


def test_other_degrees_are_converted_once_and_kept_whole(app: Flask, li: Phone, names: list[str], today: datetime) -> None:
    lon, lat = from_wgs84(*city.ON_MAIN, Datum.GCJ02)
    sent = seen(today, (lon, lat))
    sent["position"]["datum"] = "gcj02"
    report = read(li, sent)
    assert report["position"]["lon"] == round(report["position"]["lon"], 7)
    with app.app_context():
        row = db.session.get_one(Report, sent["report_id"])
        assert row.lon is not None
        assert row.lat is not None
        again = areas.current_index().place(row.lon, row.lat, 8.0).as_dict()
    assert again["distance_m"] == report["placement"]["distance_m"]
    assert again["candidates"] == report["placement"]["candidates"]


def test_placing_in_time_costs_an_arriving_report_no_further_query(
    app: Flask, li: Phone, today: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(direct, "DIRECT", "no database")
    with clock.stopped_at(today - 5 * HOUR):
        city.build(app)
    send(li, seen(today - HOUR))
    with statements(app) as with_one:
        send(li, seen(today - HOUR))
    city.build(app, main_moved_by=MOVED)
    for moment in (today - HOUR, clock.now()):  # the versions are read and indexed once
        send(li, seen(moment))
    with statements(app) as with_several:
        send(li, seen(today - HOUR))
        late = len(with_several)
        send(li, seen(clock.now()))
    assert len(with_one) > 5
    assert (late, len(with_several)) == (len(with_one), 2 * len(with_one))
