"""Many phones come back at once: nothing is lost or doubled, nobody honest is refused. How fast is `make herd`'s matter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scripts.bench.herd import Size, measure
from scripts.bench.soak import ROUND, soak
from tests.faults.tally import Stopwatch, Tally, record, scaled

pytestmark = pytest.mark.faults


def test_a_herd_that_comes_back_at_once_is_served_to_the_last_report(tmp_path: Path) -> None:
    watch = Stopwatch()
    size = scaled(Size(phones=20, reports=2, spread_s=1.0), Size(phones=200, reports=10, spread_s=5.0))
    outcome = measure(size, tmp_path)
    assert outcome.faults() == []
    assert outcome.found.sent >= size.phones * size.reports
    said = outcome.said["statuses"]
    record(
        Tally(
            "herd returns at once",
            f"{size.phones} phones, {said.get('503', 0)} told to come again",
            lost=outcome.found.lost,
            duplicated=outcome.found.doubled,
            damaged=outcome.found.not_in_store,
            stuck=outcome.found.not_whole,
            seconds=watch.seconds,
        )
    )


def test_load_with_kills_leaves_feed_tables_and_store_as_one(tmp_path: Path) -> None:
    watch = Stopwatch()
    soaked, wrong = soak(scaled(0.02, 3.0), tmp_path, scaled(replace(ROUND, phones=6, reports=2), ROUND))
    assert wrong == []
    assert soaked.kills > 0
    record(Tally("steady load, server killed", f"{soaked.kills} kills, {len(soaked.sent)} reports", seconds=watch.seconds))
