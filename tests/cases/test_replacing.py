"""Open cases follow a boundary change and its undoing: old and new answer kept, choices respected, killed anywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.areas import queries as areas
from app.cases import foretelling
from app.cases.foretelling import Moves, cases_that_would_move
from app.core import clock
from tests.cases.changing import (
    AS_BUILT,
    SWAPPED,
    THIRD,
    case_of,
    follow,
    held,
    kept,
    lay,
    open_case,
    run_of,
    segments,
    undo,
)
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver, photo, sha256

HOUR = timedelta(hours=1)


pytestmark = pytest.mark.usefixtures("built")


def test_cases_where_the_areas_changed_get_the_new_codes_and_the_others_nothing(
    app: Flask, boss: Phone, five: list[str], built: str
) -> None:
    quiet = case_of(boss, five[1])
    name = lay(app, SWAPPED)
    follow(app)
    assert segments(app) == dict(zip(five, (THIRD, city.BACK, THIRD, THIRD, city.BACK), strict=True))
    assert case_of(boss, five[1]) == quiet
    moved = case_of(boss, five[0])
    line = moved["events"][-1]
    assert (line["kind"], line["by"], line["state"]) == ("replaced", None, "filed")
    assert (line["facts"]["from"]["segment"]["code"], line["facts"]["from"]["version"]) == (city.MAIN, built)
    assert (line["facts"]["to"]["segment"]["code"], line["facts"]["to"]["version"]) == (THIRD, name)
    assert line["facts"]["from"]["cell"] == line["facts"]["to"]["cell"] == moved["cell"]
    found = boss.get("/api/v1/cases", query_string={"q": THIRD}).json["items"]
    assert {case["case_no"] for case in found} == {five[0], five[2], five[3]}


def test_both_answers_are_kept(app: Flask, five: list[str], built: str) -> None:
    name = lay(app, SWAPPED)
    follow(app)
    answers = [row for row in kept(app)[1] if row[0] == five[0]]
    assert answers == [(five[0], built, city.MAIN, "opened"), (five[0], name, THIRD, "activated")]


def test_undone_areas_give_every_case_back_what_it_had(app: Flask, boss: Phone, five: list[str], built: str) -> None:
    before = held(app)
    name = lay(app, SWAPPED)
    follow(app)
    assert held(app) != before
    undo(app)
    follow(app)
    assert held(app) == before
    answers = [row[1:] for row in kept(app)[1] if row[0] == five[0]]
    assert answers == [(built, city.MAIN, "opened"), (name, THIRD, "activated"), (built, city.MAIN, "undone")]
    assert [event["kind"] for event in case_of(boss, five[0])["events"]] == ["filed", "replaced", "replaced"]


def test_undone_further_and_further_it_ends_where_it_began(app: Flask, five: list[str]) -> None:
    states = [held(app)]
    for lines in (SWAPPED, {**AS_BUILT, THIRD: city.MAIN_LAT + 0.00001}, {THIRD: city.BACK_LAT}):
        lay(app, lines)
        follow(app)
        states.append(held(app))
    assert len({str(state) for state in states}) == 4
    for state in reversed(states[:-1]):
        undo(app)
        follow(app)
        assert held(app) == state


def test_what_is_closed_or_void_stays_as_it_was(app: Flask, li: Phone, boss: Phone) -> None:
    closed = open_case(li, boss, city.ON_MAIN, handled_on_spot=True)
    void = open_case(li, boss, city.ON_MAIN)
    report_id = case_of(boss, void)["report_id"]
    assert boss.delete(f"/api/v1/reports/{report_id}/verdict").status_code == 200
    before = held(app)
    lay(app, SWAPPED)
    follow(app)
    assert held(app) == before
    assert run_of(app).total == 0
    assert set(before) == {closed, void}


def test_a_choice_is_never_overridden_and_flagged_while_its_segment_is_gone(app: Flask, li: Phone, boss: Phone) -> None:
    on_the_spot = open_case(li, boss, city.BETWEEN, segment_choice=city.MAIN)
    by_boss = open_case(li, boss, city.ON_BACK, {"segment_choice": city.MAIN, "reason": "the corner is ours"})
    before = held(app)
    lay(app, SWAPPED)
    follow(app)
    assert held(app) == before
    lay(app, {THIRD: city.BACK_LAT})
    follow(app)
    assert set(segments(app).values()) == {city.MAIN}
    for case_no in (on_the_spot, by_boss):
        case = case_of(boss, case_no)
        assert (case["flags"], case["events"][-1]["kind"]) == (["choice-ended"], "choice-ended")
        assert case["events"][-1]["facts"]["segment"]["code"] == city.MAIN
    assert run_of(app).choices_ended == 2
    undo(app)
    follow(app)
    assert held(app) == before
    assert case_of(boss, by_boss)["events"][-1]["kind"] == "choice-back"


def test_a_case_without_a_position_stays_where_it_is(app: Flask, li: Phone, boss: Phone) -> None:
    open_case(li, boss, city.ON_MAIN, position=None)
    before = held(app)
    lay(app, SWAPPED)
    follow(app)
    assert held(app) == before


def test_a_late_case_stays_with_who_was_responsible_while_nothing_changes_there(app: Flask, li: Phone, boss: Phone) -> None:
    lay(app, SWAPPED)
    follow(app)
    late = open_case(li, boss, city.ON_MAIN, captured_at=clock.isoformat(clock.now() - HOUR))
    assert segments(app)[late] == city.MAIN
    lay(app, {**SWAPPED, city.BACK: city.BACK_LAT - 0.0003})
    follow(app)
    assert segments(app)[late] == city.MAIN
    lay(app, {THIRD: city.BACK_LAT, city.BACK: city.MAIN_LAT})
    follow(app)
    assert segments(app)[late] == city.BACK
    undo(app)
    follow(app)
    assert segments(app)[late] == city.MAIN


def test_a_case_that_is_outside_now_has_no_codes_and_comes_back(app: Flask, boss: Phone, five: list[str]) -> None:
    before = held(app)
    lay(app, {THIRD: city.NORTH + 0.05})
    follow(app)
    assert set(segments(app).values()) == {None}
    assert case_of(boss, five[0])["events"][-1]["facts"]["to"]["segment"] is None
    undo(app)
    follow(app)
    assert held(app) == before


def test_who_watches_the_new_segment_gets_case_report_and_photos_and_who_watched_the_old_one_is_told(
    app: Flask, sign_in: SignIn, boss: Phone, li: Phone
) -> None:
    was = sign_in("was", Role.SUPERVISOR, segments=(city.MAIN,))
    will = sign_in("will", Role.SUPERVISOR, segments=(THIRD,))
    report_id = deliver(li, at=city.ON_MAIN)["report_id"]
    case_no = boss.post(f"/api/v1/reports/{report_id}/verdict", json={"verdict": "accept"}).json["case_no"]
    cursors = {desk: desk.get("/api/v1/changes").json["cursor"] for desk in (was, will)}
    lay(app, SWAPPED)
    follow(app)
    image = f"/api/v1/photos/{sha256(photo(1))}?size=thumb"
    for address in (f"/api/v1/cases/{case_no}", f"/api/v1/reports/{report_id}", image):
        assert (was.get(address).status_code, will.get(address).status_code) == (404, 200)
    told = {desk: desk.get("/api/v1/changes", query_string={"cursor": cursors[desk]}).json["changes"] for desk in cursors}
    assert {(one["type"], one["id"], one["op"]) for one in told[was]} == {
        ("case", case_no, "scope_out"),
        ("report", report_id, "scope_out"),
    }
    assert {(one["type"], one["id"], one["op"]) for one in told[will]} == {("case", case_no, "put"), ("report", report_id, "put")}


def foretold(app: Flask, lines: dict[str, float]) -> Moves:
    """What is said beforehand of these segments; they were in force for a moment, to have their shapes."""
    name = lay(app, lines)
    with app.app_context():
        draft = areas.content_of(name)
    undo(app)
    follow(app)
    with app.app_context():
        seen: list[tuple[int, int]] = []
        moves = cases_that_would_move(*draft, tell=lambda done, total: seen.append((done, total)))
        assert seen[-1] == (moves.open, moves.open)
        return moves


@pytest.mark.parametrize("lines", [SWAPPED, {THIRD: city.BACK_LAT}, {THIRD: city.NORTH + 0.05}, AS_BUILT])
def test_what_is_foretold_is_what_happens(
    app: Flask, li: Phone, boss: Phone, five: list[str], lines: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foretelling, "AT_ONCE", 4)
    open_case(li, boss, city.BETWEEN, segment_choice=city.MAIN)
    moves = foretold(app, lines)
    before = segments(app)
    lay(app, lines)
    follow(app)
    after, run = segments(app), run_of(app)
    other = [case_no for case_no in before if before[case_no] != after[case_no]]
    assert (moves.open, moves.moved, moves.choices_ended) == (6, run.moved, run.choices_ended)
    assert (moves.other_segment, moves.other_cell, moves.outside) == (len(other), 0, 0)
