"""The promise as a whole: whatever network, phones and server do, each report is there once, whole and undamaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.campaign import Campaign
from tests.faults.city_server import GUNICORN, SERVE, city_server
from tests.faults.tally import Stopwatch, Tally, record, scaled, seed

PATROLS = 12


@pytest.mark.faults
def test_each_of_n_reports_arrives_once_and_whole_through_every_fault_and_a_dying_server(tmp_path: Path) -> None:
    reports, phones, kills = scaled((300, 20, 8), (10_000, 200, 100_000))
    with city_server(tmp_path, PATROLS, command=scaled(GUNICORN, SERVE)) as server:
        watch = Stopwatch()
        campaign = Campaign(server, tmp_path, seed(), reports, phones, kills)
        found = campaign.run()
        assert campaign.counts["kills"] > 0
        assert campaign.counts["faulted"] > reports
        assert campaign.counts["silent about when to come again"] == 0
        assert (found.reports, found.photos) == (reports, 3 * reports)
        line = Tally("network, crashes, kill -9 of the server", campaign.words, **found.figures, seconds=watch.seconds)
        record(line, found.sentences)
