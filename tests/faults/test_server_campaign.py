"""The promise as a whole: whatever network, phones and server do, each report is there once, whole and undamaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import DURABLE, QUICK, cluster
from tests.faults.campaign import Campaign
from tests.faults.city_server import GUNICORN, SERVE, city_server
from tests.faults.tally import Stopwatch, Tally, record, scaled, seed

PATROLS = 12


def run(campaign: Campaign, fault: str) -> None:
    """Runs it and records what became of every report."""
    watch = Stopwatch()
    found = campaign.run()
    assert campaign.counts["kills"] > 0
    assert campaign.counts["faulted"] > campaign.reports
    assert campaign.counts["silent about when to come again"] == 0
    assert (found.reports, found.photos) == (campaign.reports, 3 * campaign.reports)
    record(Tally(fault, campaign.words, **found.figures, seconds=watch.seconds), found.sentences)


@pytest.mark.faults
def test_each_of_n_reports_arrives_once_and_whole_through_every_fault_and_a_dying_server(tmp_path: Path) -> None:
    reports, phones, kills = scaled((48, 8, 2), (10_000, 200, 100_000))
    with city_server(tmp_path, PATROLS, command=scaled(GUNICORN, SERVE)) as server:
        run(Campaign(server, tmp_path, seed(), reports, phones, kills), "network, phone crashes, kill -9 of the server")


@pytest.mark.faults
@pytest.mark.fullsize
def test_the_same_holds_on_postgresql(tmp_path: Path) -> None:
    """At full size by the command a city starts, which refuses a database that may forget what it confirmed."""
    reports, phones, kills = scaled((16, 4, 2), (2_000, 50, 100_000))
    with cluster(**scaled(QUICK, DURABLE)) as running:
        settings = {"DATABASE_URL": running.url(running.create())}
        with city_server(tmp_path, PATROLS, settings, scaled(GUNICORN, SERVE)) as server:
            run(Campaign(server, tmp_path, seed(), reports, phones, kills), "the same on PostgreSQL")
