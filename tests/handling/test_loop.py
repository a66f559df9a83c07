"""A case goes from its report to its end through the posts of a bureau."""

from __future__ import annotations

from tests.handling.bureau import Bureau
from tests.review.judging import kinds


def test_a_case_goes_from_the_street_to_its_end(bureau: Bureau) -> None:
    case_no = bureau.to("closed")
    case = bureau.case(case_no)
    assert kinds(case) == ["filed", "dispatch", "claim", "dispose", "send-check", "check-pass", "close"]
    assert case["on_time"] is True
