"""Decides what "nothing is damaged" means for a store and its database, and looks for everything that contradicts it.

It never changes anything. Each check yields findings; a note is worth knowing, damage makes the exit code 1.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, exists, func, or_, select, text
from sqlalchemy.orm import aliased, undefer

from app.audit import queries as audit
from app.cases.models import Case
from app.cases.report_models import Report, ReportPhoto
from app.cases.sealing import manifest_bytes
from app.cases.states import ReportStatus
from app.core.changes import Change
from app.core.db import db
from app.photos.blobs import PREFIXES
from app.photos.models import Photo
from app.photos.sealed import ALTERED, NO_KEY, sealed_size
from app.photos.shelf import shelf
from app.photos.store import DESTROYED, STALE_INCOMING_S
from app.proof import rows as logged_rows
from app.reports.models import Quarantine
from app.reports.quarantine import content_of
from app.safekeeping import destroyed

SAMPLE: Final = 5_000
"""Originals that are hashed without `full`: all of a small store, a random part of a large one."""
BATCH: Final = 500


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be: which kind, what it is about, what was seen; `damage` or only a note."""

    kind: str
    about: str
    seen: str
    damage: bool = True


@dataclass(frozen=True)
class Verified:
    """What was looked at, by name, and everything found."""

    looked_at: dict[str, int]
    findings: list[Finding]

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged."""
        return not any(finding.damage for finding in self.findings)


Check = Callable[[bool, Counter[str]], Iterator[Finding]]


def verify_store(*, full: bool = False) -> Verified:
    """Looks through database and store; `full` hashes every original. Reads only, and may run beside a server."""
    looked_at: Counter[str] = Counter()
    findings = [finding for check in CHECKS for finding in check(full, looked_at)]
    return Verified(dict(looked_at), _still_true(findings))


def _database(_full: bool, _looked_at: Counter[str]) -> Iterator[Finding]:
    """SQLite's own checks; PostgreSQL keeps its house itself."""
    if db.session.get_bind().dialect.name != "sqlite":
        return
    for line in db.session.scalars(text("PRAGMA integrity_check")):
        if line != "ok":
            yield Finding("database-damaged", "integrity_check", str(line))
    for row in db.session.execute(text("PRAGMA foreign_key_check")):
        yield Finding("database-damaged", f"{row[0]} row {row[1]}", f"points to nothing in {row[2]}")


def _photos(full: bool, looked_at: Counter[str]) -> Iterator[Finding]:
    """Every photo that counts as stored has its file, its size and, as far as they are read, key and bytes of its name."""
    total = db.session.scalar(select(func.count()).select_from(Photo)) or 0
    share = 1.0 if full or total <= SAMPLE else SAMPLE / total
    for prefix in PREFIXES:
        rows = select(Photo.sha256, Photo.bytes, Photo.rotten_at).where(Photo.sha256 >= prefix, Photo.sha256 < prefix + "g")
        rows = rows.order_by(Photo.sha256)
        files = {file.name: file.size for file in shelf().store.originals(prefix)}
        found_rows = db.session.execute(rows).all()
        db.session.rollback()  # hashing takes its time: nobody waits for this reader meanwhile
        for sha256, size, rotten_at in found_rows:
            looked_at["photos"] += 1
            found = files.pop(sha256, None)
            if rotten_at is not None:
                yield Finding(
                    "photo-awaited", sha256, f"found rotten at {rotten_at:%Y-%m-%d %H:%M}, phones are asked for it", False
                )
            elif found is None:
                yield _missing(sha256)
            elif found not in {sealed_size(size), size}:
                yield Finding("photo-size", sha256, f"{found} bytes instead of {sealed_size(size)}, which {size} have sealed")
            elif random.random() < share:
                yield from _hashed(sha256, looked_at)
        looked_at["files without reference"] += len(files)


def _hashed(sha256: str, looked_at: Counter[str]) -> Iterator[Finding]:
    looked_at["photos hashed"] += 1
    try:
        found = shelf().store.digest(sha256)
    except OSError as error:
        found = str(error)
    if found == NO_KEY:
        yield Finding("photo-key", sha256, f"the key {shelf().store.key_of(sha256)} that seals it is nowhere")
    elif found == DESTROYED:
        yield _missing(sha256)
    elif found != sha256:
        yield Finding("photo-rotten", sha256, "its sealed bytes were altered" if found == ALTERED else f"its bytes have {found}")


def _missing(sha256: str) -> Finding:
    """Bytes that are not there, or do not open any more: lost, unless their keys were destroyed and a record says why."""
    if shelf().store.keys.records(sha256):
        return Finding("photo-destroyed", sha256, "its keys were destroyed, and a record is kept in their place", False)
    return Finding("photo-lost", sha256, "the database counts on it, the store does not have it")


def _links(_full: bool, looked_at: Counter[str]) -> Iterator[Finding]:
    """What reports count as stored is a photo of the store; a report is whole exactly when all its photos are stored."""
    looked_at["photo links"] = db.session.scalar(select(func.count()).select_from(ReportPhoto)) or 0
    stored = exists().where(Photo.sha256 == ReportPhoto.sha256, Photo.rotten_at.is_(None))
    counted = select(ReportPhoto.report_id, ReportPhoto.sha256).where(ReportPhoto.stored, ~stored)
    for report_id, sha256 in db.session.execute(counted):
        yield Finding("link-dangling", report_id, f"counts {sha256} as stored, no such photo is")
    waits = exists().where(ReportPhoto.report_id == Report.id, ReportPhoto.stored.is_(False))
    wrong = select(Report.id, Report.whole_seq).where(waits == Report.whole_seq.is_not(None))
    for report_id, whole_seq in db.session.execute(wrong):
        yield Finding(
            "whole-wrong", report_id, f"whole since {whole_seq}" if whole_seq else "has all photos and is not called whole"
        )


