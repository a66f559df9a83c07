"""A city whose photos move into a bucket in the middle of the day, while storage, server and mover are killed again and again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from app.accounts.rules import Role
from app.accounts.service import add_person
from app.core import clock
from app.core.transaction import in_transaction
from app.photos.blobs import PREFIXES
from app.photos.shelf import shelf
from app.photos.two_places import TwoPlaces
from app.safekeeping.backup import take_backup
from tests.conftest import PASSWORD
from tests.faults.campaign import Campaign
from tests.faults.city_server import GUNICORN, ROOT, CityServer, PowerSwitch, city_server
from tests.faults.tally import Stopwatch, Tally, record, seed
from tests.faults.test_restore_campaign import wait_for
from tests.photos.swift import LOGIN, Swift
from tests.safekeeping.city import Street, opened, settings_in, typed
from tests.safekeeping.conftest import signed_in

PATROLS, REPORTS, PHONES = 6, 120, 8
SERVER_KILLS, STORAGE_KILLS = 6, 12
USUAL_START_S = 2.0
"""What the storage needs to start on an idle machine; where it takes longer it is left alone as much longer."""
MOVER = (sys.executable, "-m", "flask", "--app", "wsgi", "photos", "move")
MOST_MOVERS = 200


def move_with_kills(server: CityServer, dice: Random, counts: Counter[str]) -> None:
    """Movers are killed one after another, later and later, until one comes to its end."""
    for patience in range(MOST_MOVERS):
        mover = subprocess.Popen(MOVER, cwd=ROOT, env=server.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            said, _ = mover.communicate(timeout=dice.uniform(1.0, 2.0 + patience))
        except subprocess.TimeoutExpired:
            mover.kill()
            mover.communicate()
            counts["movers killed"] += 1
            continue
        if mover.returncode == 0:
            assert "remove STORAGE_FROM" in said, said
            return
        counts["movers told to wait"] += 1
    raise AssertionError("no mover came to its end")


@contextmanager
def dying(swift: Swift, dice: Random, counts: Counter[str]) -> Iterator[None]:
    """The storage is killed every few seconds and away for a moment; in the end it is up."""
    enough = threading.Event()

    def kill_and_start() -> None:
        slowness = 1.0
        for _ in range(STORAGE_KILLS):
            if enough.wait(slowness * dice.uniform(2.0, 5.0)):
                return
            swift.kill()
            counts["storage killed"] += 1
            enough.wait(dice.uniform(0.0, 1.5))
            began = time.monotonic()
            swift.start()
            slowness = max(1.0, (time.monotonic() - began) / USUAL_START_S)

    killer = threading.Thread(target=kill_and_start)
    killer.start()
    try:
        yield
    finally:
        enough.set()
        killer.join()


@pytest.mark.fullsize
def test_photos_that_move_into_a_bucket_under_kills_are_all_there(tmp_path: Path, swift: Swift) -> None:
    watch, dice, counts = Stopwatch(), Random(seed()), Counter[str]()
    with city_server(tmp_path, PATROLS, LOGIN, command=GUNICORN) as server:
        campaign = Campaign(server, tmp_path, seed(), REPORTS, PHONES, kills=0)

        def move_house() -> None:
            wait_for(server, REPORTS // 3)
            server.kill()
            server.env |= {"STORAGE_URL": swift.url(), "STORAGE_FROM": (server.data_dir / "photos").as_uri()}
            server.start()
            with dying(swift, Random(seed() + 1), counts), PowerSwitch(server, seed(), SERVER_KILLS):
                move_with_kills(server, dice, counts)

        found = campaign.run(during=move_house)
        assert (found.reports, found.photos) == (REPORTS, 3 * REPORTS)
        with server.opened():
            places = shelf().store.blobs
            assert isinstance(places, TwoPlaces)
            assert [lying for prefix in PREFIXES for lying in places.old.walk(prefix)] == []
        words = f"{campaign.words}; {', '.join(f'{count} {what}' for what, count in sorted(counts.items()))}"
        line = Tally("moved into a bucket on the way", words, **found.figures, seconds=watch.seconds)
        record(line, found.sentences)


@pytest.mark.fullsize
def test_a_city_in_a_bucket_comes_back_whole_when_machine_and_bucket_have_burnt_down(tmp_path: Path, swift: Swift) -> None:
    watch, street, place, backups = Stopwatch(), Street(), swift.place(), tmp_path / "backups"
    env = {"STORAGE_URL": swift.address(place), "BACKUP_DIR": str(backups), **LOGIN}
    settings = settings_in(tmp_path / "data", **env)
    with opened(settings) as app:
        in_transaction(lambda: add_person("li", "", (Role.PATROL,), PASSWORD, clock.now()))
        ids = street.walk(signed_in(app), 5)
        assert take_backup(backups).lost == []
    shutil.rmtree(settings.data_dir)
    for one in swift.client().list_objects_v2(Bucket=place.bucket)["Contents"]:
        swift.client().delete_object(Bucket=place.bucket, Key=one["Key"])
    settings.data_dir.mkdir()
    with opened(settings) as fresh:
        code, said = typed(fresh, "restore", str(backups))
        assert (code, "nothing is damaged" in said) == (0, True), said
        assert {name: shelf().store.read(name) for name in street.photos} == street.photos
        assert street.offer_everything(signed_in(fresh)) == dict.fromkeys(ids, "backed-up")
    counted = f"{len(ids)} reports, {len(street.photos)} photos"
    record(Tally("restored into an emptied bucket", counted, seconds=watch.seconds))
