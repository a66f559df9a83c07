"""Numbers of reports that never arrived, still wait or were lost, as the sync room shows them."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

from app.core import clock
from tests.conftest import Phone
from tests.reports.sending import send
from tests.reports.telling import ago, deliver, detail, loss, strip, tell, waiting, watched


def test_a_number_that_neither_arrived_nor_waits_is_missing(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 2, 3, 6, 7)
    tell(li, device, **waiting(2, ago(minutes=1), [9, 10]), given_seq=10)
    assert strip(boss, device) == {"received": [[1, 3], [6, 7]], "missing": [[4, 5], [8, 8]], "waiting": [[9, 10]]}
    one = watched(boss, "attention")["items"][0]
    assert (one["gaps"], one["attention"], one["grave"]) == (3, ["gap"], True)
    totals = watched(boss)["totals"]
    assert (totals["gaps"], totals["devices_with_gaps"]) == (3, 1)


def test_a_missing_number_that_arrives_later_is_missing_no_more(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 3)
    tell(li, device, **waiting(0, None), given_seq=3)
    assert strip(boss, device)["missing"] == [[2, 2]]
    deliver(li, device, 2)
    tell(li, device, **waiting(0, None), given_seq=3)
    assert strip(boss, device) == {"received": [[1, 3]]}
    assert watched(boss, "attention")["items"] == []


def test_what_arrived_counts_as_arrived_whatever_the_phone_said_before(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    tell(li, device, **waiting(3, ago(minutes=1), [1, 3]), given_seq=3)
    deliver(li, device, 1, 3)
    assert strip(boss, device) == {"received": [[1, 1], [3, 3]], "waiting": [[2, 2]]}


def test_a_phone_that_only_says_that_something_waits_is_not_accused_of_losing_it(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 4)
    li.post("/api/v1/sync/offer", json={"reports": [], "device_id": device, "outstanding": {"count": 2, "oldest": None}})
    assert strip(boss, device) == {"received": [[1, 1], [4, 4]], "waiting": [[2, 3]]}
    li.post("/api/v1/sync/offer", json={"reports": [], "device_id": device, "outstanding": {"count": 0, "oldest": None}})
    assert strip(boss, device)["missing"] == [[2, 3]]


def test_numbers_given_after_the_phone_last_told_are_on_their_way_for_an_hour(li: Phone, boss: Phone) -> None:
    device, noon = str(uuid4()), clock.now()
    with clock.stopped_at(noon):
        tell(li, device, **waiting(0, None), given_seq=1)
        deliver(li, device, 1, 3)
        assert strip(boss, device) == {"received": [[1, 1], [3, 3]], "waiting": [[2, 2]]}
    with clock.stopped_at(noon + timedelta(minutes=61)):
        deliver(li, device, 4)
        assert strip(boss, device) == {"received": [[1, 1], [3, 4]], "missing": [[2, 2]]}


def test_a_number_in_quarantine_is_not_missing(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    broken = {"device_id": device, "device_seq": 2, "note": "no envelope"}
    deliver(li, device, 1, 3)
    assert send(li, json.dumps(broken).encode()).status_code == 422
    tell(li, device, **waiting(0, None), given_seq=3)
    assert strip(boss, device) == {"received": [[1, 3]]}


def test_numbers_that_the_phone_reported_lost_are_lost_and_not_unexplained(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 4)
    tell(li, device, **waiting(0, None), given_seq=5, events=[loss(2, 3)])
    assert strip(boss, device) == {"received": [[1, 1], [4, 4]], "lost": [[2, 3]], "missing": [[5, 5]]}
    assert watched(boss)["totals"]["gaps"] == 1
    deliver(li, device, 3)
    assert strip(boss, device)["lost"] == [[2, 2]]


def test_a_loss_asks_for_a_person_until_somebody_took_note_of_it(li: Phone, boss: Phone) -> None:
    device, told = str(uuid4()), loss(1)
    tell(li, device, **waiting(0, None), given_seq=1, events=[told])
    one = watched(boss, "attention")["items"][0]
    assert (one["losses"], one["gaps"], one["attention"]) == (1, 0, ["loss"])
    path = f"/api/v1/devices/{device}/events/{told['id']}/seen"
    first = boss.post(path).json["events"][0]["seen_at"]
    assert first is not None
    assert boss.post(path).json["events"][0]["seen_at"] == first
    assert watched(boss, "attention")["items"] == []
    tell(li, device, events=[told])
    assert watched(boss, "attention")["items"] == []
    assert strip(boss, device) == {"lost": [[1, 1]]}


def test_missing_numbers_somebody_asked_about_stay_missing_but_only_new_ones_ask_again(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 3)
    tell(li, device, **waiting(0, None), given_seq=3)
    asked = boss.post(f"/api/v1/devices/{device}/missing/asked").json
    assert (asked["gaps"], asked["missing"], asked["asked"], asked["attention"]) == (0, 1, [[2, 2]], [])
    assert boss.post(f"/api/v1/devices/{device}/missing/asked").json["asked"] == [[2, 2]]
    tell(li, device, **waiting(0, None), given_seq=4)
    again = detail(boss, device)
    assert (again["gaps"], again["missing"], again["attention"], again["events"]) == (1, 2, ["gap"], [])
