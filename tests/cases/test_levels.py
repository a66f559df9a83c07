"""How much a receipt promises: the text, the photos, and `backed-up` only for what a verified backup holds."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.cases.report_models import Report
from app.core.changes import newest_seq
from app.core.db import db
from app.core.facts import history, new_epoch, raise_watermark
from app.core.transaction import in_transaction
from tests.conftest import Phone
from tests.reports.sending import deliver, manifest, named, photo, send, send_photo


@pytest.fixture
def li(sign_in: Any) -> Phone:
    phone: Phone = sign_in("li", Role.PATROL)
    return phone


def backed_up_to(seq: int) -> None:
    in_transaction(lambda: raise_watermark(seq))


def whole_seq(report_id: str) -> int | None:
    db.session.expire_all()
    return db.session.get_one(Report, report_id).whole_seq


def test_without_a_backup_nothing_is_backed_up(li: Phone, ctx: Flask) -> None:
    assert deliver(li)["level"] == "photos"
    assert history().watermark == 0


def test_a_report_is_whole_with_its_last_photo_and_not_before(li: Phone, ctx: Flask) -> None:
    report = manifest(photo(1), photo(2))
    send(li, report)
    send_photo(li, photo(1))
    assert whole_seq(report["report_id"]) is None
    send_photo(li, photo(2))
    assert whole_seq(report["report_id"]) == newest_seq()


def test_a_report_that_is_whole_on_arrival_is_so_from_its_own_commit_on(li: Phone, ctx: Flask) -> None:
    send_photo(li, photo(1))
    for report in (manifest(photo(1)), manifest(photos=[])):
        assert send(li, report).status_code == 201
        assert whole_seq(report["report_id"]) == newest_seq()


def test_photos_that_came_before_under_another_name_make_it_whole_on_the_replay(li: Phone, sign_in: Any, app: Flask) -> None:
    wang = sign_in("wang", Role.PATROL)
    report = manifest(photo(1))
    send_photo(wang, photo(1))
    assert send(li, report).status_code == 202
    with app.app_context():
        assert whole_seq(report["report_id"]) is None
    assert send(wang, report).json["level"] == "photos"
    with app.app_context():
        assert whole_seq(report["report_id"]) == newest_seq()


def test_a_backup_from_before_the_last_photo_does_not_count(li: Phone, ctx: Flask) -> None:
    report = manifest(photo(1), photo(2))
    send(li, report)
    send_photo(li, photo(1))
    backed_up_to(newest_seq())
    assert send(li, report).json["level"] == "text"
    send_photo(li, photo(2))
    assert send(li, report).json["level"] == "photos"
    backed_up_to(newest_seq())
    assert send(li, report).json["level"] == "backed-up"


def test_replay_offer_list_and_report_all_tell_the_level_of_now(li: Phone, ctx: Flask) -> None:
    report = manifest(photo(1))
    send(li, report)
    send_photo(li, photo(1))
    backed_up_to(newest_seq())
    receipt = send(li, report).json
    offered = li.post(
        "/api/v1/sync/offer",
        json={"reports": [{"id": report["report_id"], "manifest_sha256": receipt["manifest_sha256"]}]},
    ).json["results"][0]
    (listed,) = li.get("/api/v1/reports").json["items"]
    shown = li.get(f"/api/v1/reports/{report['report_id']}").json
    fed = li.get("/api/v1/changes").json["changes"][-1]["body"]
    receipts = [receipt, offered["receipt"], listed["receipt"], shown["receipt"], fed["receipt"]]
    assert [one["level"] for one in receipts] == ["backed-up"] * 5
    assert offered["status"] == "complete"


def test_the_watermark_never_goes_back_and_outlives_a_new_epoch(ctx: Flask) -> None:
    assert in_transaction(lambda: raise_watermark(7)) == 7
    assert in_transaction(lambda: raise_watermark(5)) == 7
    before = history().epoch
    in_transaction(new_epoch)
    assert (history().watermark, history().epoch != before) == (7, True)


def test_what_was_replaced_before_its_photos_came_is_never_backed_up(li: Phone, ctx: Flask) -> None:
    old = manifest(photo(1))
    send(li, old)
    correction = manifest(photos=[named(photo(2))], supersedes=old["report_id"])
    send(li, correction)
    backed_up_to(newest_seq())
    receipt = send(li, old).json
    assert (receipt["level"], receipt["missing"]) == ("text", [])
