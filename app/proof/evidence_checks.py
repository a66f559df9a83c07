"""Decides whether the evidence of a case holds, point by point. Never alters anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from app.audit.rules import hash_of
from app.cases import digests
from app.cases.receipts import fault_of
from app.cases.report_models import Deletion, Report
from app.cases.sealing import keyring
from app.core.db import db
from app.photos.shelf import shelf
from app.proof.contents import Contents, Filed
from app.proof.rows import faults_of

GONE: Final = "was destroyed under the retention rules"


class Point(NamedTuple):
    """One thing that was looked at: what kind, what it is about, whether it holds (None: cannot be said), what was seen."""

    slug: str
    about: str
    holds: bool | None
    seen: str = ""


def points_of(contents: Contents) -> list[Point]:
    """Everything that can be said here of this evidence; reads every original."""
    return [*_manifests(contents), *_originals(contents), *_chains(contents), *_rows(contents), *_lines(contents)]


def holds(points: list[Point]) -> bool:
    """Whether nothing speaks against it."""
    return all(point.holds is not False for point in points)


def _manifests(contents: Contents) -> Iterator[Point]:
    for one in contents.filed:
        if one.deletion is not None:
            yield Point("manifest", one.report.id, None, GONE)
            yield _deletion(one.report.id, one.deletion)
            continue
        found = hashlib.sha256(one.manifest).hexdigest()
        yield Point("manifest", one.report.id, found == one.report.manifest_sha256, f"sha256 {found}")


def _deletion(report_id: str, deletion: Deletion) -> Point:
    fault = fault_of(json.loads(deletion.record), keyring("receipt"))
    return Point("deletion", report_id, fault is None, fault or f"under rule {deletion.rule}")


def _originals(contents: Contents) -> Iterator[Point]:
    seen: set[str] = set()
    for filed, link in ((one, link) for one in contents.filed for link in one.links):
        if link.sha256 in seen:
            continue
        seen.add(link.sha256)
        if not link.stored:
            yield Point("original", link.sha256, None, GONE if filed.deletion else "has not arrived")
            continue
        found = shelf().store.digest(link.sha256)
        seen_there = "is not in the store" if found is None else f"sha256 {found}"
        yield Point("original", link.sha256, found == link.sha256, seen_there)


def _chains(contents: Contents) -> Iterator[Point]:
    """A phone chains each report to the one before; of a report without a number nothing can be said."""
    for one in contents.filed:
        yield Point("device-chain", one.report.id, *_chained(one))


def _chained(one: Filed) -> tuple[bool | None, str]:
    if one.deletion is not None:
        return None, GONE
    seq, device_id = one.report.device_seq, one.report.device_id
    named = _previous(one.manifest)
    if seq is None or device_id is None:
        return None, "the report carries no number of its phone"
    if named is None:
        return (True, "the first of its phone") if seq <= 1 else (None, "it does not name the one before")
    before = select(Report.manifest_sha256).where(Report.device_id == device_id, Report.device_seq == seq - 1)
    known = set(db.session.scalars(before))
    if not known:
        return None, f"number {seq - 1} of its phone is not here"
    return named in known, f"follows number {seq - 1} of its phone"


def _previous(manifest: bytes) -> Any:
    try:
        return json.loads(manifest).get("prev_manifest_sha256")
    except (ValueError, AttributeError, RecursionError):
        return None


def _rows(contents: Contents) -> Iterator[Point]:
    objects = [(digests.CASE, contents.case.case_no), *((digests.REPORT, one.report.id) for one in contents.filed)]
    for kind, object_id in objects:
        known = any((entry.object_kind, entry.object_id) == (kind, object_id) for entry in contents.entries)
        faults = faults_of(kind, object_id)
        seen = "; ".join(f"{fault.about} {fault.seen}" for fault in faults) or ("" if known else "from before the log")
        yield Point("rows", f"{kind}:{object_id}", None if not known else not faults, seen)


def _lines(contents: Contents) -> Iterator[Point]:
    for entry in contents.entries:
        if hash_of(entry) != entry.hash:
            yield Point("log-line", str(entry.seq), False, "its line does not have the hash that stands beside it")
    yield Point("log-lines", str(len(contents.entries)), True, "were hashed again")
