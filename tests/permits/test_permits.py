"""Permits are entered, carried by phones and told of a report: as a flag with its hours, never as a refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from app.permits import queries
from tests.conftest import Phone
from tests.reports import city
from tests.reports.sending import manifest, send

pytestmark = pytest.mark.usefixtures("areas")
SignIn = Callable[..., Phone]
LON, LAT = city.ON_MAIN
CORNERS = [[LON - 0.001, LAT - 0.0002], [LON + 0.001, LAT - 0.0002], [LON + 0.001, LAT + 0.0002], [LON - 0.001, LAT + 0.0002]]
MORNINGS = {"days": [1, 2, 3, 4, 5, 6, 7], "from": "05:30", "to": "08:30"}
AT_SEVEN = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
AT_NINE = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def permit(**changes: Any) -> dict[str, Any]:
    """A vending place on the main road, mornings."""
    return {
        "kind": "vending", "name": "东大街早市", "holder": "东关街道", "polygon": CORNERS,
        "categories": ["sl2_mobile_vendor", "sl2_road_occupying"], "hours": [MORNINGS],
        "from": "2026-11-01", "to": None, **changes,
    }  # fmt: skip


@pytest.fixture
def admin(sign_in: SignIn) -> Phone:
    return sign_in("chief", Role.ADMIN)


def enter(admin: Phone, body: dict[str, Any], permit_id: str | None = None, rev: str | None = None) -> Any:
    return admin.put(f"/api/v1/permits/{permit_id or uuid4()}", json=body, headers={"If-Match": rev} if rev else {})


def reported(li: Phone, at: datetime, category: str = "sl2_mobile_vendor") -> dict[str, Any]:
    """What became of a report of that moment, as its author reads it."""
    fix = {"lon": LON, "lat": LAT, "accuracy_m": 5.0, "fixed_at": clock.isoformat(at), "source": "gps", "datum": "wgs84"}
    sent = manifest(category=category, captured_at=clock.isoformat(at), position=fix, photos=[])
    with clock.stopped_at(at):
        assert send(li, sent).status_code in (201, 202)
        return li.get(f"/api/v1/reports/{sent['report_id']}").json


def test_a_report_of_what_is_permitted_there_and_then_says_so(admin: Phone, li: Phone) -> None:
    assert enter(admin, permit()).status_code == 200
    found = reported(li, AT_SEVEN)
    assert "permitted-here" in found["flags"]
    assert [(one["name"], one["hours"], one["until"]) for one in found["permits"]] == [
        ("东大街早市", [MORNINGS], "2026-11-21T00:30:00.000Z")
    ]
    for at, category in ((AT_NINE, "sl2_mobile_vendor"), (AT_SEVEN, "sl3_misc_piles")):
        other = reported(li, at, category)
        assert "permitted-here" not in other["flags"]
        assert other["permits"] == []


def test_what_a_report_met_stays_as_it_was_when_the_permit_changes(admin: Phone, li: Phone) -> None:
    permit_id = str(uuid4())
    enter(admin, permit(), permit_id)
    report_id = reported(li, AT_SEVEN)["id"]
    assert enter(admin, permit(name="夜市", hours=[]), permit_id, '"1"').json["rev"] == 2
    assert admin.delete(f"/api/v1/permits/{permit_id}", headers={"If-Match": '"2"'}).status_code == 204
    assert li.get(f"/api/v1/reports/{report_id}").json["permits"][0]["name"] == "东大街早市"
    assert reported(li, AT_SEVEN)["permits"] == []


def test_a_phone_carries_the_permits_of_today_and_later_without_their_holders(admin: Phone, li: Phone) -> None:
    with clock.stopped_at(AT_SEVEN):
        enter(admin, permit())
        enter(admin, permit(name="去年", **{"from": "2025-01-01", "to": "2025-12-31"}))
        carried = li.get("/api/v1/areas/pack").json["permits"]
        assert li.get("/api/v1/areas/pack/2").json["permits"] == carried
    assert [one["name"] for one in carried] == ["东大街早市"]
    one = carried[0]
    assert (one["kind"], one["hours"], one["from"], one["to"]) == (
        "vending",
        [[[1, 2, 3, 4, 5, 6, 7], 330, 510]],
        "2026-11-01",
        None,
    )
    assert one["ring"][:4] == [1136720000, 347417000, 20000, 0]
    assert "holder" not in one


def test_everybody_reads_permits_and_who_may_manage_them_changes_them(admin: Phone, li: Phone) -> None:
    assert enter(li, permit()).status_code == 403
    made = [enter(admin, permit(name=name, kind=kind)).json for name, kind in (("a", "vending"), ("b", "works"), ("c", "works"))]
    page = li.get("/api/v1/permits?kind=works&limit=1").json
    rest = li.get(f"/api/v1/permits?kind=works&limit=1&cursor={page['cursor']}").json
    assert {one["name"] for one in (*page["items"], *rest["items"])} == {"b", "c"}
    assert not rest["has_more"]
    assert made[0]["polygon"][0] == made[0]["polygon"][-1] == [113.672, 34.7417]
    assert li.get("/api/v1/permits?on=2026-10-31").json["items"] == []
    assert li.get(f"/api/v1/permits/{made[0]['id']}").json == made[0]
    assert admin.delete(f"/api/v1/permits/{made[0]['id']}", headers={"If-Match": "*"}).status_code == 204
    assert li.get(f"/api/v1/permits/{made[0]['id']}").status_code == 404


def test_permits_are_found_by_how_they_stand_today_and_by_their_words(admin: Phone, li: Phone) -> None:
    days = {"last year": ("2025-01-01", "2025-12-31"), "now": ("2026-11-01", None), "next year": ("2027-01-01", None)}
    with clock.stopped_at(AT_SEVEN):
        for name, (first, last) in days.items():
            enter(admin, permit(name=name, holder=f"office of {name}", **{"from": first, "to": last}))
        for standing, name in (("ended", "last year"), ("running", "now"), ("planned", "next year")):
            assert [one["name"] for one in li.get(f"/api/v1/permits?standing={standing}").json["items"]] == [name]
        assert [one["name"] for one in li.get("/api/v1/permits?words=office of next").json["items"]] == ["next year"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"polygon": [*CORNERS[:2], CORNERS[3], CORNERS[2]]}, "/polygon"),
        ({"polygon": [[113.0, 34.0], [113.5, 34.0], [113.5, 34.5]]}, "/polygon"),
        ({"polygon": CORNERS[:2]}, "/polygon"),
        ({"categories": ["nothing"]}, "/categories"),
        ({"to": "2026-10-01"}, "/to"),
        ({"name": " "}, "/name"),
        ({"hours": [{**MORNINGS, "to": "05:00"}]}, "/hours/0/to"),
    ],
)
def test_a_permit_that_cannot_be_says_where(admin: Phone, changes: dict[str, Any], pointer: str) -> None:
    answer = enter(admin, permit(**changes))
    assert answer.status_code == 422, answer.json
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def feature(**changes: Any) -> dict[str, Any]:
    properties = {name: value for name, value in permit().items() if name != "polygon"}
    ring = [*CORNERS, CORNERS[0]]
    return {"type": "Feature", "properties": {**properties, **changes}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_a_file_of_permits_comes_whole_or_not_at_all(admin: Phone, ctx: Flask) -> None:
    def bring(*features: dict[str, Any], datum: str = "wgs84") -> Any:
        return admin.post(f"/api/v1/permits/import?datum={datum}", json={"type": "FeatureCollection", "features": list(features)})

    refused = bring(feature(), feature(kind="circus"))
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/features/1/properties/kind")
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    assert bring(feature(), point).json["errors"][0]["pointer"] == "/features/1/geometry"
    looked = admin.post(
        "/api/v1/permits/import/look",
        json={
            "type": "FeatureCollection",
            "features": [feature(), feature(kind="circus"), point, feature(categories=["nothing"])],
        },
    ).json
    assert [one["number"] for one in looked["found"]] == [1]
    assert [(one["number"], one["word"]) for one in looked["wrong"]] == [(2, "kind"), (3, "not-polygon"), (4, "categories")]
    assert queries.zones() == []
    assert bring(feature(), feature(name="二")).json == {"added": 2}
    assert bring(feature(name="偏"), datum="gcj02").json == {"added": 1}
    shifted = next(zone for zone in queries.zones() if zone.name == "偏")
    assert abs(shifted.ring[0][0] - 1136720000) > 20_000
