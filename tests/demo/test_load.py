"""Loading the demo city: complete, through the product's own paths, again without effect, never among other people."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import service as accounts
from app.accounts.rules import Actor, Role
from app.areas import queries as areas
from app.cases.models import Case
from app.cases.queries import events_of
from app.cases.report_models import Report, ReportPhoto, Verdict
from app.cases.rules import Verb
from app.cases.sealing import manifest_bytes
from app.core.days import city_day
from app.core.db import Model, db
from app.core.facts import epoch
from app.core.transaction import in_transaction
from app.demo import history, pledging, settling
from app.demo.city import ADCODE, ROADS
from app.demo.enrolled import enrol
from app.demo.gate import DemoIsOff, OtherPeopleHere
from app.demo.load import Loaded, load_demo, reset_demo
from app.demo.people import PATROLS, PEOPLE, SUPERVISOR
from app.demo.phones import PHONES, phone_id
from app.demo.sealing import report_id
from app.demo.settling import DEPTH_M
from app.demo.shops import shops
from app.demo.told import Judgement, Told
from app.photos.shelf import shelf
from app.pledges.models import Pledge, ShopStanding
from app.pledges.rules import How
from app.pledges.standings import word_of
from app.proof.rows import faults
from app.reports import device_watch
from app.reports.attention import Reason
from app.reports.chain import size
from app.shops.models import Shop
from app.shops.placing import is_office
from app.shops.queries import pack_shops
from app.shops.sealing import contact_of
from tests.demo.conftest import NOON, empty_city, short_courses


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Flask]:
    """An empty database of a demo, its context pushed."""
    app = empty_city(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


WAITING = ("pending", "verifying", "to-amend")
URGENT = ("manhole_missing", "manhole_displaced")


def rows() -> dict[str, int]:
    """How many rows every table has."""
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in Model.metadata.sorted_tables}


def findings() -> int:
    """How many reports there are that are no replies."""
    return db.session.scalar(select(func.count()).select_from(Report).where(Report.reply_to.is_(None))) or 0


def visited() -> set[str]:
    """Keys of the shops that a patrol had sign, or asked to."""
    asked = set(db.session.scalars(select(Report.reply_to).where(Report.reply_to.is_not(None))))
    return {shop.key for shop in shops() if settling.shop_id(shop) in asked}


def report_of(told: Told) -> Report:
    return db.session.get_one(Report, report_id(told.index))


def test_everything_of_the_plan_is_there(loaded: tuple[Flask, Loaded], short: tuple[Told, ...]) -> None:
    counts = loaded[1]
    assert (counts.people, counts.shops, counts.reports) == (len(PEOPLE), len(shops()), len(short))
    assert counts.segments >= sum(road.carriageways for road in ROADS)
    assert counts.cells > 150


def test_segments_have_the_products_own_codes_and_every_road_is_named(loaded: tuple[Flask, Loaded]) -> None:
    version = areas.current_version()
    assert version is not None
    segments = areas.segments_of(version.id)
    assert all(re.fullmatch(rf"{ADCODE}-000-R\d{{3}}-S\d{{2}}", segment.code) for segment in segments)
    for road in ROADS:
        assert any((segment.name or "").startswith(road.name) for segment in segments), road.name


def test_every_shop_is_on_a_segment_of_its_road(loaded: tuple[Flask, Loaded]) -> None:
    index = areas.current_index()
    for shop in pack_shops():
        placement = index.place(*shop["point"], 1.0)
        assert placement.segment is not None
        assert (placement.segment.name or "").startswith(shop["street"])
        assert not shop["door"].startswith(shop["street"])
        assert placement.cell is not None


def test_every_shop_has_its_ground_beside_others_its_street_and_somebody_who_answers(loaded: tuple[Flask, Loaded]) -> None:
    for shop in db.session.scalars(select(Shop)):
        assert shop.frontage is not None
        assert (shop.depth_m, shop.contact is not None) == (DEPTH_M, True)
        assert is_office(shop.street_unit or "")
        number = contact_of(shop)
        assert number is not None
        assert (number.phone or "").startswith("0371555")


def test_the_server_places_reports_mostly_on_the_road_they_were_taken_at(
    loaded: tuple[Flask, Loaded], short: tuple[Told, ...]
) -> None:
    right = 0
    for told in short:
        placement = report_of(told).placement
        assert placement["cell"] is not None
        right += (placement["segment"]["name"] or "").startswith(told.spot.road)
    assert right > 0.7 * len(short)


def test_reports_and_photos_came_as_phones_send_them(loaded: tuple[Flask, Loaded], short: tuple[Told, ...]) -> None:
    for told in short:
        report = report_of(told)
        assert report.received_at == told.received_at
        assert report.author_confirmed
        links = db.session.scalars(select(ReportPhoto).where(ReportPhoto.report_id == report.id)).all()
        assert [link.role for link in sorted(links, key=lambda link: link.place)] == [shot.role for shot in told.shots]
        assert all(link.stored and shelf().store.has(link.sha256) for link in links)


def test_verdicts_and_cases_are_as_told(loaded: tuple[Flask, Loaded], short: tuple[Told, ...]) -> None:
    status = {Judgement.ACCEPT: "accepted", Judgement.REJECT: "rejected", Judgement.DUPLICATE: "duplicate"}
    for told in short:
        report = report_of(told)
        assert report.status in ([status[told.verdict.judgement]] if told.verdict else WAITING)
        case = db.session.scalars(select(Case).where(Case.case_no == report.case_no)).one_or_none()
        joined = report.status in ("accepted", "duplicate")
        assert (case is not None) == (joined or (report.status == "pending" and told.spot.category in URGENT))
        if case is not None:
            assert case.case_no.startswith(ADCODE)
            assert not told.handled_on_spot or case.state == "closed"
    given = db.session.scalars(select(Verdict).where(Verdict.verdict.in_(status))).all()
    assert Counter(verdict.at for verdict in given) == Counter(told.verdict.at for told in short if told.verdict)


def test_every_deed_of_a_course_is_in_the_timeline_at_its_moment(loaded: tuple[Flask, Loaded], short: tuple[Told, ...]) -> None:
    found = short_courses(short, NOON)
    assert {Verb.ARRIVE, Verb.CHECK_FAIL, Verb.APPROVE, Verb.CLOSE} <= {course[-1].verb for course in found.values() if course}
    for index, course in found.items():
        case_no = db.session.get_one(Report, report_id(index)).case_no
        assert case_no is not None
        events = [one for one in events_of([case_no])[case_no] if one.by_id is not None and one.kind in set(Verb)]
        by_rule = [one for one in events if one.facts.get("by_itself")]
        assert [(one.kind, one.at) for one in events if one not in by_rule] == [(deed.verb, deed.at) for deed in course]
        with_photos = [one for one in events if one.facts.get("report_id")]
        assert len(with_photos) == sum(bool(deed.pictures) for deed in course)


def test_the_bureaus_books_are_kept(loaded: tuple[Flask, Loaded]) -> None:
    kept = rows()
    for table in ("campaign", "notice_template", "notice_basis", "complaint", "complaint_answer", "issue", "message"):
        assert kept[table] > 0, table


def test_what_was_odd_is_flagged_and_no_manifest_is_unreadable(loaded: tuple[Flask, Loaded], short: tuple[Told, ...]) -> None:
    flags = {told.index: set(report_of(told).flags) for told in short}
    assert all("clock-skew" in flags[index] for index in (31, 32))
    assert any("shop-closed" in flags[told.index] for told in short if told.spot.key == "spot-closed")
    assert any("duplicate-suspected" in found for found in flags.values())
    strange = {"unreadable-field", "unknown-category", "unknown-schema", "photos-too-few", "courier", "choice-not-offered"}
    assert not any(found & strange for found in flags.values())


def test_a_second_load_changes_nothing(loaded: tuple[Flask, Loaded]) -> None:
    before = rows()
    assert load_demo(NOON + timedelta(days=2)) == Loaded(0, 0, 0, 0, 0)
    assert rows() == before


def test_a_load_that_was_cut_off_goes_on_with_the_story_of_the_day_it_began(
    city: Flask, short: tuple[Told, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []
    judge = history._judge

    def give_three_then_die(told: Told, supervisor: Actor) -> None:
        judged.append(told.index)
        if len(judged) > 3:
            raise KeyboardInterrupt
        judge(told, supervisor)

    with monkeypatch.context() as patch:
        patch.setattr(history, "_judge", give_three_then_die)
        with pytest.raises(KeyboardInterrupt):
            load_demo(NOON)
    there = findings()
    assert 0 < there < len(short)
    assert load_demo(NOON + timedelta(hours=5)).reports == len(short) - there
    for told in short:
        report = report_of(told)
        assert report.received_at == told.received_at
        assert (report.status in WAITING) == (told.verdict is None)
    _check_chains(short)


def _check_chains(short: tuple[Told, ...]) -> None:
    """Every phone's manifests are numbered from 1 and name the one before."""
    for author in PATROLS:
        before = None
        for seq, report in enumerate((report_of(told) for told in short if told.author == author), start=1):
            manifest = json.loads(manifest_bytes(report))
            assert (manifest["device_seq"], manifest["prev_manifest_sha256"]) == (seq, before)
            before = report.manifest_sha256


