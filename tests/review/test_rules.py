"""What a verdict must say, and who may take it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.cases.states import ReportStatus, VerdictWord
from app.core.errors import InvalidBody
from app.review import rules
from app.review.rules import Decision, Outpaced, SomebodyElsesVerdict, TooLateToUndo

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PLACEMENT: dict[str, Any] = {
    "segment": {"code": "S1", "name": None},
    "candidates": [{"kind": "segment", "code": "S2"}, {"kind": "cell", "code": "S3"}],
}


def pointer(refusal: pytest.ExceptionInfo[InvalidBody]) -> str:
    return str(refusal.value.facts["errors"][0]["pointer"])


@pytest.mark.parametrize("status", [status for status in ReportStatus if status is not ReportStatus.PENDING])
def test_only_a_pending_report_is_judged(status: ReportStatus) -> None:
    rules.check_pending(ReportStatus.PENDING, None)
    with pytest.raises(Outpaced):
        rules.check_pending(status, None)


def test_a_replaced_report_is_not_judged() -> None:
    with pytest.raises(Outpaced, match="replaced"):
        rules.check_pending(ReportStatus.PENDING, "another")


def test_a_rejection_needs_a_reason_and_a_duplicate_its_original() -> None:
    rules.check_said(Decision(VerdictWord.ACCEPT))
    rules.check_said(Decision(VerdictWord.REJECT, "blurred"))
    rules.check_said(Decision(VerdictWord.DUPLICATE, duplicate_of="x"))
    with pytest.raises(InvalidBody) as refusal:
        rules.check_said(Decision(VerdictWord.REJECT))
    assert pointer(refusal) == "/reason"
    with pytest.raises(InvalidBody) as refusal:
        rules.check_said(Decision(VerdictWord.DUPLICATE, "same"))
    assert pointer(refusal) == "/duplicate_of"


@pytest.mark.parametrize("choice", ["S1", "S2"])
def test_an_offered_segment_needs_no_reason(choice: str) -> None:
    rules.check_choice(Decision(VerdictWord.ACCEPT, segment_choice=choice), PLACEMENT, exists=True)


@pytest.mark.parametrize("choice", ["S3", "S9"])
def test_any_other_segment_needs_one(choice: str) -> None:
    rules.check_choice(Decision(VerdictWord.ACCEPT, "seen on the photo", segment_choice=choice), PLACEMENT, exists=True)
    with pytest.raises(InvalidBody) as refusal:
        rules.check_choice(Decision(VerdictWord.ACCEPT, segment_choice=choice), PLACEMENT, exists=True)
    assert pointer(refusal) == "/reason"


def test_a_segment_that_is_not_there_cannot_be_chosen() -> None:
    with pytest.raises(InvalidBody) as refusal:
        rules.check_choice(Decision(VerdictWord.ACCEPT, "sure", segment_choice="S9"), PLACEMENT, exists=False)
    assert pointer(refusal) == "/segment_choice"


def test_outside_everything_no_segment_is_offered() -> None:
    assert rules.offered_segments({"segment": None, "candidates": []}) == set()


def test_the_same_person_takes_back_in_time() -> None:
    rules.check_undo("li", AT, "li", AT + timedelta(seconds=30))
    with pytest.raises(TooLateToUndo):
        rules.check_undo("li", AT, "li", AT + timedelta(seconds=31))
    with pytest.raises(SomebodyElsesVerdict):
        rules.check_undo("li", AT, "wang", AT)
