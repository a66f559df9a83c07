"""A server that comes back from yesterday's backup: phones bring again what it forgot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.machines import Server
from tests.faults.browser.arrivals import arrived_from, reckon
from tests.faults.browser.bench import Workshop
from tests.faults.tally import Stopwatch, scaled
from tests.faults.test_browser_export import flask

pytestmark = [pytest.mark.browser, pytest.mark.faults]


@pytest.mark.fullsize  # test_restore_campaign.py has the server, pwa/src/sync/engine.test.ts the phone
def test_what_came_after_the_backup_is_brought_again(workshop: Workshop, tmp_path: Path) -> None:
    watch = Stopwatch()
    later = scaled(2, 5)
    phone = workshop.phone()
    phone.report(1, "备份之前")
    phone.note_hashes()
    phone.wait_until_sent()
    backup, restored = tmp_path / "backup", Server(tmp_path / "restored")
    flask(workshop.server, "backup", str(backup))
    for number in range(later):
        phone.report(2, f"备份之后 {number}")
        phone.note_hashes()
    phone.wait_until_sent()
    assert len(arrived_from(workshop.server, phone.devices)) == later + 1
    flask(workshop.server, "restore", str(backup), "--into", str(restored.data_dir))
    assert len(arrived_from(restored, phone.devices)) == 1, "the backup knows nothing of what came later"
    restored.start()
    try:
        phone.gate.server_port = restored.port
        phone.restart_app()
        phone.wait_until(lambda: len(arrived_from(restored, phone.devices)) == later + 1)
        phone.wait_until_sent()
        found = reckon(restored, phone.devices, phone.saved, phone.hashed)
    finally:
        restored.stop()
    found.close("server restored from a backup", f"{later} reports after it", watch)
