"""Decides whether a move says what its row needs. Knows no table."""

from __future__ import annotations

from app.cases.rules import Row, Verb
from app.core.errors import InvalidBody
from app.handling.rules import MoveOrder

_WORDS = {
    "reason": "Say why.",
    "unit": "Name the unit by its code.",
    "co_units": "Name the units by their codes.",
    "person": "Name the person by their id.",
    "photos": "Add at least one photo.",
    "note": "Write a sentence.",
    "wanted": 'Say how much: {"value": 1, "unit": "working_days"}.',
    "resume_on": "Say on which day it goes on, as yyyy-mm-dd.",
    "request": "Name the request by its id.",
    "answers": "Answer the questions.",
    "order": "Name the supervision order by its id.",
    "whistle": "Name the whistle by its id.",
    "reply_by": "Say by when an answer is due, as a moment in RFC 3339.",
    "campaign": "Name the campaign.",
}
_EITHER = {Verb.PROGRESS: ("note", "photos", "answers"), Verb.HAND_OVER: ("person", "unit")}
"""Verbs whose needs may be left out one by one, but not all of them."""


def check(row: Row, order: MoveOrder) -> None:
    """Raises InvalidBody with a pointer for each field that is missing."""
    asked = [name for name in row.needs if not name.endswith("?")]
    errors = [{"pointer": f"/{name}", "detail": _WORDS[name]} for name in asked if not _says(order, name)]
    either = _EITHER.get(row.verb, ())
    if either and not any(order.says(name) for name in either):
        errors = [{"pointer": f"/{name}", "detail": f"Give one of {', '.join(either)}."} for name in either]
    if errors:
        raise InvalidBody(" ".join(dict.fromkeys(error["detail"] for error in errors)), errors=errors)


def refusal(pointer: str, detail: str) -> InvalidBody:
    """The refusal of one field."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])


def _says(order: MoveOrder, name: str) -> bool:
    value = getattr(order, name)
    return order.says(name) and not (isinstance(value, str) and not value.strip())
