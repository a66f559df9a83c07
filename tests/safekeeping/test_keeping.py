"""The server backs itself up when it is told where, without any other job waiting for it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.config import BadSettings, Settings
from app.core import clock
from app.core.db import db
from app.core.facts import history
from app.safekeeping import keeping, rules
from app.safekeeping.backup import take_backup
from app.safekeeping.keeping import Keeper, begin_backup
from app.safekeeping.snapshots import all_in
from tests.conftest import Phone
from tests.safekeeping.city import Street, settings_in


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Stands in for the backup: a process that ends at once with code 3."""
    processes: list[subprocess.Popen[bytes]] = []

    def begin(_settings: Settings) -> subprocess.Popen[bytes]:
        processes.append(subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]))
        return processes[-1]

    monkeypatch.setattr(keeping, "begin_backup", begin)
    return processes


def test_the_backup_is_a_process_of_its_own_and_moves_the_watermark(
    app: Flask, li: Phone, street: Street, dest: Path, settings: Settings
) -> None:
    street.walk(li, 1)
    assert begin_backup(settings).wait(120) == 0
    db.session.remove()
    (snapshot,) = all_in(dest)
    assert snapshot.manifest.verified
    assert history().watermark == snapshot.manifest.reached > 0


def test_one_is_begun_when_due_and_never_two_at_once(app: Flask, begun: list[subprocess.Popen[bytes]]) -> None:
    keeper, now = Keeper(), clock.now()
    for minutes, expected in ((0, 1), (14, 1), (15, 2), (29, 2), (31, 3)):
        with clock.stopped_at(now + timedelta(minutes=minutes)):
            keeper.tend()
        assert len(begun) == expected
        begun[-1].wait()


def test_while_one_runs_no_other_begins(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper, begun = Keeper(), list[subprocess.Popen[bytes]]()

    def begin(_settings: Settings) -> subprocess.Popen[bytes]:
        begun.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        return begun[-1]

    monkeypatch.setattr(keeping, "begin_backup", begin)
    try:
        for hours in range(3):
            with clock.stopped_at(clock.now() + timedelta(hours=hours)):
                keeper.tend()
        assert len(begun) == 1
    finally:
        for one in begun:
            one.communicate(b"\n")


def test_after_a_restart_a_young_backup_is_not_repeated(app: Flask, dest: Path, begun: list[subprocess.Popen[bytes]]) -> None:
    take_backup(dest)
    Keeper().tend()
    assert begun == []


def test_a_failure_and_a_day_without_a_backup_are_said_in_the_log(
    app: Flask, begun: list[subprocess.Popen[bytes]], caplog: pytest.LogCaptureFixture
) -> None:
    keeper, now = Keeper(), clock.now()
    keeper.tend()
    begun[0].wait()
    for minutes in (1, 20, 59, 62):
        with clock.stopped_at(now + timedelta(days=1, minutes=minutes)):
            keeper.tend()
        begun[-1].wait()
    assert [record.levelname for record in caplog.records].count("CRITICAL") == 2
    assert "failed with code 3" in caplog.text


def test_without_a_place_there_is_nothing_to_do(app: Flask, begun: list[subprocess.Popen[bytes]]) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], backup_dir=None)
    Keeper().tend()
    assert begun == []


@pytest.mark.parametrize("text", ["0", "x", "-1", "1441", "1.5"])
def test_a_rhythm_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings, match="BACKUP_EVERY_MIN"):
        settings_in(tmp_path, BACKUP_EVERY_MIN=text)


def test_all_of_two_days_stay_then_one_a_day_then_one_a_month_for_a_year_and_always_the_newest_verified() -> None:
    now = clock.parse("2026-11-21T12:00:00Z")
    hourly = [now - timedelta(hours=hours) for hours in range(24 * 400)]
    there = sorted(rules.snapshot_name(moment) for moment in hourly)
    verified = {there[0], *there[::7]} - {name for name in there if name >= "20261001"}
    dropped = rules.to_drop(there, verified, now)
    kept = [name for name in there if name not in dropped]
    young = [name for name in kept if now - rules.taken_at(name) <= rules.KEEP_ALL]
    middle = [name for name in kept if rules.KEEP_ALL < now - rules.taken_at(name) <= rules.KEEP_DAILY]
    old = [name for name in kept if now - rules.taken_at(name) > rules.KEEP_DAILY]
    assert len(young) == 49
    assert len({name[:8] for name in middle}) == len(middle) == 29
    assert len({name[:6] for name in old}) == len(old) - (max(verified) not in old) == 12
    assert max(verified) in kept
    assert now - rules.taken_at(kept[0]) <= rules.KEEP_MONTHLY
    assert rules.to_drop(there[:5], {there[0]}, now) == there[1:5], "but the newest verified one"


def test_a_name_tells_its_time_and_nothing_else_is_one() -> None:
    moment = clock.parse("2026-11-21T12:34:56.789Z")
    assert rules.taken_at(rules.snapshot_name(moment)) == moment
    for wrong in ("2026", "20261121T123456789", ".unfinished-20261121T123456789Z", "20261121T123456789Z-x"):
        with pytest.raises(ValueError, match="not a snapshot"):
            rules.taken_at(wrong)
