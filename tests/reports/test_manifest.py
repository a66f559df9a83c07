"""What is an envelope, and what a manifest says when half of it is odd."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.manifest import NoEnvelope, check_envelope, read_manifest
from app.reports.reading import read_json
from tests.reports.sending import manifest, sealed

ID = UUID("01930a52-7c11-7a3e-9d52-0c6b5e2f8a10")
SHA = "ab" * 32
ENVELOPE: dict[str, Any] = {"schema": 1, "report_id": str(ID), "photos": [{"sha256": SHA, "bytes": 1}]}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"schema": None}, "/schema"),
        ({"schema": True}, "/schema"),
        ({"schema": 1.5}, "/schema"),
        ({"schema": "1"}, "/schema"),
        ({"report_id": None}, "/report_id"),
        ({"report_id": str(uuid4())}, "/report_id"),
        ({"report_id": "{01930a52-7c11-7a3e-9d52-0c6b5e2f8a10}"}, "/report_id"),
        ({"photos": None}, "/photos"),
        ({"photos": {}}, "/photos"),
        ({"photos": [None]}, "/photos/0"),
        ({"photos": [{"sha256": "ab", "bytes": 1}]}, "/photos/0/sha256"),
        ({"photos": [{"sha256": SHA + "\n", "bytes": 1}]}, "/photos/0/sha256"),
        ({"photos": [{"sha256": SHA, "bytes": "1"}]}, "/photos/0/bytes"),
    ],
)
def test_without_an_envelope_it_is_no_report_and_the_pointer_says_why(changed: dict[str, Any], pointer: str) -> None:
    with pytest.raises(NoEnvelope) as refusal:
        check_envelope({**ENVELOPE, **changed}, ID)
    assert [error["pointer"] for error in refusal.value.facts["errors"]] == [pointer]


@pytest.mark.parametrize("value", [None, 1, "report", [ENVELOPE]])
def test_only_an_object_is_an_envelope(value: Any) -> None:
    with pytest.raises(NoEnvelope):
        check_envelope(value, ID)


@pytest.mark.parametrize("changed", [{"schema": 1.0}, {"schema": 10**18}, {"report_id": str(ID).upper()}, {"photos": []}])
def test_an_unusual_envelope_is_one(changed: dict[str, Any]) -> None:
    envelope = {**ENVELOPE, **changed}
    assert check_envelope(envelope, ID) is envelope


def test_an_envelope_alone_is_read_as_a_report_that_says_nothing_and_nothing_is_odd() -> None:
    read = read_manifest(ENVELOPE)
    assert (read.author_id, read.position, read.category, read.note, read.handled_on_spot) == (None, None, None, "", False)
    assert read.odd == ()


def test_null_is_as_absent() -> None:
    full = manifest()
    nothing = {name: None for name in full if name not in {"schema", "report_id", "photos"}}
    assert read_manifest({**full, **nothing}).odd == ()


def test_everything_a_phone_says_is_read() -> None:
    sent = manifest(
        author_id="someone",
        supersedes=str(ID).upper(),
        captured_at="2026-11-20T08:15:30.123Z",
        clock={"offset_ms": -120},
        note="店外摆放桌椅",
        handled_on_spot=True,
        segment_choice="410104-000-R001-S01",
        subject={"shop_id": "s1", "phone_numbers": ["13812345678"]},
        area_pack="v7",
    )
    read = read_manifest(sent)
    assert read.odd == ()
    assert read.report_id == sent["report_id"]
    assert (read.author_id, read.supersedes) == ("someone", str(ID))
    assert read.captured_at == datetime(2026, 11, 20, 8, 15, 30, 123000, UTC)
    assert read.clock_offset_ms == -120
    assert read.position is not None
    assert (read.position.lon, read.position.lat, read.position.accuracy_m) == (113.6711, 34.7419, 8.0)
    assert (read.note, read.handled_on_spot, read.segment_choice) == ("店外摆放桌椅", True, "410104-000-R001-S01")
    assert (read.subject["shop_id"], read.phone_numbers, read.area_pack) == ("s1", ("13812345678",), "v7")
    assert [photo.role for photo in read.photos] == ["scene", "scene"]
    assert read.holds_numbers


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"author_id": 7}, "/author_id"),
        ({"device_id": "x" * 37}, "/device_id"),
        ({"captured_at": "yesterday"}, "/captured_at"),
        ({"captured_at": "0001-01-01T00:00:00+14:00"}, "/captured_at"),
        ({"captured_at": 1_700_000_000}, "/captured_at"),
        ({"clock": [1]}, "/clock"),
        ({"clock": {"offset_ms": "fast"}}, "/clock/offset_ms"),
        ({"position": "here"}, "/position"),
        ({"note": "a\ud800b"}, "/note"),
        ({"note": "a\x00b"}, "/note"),
        ({"handled_on_spot": "yes"}, "/handled_on_spot"),
        ({"category": {"slug": "x"}}, "/category"),
        ({"supersedes": "the old one"}, "/supersedes"),
        ({"subject": {"phone_numbers": "13812345678"}}, "/subject/phone_numbers"),
        ({"photos": [{"sha256": SHA, "bytes": 1, "role": "selfie"}]}, "/photos/0/role"),
    ],
)
def test_an_odd_field_is_read_as_absent_and_noted(changed: dict[str, Any], pointer: str) -> None:
    assert read_manifest({**ENVELOPE, **changed}).odd == (pointer,)


@pytest.mark.parametrize(
    "position",
    [
        {"lon": float("nan"), "lat": 34.0},
        {"lon": 113.0, "lat": float("inf")},
        {"lon": 113.0, "lat": 91.0},
        {"lon": True, "lat": 34.0},
        {"lat": 34.0},
    ],
)
def test_a_position_that_is_none_is_missing(position: dict[str, Any]) -> None:
    assert read_manifest({**ENVELOPE, "position": position}).position is None


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": {"phone_numbers": [13812345678]}},
        {"subject": {"contacts": [{"name": "老板"}]}},
        {"contacts": ["a"]},
        {"note": "电话138 1234 5678"},
        {"subject": {"defect": "13812345678"}},
    ],
)
def test_numbers_and_contacts_are_noticed_wherever_they_stand(changed: dict[str, Any]) -> None:
    assert read_manifest({**ENVELOPE, **changed}).holds_numbers


def test_a_time_of_day_or_a_long_figure_is_no_number() -> None:
    assert not read_manifest({**ENVELOPE, "note": "2026-11-20 08:15 距离 138 米, 1700000000123"}).holds_numbers


@given(st.dictionaries(st.sampled_from(sorted(manifest())), ANYTHING))
def test_no_value_of_any_field_does_harm(changed: dict[str, Any]) -> None:
    envelope = {**manifest(), **changed, "schema": 1, "report_id": str(ID), "photos": [{"sha256": SHA, "bytes": 1}]}
    read = read_manifest(envelope)
    for text in (read.note, read.category or "", *(value or "" for value in read.subject.values())):
        text.encode()
        assert "\x00" not in text


def test_what_is_sealed_is_read_back() -> None:
    sent = manifest()
    assert read_manifest(check_envelope(read_json(sealed(sent)), UUID(sent["report_id"]))).odd == ()
