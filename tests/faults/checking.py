"""After a campaign: what became of every single report, looked up in tables, files and feed, never in totals alone."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.cases.receipts import fault_of
from app.cases.report_models import Report, ReportPhoto
from app.cases.sealing import keyring, manifest_bytes
from app.core.changes import Change
from app.core.db import db
from app.photos.folder_blobs import FolderBlobs
from app.photos.models import Photo
from app.photos.service import sweep_incoming
from app.photos.shelf import shelf
from app.photos.store import STALE_INCOMING_S
from app.reports.models import Quarantine
from tests.faults.city_server import CityServer
from tests.faults.office import Replica, at_the_desk, listed
from tests.faults.pocket import Pocket, Row


@dataclass
class Found:
    """What a check found, in the words of the table, with the sentences that say which."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    reports: int = 0
    photos: int = 0

    @property
    def sentences(self) -> list[str]:
        """Everything found, worst first."""
        return list(chain(self.lost, self.damaged, self.duplicated, self.stuck, self.wrong))

    @property
    def figures(self) -> dict[str, int]:
        """The figures of the table's line."""
        words = ("lost", "duplicated", "damaged", "stuck")
        return {word: len(getattr(self, word)) for word in words}


def check(server: CityServer, pockets: Iterable[Path], accepted: set[str], follower: Replica | None) -> Found:
    """Looks at everything; the server must be down, so that nothing moves meanwhile."""
    found = Found()
    with server.opened() as app:
        sent = dict(_sent(pockets, found))
        _reports(sent, found)
        _photos(found)
        _devices(found)
        _cases(accepted, found)
        _feed(app, follower, found)
        _leftovers(found)
    return found


def _sent(pockets: Iterable[Path], found: Found) -> Iterator[tuple[str, Row]]:
    """Every report that was ever saved on a phone; what the phones think of them is judged on the way."""
    ring = keyring("receipt")
    for path in pockets:
        pocket = Pocket(path)
        rows = pocket.rows()
        pocket.close()
        for row in rows:
            if row.state != "delivered":
                found.stuck.append(f"report {row.id} is {row.state} on its phone: {row.reason}")
            if row.receipt is not None and (fault := fault_of(row.receipt, ring)):
                found.damaged.append(f"the receipt of {row.id} is not valid: {fault}")
            yield row.id, row


def _reports(sent: dict[str, Row], found: Found) -> None:
    """Each exactly once with its own bytes, or in quarantine."""
    stored = {report.id: report for report in db.session.scalars(select(Report))}
    kept = {(row.report_id, row.sha256) for row in db.session.execute(select(Quarantine.report_id, Quarantine.sha256))}
    links = defaultdict(list)
    for link in db.session.scalars(select(ReportPhoto)):
        links[link.report_id].append(link)
    found.reports = len(sent)
    for report_id, row in sent.items():
        report = stored.get(report_id)
        if report is None or report.manifest_sha256 != row.sha256:
            if (report_id, row.sha256) not in kept:
                found.lost.append(f"report {report_id} is nowhere on the server (on its phone: {row.state})")
            continue
        if hashlib.sha256(manifest_bytes(report)).hexdigest() != row.sha256:
            found.damaged.append(f"the bytes of report {report_id} are not those that were sent")
        if row.state == "delivered" and not all(link.stored for link in links[report_id]):
            found.lost.append(f"report {report_id} was acknowledged and misses photos")
    for report_id in stored.keys() - sent.keys():
        found.duplicated.append(f"report {report_id} is on the server and was never saved on a phone")


def _photos(found: Found) -> None:
    """Every reference has its file, and every file the bytes of its name."""
    store, rows = shelf().store, {photo.sha256: photo for photo in db.session.scalars(select(Photo))}
    found.photos = len(rows)
    for sha256, row in rows.items():
        if not store.has(sha256):
            found.lost.append(f"photo {sha256} is in the database and not in the store")
            continue
        if store.digest(sha256) != sha256 or len(store.read(sha256)) != row.bytes:
            found.damaged.append(f"photo {sha256} has other bytes than its name")
    for sha256 in db.session.scalars(select(ReportPhoto.sha256).where(ReportPhoto.stored)):
        if sha256 not in rows:
            found.lost.append(f"photo {sha256} counts as stored and has no row")


def _devices(found: Found) -> None:
    """The numbers of each device's chain: none missing, none twice."""
    chains = defaultdict(list)
    for device_id, seq in db.session.execute(select(Report.device_id, Report.device_seq)):
        chains[device_id].append(seq)
    for device_id, seqs in chains.items():
        if sorted(set(seqs)) != list(range(1, max(seqs) + 1)):
            found.lost.append(f"device {device_id} has gaps: {sorted(seqs)}")
        if len(set(seqs)) != len(seqs):
            found.duplicated.append(f"device {device_id} has numbers twice: {sorted(seqs)}")


def _cases(accepted: set[str], found: Found) -> None:
    """One case for each accepted report, with one number."""
    opened = Counter(db.session.scalars(select(Case.report_id)))
    for report_id, count in opened.items():
        if count > 1:
            found.duplicated.append(f"report {report_id} has {count} cases")
    for report in db.session.scalars(select(Report).where(Report.id.in_(accepted), Report.status == "accepted")):
        if not opened[report.id] or not report.case_no:
            found.lost.append(f"report {report.id} was accepted and has no case")


def _feed(app: Flask, follower: Replica | None, found: Found) -> None:
    """Reading the feed from its start gives the tables; so does having followed it all along."""
    revisions: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for row in db.session.execute(select(Change.type, Change.object_id, Change.rev).order_by(Change.seq)):
        revisions[row.type, row.object_id].append(row.rev)
    for key, revs in revisions.items():
        if revs != list(range(1, len(revs) + 1)) and key[0] in {"report", "case"}:
            found.duplicated.append(f"the feed tells of {key} in the revisions {revs}")
    get = at_the_desk(app)
    replayed = Replica().follow(get)
    found.wrong += replayed.out_of_order
    for noun, kind, key in (("reports", "report", "id"), ("cases", "case", "case_no")):
        there = {item[key]: _lasting(item) for item in listed(get, noun)}
        told = {object_id: _lasting(change["body"]) for object_id, change in replayed.of(kind).items()}
        found.wrong += [f"{kind} {name}: feed and list differ" for name in _differing(told, there)]
    if follower is not None:
        found.wrong += follower.out_of_order
        known, now = _revisions(follower.follow(get)), _revisions(replayed)
        found.wrong += [
            f"{name}: who followed has {known.get(name)}, there is {now.get(name)}" for name in _differing(known, now)
        ]


def _lasting(body: dict[str, Any]) -> dict[str, Any]:
    """What a list and the feed both tell, whenever they are asked: the feed tells more of a case, and clocks run."""
    return {name: value for name, value in body.items() if name not in {"evidence", "moves", "clock"}}


def _revisions(replica: Replica) -> dict[str, Any]:
    return {f"{kind} {object_id}": change["rev"] for (kind, object_id), change in replica.objects.items()}


def _differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]


def _leftovers(found: Found) -> None:
    """What killed uploads left is taken away once it is a day old; nothing else is in the store but photos."""
    blobs, old = shelf().store.blobs, time.time() - STALE_INCOMING_S - 60
    for left in blobs.incoming.iterdir():
        os.utime(left, (old, old))
    sweep_incoming()
    root = blobs.root if isinstance(blobs, FolderBlobs) else blobs.incoming
    names = [path.name for path in root.rglob("*") if path.is_file()]
    found.wrong += [f"{name} is left in the store" for name in names if len(name) != 64]
