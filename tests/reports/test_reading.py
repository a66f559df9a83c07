"""JSON of any kind is read without harm."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import MalformedBody
from app.reports.reading import DEEPEST, LARGEST_NUMBER, RepeatedName, read_json


@pytest.mark.parametrize("body", [b"", b"{", b"nul", b"\xff\xfe{}", b'{"a":1}}', b"[" * 40_000, b"]" * 40_000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedBody):
        read_json(body)


def test_not_a_number_and_infinity_are_read() -> None:
    value = read_json(b'{"a": NaN, "b": -Infinity}')
    assert math.isnan(value["a"])
    assert value["b"] == -math.inf


@pytest.mark.parametrize(("digits", "read"), [("9" * 5000, LARGEST_NUMBER), ("-" + "9" * 5000, -LARGEST_NUMBER), ("12", 12)])
def test_huge_whole_numbers_are_cut_off(digits: str, read: int) -> None:
    assert read_json(f'{{"a": {digits}}}'.encode()) == {"a": read}


def test_nesting_beyond_reason_is_read_as_null_and_the_rest_stays() -> None:
    deep = b"[" * 20_000 + b"]" * 20_000
    value = read_json(b'{"first": "a]b[\\"{", "deep": ' + deep + b', "last": {"x": [1]}}')
    assert value["first"] == 'a]b["{'
    assert value["last"] == {"x": [1]}
    depth, inner = 0, value["deep"]
    while inner:
        depth, inner = depth + 1, inner[0]
    assert depth == DEEPEST - 1


def test_a_name_that_stands_twice_is_noticed_and_the_last_one_counts() -> None:
    value = read_json(b'{"a": 1, "b": {"c": 1}, "a": 2}')
    assert value == {"a": 2, "b": {"c": 1}}
    assert isinstance(value, RepeatedName)
    assert not isinstance(value["b"], RepeatedName)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(body: bytes) -> None:
    with suppress(MalformedBody):
        read_json(body)
