"""A backup is put back in the middle of a campaign: what came after it is in the phones, and comes again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.cases.report_models import Report
from app.core.db import db
from scripts.serving import flask
from tests.faults.campaign import Campaign
from tests.faults.city_server import GUNICORN, CityServer, city_server
from tests.faults.tally import Stopwatch, Tally, record, scaled, seed

PATROLS = 6


def wait_for(server: CityServer, reports: int) -> None:
    """Returns once so many reports have arrived."""
    with server.opened():
        while (db.session.scalar(select(func.count()).select_from(Report)) or 0) < reports:
            db.session.rollback()
            time.sleep(0.1)


@pytest.mark.faults
def test_a_server_restored_from_a_backup_has_everything_again_once_the_phones_have_offered(tmp_path: Path) -> None:
    reports, phones = scaled((24, 4), (1_000, 40))
    with city_server(tmp_path, PATROLS, command=GUNICORN) as server:
        watch, backups = Stopwatch(), tmp_path / "backups"
        campaign = Campaign(server, tmp_path, seed(), reports, phones, kills=0, keep_photos=True)

        def back_up_and_restore() -> None:
            wait_for(server, reports // 4)
            flask(server.env, "backup", str(backups), "--quiet")
            wait_for(server, reports // 2)
            server.kill()
            flask(server.env, "restore", str(backups), "--replace")
            server.start()

        found = campaign.run(during=back_up_and_restore)
        assert campaign.counts["kills"] == 1
        assert (found.reports, found.photos) == (reports, 3 * reports)
        line = Tally("restored from a backup on the way", campaign.words, **found.figures, seconds=watch.seconds)
        record(line, found.sentences)
