"""A person's messages on the wire: their own, newest first, read once, and in nobody else's feed."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from app.core.transaction import in_transaction
from app.telling.service import tell
from tests.conftest import Phone, SignIn


def send(app: Flask, *person_ids: str, count: int = 1, **more: Any) -> None:
    """Tells these people `count` things, each in a transaction of its own."""
    with app.app_context():
        for number in range(count):
            facts = {"number": str(number)}
            in_transaction(lambda facts=facts: tell(clock.now(), "case-closed", person_ids=person_ids, facts=facts, **more))


def messages(who: Phone, query: str = "") -> dict[str, Any]:
    """What the list answers."""
    answer = who.get(f"/api/v1/messages{query}")
    assert answer.status_code == 200, answer.json
    return answer.json


def test_everybody_reads_their_own_messages_the_newest_first_by_page(app: Flask, li: Phone, boss: Phone) -> None:
    send(app, li.person_id, count=3, case_no="A7")
    first = messages(li, "?limit=2")
    rest = messages(li, f"?limit=2&cursor={first['cursor']}")
    assert [item["facts"]["number"] for item in first["items"] + rest["items"]] == ["2", "1", "0"]
    assert (first["unread"], first["has_more"], rest["has_more"]) == (3, True, False)
    assert messages(boss)["items"] == []


def test_a_read_message_stays_read_and_leaves_the_unread(app: Flask, li: Phone, boss: Phone) -> None:
    send(app, li.person_id, count=2)
    newest = messages(li)["items"][0]["id"]
    first = li.post(f"/api/v1/messages/{newest}/read")
    assert first.status_code == 200
    assert first.json["read_at"] is not None
    assert li.post(f"/api/v1/messages/{newest}/read").json == first.json
    assert boss.post(f"/api/v1/messages/{newest}/read").status_code == 404
    left = messages(li, "?unread=true")
    assert (left["unread"], len(left["items"]), messages(li)["unread"]) == (1, 1, 1)


def test_the_feed_tells_a_message_to_its_reader_and_to_nobody_who_sees_the_whole_city(
    app: Flask, li: Phone, sign_in: SignIn
) -> None:
    send(app, li.person_id)
    message_id = messages(li)["items"][0]["id"]
    li.post(f"/api/v1/messages/{message_id}/read")
    admin = sign_in("root", Role.ADMIN)
    changes = [one for one in li.get("/api/v1/changes").json["changes"] if one["type"] == "message"]
    assert [(one["id"], one["rev"], one["body"]["read_at"] is not None) for one in changes] == [
        (message_id, 1, False),
        (message_id, 2, True),
    ]
    assert [one for one in admin.get("/api/v1/changes").json["changes"] if one["type"] == "message"] == []


def test_a_foreign_cursor_is_refused(li: Phone) -> None:
    assert li.get("/api/v1/messages?cursor=!!").status_code == 422
