"""A phone that checked its positions at a known place says so, and the sync room shows it without being alarmed."""

from __future__ import annotations

from uuid import uuid4

from app.accounts.rules import Role
from app.areas.datum import wgs84_to_gcj02
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver, manifest, send
from tests.reports.telling import ago, detail, tell


def test_what_a_phone_found_out_about_its_positions_is_kept_and_shown(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    facts = {"datum": "gcj02", "off_m": 12, "accuracy_m": 8, "readings": 8, "browser": "Chrome 121"}
    event = {"id": str(uuid4()), "kind": "calibrated", "at": ago(minutes=1), "facts": facts}
    assert tell(li, device, events=[event])["events"] == [event["id"]]
    assert tell(li, device, events=[event])["events"] == [event["id"]]
    shown = detail(boss, device)
    assert [(one["kind"], one["facts"]) for one in shown["events"]] == [("calibrated", facts)]
    assert (shown["attention"], shown["losses"], shown["grave"]) == ([], 0, False)


def test_a_report_of_a_phone_that_shifts_is_converted_once_and_keeps_its_words(sign_in: SignIn) -> None:
    li = sign_in("li", Role.PATROL)
    measured = {"lon": 113.666595277066, "lat": 34.751377887759, "accuracy_m": 8.0, "source": "gps", "datum": "gcj02"}
    heading = {"deg": 90.0, "accuracy_deg": None, "source": "course"}
    report = manifest(photos=[])
    report["position"] = {**report["position"], **measured, "heading": heading}
    assert send(li, report).status_code == 201
    told = li.get(f"/api/v1/reports/{report['report_id']}").json["position"]
    assert (round(told["lon"], 6), round(told["lat"], 6), told["datum"]) == (113.6605, 34.7525, "wgs84")
    assert told["heading"] == heading


def test_a_colleague_of_the_other_datum_is_placed_at_the_same_spot(li: Phone, areas: None) -> None:
    lon, lat = wgs84_to_gcj02(*city.ON_MAIN)
    shifted = manifest(photos=[])
    shifted["position"] |= {"lon": lon, "lat": lat, "datum": "gcj02"}
    plain = deliver(li, at=city.ON_MAIN)
    answer = send(li, shifted)
    assert answer.status_code == 201
    assert plain["placement"]["segment"]["code"] == city.MAIN
    assert answer.json["placement"] == plain["placement"]
