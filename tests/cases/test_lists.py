"""Who reads which reports and cases, in which order, narrowed to what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.accounts.rules import Role
from app.core import clock
from tests.conftest import PASSWORD, Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver, manifest, photo, send

pytestmark = pytest.mark.usefixtures("areas")


def ids(reader: Phone, **query: Any) -> list[str]:
    answer = reader.get("/api/v1/reports", query_string=query)
    assert answer.status_code == 200, answer.text
    return [report["id"] for report in answer.json["items"]]


def numbers(reader: Phone, **query: Any) -> list[str]:
    answer = reader.get("/api/v1/cases", query_string=query)
    assert answer.status_code == 200, answer.text
    return [case["case_no"] for case in answer.json["items"]]


def accepted(li: Phone, boss: Phone, **changed: Any) -> str:
    report_id = deliver(li, **changed)["report_id"]
    answer = boss.post(f"/api/v1/reports/{report_id}/verdict", json={"verdict": "accept"})
    assert answer.status_code == 200, answer.text
    return str(answer.json["case_no"])


def test_a_patrol_and_a_unit_read_their_own_only(li: Phone, sign_in: SignIn) -> None:
    wang, unit = sign_in("wang", Role.PATROL), sign_in("unit", Role.UNIT)
    mine = deliver(li)["report_id"]
    for other in (wang, unit):
        assert ids(other) == []
        assert other.get(f"/api/v1/reports/{mine}").status_code == 404
    assert ids(li) == [mine]


def test_a_supervisor_reads_their_segments_cells_and_what_lies_nowhere(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    main = deliver(li, at=city.ON_MAIN)
    back, nowhere, without = (deliver(li, at=city.ON_BACK), deliver(li, at=city.OUTSIDE), deliver(li, position=None))
    everywhere = [report["report_id"] for report in (without, nowhere, back, main)]
    assert ids(boss) == everywhere
    of_main = sign_in("of-main", Role.SUPERVISOR, segments=(city.MAIN,))
    assert ids(of_main) == [everywhere[0], everywhere[1], everywhere[3]]
    cell = back["placement"]["cell"]["code"]
    of_cell = sign_in("of-cell", Role.SUPERVISOR, cells=(cell,))
    assert back["report_id"] in ids(of_cell)
    assert main["report_id"] not in ids(of_cell)
    assert of_main.get(f"/api/v1/reports/{back['report_id']}").status_code == 404


def test_a_supervisor_reads_what_they_reported_themselves_elsewhere(sign_in: SignIn) -> None:
    desk = sign_in("desk", Role.SUPERVISOR, segments=(city.MAIN,))
    assert ids(desk) == []
    own = deliver(desk, at=city.ON_BACK)["report_id"]
    assert ids(desk) == [own]


def test_a_list_is_paged_without_gap_or_repeat(li: Phone) -> None:
    sent = [send(li, manifest()).json["report_id"] for _ in range(5)]
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = li.get("/api/v1/reports", query_string=query).json
        seen += [report["id"] for report in page["items"]]
        cursor = page["cursor"]
        assert page["has_more"] == (cursor is not None)
        if not cursor:
            break
    assert seen == sent[::-1]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "status=odd", "cursor=!", "cursor=" + "9" * 30])
def test_a_wrong_question_is_422(li: Phone, query: str) -> None:
    answer = li.get(f"/api/v1/reports?{query}")
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body")


def test_reports_are_filtered_by_status(li: Phone, boss: Phone) -> None:
    waiting, taken = deliver(li)["report_id"], deliver(li)["report_id"]
    boss.post(f"/api/v1/reports/{taken}/verdict", json={"verdict": "accept"})
    assert ids(boss, status="pending") == [waiting]
    assert ids(boss, status="accepted") == ids(li, status="accepted") == [taken]
    assert ids(boss, status="rejected") == []


def test_cases_are_read_like_their_reports(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    main, back = accepted(li, boss, at=city.ON_MAIN), accepted(li, boss, at=city.ON_BACK)
    assert numbers(boss) == numbers(li) == [back, main]
    assert numbers(sign_in("wang", Role.PATROL)) == []
    assert numbers(sign_in("unit", Role.UNIT)) == []
    of_main = sign_in("of-main", Role.SUPERVISOR, segments=(city.MAIN,))
    assert numbers(of_main) == [main]
    assert of_main.get(f"/api/v1/cases/{back}").status_code == 404
    assert li.get(f"/api/v1/cases/{main}").headers["ETag"] == '"1"'
    assert boss.get("/api/v1/cases/nothing").status_code == 404


def test_cases_are_narrowed_by_state_place_category_and_words(li: Phone, boss: Phone) -> None:
    main = accepted(li, boss, at=city.ON_MAIN, note="两张桌子")
    back = accepted(li, boss, at=city.ON_BACK, category="sl1_fire_lane", handled_on_spot=True)
    cell = boss.get(f"/api/v1/cases/{main}").json["cell"]["code"]
    assert numbers(boss, state="filed") == [main]
    assert numbers(boss, state="closed") == [back]
    assert numbers(boss, segment=city.MAIN) == [main]
    assert numbers(boss, cell=cell) == [main]
    assert numbers(boss, category="sl1_fire_lane") == [back]
    for words in ("东大街", "桌子", "店外经营", "东大街 桌子", main[-8:], "OUT-OF-SHOP"):
        assert numbers(boss, q=words) == [main], words
    assert numbers(boss, q="东大街 背街") == []
    assert numbers(boss, q="100%_") == []


def test_cases_are_narrowed_by_days_of_the_city(li: Phone, boss: Phone) -> None:
    evening = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    with clock.stopped_at(evening):
        for phone, name in ((li, "li"), (boss, "boss")):
            assert phone.post("/api/v1/session", json={"username": name, "password": PASSWORD}).status_code == 200
        before_midnight = accepted(li, boss, photos=[photo(1)])
    with clock.stopped_at(evening + timedelta(hours=1)):
        after_midnight = accepted(li, boss, photos=[photo(2)])
        assert before_midnight[6:14] == "20261120"
        assert after_midnight[6:14] == "20261121"
        assert numbers(boss, **{"to": "2026-11-20"}) == [before_midnight]
        assert numbers(boss, **{"from": "2026-11-21", "to": "2026-11-21"}) == [after_midnight]
        assert numbers(boss, **{"from": "2026-11-20"}) == [after_midnight, before_midnight]
        assert numbers(boss, **{"from": "0001-01-01", "to": "9999-12-31"}) == [after_midnight, before_midnight]
        assert boss.get("/api/v1/cases?from=yesterday").status_code == 422
