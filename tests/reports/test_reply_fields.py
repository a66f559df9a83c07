"""What a manifest says it answers: whatever stands there, it is read as far as it can be and never refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.fields import Fields
from app.reports.reply_fields import read_reply

CASE_NO = "4101042026112100001"
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=45), inner, max_size=4),
    max_leaves=8,
)


def test_a_reply_is_read_with_its_answers() -> None:
    fields = Fields(
        {"reply_to": {"case_no": CASE_NO, "verb": "check-pass", "answers": {"clean": True, "level": False}, "rev": 7}}
    )
    reply = read_reply(fields)
    assert reply is not None
    assert (reply.case_no, reply.report_id, reply.verb, reply.rev) == (CASE_NO, None, "check-pass", 7)
    assert reply.kept() == {"case_no": CASE_NO, "verb": "check-pass", "answers": {"clean": True, "level": False}, "rev": 7}
    assert fields.odd == []


@pytest.mark.parametrize("said", [None, "x", 7, [], True])
def test_what_is_no_object_is_no_reply_and_odd_if_it_is_there(said: Any) -> None:
    fields = Fields({"reply_to": said})
    assert read_reply(fields) is None
    assert fields.odd == ([] if said is None else ["/reply_to"])


@pytest.mark.parametrize(
    ("said", "odd"),
    [
        ({"case_no": "1" * 20}, "/reply_to/case_no"),
        ({"case_no": CASE_NO, "verb": "sing"}, "/reply_to/verb"),
        ({"case_no": CASE_NO, "answers": {"clean": "yes"}}, "/reply_to/answers/clean"),
        ({"case_no": CASE_NO, "answers": ["clean"]}, "/reply_to/answers"),
        ({"report_id": "nobody"}, "/reply_to/report_id"),
    ],
)
def test_a_field_that_cannot_be_used_is_absent_and_noted(said: dict[str, Any], odd: str) -> None:
    fields = Fields({"reply_to": said})
    assert read_reply(fields) is not None
    assert fields.odd == [odd]


@given(_JSON)
def test_nothing_of_unknown_origin_stops_the_reading(said: Any) -> None:
    reply = read_reply(Fields({"reply_to": said}))
    assert reply is None or all(isinstance(answer, bool) for answer in reply.answers.values())
