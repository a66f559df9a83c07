"""Checks of real reports: made in the background, kept, told in lists and feeds, made again when something changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.cases.report_models import Report, ReportCheck
from app.checks import queries, rules, service
from app.checks.job import check_reports
from app.core import clock
from app.core.changes import Change
from app.core.db import db
from app.core.transaction import in_transaction
from tests.checks.seeing import checks, listed, work
from tests.conftest import Phone, SignIn
from tests.photos.pictures import encoded
from tests.photos.test_traits import KREMS, metadata, street
from tests.reports import city
from tests.reports.sending import manifest, named, send, send_photo
from tests.review.judging import judge

pytestmark = pytest.mark.usefixtures("areas")


def file(phone: Phone, *photos: bytes, role: str = "scene", **changed: Any) -> str:
    """Sends a report with its photos; its id."""
    photos = photos or (encoded(street(1)), encoded(street(2)))
    report = manifest(*photos, **changed)
    report["photos"] = [named(one, role) for one in photos] if "photos" not in changed else changed["photos"]
    assert send(phone, report).status_code in {201, 202}
    for one in photos:
        assert send_photo(phone, one).status_code in {200, 201}
    return str(report["report_id"])


def position(at: tuple[float, float], minutes_ago: float = 0, **changed: Any) -> dict[str, Any]:
    fixed_at = clock.isoformat(clock.now() - timedelta(minutes=minutes_ago))
    return {"lon": at[0], "lat": at[1], "accuracy_m": 8.0, "fixed_at": fixed_at, "source": "gps", "datum": "wgs84", **changed}


def rev(app: Flask, report_id: str) -> int:
    with app.app_context():
        return db.session.get_one(Report, report_id).rev


def changes(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Change)) or 0


def test_a_report_is_checked_once_and_says_nothing_bad(app: Flask, li: Phone, boss: Phone) -> None:
    report_id = file(li)
    assert checks(boss, report_id) == {}
    before = rev(app, report_id)
    assert work(app) >= 1
    assert checks(boss, report_id) == {"pictures-new": {"photos": 2}, "chain-whole": {}}
    assert listed(boss, report_id) == []
    assert rev(app, report_id) == before
    assert work(app) == 0


def test_metadata_of_another_day_and_place_is_told_to_supervisor_and_patrol(app: Flask, li: Phone, boss: Phone) -> None:
    photo = encoded(street(1), exif=metadata({0x9003: "2020:01:01 10:00:00"}, KREMS))
    report_id = file(li, photo, encoded(street(2)))
    work(app)
    for reader in (li, boss):
        answer = checks(reader, report_id)
        assert answer["exif-time-apart"]["minutes"] > 1_000_000
        assert answer["exif-place-apart"]["metres"] > 7_000_000
        assert listed(reader, report_id) == ["exif-time-apart", "exif-place-apart"]


def test_findings_are_told_by_revision_and_feed_and_only_when_they_change(app: Flask, li: Phone, boss: Phone) -> None:
    photo = encoded(street(1))
    report_id = file(li, photo, photos=[named(photo, source="gallery")])
    before = changes(app), rev(app, report_id)
    work(app)
    assert (changes(app), rev(app, report_id)) == (before[0] + 1, before[1] + 1)
    with app.app_context():
        in_transaction(lambda: db.session.execute(update(Report).values(checked=service.TO_CHECK)))
    assert work(app) == 1
    assert (changes(app), rev(app, report_id)) == (before[0] + 1, before[1] + 1)
    assert "from-gallery" in checks(boss, report_id)


def test_what_the_checks_find_while_a_supervisor_decides_stands_in_the_way_of_no_verdict(
    app: Flask, li: Phone, boss: Phone
) -> None:
    gallery, late = encoded(street(1)), encoded(street(2), exif=metadata({0x9003: "2020:01:01 10:00:00"}))
    report = manifest(gallery, late, photos=[named(gallery, source="gallery"), named(late)])
    report_id = report["report_id"]
    send(li, report)
    send_photo(li, gallery)
    first = rev(app, report_id)
    work(app)
    send_photo(li, late)
    whole = rev(app, report_id)
    work(app)
    with app.app_context():
        in_transaction(lambda: db.session.execute(update(ReportCheck).values(findings=[])))
        in_transaction(lambda: db.session.execute(update(Report).values(checked=service.TO_CHECK)))
    work(app)
    assert (whole, rev(app, report_id)) == (first + 2, whole + 2), "found, whole, found, found again"
    for before_the_photo in (first, first + 1):
        assert judge(boss, report_id, "accept", if_match=f'"{before_the_photo}"').status_code == 412
    assert judge(boss, report_id, "accept", if_match=f'"{whole + 3}"').status_code == 412
    assert judge(boss, report_id, "accept", if_match=f'"{whole}"').status_code == 200
    assert judge(boss, report_id, "accept", if_match=f'"{whole}"').status_code == 412, "judged since"


def test_photos_that_come_late_are_checked_when_they_are_there(app: Flask, li: Phone, boss: Phone) -> None:
    late = encoded(street(1), exif=metadata({0x9003: "2020:01:01 10:00:00"}))
    report = manifest(late)
    send(li, report)
    assert work(app) == 1
    assert "exif-time-apart" not in checks(boss, report["report_id"])
    send_photo(li, late)
    assert work(app) == 1
    assert "exif-time-apart" in checks(boss, report["report_id"])


def test_the_same_file_in_two_reports_names_the_first_to_supervisors_only(
    app: Flask, li: Phone, boss: Phone, sign_in: SignIn
) -> None:
    photo = encoded(street(1))
    first = file(li, photo)
    wang = sign_in("wang")
    second = file(wang, photo)
    work(app)
    assert "same-bytes-before" not in checks(boss, first)
    assert checks(boss, second)["same-bytes-before"]["report_id"] == first
    assert "report_id" not in checks(wang, second)["same-bytes-before"]


def test_a_correction_may_bring_the_files_of_what_it_replaces(app: Flask, li: Phone, boss: Phone) -> None:
    photo, device = encoded(street(1)), str(uuid4())
    first = file(li, photo, device_id=device)
    second = file(li, photo, device_id=device, device_seq=2, supersedes=first)
    work(app)
    assert "same-bytes-before" not in checks(boss, first)
    assert "same-bytes-before" not in checks(boss, second)


def test_before_and_after_that_show_the_same_are_told(app: Flask, li: Phone, boss: Phone) -> None:
    before, after = encoded(street(1), quality=90), encoded(street(1), quality=60)
    report_id = file(li, before, after, photos=[named(before, "before"), named(after, "after")])
    work(app)
    assert checks(boss, report_id)["before-after-alike"]["bits"] <= 2


def test_a_phone_that_is_in_two_places_at_once_is_told_of_the_later_report(app: Flask, li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    first = file(li, device_id=device, device_seq=1, position=position(city.ON_MAIN))
    second = file(li, encoded(street(3)), device_id=device, device_seq=2, position=position(city.OUTSIDE))
    work(app)
    assert "impossible-speed" not in checks(boss, first)
    assert checks(boss, second)["impossible-speed"]["report_id"] == first


def test_a_report_that_arrives_late_makes_the_next_one_be_looked_at_again(app: Flask, li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    second = file(li, device_id=device, device_seq=2, position=position(city.OUTSIDE))
    work(app)
    assert "impossible-speed" not in checks(boss, second)
    first = file(li, encoded(street(3)), device_id=device, device_seq=1, position=position(city.ON_MAIN))
    work(app)
    assert checks(boss, second)["impossible-speed"]["report_id"] == first


def test_three_reports_with_the_same_decimals_are_told_of_the_last(app: Flask, li: Phone, boss: Phone) -> None:
    device, ids = str(uuid4()), []
    for number, minutes in enumerate((30, 20, 10), 1):
        where = position(city.ON_MAIN, minutes)
        ids.append(file(li, encoded(street(number)), device_id=device, device_seq=number, position=where))
        work(app)
    assert "same-coordinates" not in checks(boss, ids[1])
    assert checks(boss, ids[2])["same-coordinates"] == {"reports": 3}


def told_outstanding(phone: Phone, device: str, given: int, *seqs: list[int]) -> None:
    state = {"device_id": device, "client": {"version": "1.0.0"}, "given_seq": given}
    count = sum(last - first + 1 for first, last in seqs)
    state["outstanding"] = {"count": count, "photos": 0, "bytes": 0, "oldest": None, "seqs": list(seqs)}
    answer = phone.post("/api/v1/sync/state", json=state)
    assert answer.status_code == 200, answer.text


def test_numbers_that_still_wait_on_the_phone_are_no_gap_until_it_no_longer_has_them(app: Flask, li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    told_outstanding(li, device, 3, [1, 2])
    report_id = file(li, device_id=device, device_seq=3)
    work(app)
    assert set(checks(boss, report_id)) == {"pictures-new"}
    told_outstanding(li, device, 3)
    assert work(app) == 0
    with clock.stopped_at(clock.now() + service.AGAIN + timedelta(minutes=1)):
        assert work(app) == 1
        assert work(app) == 0
    assert checks(boss, report_id)["chain-gap"] == {"numbers": 2, "runs": [[1, 2]]}


def test_a_run_that_is_killed_goes_on_where_it_was(app: Flask, li: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [file(li, encoded(street(number))) for number in range(3)]
    real = service._check

    def die_at_the_second(report: Report, near: Any, now: Any) -> None:
        if report.id == ids[1]:
            raise RuntimeError("killed")
        real(report, near, now)

    monkeypatch.setattr(service, "_check", die_at_the_second)
    with app.app_context():
        with pytest.raises(RuntimeError):
            check_reports()
        assert db.session.scalar(select(func.count()).select_from(ReportCheck)) == 0
        monkeypatch.setattr(service, "_check", real)
        assert check_reports() == 3
        assert db.session.scalar(select(func.count()).select_from(ReportCheck)) == 3


def test_new_rules_reach_old_reports_after_fresh_ones(app: Flask, li: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    old = file(li)
    work(app)
    fresh = file(li, encoded(street(3)))
    for module in (rules, queries, service):
        monkeypatch.setattr(module, "CHECKS_REV", rules.CHECKS_REV + 1)
    with app.app_context():
        assert queries.due(10) == [fresh, old]
        assert check_reports() == 2
        assert queries.due(10) == []


def test_a_report_without_phone_position_or_photos_is_checked_too(app: Flask, li: Phone, boss: Phone) -> None:
    report = {**manifest(device_id=None, device_seq=None, position=None, captured_at=None), "photos": []}
    send(li, report)
    assert work(app) == 1
    assert set(checks(boss, report["report_id"])) == {"no-position", "device-clock-off"}
