"""The open cases of a map are those of the list of cases, in sight and still open."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.rules import Role
from app.cases import points
from tests.cases.test_lists import accepted
from tests.conftest import Phone, SignIn
from tests.reports import city

POINTS = "/api/v1/cases/points"
WHOLE_CITY = f"{city.WEST},{city.SOUTH},{city.EAST},{city.NORTH}"
SOUTH_HALF = f"{city.WEST},{city.SOUTH},{city.EAST},{(city.MAIN_LAT + city.BACK_LAT) / 2}"


pytestmark = pytest.mark.usefixtures("areas")


def ask(reader: Phone, bbox: str = WHOLE_CITY) -> Any:
    return reader.get(POINTS, query_string={"bbox": bbox})


def numbers(reader: Phone, bbox: str = WHOLE_CITY) -> list[str]:
    answer = ask(reader, bbox)
    assert answer.status_code == 200, answer.text
    return [point["case_no"] for point in answer.json["items"]]


def test_a_point_says_where_the_case_is_and_what_the_list_says_of_it(li: Phone, boss: Phone) -> None:
    number = accepted(li, boss, at=city.ON_MAIN)
    case = boss.get(f"/api/v1/cases/{number}").json
    (point,) = ask(boss).json["items"]
    assert (point["lon"], point["lat"]) == city.ON_MAIN
    assert {name: point[name] for name in ("case_no", "state", "segment", "opened_at")} == {
        name: case[name] for name in ("case_no", "state", "segment", "opened_at")
    }
    assert point["category"].items() <= case["category"].items()
    assert point["category"]["name_zh"]
    assert ask(boss).json["complete"] is True


def test_only_what_is_in_the_box_and_open_is_there_the_newest_first(li: Phone, boss: Phone) -> None:
    main, back = (accepted(li, boss, at=place) for place in (city.ON_MAIN, city.ON_BACK))
    accepted(li, boss, at=city.OUTSIDE)
    closed = accepted(li, boss, at=city.ON_MAIN, handled_on_spot=True)
    assert boss.get(f"/api/v1/cases/{closed}").json["state"] == "closed"
    assert numbers(boss) == [back, main]
    assert numbers(boss, SOUTH_HALF) == [back]


def test_everybody_sees_the_points_of_the_cases_in_their_list(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    wang, of_back = sign_in("wang"), sign_in("of-back", Role.SUPERVISOR, segments=(city.BACK,))
    of_li, of_wang = accepted(li, boss, at=city.ON_MAIN), accepted(wang, boss, at=city.ON_BACK)
    for reader, seen in ((li, [of_li]), (wang, [of_wang]), (of_back, [of_wang]), (boss, [of_wang, of_li])):
        assert numbers(reader) == seen
        assert [case["case_no"] for case in reader.get("/api/v1/cases").json["items"]] == seen


def test_more_than_a_map_is_given_are_cut_and_the_answer_says_so(li: Phone, boss: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = accepted(li, boss, at=city.ON_MAIN), accepted(li, boss, at=city.ON_MAIN)
    monkeypatch.setattr(points, "MOST_POINTS", 1)
    cut = ask(boss).json
    assert ([point["case_no"] for point in cut["items"]], cut["complete"]) == ([second], False)
    monkeypatch.setattr(points, "MOST_POINTS", 2)
    assert (numbers(boss), ask(boss).json["complete"]) == ([second, first], True)


def test_a_box_that_is_none_is_refused_with_a_sentence(boss: Phone) -> None:
    refused = ask(boss, "1,2,3")
    assert refused.status_code == 422
    assert "west,south,east,north" in refused.json["errors"][0]["detail"]