def _manifests(_full: bool, looked_at: Counter[str]) -> Iterator[Finding]:
    """Every manifest that was not destroyed opens and hashes to what its receipt said."""
    there = select(Report).where(Report.destroyed_at.is_(None))
    for report in _streamed(there.options(undefer(Report.manifest)).order_by(Report.commit_seq)):
        looked_at["manifests"] += 1
        seen = _opened(partial(manifest_bytes, report), report.manifest_sha256)
        if seen is not None:
            yield Finding("manifest-altered", report.id, seen)
    kept = select(Quarantine).where(Quarantine.destroyed_at.is_(None))
    for row in _streamed(kept.options(undefer(Quarantine.content)).order_by(Quarantine.id)):
        looked_at["quarantined bodies"] += 1
        seen = _opened(partial(content_of, row), None)
        if seen is not None:
            yield Finding("quarantine-altered", str(row.id), seen)


def _opened(read: Callable[[], bytes], sha256: str | None) -> str | None:
    """What is wrong with kept bytes, None when they open and have this hash (any, if None)."""
    try:
        found = hashlib.sha256(read()).hexdigest()
    except (InvalidTag, ValueError, IndexError):
        return "its sealed bytes were altered"
    except KeyError as error:
        return f"the key {error} that sealed it is not in DATA_DIR/keys"
    return None if sha256 in {None, found} else f"its bytes have {found}"


def _feed(_full: bool, looked_at: Counter[str]) -> Iterator[Finding]:
    """Every report and case is in the change feed, and the feed speaks of nothing else."""
    looked_at["reports"] = db.session.scalar(select(func.count()).select_from(Report)) or 0
    looked_at["cases"] = db.session.scalar(select(func.count()).select_from(Case)) or 0
    looked_at["changes"] = db.session.scalar(select(func.count()).select_from(Change)) or 0
    announced = exists().where(Change.seq == Report.commit_seq, Change.type == "report", Change.object_id == Report.id)
    for report_id in db.session.scalars(select(Report.id).where(~announced)):
        yield Finding("feed-gap", f"report {report_id}", "its commit is not in the change feed")
    told = select(Change.object_id).where(Change.type == "case", Change.op == "put")
    for case_no in db.session.scalars(select(Case.case_no).where(Case.case_no.not_in(told))):
        yield Finding("feed-gap", f"case {case_no}", "is not in the change feed")
    for kind, column in (("report", Report.id), ("case", Case.case_no)):
        stray = select(Change.object_id).where(Change.type == kind, Change.object_id.not_in(select(column))).distinct()
        for object_id in db.session.scalars(stray):
            yield Finding("feed-stray", f"{kind} {object_id}", "is in the change feed, there is no such row")


def _cases(_full: bool, _looked_at: Counter[str]) -> Iterator[Finding]:
    """A report's case number is a case's, and of that report unless it joined the case or was done about it."""
    case = aliased(Case)
    further = or_(Report.status == ReportStatus.DUPLICATE, Report.reply_to.is_not(None))
    there = exists().where(case.case_no == Report.case_no, or_(case.report_id == Report.id, further))
    for report_id, case_no in db.session.execute(select(Report.id, Report.case_no).where(Report.case_no.is_not(None), ~there)):
        yield Finding("case-lost", report_id, f"became case {case_no}, there is no such case of it")


def _leftovers(_full: bool, _looked_at: Counter[str]) -> Iterator[Finding]:
    """What uploads that died left behind and what was put aside: no harm, but worth knowing."""
    store = shelf().store
    for path in store.stale(STALE_INCOMING_S):
        yield Finding("upload-left", path.name, "a broken upload from more than a day ago", False)
    for taken in store.rotten():
        yield Finding("put-aside", taken.where, "rotten bytes that were replaced or are awaited", False)


def _deletions(_full: bool, looked_at: Counter[str]) -> Iterator[Finding]:
    """What was destroyed because its time was over is explained by a valid record, and is gone."""
    yield from (Finding(*fault) for fault in destroyed.faults(looked_at))


def _log(_full: bool, looked_at: Counter[str]) -> Iterator[Finding]:
    """The log is one chain that the database guards, and the rows that it vouches for are what it says."""
    if not audit.guarded():
        yield Finding("log-unguarded", "audit_entry", "the database no longer refuses to change or delete an entry")
    looked_at["entries of the log"] = audit.count()
    for seq, wrong in audit.breaks():
        yield Finding("log-broken", f"entry {seq}", wrong)
    for fault in logged_rows.faults(looked_at):
        yield Finding(*fault)


CHECKS: tuple[Check, ...] = (_database, _photos, _links, _manifests, _feed, _cases, _deletions, _log, _leftovers)


def _still_true(findings: list[Finding]) -> list[Finding]:
    """A server may have worked meanwhile: what is said to be missing is looked for once more."""
    has = shelf().store.has
    return [finding for finding in findings if finding.kind != "photo-lost" or not has(finding.about)]


def _streamed(query: Select[Any]) -> Iterator[Any]:
    """Rows one batch at a time, and none kept in the session."""
    for row in db.session.scalars(query.execution_options(yield_per=BATCH)):
        yield row
        db.session.expunge(row)
