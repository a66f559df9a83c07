"""The disk of the photos, or of the database, or of both fills up under way and is made larger: nothing is half there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.campaign import Campaign
from tests.faults.city_server import city_server
from tests.faults.tally import Stopwatch, Tally, record, scaled, seed
from tests.faults.weather import RATES

SERVER = (sys.executable, "-m", "gunicorn", "-c", "python:app.gunicorn_conf", "tests.faults.small_disk:app")
PATROLS, PHONES, KILLS = 4, 8, scaled(2, 3)
REPORTS = {"photos": (40, 500), "database": (60, 500)}
ROOM = {"photos": scaled(300_000, 1_000_000), "database": scaled(200_000, 400_000)}
"""Bytes left when the campaign begins: far less than it needs."""
GROWN = 2 << 30
CALM_RATES = {kind: rate / 4 for kind, rate in RATES.items()}
"""The network's faults stay in play, but it is the disk that is looked at."""


@contextmanager
def own_disk(folder: Path) -> Iterator[Path]:
    """A tmpfs with room. Skips the test where nothing may be mounted."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={GROWN}", "xunjie-small", str(folder)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("needs the right to mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def is_full(folder: Path, full_for_s: float) -> bool:
    """Waits until the disk has had less than a photo's room for a while, with everybody trying."""
    deadline, since = time.monotonic() + 240, None
    while time.monotonic() < deadline:
        disk = os.statvfs(folder)
        if disk.f_bavail * disk.f_frsize > 16 * 1024:
            since = None
        elif since is None:
            since = time.monotonic()
        elif time.monotonic() - since > full_for_s:
            return True
        time.sleep(0.1)
    return False


def settings(server_folder: str, disk: Path) -> dict[str, str]:
    """What lies on the small disk: the photos or the database."""
    if server_folder == "photos":
        return {"STORAGE_URL": (disk / "photos").as_uri()}
    return {"DATABASE_URL": f"sqlite:///{disk / 'xunjie.db'}"}


@pytest.mark.faults
@pytest.mark.parametrize("what", ["photos", pytest.param("database", marks=pytest.mark.fullsize)])
@pytest.mark.parametrize("round_", scaled([1], [1, 2, 3]))
def test_a_full_disk_is_said_and_once_it_has_grown_everything_is_in_and_whole(tmp_path: Path, what: str, round_: int) -> None:
    with own_disk(tmp_path / "disk") as disk, city_server(tmp_path, PATROLS, settings(what, disk), SERVER) as server:
        watch = Stopwatch()
        shrink(disk, ROOM[what])
        campaign = Campaign(server, tmp_path, seed() + round_, scaled(*REPORTS[what]), PHONES, KILLS, rates=CALM_RATES)
        was_full: list[bool] = []

        def fill_then_grow() -> None:
            was_full.append(is_full(disk, full_for_s=2))
            resize(disk, GROWN)

        found = campaign.run(during=fill_then_grow)
        assert was_full == [True]
        assert campaign.counts["answers 507"] > 0
        assert campaign.counts["silent about when to come again"] == 0
        words = f"{what}; {campaign.words}; {campaign.counts['answers 507']:,} answers 507"
        record(Tally("disk full, then grown", words, **found.figures, seconds=watch.seconds), found.sentences)


def shrink(folder: Path, room: int) -> None:
    """Leaves only so many bytes on the disk."""
    disk = os.statvfs(folder)
    resize(folder, (disk.f_blocks - disk.f_bfree) * disk.f_frsize + room)


def resize(folder: Path, size: int) -> None:
    """The disk has this many bytes from now on."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)