def test_other_peoples_databases_are_left_alone(city: Flask) -> None:
    in_transaction(lambda: accounts.add_person("li", "李", [Role.ADMIN], "a long enough password", NOON))
    before = rows()
    for work in (load_demo, reset_demo):
        with pytest.raises(OtherPeopleHere):
            work(NOON)
    assert rows() == before


def test_without_demo_nothing_is_loaded(tmp_path: Path) -> None:
    with empty_city(tmp_path, demo="0").app_context():
        before = rows()
        with pytest.raises(DemoIsOff):
            load_demo(NOON)
        assert rows() == before
        db.engine.dispose()


def test_reset_starts_a_new_history_without_the_old_photos(city: Flask, short: tuple[Told, ...]) -> None:
    load_demo(NOON)
    first, photos = epoch(), set(db.session.scalars(select(ReportPhoto.sha256)))
    counts = reset_demo(NOON + timedelta(hours=30))
    assert counts.reports == findings()
    assert epoch() != first
    kept = set(db.session.scalars(select(ReportPhoto.sha256)))
    assert photos - kept
    assert not any(shelf().store.has(sha256) for sha256 in photos - kept)
    assert all(shelf().store.has(sha256) for sha256 in kept)


def test_the_command_says_that_nothing_is_missing(loaded: tuple[Flask, Loaded]) -> None:
    answer = loaded[0].test_cli_runner().invoke(args=["demo", "load"])
    assert (answer.exit_code, answer.output) == (0, "The demo city is there already.\n")


