"""What a report says when it is read: its place, its flags, its photos."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from app.core.transaction import in_transaction
from app.shops import service
from app.shops.rules import ShopFacts, ShopStatus
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import manifest, named, photo, send, sha256

pytestmark = pytest.mark.usefixtures("areas")


def test_a_report_says_everything_the_contract_names(li: Phone) -> None:
    sent = manifest(photo(1), at=city.ON_MAIN, note="店外摆放", captured_at="2026-11-20T08:15:30.123Z")
    sent["photos"][0]["role"] = "close"
    send(li, sent)
    answer = li.get(f"/api/v1/reports/{sent['report_id']}")
    assert answer.headers["ETag"] == '"1"'
    report = answer.json
    assert (report["id"], report["status"], report["category"], report["note"]) == (
        sent["report_id"],
        "pending",
        "sl2_out_of_shop",
        "店外摆放",
    )
    assert report["author"] == {"id": li.person_id, "name": "li"}
    assert report["captured_at"] == "2026-11-20T08:15:30.123Z"
    assert (report["position"]["lon"], report["position"]["lat"], report["position"]["accuracy_m"]) == (*city.ON_MAIN, 8.0)
    assert report["placement"]["segment"] == {"code": city.MAIN, "name": "东大街"}
    (one,) = report["photos"]
    assert (one["sha256"], one["role"], one["stored"], one["decodable"]) == (sha256(photo(1)), "close", False, None)
    assert report["receipt"] == send(li, sent).json
    assert (report["verdict"], report["case_no"], report["rev"]) == (None, None, 1)


def test_a_position_in_another_datum_is_shown_in_wgs84_and_placed_there(li: Phone) -> None:
    lon, lat = city.ON_MAIN
    near = manifest(at=(lon + 0.0061, lat - 0.0014))
    near["position"]["datum"] = "gcj02"
    send(li, near)
    report = li.get(f"/api/v1/reports/{near['report_id']}").json
    assert report["position"]["datum"] == "wgs84"
    assert abs(report["position"]["lon"] - lon) < 0.001
    assert abs(report["position"]["lat"] - lat) < 0.001


@pytest.mark.parametrize(
    ("position", "flag"),
    [
        (None, "position-missing"),
        ({"lon": float("nan"), "lat": 34.7}, "position-missing"),
        ({"lon": 113.6730, "lat": 34.7419, "accuracy_m": None}, "accuracy-missing"),
        ({"lon": 113.6730, "lat": 34.7419, "accuracy_m": -5}, "accuracy-missing"),
        ({"lon": 113.8, "lat": 34.9, "accuracy_m": 5}, "out-of-area"),
    ],
)
def test_a_position_that_is_missing_or_odd_is_flagged(li: Phone, position: Any, flag: str) -> None:
    receipt = send(li, manifest(position=position)).json
    assert flag in receipt["flags"]
    if flag != "accuracy-missing":
        assert (receipt["placement"]["status"], receipt["placement"]["segment"]) == ("outside", None)
    assert ("out-of-area" in receipt["flags"]) == (flag == "out-of-area")


def test_a_choice_among_the_candidates_wins_and_any_other_is_kept_with_a_flag(li: Phone) -> None:
    first = send(li, manifest(at=city.BETWEEN)).json["placement"]
    other = city.MAIN if first["segment"]["code"] == city.BACK else city.BACK
    chosen = send(li, manifest(at=city.BETWEEN, segment_choice=other, segment_choice_why="faces-it")).json
    assert chosen["placement"]["segment"]["code"] == other
    assert chosen["placement"]["chosen_by"] == li.person_id
    assert chosen["placement"]["chosen_why"] == "faces-it"
    assert chosen["placement"]["candidates"] == first["candidates"]
    wrong = send(li, manifest(at=city.BETWEEN, segment_choice="somewhere")).json
    assert wrong["placement"]["segment"] == first["segment"]
    assert "choice-not-offered" in wrong["flags"]
    assert "choice-not-offered" not in chosen["flags"]


def test_what_the_phones_older_pack_offered_may_be_chosen_after_a_new_import(li: Phone, app: Flask) -> None:
    pack = li.get("/api/v1/areas/pack").json["version"]
    city.build(app, main_moved_by=0.003)
    there = manifest(at=city.ON_MAIN, segment_choice=city.MAIN)
    assert "choice-not-offered" in send(li, there).json["flags"]
    named_pack = manifest(at=city.ON_MAIN, segment_choice=city.MAIN, area_pack=pack)
    receipt = send(li, named_pack).json
    assert receipt["placement"]["segment"]["code"] == city.MAIN
    assert "choice-not-offered" not in receipt["flags"]


def test_outside_the_authors_scope_is_flagged_and_taken(sign_in: SignIn) -> None:
    zhao = sign_in("zhao", Role.PATROL, segments=(city.MAIN,))
    assert "out-of-scope" not in send(zhao, manifest(at=city.ON_MAIN)).json["flags"]
    assert "out-of-scope" in send(zhao, manifest(at=city.ON_BACK)).json["flags"]
    assert "out-of-scope" not in send(zhao, manifest(at=city.OUTSIDE)).json["flags"]


def test_the_same_thing_nearby_within_a_day_is_suspected_to_be_a_duplicate(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    wang = sign_in("wang", Role.PATROL)
    first = send(li, manifest(at=city.ON_MAIN)).json
    assert "duplicate-suspected" not in first["flags"]
    lon, lat = city.ON_MAIN
    near, far = send(wang, manifest(at=(lon + 0.0002, lat))), send(wang, manifest(at=(lon + 0.0008, lat)))
    assert "duplicate-suspected" in near.json["flags"]
    assert "duplicate-suspected" not in far.json["flags"]
    assert "duplicate-suspected" not in send(wang, manifest(at=city.ON_MAIN, category="sl1_fire_lane")).json["flags"]
    report_id = near.json["report_id"]
    assert boss.get(f"/api/v1/reports/{report_id}").json["similar_to"] == first["report_id"]
    assert wang.get(f"/api/v1/reports/{report_id}").json["similar_to"] is None


def test_a_day_later_or_as_a_correction_it_is_not(li: Phone) -> None:
    first = manifest(at=city.ON_MAIN)
    send(li, first)
    assert "duplicate-suspected" not in send(li, manifest(at=city.ON_MAIN, supersedes=first["report_id"])).json["flags"]
    with clock.stopped_at(clock.now() + timedelta(hours=25)):
        assert "duplicate-suspected" not in send(li, manifest(at=city.ON_MAIN)).json["flags"]


def test_photos_of_a_report_are_told_in_its_order_with_their_roles(li: Phone) -> None:
    sent = manifest(photos=[named(photo(3), "before"), named(photo(1), "after")])
    send(li, sent)
    report = li.get(f"/api/v1/reports/{sent['report_id']}").json
    assert [(one["sha256"], one["role"]) for one in report["photos"]] == [
        (sha256(photo(3)), "before"),
        (sha256(photo(1)), "after"),
    ]


def test_a_shop_that_is_closed_is_flagged(li: Phone, app: Flask) -> None:
    def add(status: ShopStatus) -> str:
        facts = ShopFacts(name="面馆", door=None, street="东大街", lon=113.673, lat=34.7419, kind=None, status=status)
        return str(service.add_shop(facts, clock.now()).id)

    with app.app_context():
        closed, trading = (in_transaction(lambda status=status: add(status)) for status in (ShopStatus.CLOSED, ShopStatus.OPEN))
    assert "shop-closed" in send(li, manifest(subject={"shop_id": closed})).json["flags"]
    assert "shop-closed" not in send(li, manifest(subject={"shop_id": trading})).json["flags"]
    assert "shop-closed" not in send(li, manifest(subject={"shop_id": "nobody knows"})).json["flags"]
