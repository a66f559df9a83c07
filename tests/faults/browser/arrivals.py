"""What really arrived: read from the server's own database and photo folder, not through its answers."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field

from app.photos.folder_blobs import FolderBlobs
from app.photos.keyring import FILE, Keyring
from app.photos.store import Store
from tests.e2e.machines import Server
from tests.faults.tally import Stopwatch, Tally, record


@dataclass(frozen=True)
class Arrived:
    """A report on the server. `photos` are the hashes it names, `stored` those of them that are in place."""

    id: str
    device_id: str | None
    device_seq: int | None
    author_id: str
    courier_id: str
    note: str
    flags: list[str]
    manifest_sha256: str
    photos: list[str]
    stored: list[str]


def arrived_from(server: Server, device_ids: Iterable[str]) -> list[Arrived]:
    """Every report these devices sealed, in the order of arrival."""
    wanted = list(device_ids)
    marks = ",".join("?" * len(wanted))
    with closing(sqlite3.connect(f"file:{server.data_dir / 'xunjie.db'}?mode=ro", uri=True, timeout=30)) as db:
        db.row_factory = sqlite3.Row
        rows = db.execute(f"SELECT * FROM report WHERE device_id IN ({marks}) ORDER BY commit_seq", wanted).fetchall()
        photos = {
            row["id"]: db.execute("SELECT * FROM report_photo WHERE report_id = ?", (row["id"],)).fetchall() for row in rows
        }
    return [_arrived(row, photos[row["id"]]) for row in rows]


def _arrived(row: sqlite3.Row, photos: list[sqlite3.Row]) -> Arrived:
    return Arrived(
        id=row["id"],
        device_id=row["device_id"],
        device_seq=row["device_seq"],
        author_id=row["author_id"],
        courier_id=row["courier_id"],
        note=row["note"],
        flags=json.loads(row["flags"]),
        manifest_sha256=row["manifest_sha256"],
        photos=[photo["sha256"] for photo in photos],
        stored=[photo["sha256"] for photo in photos if photo["stored"]],
    )


def original(server: Server, sha256: str) -> bytes | None:
    """The bytes of a photo as whoever has the server's keys reads them in its store."""
    store = Store(FolderBlobs(server.data_dir / "photos"), Keyring(server.data_dir / FILE))
    return store.read(sha256) if store.has(sha256) else None


@dataclass
class Reckoning:
    """Compares what phones promised with what arrived; `findings` say each difference in words."""

    lost: int = 0
    duplicated: int = 0
    damaged: int = 0
    stuck: int = 0
    findings: list[str] = field(default_factory=list)

    def close(self, fault: str, count: str, watch: Stopwatch) -> None:
        """Ends a campaign with its line of the table; raises unless nothing was found."""
        figures = {"lost": self.lost, "duplicated": self.duplicated, "damaged": self.damaged, "stuck": self.stuck}
        record(Tally(fault, count, seconds=watch.seconds, **figures), self.findings)

    def say(self, what: str, finding: str) -> None:
        """Counts a finding under `what`."""
        setattr(self, what, getattr(self, what) + 1)
        self.findings.append(f"{what}: {finding}")


def reckon(
    server: Server,
    device_ids: Iterable[str],
    promised: Iterable[str],
    hashed: dict[str, int],
    into: Reckoning | None = None,
) -> Reckoning:
    """Every promised report is there once with all its photos, whose bytes were hashed on the phone (`hashed`)."""
    found = into or Reckoning()
    arrived = arrived_from(server, device_ids)
    ids = {report.id for report in arrived}
    for missing in set(promised) - ids:
        found.say("lost", f"report {missing} was promised and is not on the server")
    for number, times in Counter((report.device_id, report.device_seq) for report in arrived).items():
        if times > 1:
            found.say("duplicated", f"number {number[1]} of device {number[0]} stands {times} times")
    for report in arrived:
        for sha256 in report.photos:
            _check_photo(server, report, sha256, hashed, found)
    return found


def _check_photo(server: Server, report: Arrived, sha256: str, hashed: dict[str, int], found: Reckoning) -> None:
    bytes_ = original(server, sha256)
    if sha256 not in report.stored or bytes_ is None:
        found.say("lost", f"photo {sha256[:8]} of report {report.id} is not in place")
    elif hashlib.sha256(bytes_).hexdigest() != sha256:
        found.say("damaged", f"photo {sha256[:8]} of report {report.id} has other bytes")
    elif hashed.get(sha256) != len(bytes_):
        found.say("damaged", f"photo {sha256[:8]} of report {report.id} was never hashed on the phone")
