"""Offer, changes and meta."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import ScopeEntry
from app.accounts.rules import Actor, Role
from app.core import clock
from app.core.changes import record_change
from app.core.db import db
from app.core.facts import epoch, new_epoch, remember
from app.core.transaction import in_transaction
from app.preparing import begin_anew
from app.reports import feed
from app.reports.models import Device
from tests.conftest import Phone, SignIn
from tests.reports.sending import deliver, manifest, photo, sealed, send, sha256


def offered(phone: Phone, *held: tuple[str, str], **more: Any) -> list[dict[str, Any]]:
    body = {"reports": [{"id": report_id, "manifest_sha256": sha} for report_id, sha in held], **more}
    answer = phone.post("/api/v1/sync/offer", json=body)
    assert answer.status_code == 200, answer.text
    return list(answer.json["results"])


def changes(phone: Phone, cursor: str | None = None, limit: int | None = None) -> dict[str, Any]:
    answer = phone.get("/api/v1/changes", query_string={k: v for k, v in (("cursor", cursor), ("limit", limit)) if v})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def test_an_offer_is_answered_in_order_with_what_is_known_of_each(li: Phone) -> None:
    whole, waiting, unknown = deliver(li), manifest(photo(5)), str(uuid4())
    send(li, waiting)
    send(li, b"{", unknown)
    other = sealed({**waiting, "note": "other"})
    results = offered(
        li,
        (whole["report_id"], whole["manifest_sha256"].upper()),
        (waiting["report_id"], sha256(sealed(waiting))),
        (waiting["report_id"], sha256(other)),
        (unknown, sha256(b"{")),
        (unknown, sha256(b"}")),
    )
    assert [result["status"] for result in results] == ["complete", "missing", "conflict", "quarantined", "unknown"]
    assert results[0]["receipt"] == whole
    assert results[1]["missing"] == results[1]["receipt"]["missing"] == [sha256(photo(5))]
    assert [result["receipt"] for result in results[2:]] == [None] * 3


def test_of_somebody_elses_report_nothing_is_told_unless_the_hash_fits(li: Phone, sign_in: SignIn) -> None:
    receipt, wang = deliver(li), sign_in("wang", Role.PATROL)
    (guess,) = offered(wang, (receipt["report_id"], "0" * 64))
    assert (guess["status"], guess["receipt"]) == ("unknown", None)
    (held,) = offered(wang, (receipt["report_id"], receipt["manifest_sha256"]))
    assert held["status"] == "complete"


def test_more_than_200_offers_are_refused(li: Phone) -> None:
    body = {"reports": [{"id": str(uuid4()), "manifest_sha256": "0" * 64}] * 201}
    assert li.post("/api/v1/sync/offer", json=body).status_code == 422
    body["reports"].pop()
    assert len(li.post("/api/v1/sync/offer", json=body).json["results"]) == 200


def test_a_phone_tells_what_still_waits_on_it(li: Phone, ctx: Flask) -> None:
    device_id = str(uuid4())
    offered(li, device_id=device_id, outstanding={"count": 3, "oldest": "2026-11-20T08:15:00Z"})
    device = db.session.get_one(Device, device_id)
    assert (device.outstanding, device.person_id) == (3, li.person_id)
    assert device.oldest_outstanding_at == clock.parse("2026-11-20T08:15:00Z")


@pytest.mark.parametrize("oldest", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_at_the_ends_of_the_calendar_does_no_harm(li: Phone, oldest: str) -> None:
    assert offered(li, device_id=str(uuid4()), outstanding={"count": 1, "oldest": oldest}) == []


@pytest.mark.parametrize("body", [b"[" * 50_000, b'{"reports": ' + b"9" * 6000 + b"}", b"\xff", b""])
def test_an_offer_that_cannot_be_read_is_400(li: Phone, body: bytes) -> None:
    answer = li.post("/api/v1/sync/offer", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["type"]) == (400, "/problems/invalid-body")


def test_the_feed_gives_every_change_once_in_commit_order(li: Phone, boss: Phone) -> None:
    receipts = [send(li, manifest()).json for _ in range(5)]
    seen, cursor = [], None
    while True:
        stretch = changes(boss, cursor, limit=2)
        seen += stretch["changes"]
        cursor = stretch["cursor"]
        if not stretch["has_more"]:
            break
    assert [(change["seq"], change["id"]) for change in seen] == [(one["commit_seq"], one["report_id"]) for one in receipts]
    assert changes(boss, cursor)["changes"] == []
    later = send(li, manifest()).json
    (change,) = changes(boss, cursor)["changes"]
    assert (change["type"], change["op"], change["rev"], change["seq"]) == ("report", "put", 1, later["commit_seq"])
    assert change["body"]["id"] == later["report_id"]


def test_a_page_tells_a_report_once_however_often_it_changed_and_misses_no_later_change(li: Phone) -> None:
    deliver(li)
    whole = changes(li)
    (newest,) = whole["changes"]
    before = changes(li, limit=1)
    (first,), (then, *more) = before["changes"], changes(li, before["cursor"])["changes"]
    assert (before["has_more"], whole["has_more"], more) == (True, False, [])
    assert first["rev"] < then["rev"]
    assert then == newest
    assert changes(li, whole["cursor"])["changes"] == []


def test_a_patrol_is_told_of_own_reports_only(li: Phone, sign_in: SignIn) -> None:
    wang = sign_in("wang", Role.PATROL)
    mine, theirs = deliver(li), deliver(wang)
    assert {change["id"] for change in changes(li)["changes"]} == {mine["report_id"]}
    assert {change["id"] for change in changes(wang)["changes"]} == {theirs["report_id"]}


def test_what_concerns_everybody_is_told_to_everybody(li: Phone, boss: Phone, app: Flask) -> None:
    with app.app_context():
        in_transaction(lambda: record_change("category", "x", 2, clock.now(), body={"slug": "x"}, for_all=True))
    for reader in (li, boss):
        (change,) = changes(reader)["changes"]
        assert (change["type"], change["id"], change["body"]) == ("category", "x", {"slug": "x"})


def test_a_cursor_of_another_history_is_410(li: Phone, app: Flask) -> None:
    cursor = changes(li)["cursor"]
    with app.app_context():
        in_transaction(new_epoch)
    answer = li.get("/api/v1/changes", query_string={"cursor": cursor})
    assert (answer.status_code, answer.json["type"]) == (410, "/problems/cursor-expired")


@pytest.mark.parametrize("cursor", ["x", "%%%", "YQ", "a" * 500])
def test_a_cursor_that_was_not_made_here_is_refused(li: Phone, cursor: str) -> None:
    answer = li.get("/api/v1/changes", query_string={"cursor": cursor})
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body")


def test_a_cursor_from_before_a_change_of_scope_is_410(sign_in: SignIn, app: Flask) -> None:
    chief = sign_in("chief", Role.SUPERVISOR, segments=("S1",))
    cursor = changes(chief)["cursor"]
    with app.app_context():
        in_transaction(lambda: db.session.add(ScopeEntry(person_id=chief.person_id, kind="segment", code="S2")))
    assert chief.get("/api/v1/changes", query_string={"cursor": cursor}).status_code == 410
    assert changes(chief)["changes"] == []


def test_removals_are_forgotten_after_ninety_days_and_older_cursors_expire(boss: Phone, app: Flask) -> None:
    def remove() -> int:
        return record_change("thing", "1", 1, clock.now(), op="del")

    start, before = clock.now(), changes(boss)["cursor"]
    with app.app_context():
        in_transaction(remove)
        after = changes(boss)["cursor"]
        with clock.stopped_at(start + timedelta(days=89)):
            assert feed.prune_feed() == 0
        with clock.stopped_at(start + timedelta(days=91)):
            assert feed.prune_feed() == 1
            assert feed.prune_feed() == 0
    assert boss.get("/api/v1/changes", query_string={"cursor": before}).status_code == 410
    assert changes(boss, after)["changes"] == []
    assert changes(boss)["changes"] == []


def test_what_was_forgotten_on_another_server_hides_nothing_after_a_restore(postgresql_app: Flask) -> None:
    reader = Actor(id="chief", username="chief", name="", roles=frozenset({Role.SUPERVISOR}))

    def told(cursor: str | None) -> tuple[list[str], str]:
        stretch = feed.changes_since(cursor, 50, reader)
        return [change["id"] for change in stretch.changes], stretch.cursor

    with postgresql_app.app_context():
        forgotten = f"{epoch()} {10**12}.7"  # a server that had counted far more transactions than this one
        in_transaction(lambda: remember("feed-floor", forgotten))
        in_transaction(begin_anew)
        _, cursor = told(None)
        in_transaction(lambda: record_change("notice", "later", 1, clock.now(), for_all=True))
        assert told(cursor)[0] == ["later"]


def test_meta_is_public_and_says_what_a_phone_needs_first(app: Flask, ctx: Flask) -> None:
    answer = Phone(app).get("/api/v1/meta")
    assert answer.status_code == 200
    assert set(answer.json) == {"epoch", "server_time", "client", "upload", "export_key", "pause", "tiles"}
    assert abs((clock.parse(answer.json["server_time"]) - clock.now()).total_seconds()) < 60
    assert answer.json["upload"]["max_photo_bytes"] == 20 * 1024 * 1024
    assert answer.json["epoch"] == db.session.scalar(select(feed.Fact.value).where(feed.Fact.name == "epoch"))
