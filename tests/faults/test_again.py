"""The same bytes again, at any time and however often, change nothing; what never came is never counted."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.core.changes import Change
from app.core.db import db
from tests.conftest import Phone
from tests.reports.sending import manifest, photo, send, send_photo


def revisions(app: Flask, report_id: str) -> list[int]:
    """What the feed told of a report."""
    with app.app_context():
        query = select(Change.rev).where(Change.object_id == report_id).order_by(Change.seq)
        return list(db.session.scalars(query))


def test_a_report_said_ten_times_at_every_stage_is_told_of_once_per_stage(app: Flask, li: Phone) -> None:
    first, second = photo(1), photo(2)
    report = manifest(first, second)
    for stage, content in enumerate((None, first, second)):
        if content is not None:
            for _ in range(3):
                send_photo(li, content)
        receipts = [send(li, report).json for _ in range(10)]
        missing = [len(receipt["missing"]) for receipt in receipts]
        assert missing == [2 - stage] * 10
        assert {receipt["level"] for receipt in receipts} == {"text" if stage < 2 else "photos"}
        assert len({receipt["commit_seq"] for receipt in receipts}) == 1
    assert revisions(app, report["report_id"]) == [1, 2]


def test_one_photo_that_came_before_its_report_is_counted_and_the_other_still_missed(app: Flask, li: Phone) -> None:
    first, second = photo(1), photo(2)
    send_photo(li, first)
    report = manifest(first, second)
    for _ in range(2):
        assert len(send(li, report).json["missing"]) == 1
    send_photo(li, second)
    assert send(li, report).json["level"] == "photos"
    assert revisions(app, report["report_id"]) == [1, 2]
