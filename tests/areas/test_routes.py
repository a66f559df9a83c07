"""Placement and pack over HTTP."""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from app.areas import service
from app.areas.datum import Datum, from_wgs84
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions
from app.core.transaction import in_transaction
from tests.areas.expanding import expand
from tests.areas.files import feature, ring, way
from tests.conftest import Phone, SignIn

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PLACEMENT, PACK, COMPACT = "/api/v1/placement", "/api/v1/areas/pack", "/api/v1/areas/pack/2"


def import_road(app: Flask, name: str) -> None:
    file = features_of(way([(113.7, 34.7), (113.704, 34.7)], name=name), "roads.geojson")
    with app.app_context():
        in_transaction(lambda: service.import_segments(file, Datum.WGS84, NOW, RoadOptions("410104")))


@pytest.fixture
def city(app: Flask) -> Flask:
    import_road(app, "文化路")
    file = features_of(feature("Polygon", [ring(113.699, 34.699, 0.01)]), "district.geojson")
    with app.app_context():
        in_transaction(lambda: service.generate_grid(file, Datum.WGS84, "410104", NOW))
    return app


@pytest.fixture
def patrol(city: Flask, sign_in: SignIn) -> Phone:
    return sign_in("li")


def ask(phone: Phone, **query: Any) -> Any:
    return phone.get(PLACEMENT, query_string={"lon": 113.702, "lat": 34.7001, "accuracy_m": 8, **query})


def compact_pack(phone: Phone) -> Any:
    """The compact pack in the words of the plain one."""
    written: Any = phone.get(COMPACT).json
    assert written["format"] == 2
    return expand(written)


def test_placement_answers_with_the_contracts_object(patrol: Phone) -> None:
    answer = ask(patrol)
    assert answer.status_code == 200
    body = answer.json
    assert body["segment"] == {"code": "410104-000-R001-S01", "name": "文化路"}
    assert body["segment_status"] == "inside"
    assert body["cell"]["code"].startswith("410104901001")
    assert body["distance_m"] == pytest.approx(11.1, abs=0.1)
    assert {"status", "cell_status", "candidates", "flags"} <= body.keys()


@pytest.mark.parametrize("datum", [*Datum])
def test_placement_takes_every_datum(patrol: Phone, datum: Datum) -> None:
    lon, lat = from_wgs84(113.702, 34.7001, datum)
    assert ask(patrol, lon=lon, lat=lat, datum=datum.value).json == ask(patrol).json


def test_without_accuracy_thirty_metres_are_taken_and_flagged(patrol: Phone) -> None:
    bare = patrol.get(PLACEMENT, query_string={"lon": 113.702, "lat": 34.7001})
    assert bare.json["flags"][0] == "accuracy-missing"
    assert bare.json["candidates"] == ask(patrol, accuracy_m=30).json["candidates"]


@pytest.mark.parametrize(
    "query",
    [
        {"accuracy_m": -1},
        {"accuracy_m": "nan"},
        {"accuracy_m": "inf"},
        {"lon": "x"},
        {"lon": 181},
        {"lat": "nan"},
        {"datum": "itrf"},
    ],
)
def test_a_question_that_is_none_is_refused_with_a_pointer(patrol: Phone, query: dict[str, Any]) -> None:
    answer = ask(patrol, **query)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body")
    assert next(iter(query)) in json.dumps(answer.json["errors"])


@pytest.mark.parametrize("path", [PLACEMENT, PACK, COMPACT])
def test_strangers_get_nothing(city: Flask, path: str) -> None:
    answer = city.test_client().get(path, query_string={"lon": 113.7, "lat": 34.7} if path == PLACEMENT else None)
    assert answer.status_code == 401


def test_a_running_server_answers_from_a_new_import_at_once(city: Flask, patrol: Phone) -> None:
    import_road(city, "新文化路")
    assert ask(patrol).json["segment"]["name"] == "新文化路"
    pack = patrol.get(PACK).json
    assert pack["segments"][0]["name"] == "新文化路"
    assert pack["version"] == ask(patrol).json["version"]


