"""Decides what a manifest says it answers: a case, a report that is looked at again, or a shop. Knows no table and no right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.cases.wording import storable
from app.core import clock
from app.reports.fields import Fields

REPLY_VERBS: Final = frozenset({"claim", "arrive", "progress", "dispose", "check-pass", "check-fail"})
"""What is done about a case out on the street, and therefore offline."""
VERIFIED, SUPPLEMENT, RECTIFIED = "verified", "supplement", "rectified"
ANSWER_VERBS: Final = frozenset({VERIFIED, SUPPLEMENT, RECTIFIED})
"""What is said about a report: whether it is so, what was missing in it, or that a shop has put it right."""
PLEDGE_VERBS: Final = frozenset({"sign-pledge", "refuse-pledge"})
"""What is done at a shop: it signed its pledge, or would not."""
_LONGEST_NUMBER: Final = 19
_LONGEST_QUESTION: Final = 40
_MOST_ANSWERS: Final = 20


@dataclass(frozen=True)
class Reply:
    """What is answered (`case_no`, `report_id` or `shop_id`) and how; None where nothing usable was said. `rev` is what was
    read."""

    case_no: str | None
    report_id: str | None
    verb: str | None
    answers: Mapping[str, bool]
    rev: int | None
    shop_id: str | None = None

    def kept(self) -> dict[str, Any]:
        """As a report keeps it."""
        named = {"case_no": self.case_no, "report_id": self.report_id, "shop_id": self.shop_id}
        return {
            **{name: value for name, value in named.items() if value},
            "verb": self.verb,
            "answers": dict(self.answers),
            "rev": self.rev,
        }


def read_reply(fields: Fields) -> Reply | None:
    """The `reply_to` of a manifest; None without one."""
    if not isinstance(fields.value("reply_to"), dict):
        fields.part("reply_to")  # what is there and no object is noted as odd
        return None
    part = fields.part("reply_to")
    return Reply(
        case_no=part.identifier("case_no", _LONGEST_NUMBER),
        report_id=part.uuid("report_id"),
        verb=part.word("verb", REPLY_VERBS | ANSWER_VERBS | PLEDGE_VERBS),
        answers=_answers(part),
        rev=part.whole("rev"),
        shop_id=part.uuid("shop_id"),
    )


def outcome(verb: str | None, made: bool, why: str | None, now: datetime) -> dict[str, Any]:
    """What came of a reply, as its report keeps it."""
    return {"verb": verb, "made": made, "why": why, "at": clock.isoformat(now)}


def _answers(part: Fields) -> dict[str, bool]:
    """Questions answered with true or false; what is neither is left out and noted."""
    said, given = part.part("answers"), part.value("answers")
    names = list(given) if isinstance(given, dict) else []
    usable = [name for name in names if len(name) <= _LONGEST_QUESTION and storable(name) == name][:_MOST_ANSWERS]
    answers = {name: said.truth(name) for name in usable}
    return {name: answer for name, answer in answers.items() if isinstance(said.value(name), bool)}
