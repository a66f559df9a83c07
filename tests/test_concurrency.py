"""Many connections at once against the real server: one row, one effect, and never a 500.

gunicorn runs with its own configuration (two processes of threads) on the database file of the test.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from app.accounts.rules import Role
from app.cases.models import Case, CaseEvent
from app.cases.report_models import Report, Verdict
from app.core.admission import PHOTO_PLACES
from app.core.changes import Change
from app.core.db import db
from app.photos.models import Photo
from tests.conftest import PASSWORD
from tests.reports.sending import manifest, photo, sealed, sha256

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 8
PATIENCE_S = 60
Call = Callable[[], requests.Response]


@pytest.fixture
def server(app: Flask, add_person: Callable[..., str], tmp_path: Path) -> Iterator[str]:
    """Address of the API of a running server with a patrol and a supervisor."""
    add_person("li", Role.PATROL)
    add_person("boss", Role.SUPERVISOR)
    with app.app_context():
        db.engine.dispose()
    port = free_port()
    settings = app.extensions["settings"]
    env = {**os.environ, "DATA_DIR": str(settings.data_dir), "SECRET_KEY": settings.secret_key, "PORT": str(port)}
    env["DATABASE_URL"] = settings.database_url
    command = [sys.executable, "-m", "gunicorn", "-c", "python:app.gunicorn_conf", "wsgi:app"]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}/api/v1"
            wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(PATIENCE_S)
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def free_port() -> int:
    """A port nobody listens on, below those of outgoing connections."""
    for port in range(23_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port")


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended while starting"
        try:
            if requests.get(f"{address}/meta", timeout=5).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.1)
    raise AssertionError("the server did not answer in time")


def signed_in(server: str, username: str) -> requests.Session:
    """A client with a login session of its own and the header of every write."""
    session = requests.Session()
    session.headers["X-App"] = "1"
    answer = session.post(f"{server}/session", json={"username": username, "password": PASSWORD}, timeout=PATIENCE_S)
    assert answer.status_code == 200, answer.text
    return session


def same_person(session: requests.Session, times: int) -> list[requests.Session]:
    """Connections of their own that share a login session, as the tabs and the worker of one phone do."""
    copies = []
    for _ in range(times):
        copy = requests.Session()
        copy.headers.update(session.headers)
        copy.cookies.update(session.cookies)
        copies.append(copy)
    return copies


def at_once(calls: Sequence[Call]) -> list[requests.Response]:
    """The answers to calls that leave in the same moment."""
    answers: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int, call: Call) -> None:
        start.wait()
        answers[place] = call()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    return answers


def put(connection: requests.Session, server: str, report: dict[str, Any], body: bytes | None = None) -> Call:
    address = f"{server}/reports/{report['report_id']}"
    headers = {"Content-Type": "application/json"}
    return lambda: connection.put(address, data=body or sealed(report), headers=headers, timeout=PATIENCE_S)


def put_photo(connection: requests.Session, server: str, content: bytes) -> Call:
    return lambda: connection.put(f"{server}/photos/{sha256(content)}", data=content, timeout=PATIENCE_S)


def rows(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_eight_connections_send_the_same_report_and_one_is_there(server: str, app: Flask) -> None:
    li = signed_in(server, "li")
    report = manifest(photos=[])
    answers = at_once([put(one, server, report) for one in same_person(li, AT_ONCE)])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: AT_ONCE - 1}
    assert len({answer.text for answer in answers}) == 1
    assert rows(app, Report) == rows(app, Change) == 1


def test_eight_connections_send_everything_of_a_report_at_once_and_it_is_whole(server: str, app: Flask) -> None:
    li = signed_in(server, "li")
    photos = [photo(shade) for shade in (1, 2)]
    report = manifest(*photos)
    calls: list[Call] = []
    for connection in same_person(li, AT_ONCE):
        calls += [put(connection, server, report)]
    for content in photos:  # no more than one process takes at a time, should all of them come to the same one
        calls += [put_photo(connection, server, content) for connection in same_person(li, PHOTO_PLACES // len(photos))]
    answers = at_once(calls)
    assert {answer.status_code for answer in answers} <= {200, 201, 202}
    last = put(li, server, report)()
    assert (last.status_code, last.json()["level"], last.json()["missing"]) == (200, "photos", [])
    assert (rows(app, Report), rows(app, Photo)) == (1, 2)


def test_eight_different_contents_under_one_id_leave_one_and_seven_in_quarantine(server: str, app: Flask) -> None:
    li = signed_in(server, "li")
    report = manifest(photos=[])
    bodies = [sealed({**report, "note": str(number)}) for number in range(AT_ONCE)]
    calls = [put(one, server, report, body) for one, body in zip(same_person(li, AT_ONCE), bodies, strict=True)]
    assert Counter(answer.status_code for answer in at_once(calls)) == {201: 1, 409: AT_ONCE - 1}
    held = [{"id": report["report_id"], "manifest_sha256": sha256(body)} for body in bodies]
    results = li.post(f"{server}/sync/offer", json={"reports": held}, timeout=PATIENCE_S).json()["results"]
    assert Counter(result["status"] for result in results) == {"complete": 1, "conflict": AT_ONCE - 1}
    assert rows(app, Report) == 1


def test_eight_verdicts_at_once_make_one_case(server: str, app: Flask) -> None:
    li, boss = signed_in(server, "li"), signed_in(server, "boss")
    report = manifest(photos=[])
    put(li, server, report)()
    address = f"{server}/reports/{report['report_id']}/verdict"

    def accept(connection: requests.Session) -> Call:
        return lambda: connection.post(address, json={"verdict": "accept"}, timeout=PATIENCE_S)

    answers = at_once([accept(one) for one in same_person(boss, AT_ONCE)])
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: AT_ONCE - 1}
    assert (rows(app, Case), rows(app, CaseEvent), rows(app, Verdict)) == (1, 1, 1)


def test_cases_accepted_at_once_get_numbers_without_gap_or_repeat(server: str, app: Flask) -> None:
    li, boss = signed_in(server, "li"), signed_in(server, "boss")
    reports = [manifest(photos=[]) for _ in range(AT_ONCE)]
    sent = at_once([put(one, server, report) for one, report in zip(same_person(li, AT_ONCE), reports, strict=True)])
    assert {answer.status_code for answer in sent} == {201}
    sequence = sorted(answer.json()["commit_seq"] for answer in sent)
    assert sequence == list(range(sequence[0], sequence[0] + AT_ONCE))

    def accept(connection: requests.Session, report: dict[str, Any]) -> Call:
        address = f"{server}/reports/{report['report_id']}/verdict"
        return lambda: connection.post(address, json={"verdict": "accept"}, timeout=PATIENCE_S)

    judged = at_once([accept(one, report) for one, report in zip(same_person(boss, AT_ONCE), reports, strict=True)])
    assert {answer.status_code for answer in judged} == {200}
    numbers = sorted(answer.json()["case_no"][-5:] for answer in judged)
    assert numbers == [f"{number:05d}" for number in range(1, AT_ONCE + 1)]


def test_a_reader_of_the_feed_misses_nothing_while_eight_write(server: str, app: Flask) -> None:
    li, boss = signed_in(server, "li"), signed_in(server, "boss")
    reports = [manifest(photos=[]) for _ in range(5 * AT_ONCE)]
    seen: list[str] = []
    written = threading.Event()

    def follow() -> None:
        cursor = None
        while True:
            last_round = written.is_set()
            params = {"cursor": cursor, "limit": 7} if cursor else {"limit": 7}
            stretch = boss.get(f"{server}/changes", params=params, timeout=PATIENCE_S).json()
            seen.extend(change["id"] for change in stretch["changes"])
            cursor = stretch["cursor"]
            if last_round and not stretch["has_more"]:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    writers = same_person(li, AT_ONCE)
    groups = [reports[place::AT_ONCE] for place in range(AT_ONCE)]

    def send_all(connection: requests.Session, group: list[dict[str, Any]]) -> Call:
        return lambda: [put(connection, server, report)() for report in group][-1]

    answers = at_once([send_all(one, group) for one, group in zip(writers, groups, strict=True)])
    written.set()
    reader.join(PATIENCE_S)
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(seen) == sorted(report["report_id"] for report in reports)
