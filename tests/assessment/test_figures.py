"""Figures equal a recount from cases and timelines, summed or not, told apart or not, and open to their cases."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from shapely import LineString

from app.accounts.rules import Actor, Role, Scope
from app.areas.models import AreaVersion, RoadSegment
from app.assessment import queries, service, summing, tallying
from app.assessment.definitions import BY_ID, DEFINITIONS
from app.assessment.models import CaseTally, FigureMonth, FigureSum
from app.assessment.naming import names_of
from app.assessment.rules import By, Counted
from app.cases.models import Case, CaseEvent
from app.cases.queries import events_of
from app.cases.report_models import Report
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.periods import Period, period_of
from app.core.transaction import in_transaction
from tests.cases import many
from tests.conftest import AddPerson, Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver, photo
from tests.review.judging import judge, undo
from tests.review.test_asking import answer

BOSS = Actor("boss", "boss", "", frozenset({Role.SUPERVISOR}))
PERIODS = ("2026", "2026-11", "2026-10", "2026-10-20..2026-11-15")
Made = list[tuple[Case, list[CaseEvent]]]


@pytest.fixture
def made(app: Flask, add_person: AddPerson) -> Made:
    author, chance = add_person("li"), random.Random(3)
    with app.app_context():
        made = in_transaction(lambda: [_lived(chance, case) for case in many.add([author], 30)])
        cases = [case for case, _ in made]
        in_transaction(
            lambda: tallying.write([db.session.merge(case) for case in cases], events_of([case.case_no for case in cases]))
        )
        db.session.expunge_all()
    return made


def _lived(chance: random.Random, case: Case) -> tuple[Case, list[CaseEvent]]:
    """Gives a case a life in the two months before now."""
    case.opened_at = many.NOW - timedelta(days=chance.uniform(0, 55))
    hours = [timedelta(hours=chance.uniform(1, 40)) for _ in range(4)]
    case.due_at = chance.choice((None, case.opened_at + timedelta(hours=30)))
    case.dispatched_at = chance.choice((None, case.opened_at + hours[0]))
    case.disposed_at = chance.choice((None, case.opened_at + hours[1]))
    case.on_time = chance.choice((None, True, False))
    case.dispatch_count, case.rework_count = chance.randrange(3), chance.randrange(2)
    case.closed_at = case.closed_at and case.opened_at + hours[3]
    case.recurs_of = chance.choice((None, "4101042026010100001"))
    kinds: list[tuple[str, dict[str, Any]]] = [("filed", {})]
    kinds += [
        ("dispatch", {"stage": "dispatch", "on_time": chance.random() < 0.5, "filed_on_time": chance.random() < 0.7})
    ] * chance.randrange(2)
    kinds += [("check-pass", {"stage": "check", "on_time": chance.random() < 0.6}) for _ in range(chance.randrange(3))]
    kinds += [("send-check", {"stage": "arrange", "on_time": chance.random() < 0.6}) for _ in range(chance.randrange(3))]
    kinds += [("close", {"stage": "close", "on_time": chance.random() < 0.5})] * chance.randrange(2)
    kinds += [("closed-on-spot", {})] * (chance.random() < 0.2)
    began = case.opened_at + hours[2]
    events = [
        CaseEvent(
            case_no=case.case_no, place=place, kind=kind, state=case.state, at=began + place * timedelta(hours=1), facts=facts
        )
        for place, (kind, facts) in enumerate(kinds, 1)
    ]
    db.session.add_all(events)
    db.session.flush()
    return case, events


def recounted(made: Made, figure: str, period: Period, by: By | None = None) -> dict[str, Counted]:
    """Slowly, from the rows themselves."""
    found: Counter[tuple[str, str]] = Counter()
    for case, events in made:
        key = "" if by is None else {By.UNIT: case.unit_code, By.SEGMENT: case.segment_code, By.CATEGORY: case.category_slug}[by]
        answer = _answer(case, events, figure, period)
        if answer is not None and key is not None:
            found[key, "denominator"] += 1
            found[key, "numerator"] += answer
    return {key: Counted(found[key, "numerator"], found[key, "denominator"]) for key, _ in found}


def _answer(case: Case, events: list[CaseEvent], figure: str, period: Period) -> bool | None:
    """Whether the case is in the numerator; None when it is not in the denominator either."""
    stages = {stage: [event for event in events if event.facts.get("stage") == stage] for stage in ("dispatch", "check", "close")}
    checked = stages["check"][-1].at if stages["check"] else None
    days = {"filed": case.opened_at, "dispatched": case.dispatched_at, "due": case.due_at, "disposed": case.disposed_at}
    ended = case.closed_at if case.state == "closed" else None
    moment = {**days, "checked": checked, "closed": ended}[BY_ID[figure].base.value]
    if moment is None or not period.first <= city_day(moment) <= period.last:
        return None
    voided, due = case.state == "voided", case.disposed_at is not None or (case.due_at is not None and case.due_at <= many.NOW)
    to_do = due and not voided and case.state != "suspended"
    dispatch = stages["dispatch"][-1].facts if stages["dispatch"] else None
    arranged = [event for event in events if event.kind == "send-check"]
    closed_late = bool(stages["close"]) and not stages["close"][-1].facts["on_time"]
    closed = case.state == "closed"
    counted: dict[str, tuple[bool, bool]] = {
        "miss-rate": (True, case.origin == "hotline"),
        "on-time-filing-rate": (dispatch is not None, bool(dispatch and dispatch["filed_on_time"])),
        "accurate-filing-rate": (True, not voided),
        "on-spot-rate": (not voided, any(event.kind == "closed-on-spot" for event in events)),
        "recurrence-rate": (not voided, case.recurs_of is not None),
        "on-time-dispatch-rate": (dispatch is not None, bool(dispatch and dispatch["on_time"])),
        "accurate-dispatch-rate": (not voided, case.dispatch_count == 1),
        "disposal-rate": (to_do, case.disposed_at is not None),
        "on-time-disposal-rate": (to_do, case.on_time is True),
        "rework-rate": (not voided, case.rework_count > 0),
        "on-time-check-rate": (True, all(event.facts["on_time"] for event in stages["check"])),
        "closing-rate": (to_do, closed),
        "first-pass-rate": (True, case.rework_count == 0),
        "on-time-arrange-rate": (bool(arranged) and not voided, all(event.facts["on_time"] for event in arranged)),
        "closed-in-time-rate": (closed and bool(stages["close"]), not closed_late),
        "public-verified-rate": (True, False),
        "on-time-closing-rate": (to_do, closed and case.on_time is True and not closed_late),
    }
    denominator, numerator = counted[figure]
    return numerator if denominator else None


def check(made: Made, reader: Actor = BOSS) -> None:
    for text in PERIODS:
        period = period_of(text)
        whole = queries.figures(reader, period, None, many.NOW)
        for figure in (one.id for one in DEFINITIONS if not one.of_reports):
            assert whole[figure][""] == recounted(made, figure, period).get("", Counted(0, 0)), (text, figure)
        for by in (By.UNIT, By.SEGMENT, By.CATEGORY):
            groups = queries.figures(reader, period, by, many.NOW)
            for figure in ("on-time-disposal-rate", "rework-rate", "accurate-filing-rate"):
                assert groups[figure].pop(queries.WHOLE) == whole[figure][queries.WHOLE], (text, figure, by)
                there = {key: one for key, one in groups[figure].items() if one.denominator}
                assert there == recounted(made, figure, period, by), (text, figure, by)


@pytest.mark.usefixtures("ctx")
def test_figures_are_a_recount_summed_or_not_and_after_a_late_change(made: Made) -> None:
    check(made)
    with clock.stopped_at(many.NOW):
        assert summing.sum_months() >= 1
    assert db.session.query(FigureSum).count() == 0  # nobody may still be writing to the months
    with clock.stopped_at(many.NOW + summing.SETTLED_AFTER):
        while summing.sum_months():
            pass
    assert {month.month: month.state for month in db.session.query(FigureMonth)}[202610] == tallying.SUMMED
    assert db.session.query(FigureSum).count() > 0
    check(made)
    changed = next(case for case, _ in made if case.opened_at.month == 10 and case.state == "closed")

    def void() -> None:
        case = db.session.get(Case, changed.id)
        assert case is not None
        case.state, changed.state = "voided", "voided"
        case.rev += 1
        tallying.case_moved(case, "voided", None, many.NOW)

    in_transaction(void)
    assert {month.month: month.state for month in db.session.query(FigureMonth)}[202610] == tallying.STALE
    check(made)


@pytest.mark.usefixtures("ctx")
def test_every_figure_opens_to_what_it_counts(made: Made) -> None:
    body = service.figures_body(BOSS, period_of("2026"), By.UNIT, many.NOW)
    for one in body["items"]:
        for part in ("numerator", "denominator"):
            behind = service.behind(BOSS, service.Behind(one["id"], period_of("2026"), part, None, None), many.NOW, None, 200)
            if one["why_not"] is None:
                assert len(behind["items"]) == one[part], (one["id"], part)
        for group in one["groups"]:
            of_group = service.Behind(one["id"], period_of("2026"), "numerator", By.UNIT, group["key"])
            assert len(service.behind(BOSS, of_group, many.NOW, None, 200)["items"]) == group["numerator"]


@pytest.mark.usefixtures("ctx")
def test_a_reader_of_a_segment_gets_the_figures_of_what_they_see(made: Made) -> None:
    segment = many.SEGMENTS[0] or ""
    reader = Actor("x", "x", "", frozenset({Role.SUPERVISOR}), Scope(segments=frozenset({segment})))
    seen = [(case, events) for case, events in made if case.segment_code in (None, segment)]
    assert 0 < len(seen) < len(made)
    check(seen, reader)


@pytest.mark.usefixtures("ctx")
def test_the_sweep_counts_what_nobody_told_of(made: Made) -> None:
    in_transaction(lambda: db.session.query(CaseTally).delete())
    while tallying.sweep():
        pass
    check(made)


def test_without_a_public_channel_nothing_is_said_of_what_was_missed(app: Flask, boss: Phone) -> None:
    (one,) = [one for one in boss.get("/api/v1/figures?period=2026").json["items"] if one["id"] == "miss-rate"]
    assert (one["why_not"], one["value"], one["numerator"]) == ("no-public-channel", None, 0)


def test_nothing_counted_is_told_as_no_rate(boss: Phone) -> None:
    items = boss.get("/api/v1/figures?period=2001&by=unit").json["items"]
    assert {one["value"] for one in items} == {None}


def test_no_figure_is_told_apart_or_ranked_by_people(boss: Phone) -> None:
    for by in ("person", "author", "handler"):
        assert boss.get(f"/api/v1/figures?period=2026&by={by}").status_code == 422
        assert boss.get(f"/api/v1/figures/ranking?period=2026&by={by}").status_code == 422
    for by in ("street", "category"):
        assert boss.get(f"/api/v1/figures/ranking?period=2026&by={by}").status_code == 422


def test_a_patrol_reads_their_own_counts_and_no_figures(made: Made, sign_in: SignIn) -> None:
    li, wang = sign_in("patrol"), sign_in("wang")
    assert li.get("/api/v1/figures?period=2026").status_code == 403
    assert wang.get("/api/v1/figures/mine?period=2026").json == {"reports": 0, "filed": 0, "closed": 0}


def test_the_material_of_a_week_is_one_file(made: Made, boss: Phone) -> None:
    answer = boss.get("/api/v1/figures/material?period=2026-W47")
    assert (answer.status_code, answer.get_data()[:2]) == (200, b"PK")
    assert boss.get("/api/v1/figures/material?period=soon").status_code == 422


def test_days_are_the_citys() -> None:
    midnight = clock.parse("2026-11-20T16:30:00Z")
    assert tallying._day(midnight) == 20261121
    assert period_of("2026-11-21..2026-11-21").first == date(2026, 11, 21)


@pytest.mark.usefixtures("areas")
def test_what_was_verified_counts_by_the_limit_for_it_and_the_publics_by_its_being_so(
    app: Flask, li: Phone, boss: Phone, sign_in: SignIn
) -> None:
    wang = sign_in("wang", Role.INSPECTOR, segments=(city.MAIN,))
    wednesday = clock.parse("2026-11-18T02:00:00Z")
    with clock.stopped_at(wednesday):
        quick, slow, open_one = (deliver(li)["report_id"] for _ in range(3))
        for report_id in (quick, slow, open_one):
            judge(boss, report_id, "verify")
    for report_id, minutes in ((quick, 60), (slow, 61)):
        with clock.stopped_at(wednesday + timedelta(minutes=minutes)):
            answer(wang, report_id, "verified", photo(20 + minutes), verified=True)
    told = rate(boss, "on-time-verification-rate")
    assert (told["numerator"], told["denominator"]) == (1, 3), "the third is late by now"
    assert [one["id"] for one in behind(boss, "on-time-verification-rate", "numerator")] == [quick]
    assert {one["id"] for one in behind(boss, "on-time-verification-rate", "denominator")} == {quick, slow, open_one}
    with app.app_context():
        in_transaction(lambda: setattr(db.session.get_one(Report, quick), "origin", "hotline"))
    judge(boss, quick, "accept")
    judge(boss, slow, "accept")
    (number,) = [one["case_no"] for one in behind(boss, "public-verified-rate", "numerator")]
    assert number == boss.get(f"/api/v1/reports/{quick}").json["case_no"]
    assert rate(boss, "public-verified-rate")["value"] == "50.00"


@pytest.mark.usefixtures("areas")
def test_an_order_to_verify_that_is_taken_back_counts_nowhere(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    sign_in("wang", Role.INSPECTOR, segments=(city.MAIN,))
    with clock.stopped_at(clock.parse("2026-11-18T02:00:00Z")):
        report_id = deliver(li)["report_id"]
        judge(boss, report_id, "verify")
        assert undo(boss, report_id).status_code == 200
    assert rate(boss, "on-time-verification-rate")["denominator"] == 0


def rate(reader: Phone, figure: str) -> dict[str, Any]:
    (one,) = [one for one in reader.get("/api/v1/figures?period=2026").json["items"] if one["id"] == figure]
    return dict(one)


def behind(reader: Phone, figure: str, part: str) -> list[dict[str, Any]]:
    return list(reader.get(f"/api/v1/figures/{figure}/cases?period=2026&part={part}").json["items"])


def areas_of(version: int, names: dict[str, str]) -> None:
    """A version with these segments; those of the version before end with it."""
    db.session.add(AreaVersion(id=version, name=f"{version}-x", created_at=many.NOW, layer="segments", report={}))
    db.session.flush()
    db.session.query(RoadSegment).filter_by(to_version=None).update({"to_version": version})
    line = LineString([(113.6, 34.7), (113.7, 34.7)]).wkb
    db.session.add_all(
        RoadSegment(code=code, name=name, depth_m=15.0, line=line, from_version=version) for code, name in names.items()
    )


@pytest.mark.usefixtures("ctx")
def test_groups_are_named_in_words_also_what_has_ended_and_streets_nobody_named() -> None:
    assert names_of(By.STREET, ["410104901"]) == {"410104901": {"zh": "街道 901", "en": "Street 901"}}
    ended, kept = "410104-001-R003-S02", "410104-001-R003-S01"
    in_transaction(lambda: areas_of(1, {ended: "晴川路", kept: "晴川路"}))
    in_transaction(lambda: areas_of(2, {ended: "望河路", kept: "晴川路"}))
    in_transaction(lambda: areas_of(3, {kept: "晴川路"}))
    named = {ended: {"zh": "望河路 02 段", "en": "望河路 sec. 02"}, kept: {"zh": "晴川路 01 段", "en": "晴川路 sec. 01"}}
    assert names_of(By.SEGMENT, [ended, kept]) == named
    assert names_of(By.SEGMENT, ["nowhere"]) == {}


def test_what_is_not_counted_is_said_with_its_reason(boss: Phone) -> None:
    left_out = boss.get("/api/v1/figures?period=2026").json["left_out"]
    assert left_out
    assert all(one[text][tongue] for one in left_out for text in ("name", "why") for tongue in ("zh", "en"))
