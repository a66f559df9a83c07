"""The how manyth time it is: by when it was found, in whichever order reports arrive; what a shop was told stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from tests.breaches.streets import breach, find, open_shop
from tests.conftest import Phone, SignIn
from tests.review.judging import judge, undo

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def found_at(li: Phone, shop_id: str, moment: datetime, item: str = "order") -> str:
    """A report that arrives now of what was seen then."""
    at = clock.isoformat(moment)
    position = {"lon": 113.673, "lat": 34.7419, "accuracy_m": 8.0, "fixed_at": at, "source": "gps", "datum": "wgs84"}
    return find(li, shop_id, item, captured_at=at, position=position)


def times(boss: Phone, *breach_ids: str) -> list[tuple[int, str]]:
    return [(one["nth"], one["step"]) for one in (breach(boss, breach_id) for breach_id in breach_ids)]


def test_two_that_arrive_in_the_wrong_order_are_the_first_and_the_second(li: Phone, boss: Phone, shop_id: str) -> None:
    with clock.stopped_at(MONDAY):
        later = found_at(li, shop_id, MONDAY - timedelta(hours=1))
    assert times(boss, later) == [(1, "remind")]
    with clock.stopped_at(MONDAY):
        earlier = found_at(li, shop_id, MONDAY - timedelta(hours=2))
    assert times(boss, earlier, later) == [(1, "remind"), (2, "notice")]
    told = breach(boss, later)
    assert [(one["kind"], one["facts"]) for one in told["events"]] == [
        *(("found", {"nth": 1}), ("counted-anew", {"nth": 2, "was": 1})),
    ]
    assert "earlier-open" in told["doubts"]


def test_whoever_has_a_reminder_open_that_is_a_notice_by_now_reads_it_again(li: Phone, boss: Phone, shop_id: str) -> None:
    with clock.stopped_at(MONDAY):
        later = found_at(li, shop_id, MONDAY - timedelta(hours=1))
    read = boss.get(f"/api/v1/reports/{later}").json
    cursor = boss.get("/api/v1/changes").json["cursor"]
    with clock.stopped_at(MONDAY):
        found_at(li, shop_id, MONDAY - timedelta(hours=2))
    told = [one["body"] for one in boss.get(f"/api/v1/changes?cursor={cursor}").json["changes"] if one["id"] == later]
    assert [one["breach"]["step"] for one in told[-1:]] == ["notice"]
    stale = judge(boss, later, "accept", if_match=f'"{read["rev"]}"')
    assert (stale.status_code, stale.json["type"]) == (412, "/problems/stale")
    assert judge(boss, later, "accept", if_match=f'"{told[-1]["rev"]}"').json["case_no"] is not None


def test_what_the_shop_was_told_stays_and_skips_no_step_afterwards(li: Phone, boss: Phone, shop_id: str) -> None:
    with clock.stopped_at(MONDAY):
        told = found_at(li, shop_id, MONDAY - timedelta(hours=1))
    assert judge(boss, told, "accept").json["case_no"] is None
    with clock.stopped_at(MONDAY):
        late, following = found_at(li, shop_id, MONDAY - timedelta(hours=2)), found_at(li, shop_id, MONDAY)
    assert times(boss, late, told, following) == [(1, "remind"), (1, "remind"), (2, "notice")]


def test_of_another_item_and_outside_the_window_nothing_is_counted_anew(li: Phone, boss: Phone, shop_id: str) -> None:
    with clock.stopped_at(MONDAY):
        kept = found_at(li, shop_id, MONDAY), found_at(li, shop_id, MONDAY, "greening")
        found_at(li, shop_id, MONDAY - timedelta(days=91))
        found_at(li, shop_id, MONDAY - timedelta(hours=1), "lighting")
    assert times(boss, *kept) == [(1, "remind"), (1, "remind")]


def test_whoever_goes_on_is_a_case_in_the_end_though_the_first_time_is_long_ago(li: Phone, boss: Phone, shop_id: str) -> None:
    found = []
    for days_ago in (140, 80, 40, 0):
        moment = MONDAY - timedelta(days=days_ago)
        with clock.stopped_at(moment):
            found.append(found_at(li, shop_id, moment))
    assert times(boss, *found) == [(1, "remind"), (2, "notice"), (2, "notice"), (3, "case")]


def test_when_the_first_was_none_the_second_becomes_it_and_back(li: Phone, boss: Phone, shop_id: str) -> None:
    with clock.stopped_at(MONDAY):
        first, second = (found_at(li, shop_id, MONDAY - timedelta(hours=hours)) for hours in (2, 1))
    assert judge(boss, first, "reject", reason="在店内").status_code == 200
    assert times(boss, second) == [(1, "remind")]
    assert undo(boss, first).status_code == 200
    assert times(boss, first, second) == [(1, "remind"), (2, "notice")]


def test_a_correction_moves_nothing_that_came_after_it(li: Phone, boss: Phone, shop_id: str) -> None:
    with clock.stopped_at(MONDAY):
        first, second = (found_at(li, shop_id, MONDAY - timedelta(hours=hours)) for hours in (2, 1))
        corrected = find(li, shop_id, supersedes=first, captured_at=clock.isoformat(MONDAY - timedelta(hours=2)))
    assert times(boss, corrected, second) == [(1, "remind"), (2, "notice")]
    assert [one["kind"] for one in breach(boss, second)["events"]] == ["found"]


def test_breaches_of_two_entries_of_one_shop_are_counted_together(
    app: Flask, sign_in: SignIn, li: Phone, boss: Phone, shop_id: str
) -> None:
    into = open_shop(app, "禾家粮油（新）")
    with clock.stopped_at(MONDAY):
        theirs, ours = found_at(li, shop_id, MONDAY - timedelta(hours=1)), found_at(li, into, MONDAY)
    admin = sign_in("root", Role.ADMIN)
    answer = admin.post(f"/api/v1/shops/{shop_id}/merge", json={"into": into}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    assert times(boss, theirs, ours) == [(1, "remind"), (2, "notice")]


@pytest.mark.parametrize(("remind", "notice"), [(1, 4), (4, 1)])
def test_time_that_the_shop_was_shown_is_not_taken_back(
    sign_in: SignIn, li: Phone, boss: Phone, shop_id: str, remind: int, notice: int
) -> None:
    hours = {"remind": remind, "notice": notice, "case": notice}
    wanted: dict[str, Any] = {"steps": ["remind", "notice", "case"], "window_days": 90}
    wanted["deadlines"] = {step: {"value": count, "unit": "hours"} for step, count in hours.items()}
    admin = sign_in("root", Role.ADMIN)
    read = admin.get("/api/v1/breach-settings")
    admin.put("/api/v1/breach-settings", json=wanted, headers={"If-Match": read.headers["ETag"]})
    with clock.stopped_at(MONDAY):
        at = clock.isoformat(MONDAY)
        later = find(li, shop_id, captured_at=at, category="something new")
        found_at(li, shop_id, MONDAY - timedelta(hours=1))
    assert times(boss, later) == [(2, "notice")]
    assert breach(boss, later)["deadline"] == clock.isoformat(MONDAY + timedelta(hours=4))
