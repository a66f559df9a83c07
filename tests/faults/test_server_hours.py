"""Bad hours of a server that runs: a locked database, poison among the reports, a clock that is a day off."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.cases.report_models import Report
from app.core import clock
from app.core.db import db
from app.reports.models import Quarantine
from tests.conftest import Phone as Client
from tests.faults.checking import check
from tests.faults.city_server import GUNICORN, CityServer, city_server, free_port
from tests.faults.material import Captured, capture
from tests.faults.phone import Owner, Phone
from tests.faults.proxy import fault_proxy
from tests.faults.tally import Stopwatch, Tally, record, scaled
from tests.reports.sending import deliver, manifest, photo, send, send_photo

DEVICE = "d0d0d0d0-0000-4000-8000-000000000001"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CityServer]:
    """A server that runs, with one patrol."""
    with city_server(tmp_path, 1, {"WEB_CONCURRENCY": "1"}, GUNICORN) as server:
        server.start()
        yield server


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    return Owner("p0", DEVICE, tmp_path / "phone.db", seed=3)


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Somebody else holds the write lock while the block runs, as a careless repair does."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.faults
def test_a_database_that_somebody_else_has_locked_is_waited_for_and_nothing_is_lost(server: CityServer, owner: Owner) -> None:
    watch, reports = Stopwatch(), scaled(1, 3)
    phone = Phone(owner, server.port, 1)
    while not phone.contact():  # signed in before
        continue
    for _ in range(reports):
        phone.capture()
    phone.patience_s = 60  # longer than the server waits for the lock
    with locked(server.data_dir / "xunjie.db"):
        while not phone.notes.counts["answers 503"]:
            assert not phone.contact()
    while not phone.contact():
        continue
    counts = phone.notes.counts
    phone.end()
    server.kill()
    found = check(server, [owner.pocket], set(), None)
    assert (counts["answers 500"], counts["silent about when to come again"], found.reports) == (0, 0, reports)
    words = f"{reports} reports, {counts['answers 503']} answers 503"
    record(Tally("database locked by another process", words, **found.figures, seconds=watch.seconds), found.sentences)


def spoiled(captured: Captured, kind: str) -> Captured:
    """The report as a broken program would have sealed it."""
    body = json.loads(captured.body)
    bodies = {
        "no JSON": b"{" + captured.body,
        "no envelope": json.dumps({**body, "photos": "three"}).encode(),
        "another's id": json.dumps({**body, "report_id": "00000000-0000-4000-8000-000000000000"}).encode(),
        "too large": json.dumps({**body, "note": "x" * 70_000}).encode(),
        "sealed twice": json.dumps({**body, "note": "as it was not sent the first time"}).encode(),
    }
    return replace(captured, body=bodies[kind])


@pytest.mark.faults
def test_poison_among_the_reports_steps_aside_and_all_others_go_through_in_one_pass(
    server: CityServer, owner: Owner, tmp_path: Path
) -> None:
    watch, reports = Stopwatch(), scaled(20, 200)
    kinds = ("no JSON", "no envelope", "another's id", "too large", "sealed twice")
    first, phone = Phone(replace(owner, pocket=tmp_path / "first.db"), server.port, 1), Phone(owner, server.port, 2)
    previous, poison = None, dict(zip(range(1, reports, reports // len(kinds)), kinds, strict=True))
    for seq in range(1, reports + 1):
        captured = capture(owner.seed, DEVICE, seq, previous)
        sealed = spoiled(captured, poison[seq]) if seq in poison else captured
        phone.pocket.save(seq, sealed)
        if poison.get(seq) == "sealed twice":
            first.pocket.save(seq, captured)
        previous = sealed.sha256
    assert first.contact()
    assert phone.contact()  # one pass: nothing waits any more
    parked, delivered = phone.pocket.rows("parked"), phone.pocket.rows("delivered")
    first.end()
    phone.end()
    server.kill()
    with server.opened():
        kept = {(row.report_id, row.sha256) for row in db.session.execute(select(Quarantine.report_id, Quarantine.sha256))}
        there = {(row.id, row.manifest_sha256) for row in db.session.execute(select(Report.id, Report.manifest_sha256))}
    lost = [row.id for row in parked if (row.id, row.sha256) not in kept]
    lost += [row.id for row in delivered if (row.id, row.sha256) not in there]
    assert sorted((row.reason or "")[:3] for row in parked) == ["400", "409", "413", "422", "422"]
    assert len(delivered) == reports - len(kinds)
    words = f"{len(parked)} of {reports} reports"
    record(Tally("poison: 400, 409, 413, 422", words, lost=len(lost), seconds=watch.seconds), lost)


@pytest.mark.faults
def test_a_report_whose_every_request_fails_does_not_hold_up_the_others(server: CityServer, owner: Owner, tmp_path: Path) -> None:
    watch, reports, stuck = Stopwatch(), scaled(4, 50), []
    for life, kind in enumerate(("5xx", "stall", "drop-before", "429")):
        with fault_proxy(free_port(), server.port, 1, tmp_path / "log", {kind: 1.0}) as proxy:
            proxy.aim("/reports/nobody")
            phone = Phone(owner, proxy.port, life)
            for _ in range(reports):
                phone.capture()
            bad = phone.pocket.rows("waiting")[1]
            proxy.aim(f"/reports/{bad.id}")
            assert not phone.contact()
            waiting = [row.id for row in phone.pocket.rows("waiting")]
            proxy.calm()
            stuck += [] if phone.contact() else [f"{kind}: what failed before does not go through now"]
            phone.end()
        stuck += [f"{kind}: {report_id} was held up" for report_id in waiting if report_id != bad.id]
        assert bad.id in waiting
    record(Tally("poison: one report always fails", 4 * reports, stuck=len(stuck), seconds=watch.seconds), stuck)


@pytest.mark.faults
@pytest.mark.parametrize("days", [1, -1])
def test_a_server_clock_that_jumps_by_a_day_loses_no_report_no_order_and_no_login(
    app: Flask, sign_in: Callable[..., Client], days: int
) -> None:
    watch, first, second = Stopwatch(), photo(1), photo(2)
    li, boss = sign_in("li", Role.PATROL), sign_in("boss", Role.SUPERVISOR)
    report = manifest(first, second)
    before = send(li, report).json
    cursor = boss.get("/api/v1/changes").json["cursor"]
    with clock.stopped_at(clock.now() + timedelta(days=days)):
        assert send_photo(li, first).status_code == 201
        deliver(li, photos=(photo(90), photo(180)))
    assert send_photo(li, second).status_code == 201
    after = send(li, report).json
    assert (after["level"], after["missing"]) == ("photos", [])
    kept = ("report_id", "manifest_sha256", "received_at", "commit_seq", "placement")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    told = boss.get(f"/api/v1/changes?cursor={cursor}").json["changes"]
    assert len({change["id"] for change in told}) == 2
    assert [change["seq"] for change in told] == sorted({change["seq"] for change in told})
    record(Tally("clock of the server a day off", 1, seconds=watch.seconds))
