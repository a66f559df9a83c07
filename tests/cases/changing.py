"""Boundary changes in the city of two roads, and cases in it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from app.areas import queries, service
from app.areas.datum import Datum
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions
from app.cases import replacing
from app.cases.models import Case, CaseEvent, CasePlacement, Replacing
from app.cases.report_models import Report
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from tests.conftest import Phone
from tests.reports import city
from tests.reports.sending import manifest, send

THIRD = "410104-000-R903-S01"
NORTH = city.MAIN_LAT + 0.0012
"""130 m from the main road: no report of the one is near the other."""
AS_BUILT = {city.MAIN: city.MAIN_LAT, city.BACK: city.BACK_LAT}
SWAPPED = {city.MAIN: NORTH, city.BACK: city.BACK_LAT, THIRD: city.MAIN_LAT}
"""The main road's name has gone north, another segment has its place; the back street is as it was."""


def lay(app: Flask, lines: dict[str, float], **options: Any) -> str:
    """Imports these segments, each from west to east at its latitude; the name of the new version."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": f"路{code[-7:-4]}"},
            "geometry": {"type": "LineString", "coordinates": [[city.WEST + 0.0005, lat], [city.EAST - 0.0005, lat]]},
        }
        for code, lat in lines.items()
    ]
    file = features_of({"type": "FeatureCollection", "features": features}, "roads")
    with app.app_context():
        made = in_transaction(lambda: service.import_segments(file, Datum.WGS84, clock.now(), RoadOptions("410104"), **options))
        return made.version


def undo(app: Flask) -> str:
    """Takes the areas in force back; the name of the new version."""
    with app.app_context():
        return in_transaction(lambda: service.undo(clock.now())).version


def follow(app: Flask) -> int:
    """Runs the job until it has nothing more to do; how many rounds it took."""
    rounds = 0
    with app.app_context():
        while replacing.replace_open_cases():
            rounds += 1
            db.session.remove()
        db.session.remove()
    return rounds


def open_case(li: Phone, boss: Phone, at: tuple[float, float], verdict: dict[str, Any] | None = None, **changed: Any) -> str:
    """Sends a report from there and accepts it; the case's number."""
    report = manifest(at=at, photos=[], **changed)
    assert send(li, report).status_code == 201
    judged = boss.post(f"/api/v1/reports/{report['report_id']}/verdict", json={"verdict": "accept", **(verdict or {})})
    assert judged.status_code == 200, judged.text
    return str(judged.json["case_no"])


def held(app: Flask) -> dict[str, tuple[Any, ...]]:
    """What each case holds, with where its report is seen."""
    with app.app_context():
        columns = (Case.segment_code, Case.segment_name, Case.cell_code, Case.flags, Case.words, Case.state)
        query = select(Case.case_no, *columns, Report.segment_code, Report.cell_code).join(Report, Report.id == Case.report_id)
        found = {row[0]: tuple(row[1:]) for row in db.session.execute(query)}
        db.session.remove()
        return found


def kept(app: Flask) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Timelines and answers of all cases, without row numbers and times."""
    with app.app_context():
        events = select(CaseEvent.case_no, CaseEvent.place, CaseEvent.kind, CaseEvent.facts)
        answers = select(CasePlacement.case_no, CasePlacement.version, CasePlacement.segment_code, CasePlacement.cause)
        lines = [tuple(row) for row in db.session.execute(events.order_by(CaseEvent.case_no, CaseEvent.place))]
        given = [tuple(row) for row in db.session.execute(answers.order_by(CasePlacement.case_no, CasePlacement.id))]
        db.session.remove()
        return lines, given


def case_of(phone: Phone, case_no: str) -> dict[str, Any]:
    """The case as its reader sees it."""
    answer = phone.get(f"/api/v1/cases/{case_no}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def version_in_force(app: Flask) -> str:
    """Its name."""
    with app.app_context():
        return queries.current_index().version


def segments(app: Flask) -> dict[str, str | None]:
    """The segment of every case."""
    return {case_no: row[0] for case_no, row in held(app).items()}


def run_of(app: Flask) -> Replacing:
    """How far the newest run is."""
    with app.app_context():
        run = replacing.latest_run()
        assert run is not None
        return run