def test_the_sync_room_has_something_of_everything_to_show(loaded: tuple[Flask, Loaded]) -> None:
    watcher = settling.actors()[SUPERVISOR]
    found = {one.device.id: one for one in device_watch.standings(watcher, NOON)}
    assert set(found) == {phone_id(phone) for phone in PHONES}
    for phone in PHONES:
        one = found[phone_id(phone)]
        expected = (phone.waits, phone.missing, phone.lost)
        assert (size(one.chain.waiting), size(one.chain.missing), size(one.chain.lost)) == expected, phone.name
    reasons = {reason for one in found.values() for reason in one.reasons}
    assert reasons >= {Reason.LOSS, Reason.GAP, Reason.OVERDUE, Reason.WAITING, Reason.TROUBLE}
    assert any(not one.reasons for one in found.values())


def test_shops_have_signed_in_every_standing_by_the_way_a_phone_takes(loaded: tuple[Flask, Loaded]) -> None:
    found = Counter(str(word_of(row, city_day(NOON))) for row in db.session.scalars(select(ShopStanding)))
    assert found["active"] + found["expiring"] > 0
    at_the_door = set(db.session.scalars(select(Report.id).where(Report.reply_to.is_not(None))))
    pledges = db.session.scalars(select(Pledge)).all()
    assert any(pledge.id in at_the_door for pledge in pledges)
    for pledge in pledges:
        assert pledge.doubts == [], pledge.doubts
        assert (pledge.number is not None) == (pledge.filed_at is not None)
        if pledge.id in at_the_door:
            report = db.session.get_one(Report, pledge.id)
            assert (report.reply_to, report.sealed) == (pledge.shop_id, True)
        else:  # behind its plate nobody photographs, and the code was the confirmation
            assert (pledge.confirmed_how, pledge.photos["front"]) == (How.CODE, [])


def test_about_half_of_the_shops_of_every_street_have_signed(loaded: tuple[Flask, Loaded]) -> None:
    standings = {row.shop_id: str(word_of(row, city_day(NOON))) for row in db.session.scalars(select(ShopStanding))}
    streets: dict[str, list[bool]] = {}
    for shop in db.session.scalars(select(Shop).where(Shop.status == "open", Shop.street_unit.is_not(None))):
        streets.setdefault(str(shop.street_unit), []).append(standings.get(shop.id) in {"active", "expiring"})
    assert len(streets) == 4
    assert all(0.3 < sum(held) / len(held) < 0.7 for held in streets.values())
    assert set(standings.values()) >= {"active", "expiring", "expired", "confirmed"}


def test_the_log_vouches_for_what_was_loaded(loaded: tuple[Flask, Loaded]) -> None:
    looked_at: Counter[str] = Counter()
    assert list(faults(looked_at)) == []
    assert looked_at["rows in the log"] > db.session.scalars(select(func.count()).select_from(Pledge)).one()


def test_nobody_signs_twice_when_a_load_goes_on(loaded: tuple[Flask, Loaded]) -> None:
    before = rows()
    assert in_transaction(lambda: enrol(visited(), settling.actors(), pledging.CODE, NOON)) == 0
    assert rows() == before
