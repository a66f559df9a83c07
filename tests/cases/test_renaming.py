"""Whoever looks for a case by what its unit or segment is called now finds it, and no longer by what the unit was called."""

from __future__ import annotations

import pytest
from flask import Flask
from shapely.geometry import LineString

from app.areas.models import AreaVersion, RoadSegment
from app.cases import renaming
from app.cases.models import Case
from app.core import facts
from app.core.db import db
from app.core.transaction import in_transaction
from app.roster.models import Unit
from tests.cases import many
from tests.cases.test_searching import found
from tests.conftest import AddPerson

pytestmark = pytest.mark.usefixtures("ctx")
SEGMENT = many.SEGMENTS[0] or ""


@pytest.fixture
def cases(ctx: Flask, add_person: AddPerson) -> list[Case]:
    author = add_person("li")
    in_transaction(lambda: db.session.add(Unit(code="clean", name="环卫队", kind="unit", rev=1)))
    made = in_transaction(lambda: many.add([author], 30))
    db.session.expunge_all()
    return made


def follow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renaming, "AT_ONCE", 4)
    while renaming.follow_names():
        pass


def test_cases_of_a_renamed_unit_are_found_by_its_new_name(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    of_unit = [case.case_no for case in cases[::-1] if case.unit_code == "clean"]
    assert found("环卫队") == of_unit

    def rename() -> None:
        unit = db.session.get(Unit, "clean")
        assert unit is not None
        unit.name = "保洁中心"

    in_transaction(rename)
    follow(monkeypatch)
    assert found("保洁中心") == of_unit
    assert found("环卫队") == []


def version(number: int, name: str) -> None:
    line = LineString([(113.6, 34.7), (113.7, 34.7)]).wkb
    db.session.add(AreaVersion(id=number, name=f"{number}-x", created_at=many.NOW, layer="segments", report={}))
    db.session.flush()
    db.session.query(RoadSegment).filter_by(to_version=None).update({"to_version": number})
    db.session.add(RoadSegment(code=SEGMENT, name=name, depth_m=15.0, line=line, from_version=number))


def test_cases_of_a_renamed_segment_are_found_by_both_names(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    in_transaction(lambda: version(1, "东大街01段"))
    follow(monkeypatch)
    in_transaction(lambda: version(2, "人民路01段"))
    follow(monkeypatch)
    of_segment = [case.case_no for case in cases[::-1] if case.segment_code == SEGMENT]
    assert found("人民路") == of_segment
    assert set(of_segment) <= set(found("东大街"))
    assert facts.recalled("words-segments") == "2"

    def hand_over() -> None:
        case = db.session.query(Case).filter_by(case_no=of_segment[0]).one()
        case.unit_code = "green" if case.unit_code == "clean" else "clean"

    in_transaction(hand_over)
    assert found("人民路") == of_segment
