"""What the kernel was asked to do before each answer left: flushed, named, the name flushed, the row flushed, answered.

The real server runs under strace. A request is served by one thread, so the calls of each thread are in order.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.city_server import GUNICORN, city_server
from tests.faults.phone import Owner, Phone
from tests.faults.pocket import Row

CALLS = "fsync,fdatasync,rename,renameat,renameat2,sendto,sendmsg,write,writev"
STRACE = ("strace", "-ff", "-y", "-qq", "-s", "48", "--seccomp-bpf", "-e", f"trace={CALLS}", "-e", "signal=none")
SYNCED = re.compile(r"^f(?:data)?sync\(\d+<([^>]+)>\)\s+= 0$")
RENAMED = re.compile(r"^rename\w*\((?:[^\"]*)\"([^\"]+)\", (?:[^\"]*)\"([^\"]+)\"(?:, \w+)?\)\s+= 0$")
ANSWERED = re.compile(r"^(?:sendto|sendmsg|write|writev)\(.*\"HTTP/1\.1 (\d{3}) ")
REPORTS = 3


@dataclass(frozen=True)
class Call:
    """A call that succeeded: `synced` what, `renamed` what to what, `answered` with which status."""

    synced: str = ""
    renamed: tuple[str, str] = ("", "")
    answered: int = 0


def calls(trace: str) -> Iterator[Call]:
    for line in trace.splitlines():
        if found := SYNCED.match(line):
            yield Call(synced=found[1])
        elif found := RENAMED.match(line):
            yield Call(renamed=(found[1], found[2]))
        elif found := ANSWERED.match(line):
            yield Call(answered=int(found[1]))


def answers(folder: Path) -> Iterator[list[Call]]:
    """For each answer what its thread did since the one before; the answer is the last call."""
    for trace in sorted(folder.glob("trace.*")):
        since: list[Call] = []
        for call in calls(trace.read_text("utf-8", "replace")):
            since.append(call)
            if call.answered:
                yield since
                since = []


def photo_fault(done: list[Call], sha256: str) -> str | None:
    """What was not done in order before a photo was acknowledged."""
    placed = next((at for at, call in enumerate(done) if call.renamed[1].endswith(f"/{sha256}")), None)
    if placed is None:
        return "it was not renamed into place"
    source, target = done[placed].renamed
    if source not in {call.synced for call in done[:placed]}:
        return "its bytes were not flushed before it got its name"
    named = next((at for at, call in enumerate(done) if at > placed and call.synced == str(Path(target).parent)), None)
    if named is None:
        return "its name was not flushed before the answer"
    return None if flushed(done[named:]) else "its row was not flushed after its file"


def keys_fault(answers: list[list[Call]]) -> str | None:
    """Whether the thread that made the keys of these few photos had them on the disk before it wrote a photo."""
    made = [since for since in answers if any(call.synced.endswith("content-keys.db-wal") for call in since)]
    if len(made) != 1:
        return f"keys were made {len(made)} times"
    order = [call for call in made[0] if call.synced.endswith("content-keys.db-wal") or ".incoming/" in call.synced]
    return None if order[0].synced.endswith("-wal") else "a photo was written before its key was flushed"


def flushed(done: list[Call]) -> bool:
    """Whether the log of the database reached the disk."""
    return any(call.synced.endswith("xunjie.db-wal") for call in done)


def test_nothing_is_acknowledged_before_it_is_on_the_disk(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace (Debian package strace)")
    traces = tmp_path / "traces"
    traces.mkdir()
    command = (*STRACE, "-o", str(traces / "trace"), *GUNICORN)
    with city_server(tmp_path, 1, {"WEB_CONCURRENCY": "1"}, command) as server:
        server.start()
        sent = send_some(Owner("p0", "5c0de5c0-0000-4000-8000-000000000001", tmp_path / "phone.db", 7), server.port)
        server.kill()
    done = list(answers(traces))
    photos = {photo["sha256"] for row in sent for photo in json.loads(row.body)["photos"]}
    stored = {Path(call.renamed[1]).name: since for since in done for call in since if call.renamed[1]}
    assert photos <= stored.keys()
    assert keys_fault(done) is None
    for sha256 in photos:
        assert stored[sha256][-1].answered == 201
        assert photo_fault(stored[sha256], sha256) is None
    filed = [since for since in done if since[-1].answered == 202]
    assert len(filed) == REPORTS
    assert all(flushed(since) for since in filed)


def send_some(owner: Owner, port: int) -> list[Row]:
    """A phone captures some reports and gets rid of them."""
    phone = Phone(owner, port, 1)
    for _ in range(REPORTS):
        phone.capture()
    while not phone.contact():
        continue
    rows = phone.pocket.rows()
    phone.end()
    assert [row.state for row in rows] == ["delivered"] * REPORTS
    return rows