def test_the_pack_has_what_the_phone_needs_and_nothing_about_persons(city: Flask, patrol: Phone) -> None:
    city.extensions["pack_parts"]["shops"] = lambda: [
        {"id": "s1", "name": "面馆", "door": "8", "point": [113.7, 34.7], "status": "open"}
    ]
    pack = patrol.get(PACK).json
    assert pack["format"] == 1
    assert pack["origin"] == [113.7, 34.7]
    assert pack["segments"] == [
        {"code": "410104-000-R001-S01", "name": "文化路", "depth_m": 15.0, "line": [[113.7, 34.7], [113.704, 34.7]]}
    ]
    assert len(pack["cells"]) > 50
    assert all(entry["polygon"][0][0] == entry["polygon"][0][-1] for entry in pack["cells"])
    assert pack["limits"]
    assert pack["shops"][0]["name"] == "面馆"
    assert pack["assets"] == []
    assert isinstance(pack["categories"], list)


def test_the_compact_pack_says_the_same_as_the_plain_one(city: Flask, patrol: Phone) -> None:
    city.extensions["pack_parts"]["shops"] = lambda: [{"id": "s1", "name": "面馆", "door": "8", "point": [113.7, 34.7]}]
    assert compact_pack(patrol) == patrol.get(PACK).json
    import_road(city, "新文化路")
    assert compact_pack(patrol)["segments"][0]["name"] == "新文化路"


def test_before_any_import_the_pack_is_empty_and_whole(sign_in: SignIn) -> None:
    phone = sign_in("li")
    plain: Any = phone.get(PACK).json
    for pack in (plain, compact_pack(phone)):
        assert (pack["version"], pack["segments"], pack["cells"], pack["limits"]) == ("0", [], [], [])


@pytest.mark.parametrize("path", [PACK, COMPACT])
def test_an_unchanged_pack_is_not_sent_again(patrol: Phone, path: str) -> None:
    first = patrol.get(path)
    again = patrol.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")
    assert "Unencoded-Digest" not in again.headers


@pytest.mark.parametrize("path", [PACK, COMPACT])
def test_the_etag_changes_with_the_areas_and_with_every_other_part(city: Flask, patrol: Phone, path: str) -> None:
    tags = [patrol.get(path).headers["ETag"]]
    city.extensions["pack_parts"]["shops"] = lambda: [{"id": "s1"}]
    tags.append(patrol.get(path, headers={"If-None-Match": tags[0]}).headers["ETag"])
    import_road(city, "新文化路")
    tags.append(patrol.get(path, headers={"If-None-Match": tags[1]}).headers["ETag"])
    assert len(set(tags)) == 3


def test_a_phone_with_the_plain_pack_gets_the_compact_one_and_not_word_that_nothing_is_new(patrol: Phone) -> None:
    plain = patrol.get(PACK).headers["ETag"]
    assert patrol.get(COMPACT, headers={"If-None-Match": plain}).status_code == 200


@pytest.mark.parametrize("path", [PACK, COMPACT])
def test_a_compressed_pack_holds_the_same_bytes_under_its_own_etag(patrol: Phone, path: str) -> None:
    plain = patrol.get(path)
    zipped = patrol.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data) / 2
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    for answer in (plain, zipped):
        assert "Accept-Encoding" in answer.headers["Vary"]
    again = patrol.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": zipped.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", [PACK, COMPACT])
def test_the_digest_is_of_the_uncompressed_bytes_however_they_travel(patrol: Phone, path: str) -> None:
    plain = patrol.get(path)
    digest = f"sha-256=:{b64encode(hashlib.sha256(plain.data).digest()).decode()}:"
    for encoding in ("identity", "gzip"):
        answer = patrol.get(path, headers={"Accept-Encoding": encoding})
        assert answer.headers["Unencoded-Digest"] == digest
        assert "no-transform" in answer.headers["Cache-Control"], "a proxy that rewrites the pack would break its digest"


def test_own_segments_of_the_person_decide_a_tie(app: Flask, sign_in: SignIn) -> None:
    lines = [way([(113.7, 34.7), (113.702, 34.7)], code="A"), way([(113.702, 34.7), (113.704, 34.7)], code="B")]
    file = features_of({"type": "FeatureCollection", "features": lines}, "roads.geojson")
    with app.app_context():
        in_transaction(lambda: service.import_segments(file, Datum.WGS84, NOW, RoadOptions("410104")))
    anybody, somebody = sign_in("li"), sign_in("wang", segments=("B",))
    assert ask(anybody, lat=34.7).json["segment"]["code"] == "A"
    assert ask(somebody, lat=34.7).json["segment"]["code"] == "B"
