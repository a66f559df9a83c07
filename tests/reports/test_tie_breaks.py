"""What breaks a tie of two streets: the author's own segment, then the heading at the shutter; kept with the report."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.areas import queries, service
from app.areas.datum import Datum
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions
from app.core import clock
from app.core.transaction import in_transaction
from app.reports.manifest import Heading, read_manifest
from app.reports.placing import usable_heading
from tests.conftest import Phone, SignIn
from tests.reports.sending import manifest, send

CORNER = (113.6730, 34.7419)
ALONG, UP = "410104-000-R901-S01", "410104-000-R902-S01"
"""One street begins at the corner towards the east, the other towards the north."""


@pytest.fixture
def corner(app: Flask) -> None:
    """A city of two streets that begin at one corner."""
    lon, lat = CORNER
    ends = {ALONG: [lon + 0.002, lat], UP: [lon, lat + 0.002]}
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": code},
            "geometry": {"type": "LineString", "coordinates": [[lon, lat], end]},
        }
        for code, end in ends.items()
    ]
    roads = features_of({"type": "FeatureCollection", "features": features}, "roads")
    with app.app_context():
        in_transaction(lambda: service.import_segments(roads, Datum.WGS84, clock.now(), RoadOptions("410104")))


def at_the_corner(**heading: Any) -> dict[str, Any]:
    report = manifest(at=CORNER, photos=[])
    return {**report, "position": {**report["position"], **({"heading": heading} if heading else {})}}


def filed(phone: Phone, report: dict[str, Any]) -> dict[str, Any]:
    assert send(phone, report).status_code == 201
    return dict(phone.get(f"/api/v1/reports/{report['report_id']}").json)


@pytest.mark.usefixtures("corner")
def test_without_own_segment_and_heading_the_lower_code_has_the_corner(li: Phone) -> None:
    told = filed(li, at_the_corner())
    assert (told["placement"]["segment"]["code"], told["placement"]["decided_by"]) == (ALONG, None)
    assert "heading" not in told["position"]


@pytest.mark.usefixtures("corner")
def test_the_heading_at_the_shutter_decides_the_corner_and_is_kept_with_the_report(li: Phone) -> None:
    told = filed(li, at_the_corner(deg=352.5, accuracy_deg=15.0, source="compass"))
    assert (told["placement"]["segment"]["code"], told["placement"]["decided_by"]) == (UP, "heading")
    assert told["receipt"]["placement"]["decided_by"] == "heading"
    assert told["position"]["heading"] == {"deg": 352.5, "accuracy_deg": 15.0, "source": "compass"}
    assert "unreadable-field" not in told["flags"]


@pytest.mark.usefixtures("corner")
def test_the_authors_own_segment_goes_before_the_heading_also_when_a_colleague_brings_the_report(
    sign_in: SignIn, boss: Phone
) -> None:
    wang = sign_in("wang", Role.PATROL, segments=(UP,))
    east = {"deg": 90.0, "accuracy_deg": None, "source": "course"}
    own = filed(wang, at_the_corner(**east))
    assert (own["placement"]["segment"]["code"], own["placement"]["decided_by"]) == (UP, "own")
    carried = {**at_the_corner(**east), "author_id": wang.person_id}
    assert send(sign_in("li", Role.PATROL), carried).status_code == 201
    told = boss.get(f"/api/v1/reports/{carried['report_id']}").json["placement"]
    assert (told["segment"]["code"], told["decided_by"]) == (UP, "own")


@pytest.mark.usefixtures("corner")
def test_a_heading_decides_nothing_that_the_measure_decides(li: Phone, app: Flask) -> None:
    report = at_the_corner(deg=0.0, accuracy_deg=5.0, source="compass")
    report["position"]["lon"] += 0.0005
    placement = filed(li, report)["placement"]
    assert (placement["segment"]["code"], placement["decided_by"]) == (ALONG, None)
    with app.app_context():
        plain = queries.current_index().place(report["position"]["lon"], report["position"]["lat"], 8.0)
    assert placement["candidates"] == [candidate.as_dict() for candidate in plain.candidates]


@pytest.mark.usefixtures("corner")
def test_a_heading_that_is_none_is_flagged_and_decides_nothing(li: Phone) -> None:
    told = filed(li, at_the_corner(deg=360, accuracy_deg=1.0, source="compass"))
    assert (told["placement"]["segment"]["code"], told["placement"]["decided_by"]) == (ALONG, None)
    assert "heading" not in told["position"]
    assert "unreadable-field" in told["flags"]


@pytest.mark.parametrize(
    ("heading", "read", "odd"),
    [
        (None, None, ()),
        ({}, None, ()),
        ({"deg": None, "accuracy_deg": 4}, None, ()),
        ({"deg": 0, "accuracy_deg": None}, Heading(0.0, None, None), ()),
        ({"deg": 359.9, "later_field": 1}, Heading(359.9, None, None), ()),
        ({"deg": -0.1}, None, ("/position/heading/deg",)),
        ({"deg": "north"}, None, ("/position/heading/deg",)),
        ({"deg": True}, None, ("/position/heading/deg",)),
        ({"deg": 4, "source": "guess"}, Heading(4.0, None, None), ("/position/heading/source",)),
        ({"deg": 4, "accuracy_deg": "good"}, Heading(4.0, None, None), ("/position/heading/accuracy_deg",)),
        (270, None, ("/position/heading",)),
    ],
)
def test_a_heading_is_read_with_the_same_tolerance_as_everything_else(
    heading: Any, read: Heading | None, odd: tuple[str, ...]
) -> None:
    report = manifest()
    said = read_manifest({**report, "position": {**report["position"], "heading": heading}})
    assert said.position is not None
    assert (said.position.heading, said.odd) == (read, odd)


@pytest.mark.parametrize(("error", "usable"), [(None, 8.0), (0.0, 8.0), (30.0, 8.0), (30.1, None), (-1.0, None)])
def test_a_heading_that_errs_by_more_than_the_rule_allows_is_only_recorded(error: float | None, usable: float | None) -> None:
    assert usable_heading(Heading(8.0, error, "compass")) == usable
