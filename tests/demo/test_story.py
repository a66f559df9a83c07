"""Two weeks of reports: all groups and outcomes, at possible times, the same for the same moment."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from app.catalog.default_file import default_catalog
from app.core.days import CITY_ZONE, city_day
from app.demo import duty
from app.demo.pictures.scenes import Kind
from app.demo.plane import degrees
from app.demo.story import DAYS, story
from app.demo.told import Judgement, Told

NOON = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)  # 12:30 in Shanghai
NIGHT = datetime(2026, 11, 20, 16, 10, tzinfo=UTC)  # ten past midnight there
EARLY = datetime(2026, 11, 20, 23, 20, tzinfo=UTC)  # twenty past seven
MOMENTS = pytest.mark.parametrize("now", [NOON, NIGHT, EARLY])


def true_time(report: Told) -> datetime:
    """When the picture was really taken, whatever the device's clock said."""
    return report.captured_at + timedelta(milliseconds=report.clock_offset_ms)


def test_patrol_time_skips_the_nights() -> None:
    assert duty.before(NOON, 30) == NOON - timedelta(minutes=30)
    assert duty.before(NOON, duty.minutes_today(NOON) + 60).astimezone(CITY_ZONE).hour == 18
    assert duty.before(NIGHT, 60).astimezone(CITY_ZONE).strftime("%d %H:%M") == "20 18:00"
    assert duty.minutes_today(NIGHT) == 0


@MOMENTS
def test_every_report_is_taken_on_duty_received_later_and_judged_after_that(now: datetime) -> None:
    for report in story(now):
        taken = true_time(report)
        assert now - timedelta(days=DAYS + 1) < taken < report.received_at < now
        assert duty.FROM_HOUR - 0.01 <= duty.local_hour(taken) <= duty.TO_HOUR + 1.4  # a colleague may come by after the shift
        assert report.received_at > report.shots[-1].taken_at + timedelta(milliseconds=report.clock_offset_ms)
        assert report.verdict is None or report.received_at < report.verdict.at < now


@MOMENTS
def test_every_outcome_occurs_and_the_inbox_is_alive(now: datetime) -> None:
    told = story(now)
    outcomes = Counter(report.verdict.judgement if report.verdict else None for report in told)
    assert len(told) >= 210
    assert outcomes[None] >= 12
    assert outcomes[Judgement.ACCEPT] > outcomes[Judgement.REJECT] > 5
    assert outcomes[Judgement.DUPLICATE] > 3
    waiting = [report for report in told if report.verdict is None]
    assert all(report.verdict is not None for report in told if true_time(report) < min(map(true_time, waiting)))


def test_a_report_at_noon_is_pending_from_today() -> None:
    waiting = [report for report in story(NOON) if report.verdict is None]
    assert {city_day(true_time(report)) for report in waiting} == {city_day(NOON)}


def test_all_groups_and_both_patrols_occur() -> None:
    told = story(NOON)
    groups = Counter(report.spot.category.split("_")[0].rstrip("0123456789") for report in told)
    assert set(groups) == {"sl", "pledge", "flyposting", "manhole", "other"}
    assert {report.author for report in told} == {"patrol01", "patrol02"}
    assert {report.spot.kind for report in told} >= set(Kind) - {Kind.WIRES, Kind.PUDDLE, Kind.BANNER}


def test_a_duplicate_names_an_accepted_report_of_the_same_spot_by_the_colleague() -> None:
    told = story(NOON)
    duplicates = [report for report in told if report.verdict and report.verdict.same_as is not None]
    assert duplicates
    for report in duplicates:
        assert report.verdict is not None
        assert report.verdict.same_as is not None
        first = told[report.verdict.same_as]
        assert first.verdict is not None
        assert first.verdict.judgement is not Judgement.REJECT
        assert first.verdict.at < report.verdict.at
        assert (first.spot, first.author != report.author) == (report.spot, True)


def test_what_was_put_right_has_a_picture_of_it_and_refusals_say_why() -> None:
    for report in story(NOON):
        assert report.handled_on_spot == any(shot.put_right and shot.role == "after" for shot in report.shots)
        assert len(report.shots) >= 2
        if report.verdict and report.verdict.judgement is not Judgement.ACCEPT:
            assert report.verdict.reason


def test_phones_are_as_good_and_as_bad_as_phones_are() -> None:
    told = story(NOON)
    fixes = [report.fix for report in told if report.fix]
    assert len(fixes) == len(told) - 1
    assert all(4 <= fix.accuracy_m <= 60 for fix in fixes)
    assert sum(fix.accuracy_m > 50 for fix in fixes) == 3
    assert sum(abs(report.clock_offset_ms) > 5 * 60_000 for report in told) == 4
    assert any(report.fix and report.captured_at - report.fix.fixed_at > timedelta(seconds=30) for report in told)
    assert any(shot.source == "gallery" for report in told for shot in report.shots)
    for report in told:
        if report.fix:
            lon, lat = degrees(report.spot.place)
            assert abs(report.fix.lon - lon) * 91_400 <= report.fix.accuracy_m + 1
            assert abs(report.fix.lat - lat) * 110_960 <= report.fix.accuracy_m + 1


def test_numbers_on_walls_come_from_the_invented_block() -> None:
    numbers = [number for report in story(NOON) for number in report.numbers]
    assert numbers
    assert all(len(number) == 11 and number.startswith("13800000") for number in numbers)


@MOMENTS
def test_an_outbox_arrives_in_the_order_in_which_it_was_filled(now: datetime) -> None:
    for author in ("patrol01", "patrol02"):
        received = [report.received_at for report in story(now) if report.author == author]
        assert received == sorted(received)


def test_the_same_moment_gives_the_same_story() -> None:
    assert story(NOON) == story(NOON)


def test_every_category_is_in_the_catalogue_and_has_the_photos_it_asks_for() -> None:
    catalog = default_catalog()
    for report in story(NOON):
        entry = catalog.entry(report.spot.category)
        assert entry is not None, report.spot.category
        assert len(report.shots) >= entry.photos_min
        if report.spot.cover:
            assert catalog.cover_type(report.spot.cover.type_code) is not None
