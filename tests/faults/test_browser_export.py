"""Unsent work that leaves the phone as a file: sealed, whole, and counted once however it arrives."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.e2e.machines import ROOT, Server
from tests.faults.browser.arrivals import arrived_from, reckon
from tests.faults.browser.bench import Workshop
from tests.faults.tally import Stopwatch, scaled

pytestmark = [pytest.mark.browser, pytest.mark.faults]

WORDS = "不能让别人读到的一句话"


def flask(server: Server, *arguments: str) -> str:
    """Output of a command against the server's folder, as somebody at the server types it."""
    env = {**os.environ, "DATA_DIR": str(server.data_dir), "PORT": str(server.port), "DEMO": "1", "FLASK_APP": "wsgi"}
    command = [sys.executable, "-m", "flask", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_export_made_offline_and_signed_out_arrives_once(workshop: Workshop, tmp_path: Path) -> None:
    watch = Stopwatch()
    reports = scaled(2, 6)
    phone = workshop.phone()
    phone.device.lose_signal()
    for _ in range(reports):
        phone.report(2, WORDS)
    phone.note_hashes()
    phone.device.context.clear_cookies()  # type: ignore[union-attr]
    phone.sign_out()
    phone.restart_app()
    phone.find("login-outbox").click()
    with phone.page.expect_download() as download:
        phone.find("export").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    check_sealed(file, phone.saved)

    said = flask(workshop.server, "hand-in", str(file), "--courier", "supervisor01")
    assert "not taken" not in said
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    by_file = arrived_from(workshop.server, phone.devices)

    phone.device.find_signal()
    phone.page.goto(phone.device.url + "/login")
    phone.sign_in("patrol01")
    phone.wait_until_sent()
    reckon(workshop.server, phone.devices, phone.saved, phone.hashed, found)
    assert [report.id for report in arrived_from(workshop.server, phone.devices)] == [report.id for report in by_file]
    assert "was here already" in flask(workshop.server, "hand-in", str(file), "--courier", "supervisor01")
    found.close("export handed in, then sent as well", f"{reports} reports", watch)


def check_sealed(file: Path, report_ids: list[str]) -> None:
    """One entry per report and photo, and nothing of what was written in the clear."""
    with zipfile.ZipFile(file) as export:
        names = export.namelist()
        everything = b"".join(export.read(name) for name in names if name != "README.txt")
        assert b"README.txt" in file.read_bytes()
        assert all(export.read(name).startswith(b"XJX1") for name in names if name != "README.txt")
    for report_id in report_ids:
        assert any(name.endswith(f"-{report_id}.report") for name in names)
    assert sum(name.endswith(".photo") for name in names) >= len(report_ids)
    assert WORDS.encode() not in everything
    assert b"manifest" not in everything
    assert b"\xff\xd8\xff\xe0\x00\x10JFIF" not in everything
