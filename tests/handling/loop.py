"""Moves a case as people do, over HTTP and by replies of phones."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.conftest import Phone
from tests.reports.sending import manifest, photo, send, send_photo


def case_of(reader: Phone, case_no: str) -> dict[str, Any]:
    """As this person sees it."""
    answer = reader.get(f"/api/v1/cases/{case_no}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def try_move(who: Phone, case_no: str, verb: str, **said: Any) -> TestResponse:
    """A move with the revision of now."""
    rev = said.pop("rev", None) or case_of(who, case_no)["rev"]
    return who.post(f"/api/v1/cases/{case_no}/moves", json={"verb": verb, **said}, headers={"If-Match": f'"{rev}"'})


def move(who: Phone, case_no: str, verb: str, **said: Any) -> dict[str, Any]:
    """A move that is made."""
    answer = try_move(who, case_no, verb, **said)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def reply(case_no: str, verb: str, *photos: bytes, **changed: Any) -> dict[str, Any]:
    """A manifest that says what was done about a case."""
    answers = changed.pop("answers", {})
    return manifest(
        *(photos or (photo(50),)),
        note="已清理",
        **changed,
        reply_to={"case_no": case_no, "verb": verb, "answers": answers, "rev": 1},
    )


def deliver_reply(phone: Phone, sent: dict[str, Any], *photos: bytes) -> dict[str, Any]:
    """Sends it with its photos; the report as its author sees it then."""
    assert send(phone, sent).status_code in {200, 201, 202}
    for one in photos or (photo(50),):
        assert send_photo(phone, one).status_code in {200, 201}
    answer = phone.get(f"/api/v1/reports/{sent['report_id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)
