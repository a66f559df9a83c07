"""The sketch of a shop's ground: drawn from what was known when the pledge was kept, its words to be found as text."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.pledges import queries
from app.pledges.sketch import HEIGHT_MM, WIDTH_MM, marks_of
from app.proof.drawing import Line, Words
from tests.conftest import Phone
from tests.notices.papers import text_of
from tests.pledges.signing import OFFICE, filed, sign
from tests.reports.city import ON_MAIN

KERB_M, METRE = 8.0, 1 / 110_940
EAST = 1 / 91_300
"""Degrees that a metre to the east is at this latitude, within a hundredth."""
SOUTH = -1.0


def enter(boss: Phone, door: str, east_m: float, *, north: float = 1.0, **said: Any) -> str:
    """A shop beside the main road; its id."""
    lon, lat = ON_MAIN
    point = [lon + east_m * EAST, lat + north * KERB_M * METRE]
    body = {"name": f"{door}店", "street": "东大街", "door": door, "point": point, **said}
    answer = boss.post("/api/v1/shops", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def sketch(app: Flask, pledge_id: str) -> dict[str, Any]:
    with app.app_context():
        found = queries.sketch_of(pledge_id)
    assert found is not None
    return found


def paper(desk: Phone, pledge_id: str) -> str:
    answer = desk.get(f"/api/v1/pledges/{pledge_id}/sheet")
    assert answer.status_code == 200, answer.text
    return text_of(answer.data)


@pytest.fixture
def street(boss: Phone, scheme: None) -> str:
    """A measured shop with a next door on either side, one across the road, and one that is closed; its id."""
    enter(boss, "东大街 35 号", -12)
    enter(boss, "41 号", 20)
    enter(boss, "38 号", 2, north=SOUTH)
    enter(boss, "36 号", -4, status="closed")
    return enter(boss, "37 号", 0, length_m=8.4, depth_m=4, street_unit=OFFICE)


def test_the_next_doors_stand_as_who_faces_the_shop_sees_them(app: Flask, boss: Phone, li: Phone, street: str) -> None:
    drawn = sketch(app, sign(li, street))
    assert (drawn["left"]["door"], drawn["right"]["door"], drawn["door"]["door"]) == ("35 号", "41 号", "37 号")
    assert drawn["left"]["at"][0] == pytest.approx(-12, abs=0.3)
    assert (drawn["length_m"], drawn["depth_m"], drawn["street"], drawn["north"]) == (8.4, 4.0, "东大街", [0.0, 1.0])
    across, away = ([corner[axis] for corner in drawn["ring"]] for axis in (0, 1))
    assert max(across) - min(across) == pytest.approx(8.4, abs=0.2)
    assert (min(away), max(away)) == (pytest.approx(KERB_M, abs=0.2), pytest.approx(KERB_M + 4, abs=0.2))


def test_across_the_road_left_and_right_are_the_other_way_round(app: Flask, boss: Phone, li: Phone, scheme: None) -> None:
    enter(boss, "2 号", -10, north=SOUTH)
    enter(boss, "6 号", 10, north=SOUTH)
    drawn = sketch(app, sign(li, enter(boss, "4 号", 0, north=SOUTH)))
    assert (drawn["left"]["door"], drawn["right"]["door"], drawn["north"]) == ("6 号", "2 号", [0.0, -1.0])


def test_the_paper_has_its_words_as_text_and_no_other_name(boss: Phone, li: Phone, street: str) -> None:
    text = paper(boss, sign(li, street))
    for words in ("附：门前责任区示意图", "37号", "35号", "41号", "沿街约8.4米", "进深4米", "路缘石", "东大街", "北", "10米"):
        assert words in text, words
    assert "35号店" not in text


def test_what_changes_later_is_on_no_paper_of_before(boss: Phone, li: Phone, street: str) -> None:
    pledge_id = sign(li, street)
    enter(boss, "37-1 号", 5)
    boss.patch(f"/api/v1/shops/{street}", json={"depth_m": 9}, headers={"If-Match": "*"})
    text = paper(boss, pledge_id)
    assert ("37-1号" in text, "进深9米" in text, "进深4米" in text) == (False, False, True)
    after = paper(boss, filed(li, boss, street)["id"])
    assert ("37-1号" in after, "进深9米" in after) == (True, True)


def test_a_next_door_that_is_far_is_told_with_its_metres(app: Flask, boss: Phone, li: Phone, scheme: None) -> None:
    enter(boss, "31 号", -60)
    enter(boss, "99 号", 200)
    pledge_id = sign(li, enter(boss, "37 号", 0, length_m=8, depth_m=4))
    drawn = sketch(app, pledge_id)
    assert (drawn["left"]["door"], drawn["right"]) == ("31 号", None)
    assert "31号，约60米" in paper(boss, pledge_id)


def test_a_shop_that_lies_on_no_road_gets_a_sentence_instead(boss: Phone, li: Phone, shop_id: str) -> None:
    assert "未绘示意图" in paper(boss, sign(li, shop_id))  # it was entered in the middle of the road


def test_lines_end_at_the_edge_and_every_word_stands_on_the_figure(app: Flask, li: Phone, street: str) -> None:
    for mark in marks_of(sketch(app, sign(li, street)), str):
        points = [mark.at] if isinstance(mark, Words) else mark.points
        assert all(-0.01 <= x <= WIDTH_MM + 0.01 and 0 <= y <= HEIGHT_MM for x, y in points), mark
        assert not isinstance(mark, Line) or len(mark.points) > 1
